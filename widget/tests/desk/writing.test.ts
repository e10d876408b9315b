import { describe, expect, test } from "vitest";
import { cannedReplies, completed, mentionable, wantedAt } from "../../src/desk/model/completion";
import { countdown } from "../../src/desk/model/due";
import { fill, firstUnfilled, unfilled } from "../../src/desk/model/placeholders";
import { localInput, snoozePresets } from "../../src/desk/model/snooze";
import { stretches, timeline } from "../../src/desk/model/timeline";
import { anEvent, aCannedReply, aColleague, aNote } from "./examples";

describe("a promise counting down", () => {
  const due = { due_at: "2026-11-22T10:20:00Z", promise: "first_response", breached: false, paused: false } as const;
  const at = (time: string) => Date.parse(`2026-11-22T${time}Z`);

  test("is fine, then soon, then broken", () => {
    expect(countdown(due, at("10:00:00"))).toMatchObject({ level: "fine", milliseconds: 1_200_000 });
    expect(countdown(due, at("10:05:00"))?.level).toBe("soon");
    expect(countdown(due, at("10:20:00"))?.level).toBe("breached");
    expect(countdown(due, at("10:23:00"))?.milliseconds).toBe(-180_000);
  });

  test("stays broken when the helpdesk said so, though this clock is slow", () => {
    expect(countdown({ ...due, breached: true }, at("10:00:00"))?.level).toBe("breached");
  });

  test("says nothing of time while it waits for the customer, and nothing at all without a promise", () => {
    expect(countdown({ ...due, paused: true, due_at: null }, at("10:00:00"))?.level).toBe("paused");
    expect(countdown({ due_at: null, promise: null, breached: false, paused: true }, at("10:00:00"))?.level).toBe("paused");
    expect(countdown({ ...due, promise: null }, at("10:00:00"))).toBeNull();
    expect(countdown(null, at("10:00:00"))).toBeNull();
  });
});

describe("canned replies", () => {
  const replies = [
    aCannedReply({ shortcut: "vraceni", title: "Jak vrátit zboží" }),
    aCannedReply({ id: 2, shortcut: "pozdrav", title: "Vrácení pozdravu" }),
    aCannedReply({ id: 3, shortcut: "sleva", title: "Sleva", department: "sales" }),
    aCannedReply({ id: 4, shortcut: "stara", active: false }),
  ];
  const shortcuts = (query: string, department: string | null = null) =>
    cannedReplies(replies, query, "cs", department).map((reply) => reply.shortcut);

  test("are found by shortcut before title, without diacritics", () => {
    expect(shortcuts("vrac")).toEqual(["vraceni", "pozdrav"]);
  });

  test("are those of the conversation's department and of all, in its language, and in use", () => {
    expect(shortcuts("")).toEqual(["pozdrav", "sleva", "vraceni"]);
    expect(shortcuts("", "technical")).toEqual(["pozdrav", "vraceni"]);
    expect(cannedReplies(replies, "", "en", null)).toEqual([]);
  });

  test("are offered behind a slash that begins a word, not in an address", () => {
    expect(wantedAt("Dobrý den /vra", 14, "/")).toMatchObject({ sign: "/", query: "vra", start: 10 });
    expect(wantedAt("https://a/b", 11, "/")).toBeNull();
    expect(wantedAt("/vra", 4, "@")).toBeNull();
  });

  test("take the place of what was typed", () => {
    const wanted = wantedAt("Tak /vra dál", 8, "/");
    expect(completed("Tak /vra dál", wanted!, "Vraťte to.")).toEqual({ text: "Tak Vraťte to. dál", cursor: 14 });
  });
});

describe("placeholders", () => {
  const values = { "customer.name": "Eva", "conversation.page": null };

  test("are filled where the value is known and stand where it is not", () => {
    const text = fill("{{customer.name}}, {{ conversation.page }} a {{neznamy}}", values);
    expect(text).toBe("Eva, {{ conversation.page }} a {{neznamy}}");
    expect(unfilled(text)).toEqual(["{{ conversation.page }}", "{{neznamy}}"]);
  });

  test("are shown once each, and the first can be typed over", () => {
    expect(unfilled("{{a}} {{a}}")).toEqual(["{{a}}"]);
    expect(firstUnfilled("Ahoj {{a}}")).toEqual([5, 10]);
    expect(firstUnfilled("{ {a} } {{}}")).toBeNull();
  });
});

describe("mentions", () => {
  const people = [aColleague({ username: "jana", name: "Jana Nováková" }), aColleague({ username: "petr", name: "Petr Žák" }), aColleague({ username: "pavla", name: "Pavla Malá" })];

  test("offer colleagues by the beginning of any of their names, never oneself", () => {
    const names = (query: string) => mentionable(people, query, "jana").map((one) => one.username);
    expect(names("p")).toEqual(["pavla", "petr"]);
    expect(names("zak")).toEqual(["petr"]);
    expect(names("jan")).toEqual([]);
  });
});

describe("putting aside", () => {
  test("offers only times that lie ahead", () => {
    const evening = new Date(2026, 10, 20, 18, 30);
    expect(snoozePresets(evening).map(([preset]) => preset)).toEqual(["hour", "tomorrow", "monday"]);
    expect(snoozePresets(new Date(2026, 10, 20, 9)).map(([preset]) => preset)).toContain("afternoon");
  });

  test("offers Monday morning once on a Sunday", () => {
    const sunday = new Date(2026, 10, 22, 18);
    expect(snoozePresets(sunday).map(([preset, until]) => [preset, until.getDay()])).toEqual([
      ["hour", 0],
      ["tomorrow", 1],
    ]);
  });

  test("means the Monday after, on a Monday", () => {
    const monday = new Date(2026, 10, 23, 8);
    const [, until] = snoozePresets(monday).find(([preset]) => preset === "monday")!;
    expect(until).toEqual(new Date(2026, 10, 30, 9));
  });

  test("speaks the local time in its field", () => {
    expect(localInput(new Date(2026, 0, 5, 7, 3))).toBe("2026-01-05T07:03");
  });
});

describe("what is read of a conversation", () => {
  const events = [
    anEvent({ sequence: 1, created_at: "2026-11-22T10:00:00Z" }),
    anEvent({ sequence: 2, author: "bot", created_at: "2026-11-22T10:00:01Z" }),
    anEvent({ sequence: 3, kind: "handoff_requested", author: "system", created_at: "2026-11-22T10:00:02Z" }),
    anEvent({ sequence: 4, created_at: "2026-11-22T10:10:00Z" }),
  ];
  const moved = (verb: string, after_sequence: number, at: string) => ({ verb, actor: "agent", agent: null, at, details: {}, after_sequence });

  test("has notes and silent moves where they happened, and moves with an event only once", () => {
    const items = timeline(
      events,
      [aNote({ id: 1, after_sequence: 3, created_at: "2026-11-22T10:05:00Z" })],
      [moved("snooze", 3, "2026-11-22T10:04:00Z"), moved("claim", 3, "2026-11-22T10:03:00Z"), moved("wake", 4, "2026-11-22T10:11:00Z")],
    );
    expect(items.map((item) => (item.kind === "event" ? item.event.sequence : item.kind))).toEqual([1, 2, 3, "transition", "note", 4, "transition"]);
  });

  test("folds what came before the last request for a human", () => {
    const parts = stretches(timeline(events, [], []));
    expect(parts.map((part) => [part.foldable, part.items.map((item) => item.key)])).toEqual([
      [true, ["event-1", "event-2"]],
      [false, ["event-3", "event-4"]],
    ]);
  });

  test("is not folded anew when an agent takes a resolve back", () => {
    const undone = anEvent({ sequence: 5, kind: "handoff_reopened", author: "agent", author_name: "Jana" });
    expect(stretches(timeline([...events, undone], [], [])).at(-1)?.items.map((item) => item.key)).toContain("event-4");
  });

  test("is one part without a request", () => {
    expect(stretches(timeline(events.slice(0, 2), [], [])).map((part) => part.foldable)).toEqual([false]);
  });
});
