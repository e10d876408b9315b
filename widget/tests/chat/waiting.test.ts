// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Part, Wait } from "../../src/api/types";
import { FILE } from "../fake-helpdesk";
import { all, chat, helpdesk, include, one, until } from "./opened-chat";

const SOMEBODY: Wait = {
  position: 3,
  expected: { from_minutes: 4, to_minutes: 9 },
  open: true,
  opens_at: null,
  agents_present: true,
};

afterEach(() => {
  location.hash = "";
});

function posted(end: string): unknown[] {
  return helpdesk.requests.filter(({ path }) => path.endsWith(end)).map(({ body }) => body);
}

async function waits(wait: Wait | null): Promise<void> {
  chat.ask("Where is my parcel?");
  await until(() => expect(all(".message.customer.sent")).toHaveLength(1));
  helpdesk.become({
    in_charge: "queue",
    channel: "chat",
    handoff: { id: "h", state: "waiting", reason: "customer_request", position: wait?.position ?? null },
    wait,
  });
  await until(() => expect(one(".bar").className).toBe("bar queue"));
}

function fill(email: string, message: string): void {
  one<HTMLInputElement>("#contact-email").value = email;
  one<HTMLTextAreaElement>("#contact-message").value = message;
}

function submit(): void {
  one(".contact").dispatchEvent(new Event("submit", { cancelable: true }));
}

describe("who waits is told", () => {
  test("the place and how long it will probably take", async () => {
    await waits(SOMEBODY);
    expect(one(".charge").textContent).toBe("Waiting for a colleague, you are number 3, about 4–9 minutes");
    chat.setLanguage("cs");
    expect(one(".charge").textContent).toBe("Čekáme na kolegu, jste 3. v pořadí, asi 4–9 minut");
  });

  test("the end of a wait that may be over at once, in the right grammatical number", async () => {
    await waits({ ...SOMEBODY, position: 1, expected: { from_minutes: 0, to_minutes: 3 } });
    chat.setLanguage("cs");
    expect(one(".charge").textContent).toBe("Čekáme na kolegu, jste na řadě, asi do 3 minut");
  });

  test("no time without a basis, nor while nobody is there", async () => {
    await waits({ ...SOMEBODY, expected: null });
    expect(one(".charge").textContent).toBe("Waiting for a colleague, you are number 3");
    helpdesk.become({ wait: { ...SOMEBODY, agents_present: false } });
    await until(() => expect(one(".waiting").textContent).toContain("None of our colleagues is here"));
    expect(one(".charge").textContent).toBe("Waiting for a colleague");
  });

  test("when somebody is back", async () => {
    await waits({ ...SOMEBODY, open: false, opens_at: "2031-03-03T08:00:00Z" });
    chat.setLanguage("cs");
    expect(one(".said").textContent).toMatch(/Teď tu nikdo není\. Budeme zpět v pondělí 3\.\s3\. v\s\d+:00\./);
  });
});

describe("the form", () => {
  test("stands where the composer was while nobody is there, and gives way to who waits", async () => {
    await waits({ ...SOMEBODY, agents_present: false });
    expect(all(".contact")).toHaveLength(1);
    expect(one(".composer").hidden).toBe(true);
    one(".contact .link").click();
    expect(all(".contact")).toHaveLength(0);
    expect(one(".composer").hidden).toBe(false);
  });

  test("is offered to who need not wait, and takes the focus when it opens", async () => {
    await waits(SOMEBODY);
    expect(all(".contact")).toHaveLength(0);
    one(".waiting > .link").click();
    expect(chat.shadowRoot?.activeElement).toBe(one("#contact-name"));
    for (const field of all<HTMLElement>(".contact input, .contact textarea")) {
      expect(one(`label[for=${field.id}]`).textContent).not.toBe("");
    }
  });

  test("says what is wrong at its field, and sends nothing", async () => {
    await waits({ ...SOMEBODY, agents_present: false });
    fill("karel", " ");
    submit();
    const email = one("#contact-email");
    expect(email.getAttribute("aria-invalid")).toBe("true");
    expect(one(`#${email.getAttribute("aria-describedby")}`).textContent).toContain("jana@example.com");
    expect(one("#contact-message-fault").textContent).not.toBe("");
    expect(chat.shadowRoot?.activeElement).toBe(email);
    expect(posted("/contact")).toEqual([]);
  });

  test("shows what was promised once it is sent", async () => {
    await waits({ ...SOMEBODY, agents_present: false });
    fill("karel@example.com", "When does it come?");
    submit();
    await until(() => expect(one(".said").textContent).toContain("We will answer at karel@example.com."));
    expect(all(".contact")).toHaveLength(0);
    expect(one(".composer").hidden).toBe(false);
    expect(one(".charge").textContent).toBe("We will answer you by e-mail");
    expect(chat.shadowRoot?.activeElement).toBe(one(".said"));
  });

  test("that was not sent keeps its words and sends them again under the same id", async () => {
    await waits({ ...SOMEBODY, agents_present: false });
    fill("karel@example.com", "When does it come?");
    helpdesk.reachable = false;
    submit();
    await until(() => expect(one(".contact > .fault").textContent).toContain("not sent"));
    helpdesk.reachable = true;
    submit();
    await until(() => expect(all(".contact")).toHaveLength(0));
    const [first, second] = posted("/contact") as { client_request_id: string }[];
    expect(first?.client_request_id).toBe(second?.client_request_id);
  });
});

describe("with a human", () => {
  beforeEach(async () => {
    await waits(SOMEBODY);
    helpdesk.become({ in_charge: "agent", agent_name: "Jana", wait: null, agent_read_sequence: 0 });
    await until(() => expect(one(".charge").textContent).toContain("Jana"));
  });

  test("the last message is marked once it was seen", async () => {
    expect(all(".seen")).toHaveLength(0);
    helpdesk.become({ agent_read_sequence: 1 });
    await until(() => expect(one(".message.customer .seen").textContent).toBe("Seen"));
  });

  test("the helpdesk hears how far was read", async () => {
    helpdesk.add({ author: "agent", author_name: "Jana", parts: [{ type: "text", text: "Hello" }] });
    await until(() => expect(posted("/reading").at(-1)).toEqual({ sequence: 2 }));
  });

  test("a file is shown with its name and size, and saved when wanted", async () => {
    const part: Part = { type: "attachment", text: "", attachment: FILE };
    helpdesk.add({ author: "agent", author_name: "Jana", parts: [{ type: "text", text: "Here" }, part] });
    await until(() => expect(all(".file")).toHaveLength(1));
    // a picture is shown as well, out of bytes fetched with the token
    await until(() => expect(one<HTMLImageElement>(".picture img").src).toMatch(/^data:/));
    expect(one(".file").textContent).toBe("Save shot.png 1.5 kB");
    const address = vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:1");
    one(".file").click();
    await until(() => expect(address).toHaveBeenCalledOnce());
    expect(helpdesk.requests.at(-1)?.headers.get("Authorization")).toBe("Bearer token-1");
  });

  function choose(file: File): void {
    const chosen = one<HTMLInputElement>("input[type=file]");
    Object.defineProperty(chosen, "files", { value: [file], configurable: true });
    chosen.dispatchEvent(new Event("change"));
  }

  test("a file that is chosen is uploaded and sent", async () => {
    expect(one(".attach").hidden).toBe(false);
    choose(new File(["x"], "shot.png"));
    await until(() => expect(all(".message.customer.sent .file")).toHaveLength(1));
    expect(helpdesk.log().at(-1)?.parts[0]).toMatchObject({ type: "attachment", attachment: { id: FILE.id } });
  });

  test("a file that is not taken is said to be so", async () => {
    helpdesk.refusals.push({ status: 422, code: "type_not_allowed" });
    choose(new File(["<svg/>"], "x.svg"));
    await until(() => expect(one(".composer .file-state").textContent).toContain("pictures, PDF, text"));
  });

  test("what this version does not know breaks nothing", async () => {
    const unknown = [{ type: "map", text: "Where we are" }, { type: "dance" }] as unknown as Part[];
    helpdesk.add({ author: "agent", author_name: "Jana", parts: unknown });
    helpdesk.add({ kind: "handoff_danced" as "handoff_claimed" });
    helpdesk.add({ author: "agent", author_name: "Jana", parts: [{ type: "text", text: "Still here" }] });
    await until(() => expect(one(".log").textContent).toContain("Still here"));
    expect(one(".log").textContent).toContain("Where we are");
  });

  test("an agent who is gone and one who passes the customer on are told apart", async () => {
    const handoff = { id: "h", state: "waiting", reason: "customer_request" } as const;
    helpdesk.add({ kind: "handoff_released", language: "cs", handoff: { ...handoff, cause: "agent_gone" } });
    helpdesk.add({ kind: "handoff_transferred", language: "cs", handoff });
    await until(() => expect(all(".status")).toHaveLength(2));
    expect(all(".status").map((line) => line.textContent)).toEqual([
      expect.stringContaining("Kolega se odpojil, jste zpět na svém místě ve frontě."),
      expect.stringContaining("Předáváme vás dál."),
    ]);
  });
});

test("the assistant is offered no files", () => {
  chat.open();
  expect(one(".attach").hidden).toBe(true);
});

test("a new conversation names the one before it", async () => {
  chat.ask("first");
  await until(() => expect(all(".message.customer.sent")).toHaveLength(1));
  helpdesk.become({ state: "closed" });
  await until(() => expect(all(".message.customer")).toHaveLength(0));
  chat.ask("second");
  await until(() => expect(helpdesk.conversationIds).toHaveLength(2));
  expect(posted("/conversations")[1]).toMatchObject({
    previous: { id: "conversation-1", token: "token-1" },
  });
});

describe("a page opened by a link", () => {
  function follow(hash: string): void {
    chat.remove();
    location.hash = hash;
    include({ language: "en", conversation: "conversation-1" });
  }

  beforeEach(async () => {
    chat.ask("Where is my parcel?");
    await until(() => expect(helpdesk.log()).toHaveLength(1));
    localStorage.clear();
  });

  test("shows its conversation, hides the token and keeps it for this tab alone", async () => {
    follow("#token-1");
    expect(location.hash).toBe("");
    await until(() => expect(one(".log").textContent).toContain("Where is my parcel?"));
    expect(localStorage.length).toBe(0);
    follow("");
    await until(() => expect(one(".log").textContent).toContain("Where is my parcel?"));
  });

  test("cannot be closed", () => {
    follow("#token-1");
    chat.close();
    expect(chat.isOpen).toBe(true);
  });

  test.each(["#wrong", ""])("with %s for a token says that the link is of no use", async (hash) => {
    follow(hash);
    await until(() => expect(one(".banner").textContent).toContain("This link is incomplete or no longer works"));
  });
});
