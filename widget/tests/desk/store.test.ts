import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DeskApi } from "../../src/desk/api";
import { Keepsake } from "../../src/desk/model/keepsake";
import { Desk } from "../../src/desk/store/desk";
import { aHandoff } from "./examples";
import { FakeDesk } from "./fake-desk";

const SOLVED = { verb: "resolve", outcome: "solved", note: "" } as const;

let helpdesk: FakeDesk;
let keepsake: Keepsake;
let desk: Desk;

function openDesk(): Desk {
  let made = 0;
  return new Desk({
    api: new DeskApi("http://desk.example", helpdesk.fetch),
    keepsake,
    languages: ["en"],
    newId: () => `client-${(made += 1)}-${Math.random()}`,
  });
}

async function until(condition: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(condition()).toBe(true));
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

describe("signing in", () => {
  test("a stranger sees the sign-in, and the desk after the right password", async () => {
    await desk.signOut();
    await expect(desk.signIn("jana", "wrong")).rejects.toMatchObject({ status: 401 });
    expect(desk.state.phase).toBe("signed-out");
    await desk.signIn("jana", "right");
    expect(desk.state.phase).toBe("signed-in");
  });

  test("a session that ends keeps the conversation, the draft and the unsent reply", async () => {
    await desk.threads.select("c1");
    await desk.verbs.move("c1", { verb: "claim" });
    keepsake.keepDraft("c1", "rozepsáno");
    helpdesk.signedIn = false;
    await desk.sending.send("c1", "Odpověď");
    expect(desk.state.phase).toBe("expired");
    expect(desk.threads.get("c1").outgoing[0]).toMatchObject({ text: "Odpověď", state: "failed" });
    await desk.signIn("jana", "right");
    expect(desk.threads.get("c1").events.length).toBeGreaterThan(0);
    expect(keepsake.draft("c1")).toBe("rozepsáno");
  });

  test("a CSRF token renewed by another tab is fetched and the click still counts", async () => {
    helpdesk.csrfToken = "token-2";
    await desk.threads.select("c1");
    expect(await desk.verbs.move("c1", { verb: "claim" })).toBe(true);
  });

  test("another agent does not see what the one before had open", async () => {
    await desk.threads.select("c1");
    desk.expire();
    helpdesk.agent = { username: "petr", name: "Petr", role: "agent" };
    await desk.signIn("petr", "right");
    await until(() => desk.state.agent?.username === "petr");
    await until(() => desk.threads.get("c1").loaded);
    expect(desk.state.agent?.role).toBe("agent");
  });
});

describe("the live queue", () => {
  test("tells of those who began to wait after the desk was opened, once", async () => {
    const arrivals: string[] = [];
    desk.onArrivals = ({ waiting }) => arrivals.push(...waiting.map((one) => one.id));
    helpdesk.handoffs = [...helpdesk.handoffs, aHandoff({ id: "h2", conversation_id: "c2" })];
    helpdesk.tellHandoffs();
    helpdesk.tellHandoffs();
    await until(() => desk.state.open?.length === 2);
    expect(arrivals).toEqual(["h2"]);
  });

  test("a conversation somebody else took is said to be theirs", async () => {
    await desk.threads.select("c1");
    helpdesk.handoffs = [aHandoff({ state: "assigned", agent: { username: "petr", name: "Petr" } })];
    expect(await desk.verbs.move("c1", { verb: "claim" })).toBe(false);
    expect(desk.state.toast).toMatchObject({ key: "thread.already_claimed", values: { name: "Petr" }, tone: "bad" });
    expect(desk.threads.get("c1").handoff?.agent?.username).toBe("petr");
  });
});

describe("a conversation", () => {
  beforeEach(async () => {
    await desk.threads.select("c1");
    await desk.verbs.move("c1", { verb: "claim" });
  });

  test("grows with what the customer writes", async () => {
    helpdesk.store("c1", { parts: [{ type: "text", text: "Jste tam?" }] });
    await until(() => desk.threads.get("c1").events.at(-1)?.parts[0]?.text === "Jste tam?");
  });

  test("fetches what the stream left out", async () => {
    helpdesk.store("c1", { parts: [{ type: "text", text: "missed" }] }, false);
    helpdesk.store("c1", { parts: [{ type: "text", text: "heard" }] });
    await until(() => desk.threads.get("c1").events.map((event) => event.parts[0]?.text).includes("missed"));
    const sequences = desk.threads.get("c1").events.map((event) => event.sequence);
    expect(sequences).toEqual(sequences.map((_, index) => index + 1));
  });

  test("stays up to date after it was resolved, while it is shown", async () => {
    await desk.verbs.move("c1", SOLVED);
    helpdesk.handoffs = [];
    helpdesk.tellHandoffs();
    await until(() => desk.state.open?.length === 0);
    helpdesk.store("c1", { author: "bot", parts: [{ type: "text", text: "The bot again" }] }, false);
    await vi.waitFor(() => expect(desk.threads.get("c1").events.at(-1)?.parts[0]?.text).toBe("The bot again"), {
      timeout: 5_000,
    });
  });

  test("loses nothing that was said while the connection was lost", async () => {
    helpdesk.cutStreams();
    await until(() => desk.state.connection === "waiting");
    helpdesk.store("c1", { parts: [{ type: "text", text: "said meanwhile" }] });
    await vi.waitFor(() => expect(desk.threads.get("c1").events.at(-1)?.parts[0]?.text).toBe("said meanwhile"), { timeout: 5_000 });
  });

  test("a reply whose answer was lost is stored once when it is sent again", async () => {
    helpdesk.loseAnswersOf = 1;
    await desk.sending.send("c1", "Dobrý den");
    const failed = desk.threads.get("c1").outgoing[0];
    expect(failed?.state).toBe("failed");
    await desk.sending.resend("c1", failed?.client_message_id ?? "");
    expect(desk.threads.get("c1").outgoing).toEqual([]);
    const stored = helpdesk.logs.get("c1")?.filter((event) => event.author === "agent") ?? [];
    expect(stored.map((event) => event.client_message_id)).toEqual([failed?.client_message_id]);
  });

  test("replies arrive in the order they were written", async () => {
    await Promise.all(["one", "two", "three"].map((text) => desk.sending.send("c1", text)));
    const texts = helpdesk.logs.get("c1")?.filter((event) => event.author === "agent").map((event) => event.parts[0]?.text);
    expect(texts).toEqual(["one", "two", "three"]);
  });

  test("a reply that could not be sent is still there after a reload", async () => {
    helpdesk.offline = true;
    await desk.sending.send("c1", "Nezapomeň");
    helpdesk.offline = false;
    const reloaded = openDesk();
    await reloaded.open();
    await reloaded.threads.select("c1");
    expect(reloaded.threads.get("c1").outgoing).toMatchObject([{ text: "Nezapomeň", state: "failed" }]);
    await reloaded.signOut();
  });

  test("goes back to the bot when it is resolved", async () => {
    await desk.verbs.move("c1", SOLVED);
    expect(desk.threads.get("c1").handoff?.state).toBe("resolved");
    expect(desk.state.open).toEqual([]);
  });

  test("tells the customer of typing at most every few seconds, and when it stops", () => {
    const told = (): number => helpdesk.seen.filter((one) => one.endsWith("/typing")).length;
    desk.sending.typing("c1", true);
    desk.sending.typing("c1", true);
    expect(told()).toBe(1);
    desk.sending.typing("c1", false);
    desk.sending.typing("c1", false);
    expect(told()).toBe(2);
  });
});

test("a conversation that needs a human again brings its new reason and evidence", async () => {
  await desk.threads.select("c1");
  await desk.verbs.move("c1", { verb: "claim" });
  await desk.verbs.move("c1", SOLVED);
  const again = aHandoff({ reason: "negative_feedback", evidence: { intent: "complaint" } });
  helpdesk.handoffs = [again];
  helpdesk.store("c1", { kind: "handoff_reopened", author: "system", parts: [], handoff: { id: "h1", state: "waiting", reason: "negative_feedback" } });
  helpdesk.tellHandoffs();
  await until(() => desk.threads.get("c1").handoff?.reason === "negative_feedback");
  expect(desk.threads.get("c1").handoff?.evidence?.intent).toBe("complaint");
});
