/** What the leads' pages get from a helpdesk, one of each. */
import type { Hours } from "../../../src/desk/model/lead-hours";
import type { Report, ReportRow } from "../../../src/desk/model/lead-reports";
import type { LeadDepartment, Person } from "../../../src/desk/model/lead-types";

export function aPerson(change: Partial<Person> = {}): Person {
  return {
    username: "petr",
    name: "Petr Malý",
    role: "agent",
    active: true,
    capacity: 5,
    departments: ["sales"],
    languages: ["cs"],
    presence: "online",
    load: 2,
    created_at: "2026-11-01T08:00:00Z",
    last_seen_at: "2026-11-22T08:00:00Z",
    locked: false,
    ...change,
  };
}

export function aDepartment(change: Partial<LeadDepartment> = {}): LeadDepartment {
  return { id: "sales", names: { cs: "Prodej", en: "Sales" }, position: 1, active: true, hours: 1, assignment: "manual", version: 2, ...change };
}

export function someHours(change: Partial<Hours> = {}): Hours {
  return {
    id: 1,
    name: "Office",
    time_zone: "Europe/Prague",
    week: { mon: [["09:00", "17:00"]] },
    holidays: "CZ",
    dates: {},
    version: 1,
    next_holidays: [{ date: "2026-12-24", name: "Štědrý den" }],
    ...change,
  };
}

export function aRow(change: Partial<ReportRow> = {}): ReportRow {
  return {
    key: "2026-11-20",
    label: "2026-11-20",
    conversations: 10,
    bot_only: 7,
    handoffs: 3,
    handoff_rate: 0.3,
    questions: 12,
    answered: 6,
    coverage: 0.5,
    judged: 5,
    right: 4,
    accuracy: 0.8,
    first_response: { median_minutes: 4, p90_minutes: 12.5 },
    resolution: { median_minutes: 30, p90_minutes: 95 },
    sla: { first_response: { kept: 3, of: 3 }, next_response: { kept: 1, of: 2 }, resolution: { kept: 2, of: 3 } },
    outcomes: { solved: 1, not_solved: 0, spam: 0, merged: 0, not_said: 0, open: 2, abandoned: 0 },
    reopened: 1,
    abandoned: 0,
    by_reason: { customer_request: 2, no_answer: 1 },
    ...change,
  };
}

export function aReport(): Report {
  const rows = [aRow(), aRow({ key: "2026-11-21", label: "2026-11-21", conversations: 4, bot_only: 4, handoffs: 0, by_reason: {} })];
  return { from: "2026-11-20", to: "2026-11-21", time_zone: "Europe/Prague", rows, total: aRow({ key: null, label: null, conversations: 14, bot_only: 11 }) };
}
