// @vitest-environment happy-dom
import { beforeEach, describe, expect, test, vi } from "vitest";
import { all, chat, helpdesk, include, one, until } from "./opened-chat";

function type(text: string, key: KeyboardEventInit = { key: "Enter" }): void {
  const area = one<HTMLTextAreaElement>("textarea");
  area.value = text;
  area.dispatchEvent(new Event("input"));
  area.dispatchEvent(new KeyboardEvent("keydown", { ...key, bubbles: true, cancelable: true }));
}

async function said(text: string): Promise<void> {
  await until(() => expect(one(".log").textContent).toContain(text));
}

describe("the panel", () => {
  test("is a named dialog that takes the focus and gives it back", () => {
    const link = document.createElement("button");
    document.body.append(link);
    link.focus();
    chat.open();
    expect(one("[role=dialog]").hidden).toBe(false);
    expect(one("h2").textContent).toBe("Help");
    expect(chat.shadowRoot?.activeElement).toBe(one("textarea"));
    one(".panel").dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    expect(chat.isOpen).toBe(false);
    expect(document.activeElement).toBe(link);
  });

  test("greets as an AI with a human one click away, in either language", () => {
    chat.open();
    expect(one(".greeting").textContent).toContain("I'm an AI assistant");
    expect(one(".human").textContent).toBe("Talk to a human");
    chat.setLanguage("cs");
    expect(one(".greeting").textContent).toContain("Jsem AI asistent");
    expect(one(".human").textContent).toBe("Mluvit s člověkem");
    expect(one("textarea").getAttribute("aria-label")).toBe("Vaše zpráva");
  });

  test("is open again, with its draft, after a reload", () => {
    chat.open();
    type("half a sentence", { key: "a" });
    chat.remove();
    include({ language: "en" });
    expect(chat.isOpen).toBe(true);
    expect(one<HTMLTextAreaElement>("textarea").value).toBe("half a sentence");
  });
});

describe("a link in an answer", () => {
  beforeEach(async () => {
    chat.open();
    type("hello");
    await until(() => expect(all(".message.customer.sent")).toHaveLength(1));
    helpdesk.bot({ type: "text", text: "See", html: `<p><a href="${location.origin}/faq/en/x">here</a></p>` });
    await said("here");
  });

  function follow(): HTMLAnchorElement {
    const link = one<HTMLAnchorElement>(".bubble p a");
    link.addEventListener("click", (event) => event.preventDefault());
    link.click();
    return link;
  }

  test("closes a chat that covers the page, and leads away in the same tab", () => {
    vi.stubGlobal("matchMedia", () => ({ matches: true }));
    expect(follow().target).toBe("");
    expect(chat.isOpen).toBe(false);
    expect(one(".launcher").hidden).toBe(false);
  });

  test("leaves a chat beside the page as it is", () => {
    expect(follow().target).toBe("_blank");
    expect(chat.isOpen).toBe(true);
  });
});

describe("the composer", () => {
  beforeEach(() => chat.open());

  test("sends with Enter, not with Shift+Enter and not while an input method composes", async () => {
    type("one", { key: "Enter", shiftKey: true });
    type("one", { key: "Enter", isComposing: true });
    expect(all(".message.customer")).toHaveLength(0);
    type("one");
    await until(() => expect(all(".message.customer.sent")).toHaveLength(1));
    expect(one<HTMLTextAreaElement>("textarea").value).toBe("");
  });

  test("counts near the limit and keeps what is too long", () => {
    type("x".repeat(3_000), { key: "a" });
    expect(one(".counter").textContent).toBe("");
    type("🎉".repeat(4_000), { key: "a" });
    expect(one(".counter").textContent).toBe("0 characters left");
    type("🎉".repeat(4_001));
    expect(one(".counter").textContent).toBe("1 character too long");
    expect(one<HTMLTextAreaElement>("textarea").value).not.toBe("");
  });

  test("shows markup as the text it was typed as", async () => {
    const typed = `<img src=x onerror="alert(1)"><b>bold</b>`;
    type(typed);
    await said(typed);
    expect(all(".log img, .log b")).toHaveLength(0);
  });
});

describe("the log", () => {
  beforeEach(async () => {
    chat.open();
    type("hello");
    await until(() => expect(all(".message.customer.sent")).toHaveLength(1));
  });

  test("shows an answer with its entry, and takes whether it helped", async () => {
    helpdesk.bot({
      type: "text",
      text: "14 days",
      html: "<p><strong>14 days</strong></p>",
      entry: {
        id: "return-period",
        version: 3,
        language: "cs",
        question: "Jak dlouho?",
        confidence: 0.9,
        cross_lingual: true,
      },
    });
    await said("14 days");
    const link = one<HTMLAnchorElement>(".source a");
    expect(link.href).toBe("https://helpdesk.example/faq/cs/return-period");
    expect(one(".cross-lingual").textContent).toBe("We have this answer only in Czech.");
    one<HTMLButtonElement>("[aria-label=\"No, it didn't help\"]").click();
    await until(() => expect(one(".rating").textContent).toContain("Thank you for telling us."));
    const feedback = helpdesk.requests.find((request) => request.path.endsWith("/feedback"));
    expect(feedback?.body).toEqual({ helpful: false });
    one<HTMLButtonElement>(".rating .link").click();
    await said("You asked for a human");
  });

  test("lets one choice be made, once", async () => {
    helpdesk.bot({ type: "choices", text: "Did you mean", choices: [{ id: "1", label: "Returns" }] });
    await said("Returns");
    one<HTMLButtonElement>(".choice").click();
    await until(() => expect(one<HTMLButtonElement>(".choice").disabled).toBe(true));
    await until(() => expect(helpdesk.log().at(-1)?.parts[0]?.text).toBe("Returns"));
    expect(all(".choice.chosen")).toHaveLength(1);
  });

  test("names the human who joins and whose words follow", async () => {
    helpdesk.add({ kind: "handoff_claimed", author_name: "Jana", language: "cs" });
    helpdesk.become({ in_charge: "agent", agent_name: "Jana" });
    helpdesk.add({ author: "agent", author_name: "Jana", parts: [{ type: "text", text: "Hi", html: "<p>Hi</p>" }] });
    await said("Hi");
    expect(one(".status").textContent).toContain("Ve spojení je Jana.");
    expect(one(".charge").textContent).toBe("You are talking to Jana");
    expect(one(".human").hidden).toBe(true);
    expect(one(".message.agent .name").textContent).toBe("Jana");
    expect(one(".message.agent .role").textContent).toBe("human");
  });

  test("keeps the elements of what did not change", async () => {
    const [first] = all(".message.customer");
    helpdesk.bot({ type: "text", text: "hi", html: "<p>hi</p>" });
    await said("hi");
    expect(all(".message.customer")[0]).toBe(first);
  });

  test("counts on the launcher what came while the panel was closed", async () => {
    chat.close();
    const unread = vi.fn<(count: unknown) => void>();
    chat.addEventListener("ochota-unread", (event) => {
      unread((event as CustomEvent<unknown>).detail);
    });
    helpdesk.bot({ type: "text", text: "hi" });
    await until(() => expect(one(".badge").textContent).toBe("1"));
    expect(one(".launcher").getAttribute("aria-label")).toBe("Open the chat, 1 new message");
    chat.open();
    await until(() => expect(one(".badge").hidden).toBe(true));
    expect(unread.mock.calls.flat()).toEqual([1, 0]);
  });
});

test("ask() opens the panel and asks", async () => {
  chat.ask("Where is my parcel?");
  expect(chat.isOpen).toBe(true);
  await until(() => expect(helpdesk.log()[0]?.parts[0]?.text).toBe("Where is my parcel?"));
});
