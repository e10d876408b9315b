// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DeskApi } from "../../../src/desk/api";
import { Lead } from "../../../src/desk/lead/lead";
import { Keepsake } from "../../../src/desk/model/keepsake";
import type { LeadPageName } from "../../../src/desk/model/lead-routes";
import { Desk } from "../../../src/desk/store/desk";
import { lookingAt } from "../looking";
import { aDepartment, aPerson, aReport, aRow, someHours } from "./examples";
import { FakeLead } from "./fake-lead";

let helpdesk: FakeLead;
let desk: Desk;
let section: Lead;

const { find, sees, reads } = lookingAt(() => section);

function opens(page: LeadPageName, role: "agent" | "lead" | "admin" = "lead"): void {
  desk = new Desk({ api: new DeskApi("http://desk.example", helpdesk.fetch), keepsake: new Keepsake(null), languages: ["en"] });
  desk.update({ phase: "signed-in", agent: { ...desk.state.agent, username: "jana", name: "Jana", role } });
  section = new Lead();
  section.desk = desk;
  section.page = page;
  document.body.append(section);
}

async function clicks(words: string, ...path: string[]): Promise<void> {
  const host = await sees(...path);
  const button = await vi.waitFor(() => {
    const found = [...(host.shadowRoot ?? host).querySelectorAll<HTMLButtonElement>("button")].find(
      (one) => one.textContent.trim().includes(words) || one.getAttribute("aria-label")?.includes(words),
    );
    if (found === undefined) throw new Error(`no button ${words}`);
    return found;
  });
  button.click();
}

async function fills(value: string, ...path: string[]): Promise<void> {
  const input = await sees<HTMLInputElement>(...path);
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

beforeEach(() => {
  helpdesk = new FakeLead()
    .answers("GET /departments", { departments: [aDepartment(), aDepartment({ id: "technical", names: { cs: "Technická podpora", en: "Technical" } })] })
    .answers("GET /hours", { hours: [someHours()] })
    .answers("GET /people", { people: [aPerson(), aPerson({ username: "root", name: "Root", role: "admin" })] });
});

afterEach(() => {
  section.remove();
});

describe("every page", () => {
  test("is nobody's but a lead's or an admin's", async () => {
    opens("people", "agent");
    await vi.waitFor(() => expect(section.renderRoot.textContent).toContain("Only a lead"));
    expect(helpdesk.sent).toEqual([]);
  });

  test("says what failed and tries again", async () => {
    helpdesk.refuses("GET /people", 503, "unavailable");
    opens("people");
    await reads("Refused: unavailable.", "ochota-desk-people", "[role=alert]");
    helpdesk.answers("GET /people", { people: [aPerson()] });
    await clicks("Try again", "ochota-desk-people");
    await reads("Petr Malý", "ochota-desk-people", ".rows");
  });
});

describe("people", () => {
  const PAGE = "ochota-desk-people";

  test("a new person's password is shown once", async () => {
    helpdesk.answers("POST /people", { ...aPerson({ username: "eva" }), password: "kukurice-modra-7" }, 201);
    opens("people");
    await clicks("Add a person", PAGE);
    await fills("eva", PAGE, "#field-username");
    await fills("Eva Dvořáková", PAGE, "#field-name");
    await clicks("Save", PAGE);
    await reads("kukurice-modra-7", PAGE, "ochota-desk-new-password", "code");
    expect(helpdesk.last("POST /people")).toMatchObject({ username: "eva", name: "Eva Dvořáková", role: "agent", capacity: 5 });
    await clicks("I have it", PAGE, "ochota-desk-new-password");
    await vi.waitFor(() => expect(find(PAGE, "ochota-desk-new-password")).toBeNull());
  });

  test("what is missing is said at its field, and the summary takes the focus", async () => {
    opens("people");
    await clicks("Add a person", PAGE);
    await fills("Eva!", PAGE, "#field-username");
    await clicks("Save", PAGE);
    await reads("Lower-case letters", PAGE, "#field-username-more");
    await reads("Fill this in.", PAGE, "#field-name-more");
    expect((await sees(PAGE, "#field-name")).getAttribute("aria-invalid")).toBe("true");
    const page = await sees(PAGE);
    await vi.waitFor(() => expect(page.shadowRoot?.activeElement?.className).toContain("refusal"));
    expect(helpdesk.last("POST /people")).toBeUndefined();
  });

  test("what the server says of a field stands at that field, and its link leads there", async () => {
    helpdesk.refuses("PATCH /people/petr", 422, "invalid", [{ field: "body.capacity", reason: "Value error, must be at most 20" }]);
    opens("people");
    await clicks("Edit: Petr", PAGE);
    await fills("50", PAGE, "#field-capacity");
    await clicks("Save", PAGE);
    await reads("must be at most 20", PAGE, "#field-capacity-more");
    await reads("Conversations at once: must be at most 20", PAGE, ".refusal");
    (await sees<HTMLAnchorElement>(PAGE, ".refusal a")).click();
    expect((await sees(PAGE)).shadowRoot?.activeElement?.id).toBe("field-capacity");
  });

  test("only what changed is sent", async () => {
    helpdesk.answers("PATCH /people/petr", aPerson());
    opens("people");
    await clicks("Edit: Petr", PAGE);
    await fills("7", PAGE, "#field-capacity");
    await clicks("Save", PAGE);
    await vi.waitFor(() => expect(helpdesk.last("PATCH /people/petr")).toEqual({ capacity: 7 }));
  });

  test("a lead neither changes admins nor makes any", async () => {
    opens("people");
    const page = await sees(PAGE);
    const edit = await vi.waitFor(() => page.shadowRoot!.querySelector<HTMLButtonElement>('[aria-label="Edit: Root"]')!);
    expect(edit.disabled).toBe(true);
    await clicks("Edit: Petr", PAGE);
    const roles = await sees<HTMLSelectElement>(PAGE, "#field-role");
    expect([...roles.options].map((one) => one.value)).toEqual(["agent", "lead"]);
  });
});

describe("a form with changes", () => {
  test("asks before it is left, and not when nothing was changed", async () => {
    const asked = vi.fn(() => false);
    vi.stubGlobal("confirm", asked);
    opens("departments");
    await clicks("Edit: Sales", "ochota-desk-departments");
    expect(section.mayLeave()).toBe(true);
    await fills("Sales team", "ochota-desk-departments", "#field-names-en");
    expect(section.mayLeave()).toBe(false);
    await clicks("Cancel", "ochota-desk-departments");
    expect(asked).toHaveBeenCalledTimes(2);
    expect(find("ochota-desk-departments", "#field-names-en")).not.toBeNull();
    vi.unstubAllGlobals();
  });

  test("that somebody else changed too offers both, and mine wins when I say so", async () => {
    helpdesk.refuses("PUT /departments/sales", 409, "version_conflict");
    opens("departments");
    await clicks("Edit: Sales", "ochota-desk-departments");
    await fills("Sales team", "ochota-desk-departments", "#field-names-en");
    helpdesk.answers("GET /departments", { departments: [aDepartment({ version: 3, names: { cs: "Prodej", en: "Shop" } })] });
    await clicks("Save", "ochota-desk-departments");
    await reads("Somebody else changed this meanwhile.", "ochota-desk-departments", ".refusal");
    helpdesk.answers("PUT /departments/sales", {});
    await clicks("Save mine over it", "ochota-desk-departments");
    await vi.waitFor(() => expect(helpdesk.last("PUT /departments/sales")).toMatchObject({ version: 3, names: { cs: "Prodej", en: "Sales team" } }));
  });
});

describe("business hours", () => {
  const PAGE = "ochota-desk-hours";
  const MONDAY = [PAGE, "ochota-desk-week-editor", "ochota-desk-interval-editor"];

  test("several intervals a day and one past midnight are stored", async () => {
    helpdesk.answers("PUT /hours/1", someHours());
    opens("hours");
    await clicks("Edit: Office", PAGE);
    await fills("12", ...MONDAY, ".interval:nth-of-type(1) input:nth-of-type(2)");
    await clicks("Add a time", ...MONDAY);
    await fills("20", ...MONDAY, ".interval:nth-of-type(2) input:nth-of-type(1)");
    await fills("1:30", ...MONDAY, ".interval:nth-of-type(2) input:nth-of-type(2)");
    await reads("next day", ...MONDAY, ".interval:nth-of-type(2)");
    await clicks("Save", PAGE);
    await vi.waitFor(() =>
      expect(helpdesk.last("PUT /hours/1")).toMatchObject({ version: 1, holidays: "CZ", week: { mon: [["09:00", "12:00"], ["20:00", "01:30"]] } }),
    );
  });

  test("that overlap are not stored, and it is said where", async () => {
    opens("hours");
    await clicks("Edit: Office", PAGE);
    await clicks("Add a time", ...MONDAY);
    await fills("10:00", ...MONDAY, ".interval:nth-of-type(2) input:nth-of-type(1)");
    await reads("Two times overlap.", ...MONDAY, ".interval:nth-of-type(2)");
    await clicks("Save", PAGE);
    await reads("Monday: Two times overlap.", PAGE, ".refusal");
    expect(helpdesk.last("PUT /hours/1")).toBeUndefined();
  });

  test("in use cannot be deleted, and why is said", async () => {
    vi.stubGlobal("confirm", () => true);
    helpdesk.refuses("DELETE /hours/1", 409, "in_use");
    opens("hours");
    await clicks("Edit: Office", PAGE);
    await clicks("Delete", PAGE);
    await reads("It is still in use.", PAGE, ".refusal");
    vi.unstubAllGlobals();
  });
});

describe("the SLA", () => {
  const PAGE = "ochota-desk-sla";
  const TARGET = { department: "sales", channel: "chat", priority: "normal", first_response_minutes: 120, next_response_minutes: 900, resolution_minutes: null };

  beforeEach(() => {
    helpdesk.answers("GET /sla", { targets: [TARGET], rules: [{ id: 1, department: null, promise: null, minutes_before: 15, action: "warn_agent", active: true }] });
  });

  test("is read and written as durations", async () => {
    helpdesk.answers("PUT /sla/targets", {});
    opens("sla");
    const cell = await sees<HTMLInputElement>(PAGE, "#field-chat-normal-next_response");
    expect(cell.value).toBe("15 h");
    await fills("1h30", PAGE, "#field-chat-normal-next_response");
    await vi.waitFor(() => expect(cell.value).toBe("1 h 30 min"));
    await clicks("Save", PAGE);
    await vi.waitFor(() =>
      expect(helpdesk.last("PUT /sla/targets")).toEqual({
        department: "sales",
        targets: [{ channel: "chat", priority: "normal", first_response_minutes: 120, next_response_minutes: 90, resolution_minutes: null }],
      }),
    );
  });

  test("says which cell cannot be read", async () => {
    opens("sla");
    await fills("soon", PAGE, "#field-email-high-first_response");
    await clicks("Save", PAGE);
    await reads("E-mail, high, First response", PAGE, ".refusal");
    expect(helpdesk.last("PUT /sla/targets")).toBeUndefined();
  });

  test("does something before a breach, or at it", async () => {
    helpdesk.answers("POST /sla/rules", {}, 201);
    opens("sla");
    const rules = [PAGE, "ochota-desk-sla-rules"];
    await reads("15 min before: warn the agent", ...rules, "section");
    await clicks("Add a rule", ...rules);
    await fills("0 min", ...rules, "#field-minutes_before");
    await fills("tell_lead", ...rules, "#field-action");
    await clicks("Save", ...rules);
    await vi.waitFor(() =>
      expect(helpdesk.last("POST /sla/rules")).toEqual({ department: null, promise: null, minutes_before: 0, action: "tell_lead", active: true }),
    );
  });
});

describe("routing rules", () => {
  const PAGE = "ochota-desk-routing-rules";
  const CONDITIONS = [PAGE, "ochota-desk-rule-conditions"];

  beforeEach(() => {
    helpdesk.answers("GET /routing-rules", { routing_rules: [] });
  });

  test("are built of typed conditions and effects", async () => {
    helpdesk.answers("POST /routing-rules", {}, 201);
    opens("routing-rules");
    await clicks("Add a rule", PAGE);
    await fills("Invoices", PAGE, "#field-name");
    await fills("faktur*, invoice", ...CONDITIONS, ".condition .value textarea");
    await clicks("Add a condition", ...CONDITIONS);
    await fills("urgency", ...CONDITIONS, ".condition:nth-of-type(2) select.kind");
    await fills("80", ...CONDITIONS, ".condition:nth-of-type(2) .share input");
    await fills("technical", PAGE, "#field-effects-department");
    await clicks("Save", PAGE);
    await vi.waitFor(() =>
      expect(helpdesk.last("POST /routing-rules")).toEqual({
        name: "Invoices",
        position: 1,
        active: true,
        conditions: [
          { kind: "keywords", any_of: ["faktur*", "invoice"] },
          { kind: "urgency", at_least: 0.8 },
        ],
        effects: { department: "technical" },
      }),
    );
  });

  test("show what the server says of a condition at that condition", async () => {
    helpdesk.refuses("POST /routing-rules", 422, "invalid", [{ field: "conditions.1.keywords.any_of.0", reason: "must be words" }]);
    opens("routing-rules");
    await clicks("Add a rule", PAGE);
    await fills("Invoices", PAGE, "#field-name");
    await fills("faktur*", ...CONDITIONS, ".condition .value textarea");
    await clicks("Add a condition", ...CONDITIONS);
    await fills("keywords", ...CONDITIONS, ".condition:nth-of-type(2) select.kind");
    await fills("??", ...CONDITIONS, ".condition:nth-of-type(2) .value textarea");
    await fills("high", PAGE, "#field-effects-priority");
    await clicks("Save", PAGE);
    await reads("must be words", ...CONDITIONS, "#more-1");
    await reads("Condition 2: must be words", PAGE, ".refusal");
  });

  test("are tried on a text", async () => {
    helpdesk.answers("POST /routing-rules/try", { department: "technical", priority: "urgent", matched: [{ id: 1, name: "Outage" }], tone: { anger: 0.1, urgency: 0.92 } });
    opens("routing-rules");
    const tried = [PAGE, "ochota-desk-try-routing"];
    await fills("Nothing works!", ...tried, "#text");
    await clicks("Try it", ...tried);
    await reads("Technical", ...tried, "[role=status]");
    await reads("Outage", ...tried, "[role=status]");
    await reads("92%", ...tried, "[role=status]");
  });
});

describe("canned replies", () => {
  const PAGE = "ochota-desk-canned-replies";

  test("with a placeholder that nothing fills are not stored", async () => {
    helpdesk.answers("GET /canned-replies", { canned_replies: [] });
    opens("canned-replies");
    await clicks("Add a reply", PAGE);
    await fills("/hello", PAGE, "#field-shortcut");
    await fills("Hello", PAGE, "#field-title");
    await fills("Dobrý den {{customer.shoe_size}}", PAGE, "#field-texts-cs");
    await clicks("Save", PAGE);
    await reads("{{customer.shoe_size}}", PAGE, "#field-texts-cs-more");
    helpdesk.answers("POST /canned-replies", {}, 201);
    await fills("Dobrý den {{ customer.name }}", PAGE, "#field-texts-cs");
    await clicks("Save", PAGE);
    await vi.waitFor(() =>
      expect(helpdesk.last("POST /canned-replies")).toEqual({ shortcut: "hello", title: "Hello", texts: { cs: "Dobrý den {{ customer.name }}" }, department: null, active: true }),
    );
  });
});

describe("reports", () => {
  const PAGE = "ochota-desk-reports";

  test("show in the table what the charts draw, with the total beneath", async () => {
    helpdesk.answers("GET /reports", aReport());
    opens("reports");
    const table = await sees(PAGE, "ochota-desk-report-table", "table");
    const bodies = [...table.querySelectorAll("tbody tr")].map((row) => [...row.children].slice(0, 3).map((cell) => cell.textContent.trim()));
    expect(bodies).toEqual([
      ["20 Nov", "10", "7"],
      ["21 Nov", "4", "4"],
    ]);
    expect([...table.querySelector("tfoot tr")!.children].slice(0, 3).map((cell) => cell.textContent.trim())).toEqual(["Total", "14", "11"]);
    const chart = await sees(PAGE, "ochota-desk-report-chart", "svg[role=img]");
    expect(chart.getAttribute("aria-label")).toContain("table below");
    expect([...chart.querySelectorAll("text.value")].map((one) => one.textContent)).toEqual(["10", "4"]);
  });

  test("ask by what is chosen, and the CSV is of the same", async () => {
    helpdesk.answers("GET /reports", { ...aReport(), rows: [aRow({ key: "customer_request", label: null })] });
    opens("reports");
    await fills("reason", PAGE, "#by");
    await vi.waitFor(() => expect(helpdesk.last("GET /reports")).toMatchObject({ by: "reason" }));
    await reads("Asked for a human", PAGE, "ochota-desk-report-table", "tbody");
    const csv = await sees<HTMLAnchorElement>(PAGE, "a[download]");
    expect(csv.href).toContain("by=reason");
    expect(csv.href).toContain("format=csv");
  });
});

describe("flags", () => {
  test("lead to a new entry that begins with what is missing", async () => {
    const flag = { id: 9, kind: "missing_entry", conversation_id: "c1", sequence: 3, details: { question: "Máte lampy?", answer: "Ano." }, agent: null, created_at: "2026-11-22T08:00:00Z" };
    helpdesk.answers("GET /flags", { flags: [flag] }).answers("POST /flags/9/close", flag);
    opens("flags");
    const link = await sees<HTMLAnchorElement>("ochota-desk-flags", "a.primary");
    expect(new URLSearchParams(link.getAttribute("href")!.split("?")[1]).get("question")).toBe("Máte lampy?");
    await clicks("Done", "ochota-desk-flags");
    await vi.waitFor(() => expect(helpdesk.last("POST /flags/9/close")).toEqual({}));
  });
});

describe("the outbox and the audit log", () => {
  test("a failed e-mail is sent again", async () => {
    const mail = { id: 5, to_address: "eva@example.org", subject: "We have your message", state: "failed", attempts: 6, next_attempt_at: null, last_error: "550 no such user", created_at: "2026-11-22T08:00:00Z", sent_at: null, conversation_id: null };
    helpdesk.answers("GET /outbox", { mails: [mail], configured: true }).answers("POST /outbox/5/retry", mail);
    opens("outbox");
    await reads("550 no such user", "ochota-desk-outbox", ".rows");
    await clicks("Send again", "ochota-desk-outbox");
    await vi.waitFor(() => expect(helpdesk.last("POST /outbox/5/retry")).toEqual({}));
  });

  test("an entry says in words what was done, and in codes only what has no words", async () => {
    const entry = { id: 1, at: "2026-11-22T08:00:00Z", actor: "jana", action: "routing_rule.changed", subject_kind: "routing_rule", subject_id: "4", details: { before: { name: "A", version: 1 }, after: { name: "B", version: 2, odd_one: 5 } }, address: null };
    helpdesk.answers("GET /audit", { entries: [entry, { ...entry, id: 2, action: "moon.landed" }], next_before: null });
    opens("audit");
    await reads("routing rule changed 4", "ochota-desk-audit", ".rows");
    await reads("moon.landed 4", "ochota-desk-audit", ".rows");
    expect([...find("ochota-desk-audit", ".rows")!.querySelectorAll("li:first-child dt")].map((one) => one.textContent)).toEqual(["name", "odd_one"]);
  });

  test("older entries follow those shown", async () => {
    const entry = (id: number): object => ({ id, at: "2026-11-22T08:00:00Z", actor: "jana", action: "agent.changed", subject_kind: "agent", subject_id: `person-${id}`, details: { before: { capacity: 3 }, after: { capacity: 5 } }, address: null });
    helpdesk.answers("GET /audit", { entries: [entry(2)], next_before: 2 });
    opens("audit");
    await reads("person-2", "ochota-desk-audit", ".rows");
    helpdesk.answers("GET /audit", { entries: [entry(1)], next_before: null });
    await clicks("Older entries", "ochota-desk-audit");
    await reads("person-1", "ochota-desk-audit", ".rows");
    expect(helpdesk.last("GET /audit")).toEqual({ before: "2" });
    expect(find("ochota-desk-audit", ".rows")?.textContent).toContain("person-2");
  });
});
