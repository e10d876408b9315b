// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DeskApi } from "../../src/desk/api";
import { Keepsake } from "../../src/desk/model/keepsake";
import { DeskShell } from "../../src/desk/shell/desk";
import { Desk } from "../../src/desk/store/desk";
import { aCannedReply } from "./examples";
import { FakeDesk } from "./fake-desk";
import { lookingAt } from "./looking";

const COMPOSER = ["ochota-desk-thread", "ochota-desk-composer"] as const;
const BAR = ["ochota-desk-thread", "ochota-desk-bar"] as const;

let helpdesk: FakeDesk;
let desk: Desk;
let shell: DeskShell;

const { find, sees, reads } = lookingAt(() => shell);

async function area(): Promise<HTMLTextAreaElement> {
  return sees<HTMLTextAreaElement>(...COMPOSER, "textarea");
}

/** Types at the end of what is written, as the keyboard would. */
async function types(text: string): Promise<HTMLTextAreaElement> {
  const field = await area();
  field.value += text;
  field.setSelectionRange(field.value.length, field.value.length);
  field.dispatchEvent(new Event("input"));
  return field;
}

function press(key: string, target: EventTarget = document, init: KeyboardEventInit = {}): void {
  target.dispatchEvent(new KeyboardEvent("keydown", { key, code: `Key${key.toUpperCase()}`, cancelable: true, ...init }));
}

function sent(part: string): Record<string, unknown>[] {
  return helpdesk.heard.filter(([request]) => request.endsWith(part)).map(([, body]) => body);
}

beforeEach(async () => {
  helpdesk = new FakeDesk();
  vi.stubGlobal("fetch", helpdesk.fetch);
  location.hash = "#/conversation/c1";
  desk = new Desk({ api: new DeskApi("http://desk.example", helpdesk.fetch), keepsake: new Keepsake(null), languages: ["en"] });
  shell = new DeskShell();
  shell.desk = desk;
  document.body.append(shell);
  (await sees(...BAR, "button.claim")).click();
  await area();
});

afterEach(async () => {
  shell.remove();
  await desk.signOut();
  vi.unstubAllGlobals();
});

describe("canned replies", () => {
  test("are offered behind a slash and chosen by the keyboard", async () => {
    helpdesk.cannedReplies = [aCannedReply({ shortcut: "ahoj", texts: { cs: "Dobrý den!" } }), aCannedReply({ id: 2, shortcut: "konec", texts: { cs: "Na shledanou." } })];
    const field = await types("/");
    await reads("/konec", ...COMPOSER, '[role="listbox"]');
    press("ArrowDown", field);
    await vi.waitFor(() => expect(field.getAttribute("aria-activedescendant")).toBe("option-1"));
    press("Enter", field);
    await vi.waitFor(() => expect(field.value).toBe("Na shledanou."));
    expect(sent("/messages")).toEqual([]);
  });

  test("are not sent with a placeholder nobody filled, and say which", async () => {
    const field = await types("/vra");
    await reads("/vraceni", ...COMPOSER, '[role="listbox"]');
    press("Enter", field);
    await vi.waitFor(() => expect(field.value).toContain("{{customer.name}}"));
    press("Enter", field, { ctrlKey: true });
    await reads("Fill in before sending: {{customer.name}}", ...COMPOSER, '.problem[role="alert"]');
    expect(sent("/messages")).toEqual([]);
    field.value = "Dobrý den, Evo.";
    field.dispatchEvent(new Event("input"));
    press("Enter", field, { ctrlKey: true });
    await vi.waitFor(() => expect(sent("/messages").map((body) => body["text"])).toEqual(["Dobrý den, Evo."]));
  });

  test("have known placeholders filled", async () => {
    helpdesk.placeholders = { "customer.name": "Eva Malá" };
    const field = await types("/vra");
    await reads("/vraceni", ...COMPOSER, '[role="listbox"]');
    press("Enter", field);
    await vi.waitFor(() => expect(field.value).toBe("Dobrý den, Eva Malá."));
  });

  test("go away with Escape and leave what was typed", async () => {
    const field = await types("/vra");
    await reads("/vraceni", ...COMPOSER, '[role="listbox"]');
    press("Escape", field);
    await vi.waitFor(() => expect(find(...COMPOSER, '[role="listbox"]')?.hidden).toBe(true));
    expect(field.value).toBe("/vra");
  });
});

describe("a private note", () => {
  test("is kept apart from the reply, mentions a colleague and never goes to the customer", async () => {
    await types("rozepsaná odpověď");
    press("n");
    await vi.waitFor(async () => expect((await area()).getAttribute("aria-label")).toContain("Private note"));
    const field = await types("Prosím @pe");
    await reads("Petr Žák", ...COMPOSER, '[role="listbox"]');
    press("Enter", field);
    await vi.waitFor(() => expect(field.value).toBe("Prosím @petr "));
    press("Enter", field, { ctrlKey: true });
    await reads("Prosím @petr", "ochota-desk-thread", "article.note ochota-desk-prose", "p");
    await reads("Only agents see this", "ochota-desk-thread", "article.note");
    expect(sent("/messages")).toEqual([]);
    expect(desk.keepsake.draft("c1")).toBe("rozepsaná odpověď");
  });

  test("stays in the field when it could not be stored", async () => {
    press("n");
    await vi.waitFor(async () => expect((await area()).getAttribute("aria-label")).toContain("Private note"));
    const field = await types("Pozor");
    helpdesk.offline = true;
    press("Enter", field, { ctrlKey: true });
    await vi.waitFor(() => expect(desk.state.toast?.tone).toBe("bad"));
    expect(field.value).toBe("Pozor");
  });
});

describe("keys", () => {
  test("resolve, and take it back while the toast is there", async () => {
    press("e");
    await reads("Undo", "ochota-desk-toasts", ".toast");
    expect(sent("/resolve")).toEqual([{ outcome: "solved", note: "" }]);
    press("z");
    await vi.waitFor(() => expect(desk.threads.get("c1").handoff?.state).toBe("assigned"));
    expect(sent("/undo")).toHaveLength(1);
  });

  test("open the dialogs, which send what was chosen", async () => {
    press("E");
    const dialog = await sees<HTMLDialogElement>("ochota-desk-thread", "ochota-desk-outcome", "dialog[open]");
    dialog.querySelectorAll<HTMLInputElement>('input[type="radio"]')[2]?.dispatchEvent(new Event("change"));
    dialog.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true }));
    await vi.waitFor(() => expect(sent("/resolve")).toEqual([{ outcome: "spam", note: "" }]));
    await vi.waitFor(() => expect(dialog.open).toBe(false));
  });

  test("put aside until a time that was chosen, and refuse one gone by", async () => {
    press("s");
    const dialog = await sees<HTMLDialogElement>("ochota-desk-thread", "ochota-desk-snooze", "dialog[open]");
    const until = dialog.querySelector<HTMLInputElement>("#until")!;
    until.value = "2020-01-01T10:00";
    until.dispatchEvent(new Event("input"));
    dialog.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true }));
    await reads("Choose a time that lies ahead", "ochota-desk-thread", "ochota-desk-snooze", "#problem");
    dialog.querySelector<HTMLButtonElement>("button.item")?.click();
    await vi.waitFor(() => expect(sent("/snooze")).toHaveLength(1));
    await vi.waitFor(() => expect(desk.threads.get("c1").handoff?.snoozed_until).not.toBeNull());
  });

  test("search among all conversations and leave the open one where it is", async () => {
    press("/");
    await sees("ochota-desk-queue", "ochota-desk-filters", "input");
    expect(location.hash).toBe("#/conversation/c1");
    expect(find("ochota-desk-thread")).not.toBeNull();
  });
});
