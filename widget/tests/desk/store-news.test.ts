import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DeskApi } from "../../src/desk/api";
import { Keepsake } from "../../src/desk/model/keepsake";
import { waiting } from "../../src/desk/model/queue";
import type { AgentNotice } from "../../src/desk/model/types";
import { Desk } from "../../src/desk/store/desk";
import { aColleague, aHandoff } from "./examples";
import { FakeDesk } from "./fake-desk";

let helpdesk: FakeDesk;
let keepsake: Keepsake;
let desk: Desk;

function openDesk(): Desk {
  return new Desk({ api: new DeskApi("http://desk.example", helpdesk.fetch), keepsake, languages: ["en"] });
}

async function until(condition: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(condition()).toBe(true));
}

function aNotice(change: Partial<AgentNotice> = {}): AgentNotice {
  return { id: 1, kind: "mention", conversation_id: "c1", handoff_id: null, details: {}, created_at: "2026-11-22T10:00:00Z", read: false, ...change };
}

beforeEach(async () => {
  helpdesk = new FakeDesk();
  vi.stubGlobal("fetch", helpdesk.fetch);
  keepsake = new Keepsake(null);
  desk = openDesk();
  await desk.open();
  await until(() => desk.state.open !== null);
});

afterEach(async () => {
  await desk.signOut();
  vi.unstubAllGlobals();
});

describe("news of the queue", () => {
  test("change single rows and take single rows away", async () => {
    helpdesk.tell("handoff_changes", { changed: [aHandoff({ id: "h2", conversation_id: "c2", rank_at: "2026-11-22T09:00:00Z" })], removed: [] });
    await until(() => desk.state.open?.length === 2);
    expect(waiting(desk.state.open ?? []).map((one) => one.id)).toEqual(["h2", "h1"]);
    helpdesk.tell("handoff_changes", { changed: [], removed: ["h1"] });
    await until(() => desk.state.open?.length === 1);
  });

  test("missed while away are in the snapshot of the next connection", async () => {
    helpdesk.cutStreams();
    await until(() => desk.state.connection === "waiting");
    helpdesk.handoffs = [aHandoff({ id: "h9", conversation_id: "c9" })];
    await vi.waitFor(() => expect(desk.state.open?.map((one) => one.id)).toEqual(["h9"]), { timeout: 5_000 });
  });

  test("bring what is over into its list, once that has been looked at", async () => {
    await desk.queue.loadClosed();
    expect(desk.state.closed).toEqual([]);
    helpdesk.handoffs = [aHandoff({ state: "resolved" })];
    helpdesk.tell("handoff_changes", { changed: [], removed: ["h1"] });
    await until(() => desk.state.closed?.length === 1);
  });

  test("tell of a customer who answered me elsewhere", async () => {
    const answered: string[] = [];
    desk.onArrivals = (arrivals) => answered.push(...arrivals.answered.map((one) => one.id));
    const mine = aHandoff({ state: "assigned", agent: { username: "jana", name: "Jana" } });
    helpdesk.tell("handoff_changes", { changed: [mine], removed: [] });
    helpdesk.tell("handoff_changes", { changed: [{ ...mine, last_sequence: 7 }], removed: [] });
    await until(() => answered.length > 0);
    expect(answered).toEqual(["h1"]);
  });

  test("count what is unread, and a count of zero is taken back", async () => {
    helpdesk.tell("unread", { conversations: { c1: 3, c2: 1 } });
    await until(() => desk.state.unread.get("c1") === 3);
    helpdesk.tell("unread", { conversations: { c1: 0 } });
    await until(() => desk.state.unread.get("c1") === 0);
    expect(desk.state.unread.get("c2")).toBe(1);
  });

  test("that only concern what stands beside a log load the open conversation again", async () => {
    await desk.threads.select("c1");
    helpdesk.notes = [{ id: 1, after_sequence: 1, agent: null, text: "Pozor", mentions: [], created_at: "2026-11-22T10:05:00Z" }];
    helpdesk.tell("detail", { conversation_id: "c1" });
    await until(() => desk.threads.get("c1").notes.length === 1);
  });
});

describe("reading", () => {
  test("tells the helpdesk how far, once", async () => {
    await desk.threads.select("c1");
    await desk.threads.select("c1");
    await until(() => helpdesk.heard.some(([request]) => request.endsWith("/reading")));
    const told = helpdesk.heard.filter(([request]) => request === "PUT /desk/conversations/c1/reading");
    expect(told.map(([, body]) => body["sequence"])).toEqual([1]);
  });

  test("of the customer never goes back", async () => {
    await desk.threads.select("c1");
    helpdesk.tell("reading", { conversation_id: "c1", customer_read_sequence: 4 });
    helpdesk.tell("reading", { conversation_id: "c1", customer_read_sequence: 2 });
    await until(() => desk.threads.get("c1").customerRead === 4);
  });
});

describe("a resolve", () => {
  beforeEach(async () => {
    await desk.threads.select("c1");
    await desk.verbs.move("c1", { verb: "claim" });
    await desk.verbs.move("c1", { verb: "resolve", outcome: "not_solved", note: "zboží chybí" });
  });

  test("carries its outcome and note", () => {
    expect(helpdesk.heard.find(([request]) => request.endsWith("/resolve"))?.[1]).toEqual({ outcome: "not_solved", note: "zboží chybí" });
  });

  test("can be undone for ten seconds, and the conversation is mine again", async () => {
    expect(desk.state.toast?.milliseconds).toBe(10_000);
    desk.state.toast?.undo?.();
    await until(() => desk.threads.get("c1").handoff?.state === "assigned");
    expect(desk.state.toast?.undo).toBeUndefined();
  });

  test("that is undone too late says so", async () => {
    helpdesk.refuse = "too_late";
    desk.state.toast?.undo?.();
    await until(() => desk.state.toast?.key === "thread.too_late");
    expect(desk.threads.get("c1").handoff?.state).toBe("resolved");
  });
});

describe("notices", () => {
  test("that were there before the desk was opened are shown but not announced", async () => {
    const announced: unknown[] = [];
    desk.onNotices = (fresh) => announced.push(...fresh.map((one) => one.id));
    helpdesk.tell("notices", { unread: 1, notices: [aNotice({ id: 1 })] });
    await until(() => desk.state.notices.unread === 1);
    helpdesk.tell("notices", { unread: 2, notices: [aNotice({ id: 2 }), aNotice({ id: 1 })] });
    await until(() => desk.state.notices.unread === 2);
    expect(announced).toEqual([2]);
  });

  test("are marked as read up to the newest shown", async () => {
    helpdesk.tell("notices", { unread: 2, notices: [aNotice({ id: 2 }), aNotice({ id: 1 })] });
    await until(() => desk.state.notices.unread === 2);
    await desk.notices.read();
    expect(desk.state.notices.unread).toBe(0);
    expect(helpdesk.heard.at(-1)).toEqual(["POST /desk/notices/read", { up_to: 2 }]);
  });
});

describe("notices of a conversation", () => {
  test("are read by opening it, those of others are not", async () => {
    helpdesk.tell("notices", { unread: 2, notices: [aNotice({ id: 2, conversation_id: "c2" }), aNotice({ id: 1 })] });
    await until(() => desk.state.notices.unread === 2);
    await desk.threads.select("c1");
    expect(desk.state.notices.list.map((one) => [one.id, one.read])).toEqual([
      [2, false],
      [1, true],
    ]);
    expect(desk.state.notices.unread).toBe(1);
    expect(helpdesk.heard.filter(([request]) => request.endsWith("/notices/read"))).toEqual([["POST /desk/notices/read", { conversation_id: "c1" }]]);
  });

  test("that come while it is shown are read at once, and announced all the same", async () => {
    const announced: unknown[] = [];
    desk.onNotices = (fresh) => announced.push(...fresh.map((one) => one.id));
    helpdesk.tell("notices", { unread: 0, notices: [] });
    await desk.threads.select("c1");
    helpdesk.tell("notices", { unread: 1, notices: [aNotice({ id: 1 })] });
    await until(() => announced.length === 1);
    expect(desk.state.notices.unread).toBe(0);
  });
});

describe("colleagues", () => {
  test("who look at the same conversation are seen, oneself is not among them", async () => {
    await desk.threads.select("c1");
    helpdesk.tell("viewing", {
      conversation_id: "c1",
      viewers: [
        { username: "jana", name: "Jana", writing: true },
        { username: "petr", name: "Petr", writing: true },
      ],
    });
    await until(() => desk.threads.get("c1").viewers.length === 1);
    expect(desk.threads.get("c1").viewers[0]?.username).toBe("petr");
  });

  test("are told what is shown here, and that it is not any more", async () => {
    await desk.threads.select("c1");
    await desk.threads.select(null);
    await until(() => helpdesk.heard.filter(([request]) => request.endsWith("/viewing")).length === 2);
    expect(helpdesk.heard.filter(([request]) => request.endsWith("/viewing")).map(([, body]) => body["active"])).toEqual([true, false]);
  });

  test("come and go with the stream", async () => {
    helpdesk.tell("agents", { agents: [aColleague({ presence: "offline" })] });
    await until(() => desk.state.agents[0]?.presence === "offline");
  });
});

describe("a file", () => {
  test("that has arrived goes with the next reply, also after a reload", async () => {
    await desk.threads.select("c1");
    await desk.verbs.move("c1", { verb: "claim" });
    await desk.uploads.add("c1", new File(["x"], "foto.png"));
    const reloaded = openDesk();
    expect(reloaded.uploads.get("c1").map((one) => one.file_name)).toEqual(["foto.png"]);
    await desk.sending.send("c1", "", desk.uploads.take("c1"));
    expect(helpdesk.heard.find(([request]) => request.endsWith("/messages"))?.[1]).toMatchObject({ text: "", attachments: ["file-1"] });
    expect(desk.uploads.get("c1")).toEqual([]);
  });
});

test("a private note that did not arrive is stored once when it is tried again", async () => {
  await desk.threads.select("c1");
  helpdesk.offline = true;
  expect(await desk.annotations.note("c1", "Pozor")).toBe(false);
  helpdesk.offline = false;
  expect(await desk.annotations.note("c1", "Pozor")).toBe(true);
  const ids = helpdesk.tried.filter(([request]) => request.endsWith("/notes")).map(([, body]) => body["client_note_id"]);
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(1);
});
