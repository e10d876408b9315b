// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DeskApi } from "../../src/desk/api";
import { Keepsake } from "../../src/desk/model/keepsake";
import { DeskShell } from "../../src/desk/shell/desk";
import { Desk } from "../../src/desk/store/desk";
import { anEvent } from "./examples";
import { FakeDesk } from "./fake-desk";
import { lookingAt } from "./looking";

let helpdesk: FakeDesk;
let desk: Desk;
let shell: DeskShell;

async function opens(hash: string): Promise<void> {
  location.hash = hash;
  desk = new Desk({ api: new DeskApi("http://desk.example", helpdesk.fetch), keepsake: new Keepsake(null), languages: ["en"] });
  shell = new DeskShell();
  shell.desk = desk;
  document.body.append(shell);
}

const { find, sees, reads } = lookingAt(() => shell);

beforeEach(() => {
  helpdesk = new FakeDesk();
  vi.stubGlobal("fetch", helpdesk.fetch);
});

afterEach(async () => {
  shell.remove();
  await desk.signOut();
  vi.unstubAllGlobals();
});

describe("the desk in a browser", () => {
  test("says that a password was wrong, to the ear as well", async () => {
    helpdesk.signedIn = false;
    await opens("");
    const form = await sees<HTMLFormElement>("ochota-desk-sign-in", "form");
    form.querySelector<HTMLInputElement>("#username")!.value = "jana";
    form.querySelector<HTMLInputElement>("#password")!.value = "wrong";
    form.dispatchEvent(new Event("submit", { cancelable: true }));
    await reads("not right", "ochota-desk-sign-in", '[role="alert"]');
  });

  test("tells of failed sign-ins before this one", async () => {
    helpdesk.signedIn = false;
    helpdesk.failedSignIns = 2;
    await opens("");
    const form = await sees<HTMLFormElement>("ochota-desk-sign-in", "form");
    form.querySelector<HTMLInputElement>("#username")!.value = "jana";
    form.querySelector<HTMLInputElement>("#password")!.value = "right";
    form.dispatchEvent(new Event("submit", { cancelable: true }));
    await reads("2 sign-ins under your name failed", "ochota-desk-toasts", "[role=status]");
  });

  test("changes one's password, and says which of the two is wrong", async () => {
    await opens("");
    const form = await sees<HTMLFormElement>("ochota-desk-settings", "ochota-desk-password", "form");
    const fills = (name: string, value: string): void => {
      form.querySelector<HTMLInputElement>(`#${name}`)!.value = value;
    };
    fills("current", "guess");
    fills("new", "a much better one");
    form.dispatchEvent(new Event("submit", { cancelable: true }));
    await reads("not your present password", "ochota-desk-settings", "ochota-desk-password", "#current-more");
    fills("current", "right");
    form.dispatchEvent(new Event("submit", { cancelable: true }));
    await reads("The password is changed", "ochota-desk-toasts", "[role=status]");
    expect(helpdesk.heard.at(-1)).toEqual(["PUT /session/password", { current: "right", new: "a much better one" }]);
    expect(form.querySelector<HTMLInputElement>("#new")!.value).toBe("");
  });

  test("says in the log how a conversation ended, and the note with it", async () => {
    const resolved = helpdesk.store("c1", { kind: "handoff_resolved", author: "agent", author_name: "Petr", parts: [] }, false);
    const details = { outcome: "not_solved", note: "Sent to the workshop." };
    helpdesk.transitions = [{ verb: "resolve", actor: "agent", agent: null, at: resolved.created_at, details, after_sequence: resolved.sequence }];
    await opens("#/conversation/c1");
    await reads("Not solved", "ochota-desk-thread", ".reason");
    await reads("Sent to the workshop.", "ochota-desk-thread", ".reason");
  });

  test("lists who waits with reason, language and place", async () => {
    await opens("#/waiting");
    const row = await sees("ochota-desk-queue", "li.row");
    const words = row.textContent.replace(/\s+/g, " ");
    for (const expected of ["Nothing answers this", "cs", "Place 1 in the queue", "Kde je moje zásilka?"]) expect(words).toContain(expected);
    expect(document.title).toBe("(1) Agent desk · Ochota");
  });

  test("opens a conversation by its address and shows why it came", async () => {
    await opens("#/conversation/c1");
    await sees("ochota-desk-thread", '[role="log"] ochota-desk-prose');
    await reads("uncertified", "ochota-desk-context", "section");
    expect(find("ochota-desk-context", ".candidates .question")?.textContent).toBe("Jak sleduji zásilku?");
  });

  test("marks a reply that the customer never saw", async () => {
    helpdesk.hidden.set("c1", [
      { sequence: 1, hidden_reason: "agent_in_charge", reply: { parts: [{ type: "text", text: "Too late" }, { type: "handoff", reason: "no_answer" }] } },
    ]);
    await opens("#/conversation/c1");
    await reads("Not shown to the customer", "ochota-desk-thread", ".message.hidden");
    expect(find("ochota-desk-thread", ".message.hidden ochota-desk-prose", "p")?.textContent).toBe("Too late");
  });

  test("lets a script in a message be text, and a dangerous link no link", async () => {
    helpdesk.logs.set("c1", [
      anEvent({ parts: [{ type: "text", text: "x", html: '<p onclick="x()">Hi<script>x()</script><a href="javascript:x()">there</a></p>' }] }),
    ]);
    await opens("#/conversation/c1");
    const prose = await sees("ochota-desk-thread", "ochota-desk-prose", "p");
    expect(prose.outerHTML).not.toMatch(/script|onclick|href/);
    expect(prose.textContent).toContain("there");
  });

  test("offers no reply before the claim, and a labelled one after it", async () => {
    await opens("#/conversation/c1");
    await reads("Claim the conversation to reply", "ochota-desk-thread", "ochota-desk-composer", "p.note");
    (await sees("ochota-desk-thread", "ochota-desk-bar", "button.claim")).click();
    const area = await sees("ochota-desk-thread", "ochota-desk-composer", "textarea");
    expect(area.getAttribute("aria-label")).toBe("Reply to the customer");
  });

  test("claims by a key, writes, and sends with Ctrl+Enter", async () => {
    await opens("#/conversation/c1");
    await sees("ochota-desk-thread", "ochota-desk-bar", "button.claim");
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "c", code: "KeyC" }));
    const area = await sees<HTMLTextAreaElement>("ochota-desk-thread", "ochota-desk-composer", "textarea");
    area.value = "Dobrý den";
    area.dispatchEvent(new Event("input"));
    area.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true }));
    await vi.waitFor(() => expect(helpdesk.logs.get("c1")?.at(-1)?.parts[0]?.text).toBe("Dobrý den"));
    expect(area.value).toBe("");
  });

  test("keeps the draft of each conversation apart", async () => {
    helpdesk.logs.set("c2", [anEvent({ conversation_id: "c2" })]);
    await opens("#/conversation/c1");
    (await sees("ochota-desk-thread", "ochota-desk-bar", "button.claim")).click();
    const area = await sees<HTMLTextAreaElement>("ochota-desk-thread", "ochota-desk-composer", "textarea");
    area.value = "for the first";
    area.dispatchEvent(new Event("input"));
    expect(desk.keepsake.draft("c1")).toBe("for the first");
    expect(desk.keepsake.draft("c2")).toBe("");
  });

  test("changes its language at once and remembers it", async () => {
    await opens("#/waiting");
    await sees("ochota-desk-queue", "li.row");
    desk.prefer({ language: "cs" });
    await reads("Nic neodpovídá", "ochota-desk-queue", "li.row");
    expect(desk.keepsake.preferences().language).toBe("cs");
  });

  test("announces a new customer to a screen reader", async () => {
    helpdesk.handoffs = [];
    await opens("#/waiting");
    await vi.waitFor(() => expect(desk.state.open).toEqual([]));
    const fresh = new FakeDesk().handoffs;
    helpdesk.handoffs = fresh;
    helpdesk.tellHandoffs();
    await reads("a customer is waiting", '[aria-live="polite"].visually-hidden');
  });
});

describe("the knowledge pages", () => {
  test("are for leads only", async () => {
    helpdesk.agent = { username: "petr", name: "Petr", role: "agent" };
    await opens("#/knowledge");
    await reads("edited by leads", "ochota-desk-knowledge", ".empty");
  });

  test("mark the language an entry lacks", async () => {
    await opens("#/knowledge");
    const missing = await sees("ochota-desk-knowledge", "ochota-desk-entries", ".badge.bad");
    expect(missing.textContent).toBe("en");
    expect(missing.title).toBe("English is missing");
  });

  test("show both versions when somebody saved in between, and save mine over it", async () => {
    await opens("#/knowledge/return-period");
    const question = await sees<HTMLInputElement>("ochota-desk-knowledge", "ochota-desk-entry-editor", "ochota-desk-variant-editor.cs", "#question");
    question.value = "Mine";
    question.dispatchEvent(new Event("input"));
    helpdesk.replaceEntry({ ...helpdesk.entries[0]!, version: 4, tags: ["theirs"] });
    (await sees("ochota-desk-knowledge", "ochota-desk-entry-editor", "button.primary")).click();
    await reads("saved version 4", "ochota-desk-knowledge", "ochota-desk-entry-editor", ".conflict");
    find("ochota-desk-knowledge", "ochota-desk-entry-editor", ".conflict button")?.click();
    await vi.waitFor(() => expect(helpdesk.entries[0]?.version).toBe(5));
    expect(helpdesk.entries[0]?.variants.cs?.question).toBe("Mine");
  });

  test("ask before unsaved changes are left, and stay when told to", async () => {
    vi.stubGlobal("confirm", () => false);
    await opens("#/knowledge/return-period");
    const question = await sees<HTMLInputElement>("ochota-desk-knowledge", "ochota-desk-entry-editor", "ochota-desk-variant-editor.cs", "#question");
    question.value = "Changed";
    question.dispatchEvent(new Event("input"));
    location.hash = "#/waiting";
    await vi.waitFor(() => expect(location.hash).toBe("#/knowledge/return-period"));
    expect(find("ochota-desk-knowledge", "ochota-desk-entry-editor")).not.toBeNull();
  });

  test("do not save half an entry and say which field is missing", async () => {
    await opens("#/knowledge-new");
    const question = await sees<HTMLInputElement>("ochota-desk-knowledge", "ochota-desk-entry-editor", "ochota-desk-variant-editor.en", "#question");
    question.value = "How much is shipping?";
    question.dispatchEvent(new Event("input"));
    const id = await sees<HTMLInputElement>("ochota-desk-knowledge", "ochota-desk-entry-editor", "ochota-desk-entry-fields", "#id");
    await vi.waitFor(() => expect(id.value).toBe("how-much-is-shipping"));
    find("ochota-desk-knowledge", "ochota-desk-entry-editor", "button.primary")?.click();
    await reads("needs both", "ochota-desk-knowledge", "ochota-desk-entry-editor", "ochota-desk-variant-editor.en", ".problem");
    expect(helpdesk.seen).not.toContain("POST /api/v1/knowledge/entries");
  });
});
