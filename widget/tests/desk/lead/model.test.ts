import { describe, expect, test } from "vitest";
import { detailLines } from "../../../src/desk/model/lead-audit";
import { formatDuration, measured, parseDuration } from "../../../src/desk/model/lead-durations";
import { endsNextDay, intervalProblems, minutesAWeek, nextInterval, tidyTime, tidyWeek, weekProblem } from "../../../src/desk/model/lead-hours";
import { axisTop, firstResponse, keptShare, period, reasons, volume } from "../../../src/desk/model/lead-reports";
import { emptyCondition, emptyRule, listed, ruleProblems, toRule, toRuleForm, type RoutingRule } from "../../../src/desk/model/lead-rules";
import { formatRoute, parseRoute, sectionOf } from "../../../src/desk/model/routes";
import { aReport, aRow } from "./examples";

describe("a duration", () => {
  test.each([
    ["90", 90],
    ["45 min", 45],
    ["45m", 45],
    ["2 h", 120],
    ["2h", 120],
    ["1 h 30 min", 90],
    ["1h30", 90],
    ["1 H 30 Min.", 90],
    ["1,5 h", 90],
    ["1.5h", 90],
    ["1:30", 90],
    ["2 hodiny", 120],
    ["1 hodina 5 minut", 65],
    ["1 d 2 h", 1560],
    ["1 day", 1440],
  ])("is read as people write it: %s", (text, minutes) => {
    expect(parseDuration(text)).toBe(minutes);
  });

  test.each(["soon", "1 h 2 h", "30 min 1 h", "-5 min", "0", "1.5 min", "1 week", "h", "999999 h", "5 min extra"])("is not guessed: %s", (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  test("may be left out", () => {
    expect(parseDuration("  ")).toBeNull();
    expect(formatDuration(null)).toBe("");
  });

  test("is written so that it reads the same again", () => {
    for (const minutes of [1, 59, 60, 61, 90, 480, 1440, 1920, 10_080]) expect(parseDuration(formatDuration(minutes))).toBe(minutes);
    expect([30, 60, 90, 1920].map(formatDuration)).toEqual(["30 min", "1 h", "1 h 30 min", "32 h"]);
  });

  test("that was measured is rounded to what a reader can use", () => {
    expect([null, 0.5, 4.25, 90.4].map((one) => measured(one, "cs"))).toEqual(["–", "30 s", "4,3 min", "1 h 30 min"]);
  });
});

describe("a week of hours", () => {
  test("takes times as people type them", () => {
    expect(["9", "930", "9:30", "9.30", "24:00", "late"].map(tidyTime)).toEqual(["09:00", "09:30", "09:30", "09:30", "24:00", "late"]);
  });

  test("knows what ends on the next day", () => {
    expect(endsNextDay(["22:00", "06:00"])).toBe(true);
    expect(endsNextDay(["09:00", "17:00"])).toBe(false);
    expect(endsNextDay(["09:00", "24:00"])).toBe(false);
  });

  test("says which interval is wrong, and how", () => {
    expect(intervalProblems([["09:00", "12:00"], ["11:00", "17:00"], ["18:00", "25:00"]])).toEqual([null, "overlap", "bad_time"]);
    expect(intervalProblems([["09:00", "12:00"], ["12:00", "17:00"]])).toEqual([null, null]);
  });

  test("finds an overlap across midnight", () => {
    expect(weekProblem({ mon: [["22:00", "06:00"]], tue: [["05:00", "09:00"]] })).toEqual({ day: "mon", problem: "overlap" });
    expect(weekProblem({ sun: [["22:00", "06:00"]], mon: [["06:00", "09:00"]] })).toBeNull();
  });

  test("adds up its minutes, past midnight too", () => {
    expect(minutesAWeek({ mon: [["09:00", "12:00"], ["13:00", "17:00"]], fri: [["22:00", "02:00"]] })).toBe(11 * 60);
  });

  test("is stored in order, without closed days", () => {
    expect(tidyWeek({ mon: [["13:00", "17:00"], ["09:00", "12:00"]], tue: [] })).toEqual({ mon: [["09:00", "12:00"], ["13:00", "17:00"]] });
  });

  test("offers an interval that does not overlap", () => {
    expect(nextInterval([])).toEqual(["09:00", "17:00"]);
    expect(intervalProblems([["09:00", "12:00"], nextInterval([["09:00", "12:00"]])])).toEqual([null, null]);
  });
});

describe("a routing rule", () => {
  const RULE: RoutingRule = {
    id: 4,
    name: "Invoices",
    position: 2,
    active: true,
    conditions: [
      { kind: "keywords", any_of: ["faktur*", "invoice"] },
      { kind: "reason", any_of: ["no_answer"] },
      { kind: "anger", at_least: 0.7 },
      { kind: "page", contains: "/b2b/" },
      { kind: "tier", any_of: ["premium"] },
      { kind: "channel", any_of: ["email"] },
    ],
    effects: { department: "technical", priority: "high" },
    version: 3,
  };

  test("comes out of the form as it went in", () => {
    const { name, position, active, conditions, effects } = RULE;
    expect(toRule(toRuleForm(RULE))).toEqual({ name, position, active, conditions, effects });
  });

  test("without effects of the server's own blanks is the same", () => {
    expect(toRule(toRuleForm({ ...RULE, effects: { department: null, priority: "urgent" } })).effects).toEqual({ priority: "urgent" });
  });

  test("says what is missing, by field", () => {
    const form = { ...emptyRule(1), conditions: [emptyCondition("keywords"), { ...emptyCondition("anger"), text: "120" }, emptyCondition("reason")] };
    expect(ruleProblems(form)).toEqual([
      { field: "name", problem: "missing_name" },
      { field: "conditions.0", problem: "empty_condition" },
      { field: "conditions.1", problem: "bad_share" },
      { field: "conditions.2", problem: "empty_condition" },
      { field: "effects", problem: "no_effect" },
    ]);
    expect(ruleProblems(toRuleForm(RULE))).toEqual([]);
    expect(ruleProblems({ ...toRuleForm(RULE), conditions: [] })).toEqual([{ field: "conditions", problem: "no_condition" }]);
  });

  test("takes words between commas and lines, once each", () => {
    expect(listed(" invoice, faktur* \n invoice,, ")).toEqual(["invoice", "faktur*"]);
  });
});

describe("a report", () => {
  test("is asked for by the periods people mean", () => {
    const today = new Date(2026, 2, 1);
    expect(period("week", today)).toEqual({ from: "2026-02-23", to: "2026-03-01" });
    expect(period("month", today)).toEqual({ from: "2026-01-31", to: "2026-03-01" });
    expect(period("this_month", today)).toEqual({ from: "2026-03-01", to: "2026-03-01" });
    expect(period("last_month", today)).toEqual({ from: "2026-02-01", to: "2026-02-28" });
  });

  test("draws stacks that add up to the conversations of each row", () => {
    const { rows } = aReport();
    const [alone, handedOver] = volume(rows, ["alone", "handed over"]);
    expect(rows.map((row, place) => (alone!.values[place] ?? 0) + (handedOver!.values[place] ?? 0) - row.conversations)).toEqual(rows.map(() => 0));
  });

  test("draws no bar where nothing was measured", () => {
    const row = aRow({ first_response: { median_minutes: null, p90_minutes: null } });
    expect(firstResponse([row], ["median", "p90"]).map((one) => one.values)).toEqual([[null], [null]]);
    expect(keptShare(aRow({ sla: {} }))).toBeNull();
  });

  test("counts every promise once in the share kept", () => {
    const sla = { first_response: { kept: 3, of: 4 }, next_response: { kept: 0, of: 0 }, resolution: { kept: 1, of: 4 } };
    expect(keptShare(aRow({ sla }))).toBe(0.5);
  });

  test("puts the most frequent reason first and leaves out what never happened", () => {
    expect(reasons(aRow({ by_reason: { policy: 0, no_answer: 2, customer_request: 5 } }))).toEqual([["customer_request", 5], ["no_answer", 2]]);
  });

  test("has an axis that holds every column", () => {
    const two = [
      { name: "a", values: [7, 0] },
      { name: "b", values: [8, null] },
    ];
    expect(axisTop(two, true)).toBe(20);
    expect(axisTop(two, false)).toBe(10);
    expect(axisTop([], true)).toBe(2);
  });
});

describe("an audit entry", () => {
  test("shows what was and what became, and only what differs", () => {
    const details = { before: { capacity: 3, name: "Petr", departments: ["sales"] }, after: { capacity: 5, name: "Petr", departments: ["sales", "technical"] } };
    expect(detailLines(details)).toEqual([
      { name: "capacity", before: "3", after: "5" },
      { name: "departments", before: "sales", after: "sales, technical" },
    ]);
  });

  test("shows what was made, what is gone, and whatever else is told", () => {
    expect(detailLines({ before: {}, after: { name: "VIP" } })).toEqual([{ name: "name", before: null, after: "VIP" }]);
    expect(detailLines({ before: { name: "VIP" }, after: {} })).toEqual([{ name: "name", before: "VIP", after: null }]);
    expect(detailLines({ before: {}, after: { languages: [] } })).toEqual([{ name: "languages", before: null, after: "–" }]);
    expect(detailLines({ failures: 5 })).toEqual([{ name: "failures", before: null, after: "5" }]);
  });
});

describe("the leads' addresses", () => {
  test("lead to their section and back", () => {
    for (const hash of ["#/board", "#/routing-rules", "#/canned-replies", "#/audit"]) {
      const route = parseRoute(hash);
      expect([formatRoute(route), sectionOf(route)]).toEqual([hash, "lead"]);
    }
  });

  test("carry what a new entry begins with", () => {
    const prefill = { language: "cs", question: "Kde je můj balík? & spol.", answer: "100 %\nbrzy" };
    expect(parseRoute(formatRoute({ page: "new-entry", prefill }))).toEqual({ page: "new-entry", prefill });
    expect(parseRoute("#/knowledge-new")).toEqual({ page: "new-entry" });
  });
});
