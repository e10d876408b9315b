import { describe, expect, test } from "vitest";
import { all, mine, neighbour, newlyAnswered, newlyWaiting, NO_FILTER, snoozed, unread, waiting, withChanges } from "../../src/desk/model/queue";
import { standing } from "../../src/desk/model/standing";
import type { Handoff } from "../../src/desk/model/types";
import { windowOf } from "../../src/desk/model/window";
import { aHandoff } from "./examples";

const jana = { username: "jana", name: "Jana" };
const petr = { username: "petr", name: "Petr" };

function inHand(change: Partial<Handoff>): Handoff {
  return aHandoff({ state: "assigned", agent: jana, ...change });
}

function ids(handoffs: readonly Handoff[]): string[] {
  return handoffs.map((one) => one.id);
}

describe("the waiting list", () => {
  test("puts the earliest rank first, so an urgent one passes those who came a little earlier", () => {
    const patient = aHandoff({ id: "patient", waiting_since: "2026-11-22T09:50:00Z", rank_at: "2026-11-22T09:50:00Z" });
    const urgent = aHandoff({ id: "urgent", waiting_since: "2026-11-22T10:05:00Z", rank_at: "2026-11-22T09:05:00Z" });
    expect(ids(waiting([patient, urgent]))).toEqual(["urgent", "patient"]);
  });

  test("puts equal ranks in the order of their ids, as the helpdesk does", () => {
    expect(ids(waiting([aHandoff({ id: "b" }), aHandoff({ id: "a" })]))).toEqual(["a", "b"]);
  });

  test("follows changes without a whole snapshot: a row moves, another goes", () => {
    const open = [aHandoff({ id: "a" }), aHandoff({ id: "b" }), aHandoff({ id: "c" })];
    const changed = withChanges(open, [aHandoff({ id: "c", rank_at: "2026-11-22T08:00:00Z" })], ["a"]);
    expect(ids(waiting(changed))).toEqual(["c", "b"]);
  });
});

describe("my conversations", () => {
  const due = (at: string, paused = false) => ({ due_at: at, promise: "next_response" as const, breached: false, paused });

  test("begin with what is due next; what waits for the customer comes after", () => {
    const later = inHand({ id: "later", sla: due("2026-11-22T12:00:00Z") });
    const sooner = inHand({ id: "sooner", sla: due("2026-11-22T11:00:00Z") });
    const paused = inHand({ id: "paused", sla: due("2026-11-22T09:00:00Z", true) });
    expect(ids(mine([paused, later, sooner], "jana"))).toEqual(["sooner", "later", "paused"]);
  });

  test("are not those of a colleague, and what was put aside stands apart until it comes back", () => {
    const aside = inHand({ id: "aside", snoozed_until: "2026-11-23T09:00:00Z" });
    const sooner = inHand({ id: "sooner", snoozed_until: "2026-11-22T15:00:00Z" });
    const open = [inHand({ id: "own" }), inHand({ id: "his", agent: petr }), aside, sooner];
    expect(ids(mine(open, "jana"))).toEqual(["own"]);
    expect(ids(snoozed(open, "jana"))).toEqual(["sooner", "aside"]);
  });
});

describe("the list of all", () => {
  const open = [
    aHandoff({ id: "cs", department: "sales", question: "Kde je zásilka?" }),
    aHandoff({ id: "en", language: "en", question: "Refund please", customer: { name: "John" } }),
    inHand({ id: "held", department: "sales", customer: { tags: ["VIP"] } }),
  ];

  test("is narrowed by department, agent and language", () => {
    expect(ids(all(open, { ...NO_FILTER, department: "sales" }))).toEqual(["cs", "held"]);
    expect(ids(all(open, { ...NO_FILTER, agent: "jana" }))).toEqual(["held"]);
    expect(ids(all(open, { ...NO_FILTER, language: "en" }))).toEqual(["en"]);
  });

  test("finds words without diacritics in questions, names and tags", () => {
    expect(ids(all(open, { ...NO_FILTER, text: "zasilka" }))).toContain("cs");
    expect(ids(all(open, { ...NO_FILTER, text: "john refund" }))).toEqual(["en"]);
    expect(ids(all(open, { ...NO_FILTER, text: "vip" }))).toEqual(["held"]);
  });
});

describe("news", () => {
  test("are a handoff that was released as well as a new one", () => {
    const before = [aHandoff({ id: "a" }), inHand({ id: "b" })];
    const after = [aHandoff({ id: "a" }), aHandoff({ id: "b" }), aHandoff({ id: "c" })];
    expect(ids(newlyWaiting(before, after))).toEqual(["b", "c"]);
  });

  test("are a customer's answer in my conversation, not one in a colleague's nor my own words", () => {
    const before = [inHand({ id: "a", last_sequence: 1 }), inHand({ id: "b", agent: petr, last_sequence: 1 }), inHand({ id: "c", last_sequence: 1 })];
    const after = before.map((one) => ({ ...one, last_sequence: 2 }));
    const said = { author: "agent" as const, text: "x", created_at: "" };
    expect(ids(newlyAnswered(before, [after[0]!, after[1]!, { ...after[2]!, last_message: said }], "jana"))).toEqual(["a"]);
  });

  test("are unread until this browser has shown them, whatever the helpdesk still says", () => {
    const handoff = aHandoff({ last_sequence: 4 });
    const counted = new Map([["c1", 2]]);
    expect(unread(handoff, counted, 3)).toBe(2);
    expect(unread(handoff, counted, 4)).toBe(0);
    expect(unread(handoff, new Map(), 3)).toBe(0);
  });
});

describe("walking through a list", () => {
  test("stops at its ends", () => {
    const list = [aHandoff({ id: "a", conversation_id: "a" }), aHandoff({ id: "b", conversation_id: "b" })];
    expect(neighbour(list, null, 1)?.id).toBe("a");
    expect(neighbour(list, "a", 1)?.id).toBe("b");
    expect(neighbour(list, "b", 1)?.id).toBe("b");
    expect(neighbour([], null, 1)).toBeNull();
  });

  test("draws only the rows near what is in sight, and the heights of the others add up", () => {
    const heights = Array.from({ length: 2_000 }, () => 100);
    const drawn = windowOf(heights, 100_000, 800);
    expect(drawn.end - drawn.first).toBeLessThan(25);
    expect(drawn.first).toBeLessThanOrEqual(1_000);
    expect(drawn.end).toBeGreaterThanOrEqual(1_008);
    expect(drawn.above + drawn.below + (drawn.end - drawn.first) * 100).toBe(200_000);
  });
});

describe("what an agent may do", () => {
  const agent = { ...jana, role: "agent" } as const;

  test("an agent claims what waits, and moves only what is theirs", () => {
    expect(standing(aHandoff(), agent).deeds).toEqual(["claim"]);
    expect(standing(inHand({}), agent).deeds).toEqual(["resolve", "outcome", "transfer", "snooze", "triage", "merge", "release"]);
    expect(standing(inHand({ agent: petr }), agent).deeds).toEqual([]);
  });

  test.each(["lead", "admin"] as const)("a %s may take over and move what is with anybody", (role) => {
    const { deeds, name } = standing(inHand({ agent: petr }), { ...jana, role });
    expect(deeds).toContain("take-over");
    expect(deeds).toContain("release");
    expect(name).toBe("Petr");
  });

  test("what was put aside can be taken up again, not put aside twice", () => {
    const { deeds } = standing(inHand({ snoozed_until: "2026-11-23T09:00:00Z" }), agent);
    expect(deeds).toContain("wake");
    expect(deeds).not.toContain("snooze");
  });

  test("nothing moves what is over", () => {
    expect(standing(aHandoff({ state: "resolved" }), agent).deeds).toEqual([]);
    expect(standing(aHandoff({ state: "abandoned" }), agent).deeds).toEqual([]);
  });
});
