import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ApiError } from "../../src/api/errors";
import { Backoff } from "../../src/stream/backoff";
import { EventStream, type StreamStatus } from "../../src/stream/event-stream";
import { SequenceGate } from "../../src/stream/gate";

/** One connection of the browser to a server that the test plays. */
interface Connection {
  readonly headers: Headers;
  readonly answer: (status: number, headers?: Record<string, string>) => void;
  readonly open: () => void;
  readonly send: (sent: string | Uint8Array) => void;
  readonly end: () => void;
  readonly dropped: () => boolean;
}

let connections: Connection[];
let statuses: StreamStatus[];
let heard: string[];
let refused: ApiError[];
let polls: number;
let pollFailure: Error | null;
let stream: EventStream;

beforeEach(() => {
  vi.useFakeTimers();
  connections = [];
  statuses = [];
  heard = [];
  refused = [];
  polls = 0;
  pollFailure = null;
  stream = new EventStream({
    url: () => "https://helpdesk.example/events",
    headers: () => ({ Authorization: "Bearer token" }),
    credentials: "omit",
    lastEventId: () => heard.at(-1) ?? null,
    onEvent: (event) => heard.push(event.id ?? event.name),
    onStatus: (status) => statuses.push(status),
    onRefused: (error) => refused.push(error),
    poll: () => {
      polls += 1;
      return pollFailure ? Promise.reject(pollFailure) : Promise.resolve();
    },
    backoff: new Backoff({ random: () => 1 }),
    fetch: connect,
  });
  stream.open();
});

afterEach(() => {
  stream.close();
  vi.useRealTimers();
});

function connect(_url: unknown, init: RequestInit = {}): Promise<Response> {
  return new Promise((resolve, reject) => {
    let controller: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({ start: (made) => void (controller = made) });
    init.signal?.addEventListener("abort", () => {
      const error = new DOMException("aborted", "AbortError");
      reject(error);
      controller.error(error);
    });
    connections.push({
      headers: new Headers(init.headers),
      answer: (status, headers) =>
        resolve(new Response(JSON.stringify({ error: { code: "x", message: "y" } }), { status, headers: headers ?? {} })),
      open: () => resolve(new Response(body)),
      send: (sent) => controller.enqueue(typeof sent === "string" ? new TextEncoder().encode(sent) : sent),
      end: () => controller.close(),
      dropped: () => init.signal?.aborted === true,
    });
  });
}

function latest(): Connection {
  const connection = connections.at(-1);
  if (!connection) throw new Error("Nothing has connected.");
  return connection;
}

async function pass(milliseconds = 0): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
}

/** Connections that are held back until they are given up, one after the other. */
async function silence(times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    latest().open();
    await pass(40_000);
    if (time < times - 1) await pass(1_000);
  }
  await pass(0);
}

describe("a stream", () => {
  test("carries the token, and the last event when it comes back", async () => {
    expect(latest().headers.get("Authorization")).toBe("Bearer token");
    expect(latest().headers.get("Last-Event-ID")).toBeNull();
    latest().open();
    await pass();
    latest().send("id: 7\nevent: log\ndata: {}\n\n");
    await pass();
    latest().end();
    await pass(500);
    expect(connections).toHaveLength(2);
    expect(latest().headers.get("Last-Event-ID")).toBe("7");
    expect(statuses).toEqual(["connecting", "open", "waiting", "connecting"]);
  });

  test("cuts no letter whose bytes come in two pieces", async () => {
    latest().open();
    await pass();
    const bytes = new TextEncoder().encode("id: ž\ndata: x\n\n");
    const within = bytes.indexOf(0xc5) + 1;
    latest().send(bytes.slice(0, within));
    latest().send(bytes.slice(within));
    await pass();
    expect(heard).toEqual(["ž"]);
  });

  test("waits longer after each failure and starts afresh after a success", async () => {
    const waits: number[] = [];
    for (const expected of [500, 1_000, 2_000]) {
      latest().answer(503);
      await pass(expected - 1);
      const before = connections.length;
      await pass(1);
      waits.push(connections.length - before);
    }
    expect(waits).toEqual([1, 1, 1]);
    latest().open();
    await pass();
    latest().end();
    await pass(500);
    expect(connections).toHaveLength(5);
  });

  test("waits as long as the server asks", async () => {
    latest().answer(429, { "Retry-After": "15" });
    await pass(14_999);
    expect(connections).toHaveLength(1);
    await pass(1);
    expect(connections).toHaveLength(2);
  });

  test("gives up a connection that is silent for longer than the heartbeat allows", async () => {
    latest().open();
    await pass(30_000);
    latest().send(": beat\n\n");
    await pass(39_000);
    expect(latest().dropped()).toBe(false);
    await pass(1_000);
    expect(connections[0]?.dropped()).toBe(true);
    await pass(500);
    expect(connections).toHaveLength(2);
  });

  test("polls where two connections in a row brought nothing, until one gets through", async () => {
    await silence(1);
    expect(polls).toBe(0);
    await pass(1_000);
    await silence(1);
    expect(polls).toBe(1);
    expect(statuses.at(-1)).toBe("open");
    await pass(9_000);
    expect(polls).toBe(4);
    latest().open();
    await pass(3_000);
    expect(polls).toBe(5);
    expect(latest().dropped()).toBe(false);
    latest().send(": beat\n\n");
    await pass(12_000);
    expect(polls).toBe(5);
    expect(statuses.filter((status) => status === "waiting")).toHaveLength(1);
    expect(statuses.at(-1)).toBe("open");
  });

  test("does not poll after losses of connections that brought something", async () => {
    for (const wait of [40_000, 40_000, 40_000]) {
      latest().open();
      await pass();
      latest().send(": beat\n\n");
      await pass(wait + 500);
    }
    expect(connections).toHaveLength(4);
    expect(polls).toBe(0);
  });

  test("asks nobody while the page is hidden", async () => {
    await silence(2);
    const state = { visibilityState: "hidden", removeEventListener: () => undefined };
    vi.stubGlobal("document", state);
    const before = polls;
    await pass(9_000);
    expect(polls).toBe(before);
    state.visibilityState = "visible";
    await pass(3_000);
    expect(polls).toBe(before + 1);
    vi.unstubAllGlobals();
  });

  test("says that it is away while polling fails too, and stops where it is refused", async () => {
    pollFailure = new TypeError("Failed to fetch");
    await silence(2);
    expect(statuses.at(-1)).toBe("waiting");
    pollFailure = new ApiError(403, "wrong_token", "");
    await pass(3_000);
    expect(stream.status).toBe("closed");
    expect(refused.map((error) => error.status)).toEqual([403]);
    await pass(9_000);
    expect(polls).toBe(2);
  });

  test("stays closed when it is refused for good", async () => {
    latest().answer(403);
    await pass(60_000);
    expect(connections).toHaveLength(1);
    expect(refused.map((error) => error.status)).toEqual([403]);
    expect(stream.status).toBe("closed");
  });

  test("says nothing more once it is closed", async () => {
    latest().open();
    await pass();
    stream.close();
    await pass(60_000);
    expect(connections).toHaveLength(1);
    expect(statuses.at(-1)).toBe("closed");
  });
});

test("a gate lets each number through once and tells a gap", () => {
  const gate = new SequenceGate(2);
  expect([3, 3, 2, 5, 4, 5].map((sequence) => gate.admit(sequence))).toEqual([
    "next",
    "duplicate",
    "duplicate",
    "gap",
    "next",
    "next",
  ]);
});
