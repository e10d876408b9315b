import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { LogEvent } from "../../src/api/types";
import { ChatSession } from "../../src/chat/session";
import { itemsOf, type MessageItem } from "../../src/chat/model/items";
import { unreadCount } from "../../src/chat/model/state";
import { ChatStorage, MemoryStore } from "../../src/chat/storage";
import { FakeHelpdesk } from "../fake-helpdesk";

let helpdesk: FakeHelpdesk;
let browser: MemoryStore;
let sessions: ChatSession[];

beforeEach(() => {
  vi.useFakeTimers();
  helpdesk = new FakeHelpdesk();
  browser = new MemoryStore();
  sessions = [];
});

afterEach(() => {
  for (const session of sessions) session.stop();
  vi.useRealTimers();
});

/** A page of the same browser with the chat on it. */
function page(): ChatSession {
  const session = new ChatSession({
    origin: helpdesk.origin,
    storage: new ChatStorage(helpdesk.origin, browser, new MemoryStore()),
    language: () => "en",
    page: () => ({ url: "https://shop.example/", title: "Shop" }),
    onChange: () => undefined,
    fetch: helpdesk.fetch,
  });
  sessions.push(session);
  session.start();
  return session;
}

/** Lets everything happen that happens within `milliseconds`. */
async function pass(milliseconds = 0): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
}

function texts(session: ChatSession): string[] {
  return messages(session).map((item) => item.parts[0]?.text ?? "");
}

function messages(session: ChatSession): MessageItem[] {
  return itemsOf(session.state).filter((item) => item.type === "message");
}

function stored(): string[] {
  return helpdesk.log().map((event: LogEvent) => event.parts[0]?.text ?? event.kind);
}

describe("a message", () => {
  test("is shown as pending at once and as sent when it is stored", async () => {
    const session = page();
    session.say("  Where is my parcel? ");
    expect(messages(session).map((item) => item.delivery)).toEqual(["pending"]);
    await pass();
    expect(messages(session).map((item) => item.delivery)).toEqual(["sent"]);
    expect(stored()).toEqual(["Where is my parcel?"]);
  });

  test("begins a conversation only when there is something to say", async () => {
    const session = page();
    await pass(1_000);
    session.say("   ");
    await pass(1_000);
    expect(helpdesk.requests).toEqual([]);
  });

  test("is stored once though its answer was lost", async () => {
    const session = page();
    session.say("first");
    await pass();
    helpdesk.loseNextAnswer = true;
    session.say("second");
    await pass(30_000);
    expect(stored()).toEqual(["first", "second"]);
    expect(texts(session)).toEqual(["first", "second"]);
    expect(session.state.outbox).toEqual([]);
  });

  test("waits through a lost connection and then goes out in order", async () => {
    const session = page();
    session.say("one");
    await pass();
    helpdesk.reachable = false;
    helpdesk.cut();
    session.say("two");
    session.say("three");
    await pass(5_000);
    expect(session.state.connection).toBe("lost");
    expect(texts(session)).toEqual(["one", "two", "three"]);
    helpdesk.reachable = true;
    await pass(60_000);
    expect(stored()).toEqual(["one", "two", "three"]);
    expect(session.state.connection).toBe("online");
    expect(session.state.outbox).toEqual([]);
  });

  test("can be sent again by hand under the same id", async () => {
    helpdesk.reachable = false;
    const session = page();
    session.say("hello");
    await pass(8_000);
    const [failed] = messages(session);
    expect(failed?.delivery).toBe("failed");
    helpdesk.reachable = true;
    session.sendAgain(failed?.outgoingId ?? "");
    await pass();
    expect(helpdesk.log()[0]?.client_message_id).toBe(failed?.outgoingId);
  });

  test("outlives the page it was written on", async () => {
    helpdesk.reachable = false;
    const first = page();
    first.say("kept");
    await pass(100);
    first.stop();
    helpdesk.reachable = true;
    const second = page();
    await pass();
    expect(stored()).toEqual(["kept"]);
    expect(texts(second)).toEqual(["kept"]);
  });

  test("is not sent before the time the server asked for", async () => {
    const session = page();
    session.say("one");
    await pass();
    helpdesk.refusals.push({ status: 429, code: "too_many_requests", headers: { "Retry-After": "30" } });
    session.say("two");
    await pass(29_000);
    session.say("three");
    await pass(500);
    expect(stored()).toEqual(["one"]);
    expect(messages(session)[1]).toMatchObject({ delivery: "pending", problem: "busy" });
    await pass(31_000);
    expect(stored()).toEqual(["one", "two", "three"]);
  });

  test("that is refused for good does not hold up the next", async () => {
    const session = page();
    session.say("one");
    await pass();
    helpdesk.refusals.push({ status: 422, code: "invalid" });
    session.say("refused");
    session.say("two");
    await pass();
    expect(stored()).toEqual(["one", "two"]);
    expect(messages(session).find((item) => item.delivery === "failed")).toMatchObject({
      problem: "refused",
    });
  });
});

describe("a conversation", () => {
  test("is taken up after a reload with all that was said meanwhile", async () => {
    const first = page();
    first.say("hello");
    await pass();
    first.stop();
    helpdesk.bot({ type: "text", text: "Good day" });
    const second = page();
    await pass();
    expect(texts(second)).toEqual(["hello", "Good day"]);
    expect(helpdesk.conversationIds).toHaveLength(1);
  });

  test("is one in two tabs", async () => {
    const one = page();
    one.say("from one");
    await pass();
    const two = page();
    await pass();
    two.say("from two");
    await pass();
    expect(texts(one)).toEqual(["from one", "from two"]);
    expect(texts(two)).toEqual(["from one", "from two"]);
  });

  test("resumes after the last event it heard", async () => {
    const session = page();
    session.say("hello");
    await pass();
    helpdesk.cut();
    helpdesk.bot({ type: "text", text: "missed" });
    await pass(5_000);
    expect(texts(session)).toEqual(["hello", "missed"]);
    const streams = helpdesk.requests.filter((request) => request.path.endsWith("/events"));
    expect(streams.at(-1)?.headers.get("Last-Event-ID")).toBe("1");
  });

  test("fetches what it missed when a number is left out", async () => {
    const session = page();
    session.say("hello");
    await pass();
    helpdesk.whisper({ author: "bot", parts: [{ type: "text", text: "two" }] });
    helpdesk.bot({ type: "text", text: "three" });
    await pass(5_000);
    expect(texts(session)).toEqual(["hello", "two", "three"]);
  });

  test("that the server no longer knows is followed by a new one with the unsent text", async () => {
    const session = page();
    session.say("old");
    await pass();
    helpdesk.reachable = false;
    helpdesk.empty();
    session.say("unsent");
    await pass(100);
    helpdesk.reachable = true;
    await pass(30_000);
    expect(session.state.renewed).toBe(true);
    expect(texts(session)).toEqual(["unsent"]);
    expect(helpdesk.conversationIds).toEqual(["conversation-2"]);
    expect(stored()).toEqual(["unsent"]);
  });

  test("counts what was not read while the panel was closed", async () => {
    const session = page();
    session.say("hello");
    await pass();
    helpdesk.bot({ type: "text", text: "one" });
    helpdesk.bot({ type: "text", text: "two" });
    await pass();
    expect(unreadCount(session.state)).toBe(2);
    session.markRead();
    expect(unreadCount(session.state)).toBe(0);
    session.stop();
    const later = page();
    await pass();
    expect(unreadCount(later.state)).toBe(0);
  });
});

describe("the other side", () => {
  test("stops writing when it vanishes", async () => {
    const session = page();
    session.say("hello");
    await pass();
    helpdesk.typing("agent", true);
    await pass();
    expect(session.state.typing.agent).toBe(true);
    await pass(10_000);
    expect(session.state.typing.agent).toBe(false);
  });

  test("is a human after one request, sent once", async () => {
    const session = page();
    session.requestHuman();
    session.requestHuman();
    await pass();
    session.requestHuman();
    await pass();
    expect(helpdesk.requests.filter((request) => request.path.endsWith("/handoff"))).toHaveLength(1);
    expect(session.state.conversation?.in_charge).toBe("queue");
    expect(itemsOf(session.state).filter((item) => item.type === "status")).toHaveLength(1);
  });
});

describe("choices", () => {
  const offer = {
    type: "choices",
    text: "Did you mean",
    choices: [
      { id: "1", label: "Returns" },
      { id: "2", label: "Complaints" },
    ],
  } as const;

  test("are open until one is chosen, and show which", async () => {
    const session = page();
    session.say("goods back");
    await pass();
    const { sequence } = helpdesk.bot(offer);
    await pass();
    expect(messages(session)[1]?.choices).toEqual({ open: true, chosenId: null });
    session.choose(sequence, "2", "Complaints");
    expect(messages(session)[1]?.choices).toEqual({ open: false, chosenId: "2" });
    await pass();
    expect(messages(session)[1]?.choices).toEqual({ open: false, chosenId: "2" });
    expect(stored().at(-1)).toBe("Complaints");
  });

  test("close when a human is in charge", async () => {
    const session = page();
    session.say("goods back");
    await pass();
    helpdesk.bot(offer);
    helpdesk.become({ in_charge: "agent", agent_name: "Jana" });
    await pass();
    expect(messages(session)[1]?.choices.open).toBe(false);
  });
});
