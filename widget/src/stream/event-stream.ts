/**
 * A stream of Server-Sent Events read through fetch, kept open.
 *
 * `EventSource` cannot send an Authorization header and does not notice a silent connection. This
 * one resumes after the last event it was told of, waits longer after each failure, tries at once
 * when the network or the tab comes back, and gives up on a connection that has been silent for
 * longer than the server's heartbeat allows. Where a proxy holds every stream back, it polls until
 * one gets through.
 */

import { ApiError, errorOf } from "../api/errors";
import { Backoff } from "./backoff";
import { EventParser, type ServerEvent } from "./parser";
import { Polling } from "./polling";

export type StreamStatus = "connecting" | "open" | "waiting" | "closed";

export interface EventStreamOptions {
  /** Asked at every connection. */
  readonly url: () => string;
  readonly headers?: () => Readonly<Record<string, string>>;
  readonly credentials: "omit" | "same-origin";
  /** What `Last-Event-ID` says at every connection; null at the start of a log. */
  readonly lastEventId?: () => string | null;
  readonly onEvent: (event: ServerEvent) => void;
  readonly onStatus?: (status: StreamStatus) => void;
  /** The server refuses for good (401, 403, 404 …): the stream is closed and stays so. */
  readonly onRefused?: (error: ApiError) => void;
  /** Reads the news once in another way than as a stream; without it nothing is polled. */
  readonly poll?: () => Promise<void>;
  readonly stallMilliseconds?: number;
  readonly connectMilliseconds?: number;
  readonly backoff?: Backoff;
  readonly fetch?: typeof fetch;
}

/** The server's heartbeat is 15 s: two may be lost. */
const STALL_MILLISECONDS = 40_000;
const CONNECT_MILLISECONDS = 15_000;
/** So many connections in a row without a byte are no accident: something holds them back. */
const STALLS_BEFORE_POLLING = 2;

export class EventStream {
  readonly #options: EventStreamOptions;
  readonly #backoff: Backoff;
  #status: StreamStatus = "closed";
  #connection: AbortController | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setTimeout> | undefined;
  #heardAt = 0;
  #stalls = 0;
  readonly #polling: Polling | null;

  constructor(options: EventStreamOptions) {
    this.#options = options;
    this.#backoff = options.backoff ?? new Backoff();
    this.#polling = options.poll
      ? new Polling({
          poll: options.poll,
          onAnswer: () => this.#say("open"),
          onFailure: (reason) => this.#pollFailed(reason),
        })
      : null;
  }

  get status(): StreamStatus {
    return this.#status;
  }

  open(): void {
    if (this.#status !== "closed") return;
    globalThis.addEventListener?.("online", this.#wake);
    globalThis.addEventListener?.("offline", this.#lose);
    globalThis.document?.addEventListener("visibilitychange", this.#wake);
    this.#backoff.reset();
    this.#stalls = 0;
    this.#connect();
  }

  close(): void {
    globalThis.removeEventListener?.("online", this.#wake);
    globalThis.removeEventListener?.("offline", this.#lose);
    globalThis.document?.removeEventListener("visibilitychange", this.#wake);
    this.#polling?.stop();
    this.#drop();
    this.#say("closed");
  }

  /** Drops the connection and resumes in a moment: for a gap in what was heard. */
  restart(): void {
    if (this.#status !== "closed") this.#waitAndRetry(null);
  }

  readonly #wake = (): void => {
    if (globalThis.document?.visibilityState === "hidden") return;
    // Timers sleep with the tab or the machine: silence is measured on the clock as well.
    const silent = Date.now() - this.#heardAt > this.#stallMilliseconds;
    if (this.#status === "waiting" || (this.#status === "open" && silent)) {
      this.#backoff.reset();
      this.#connect();
    }
  };

  readonly #lose = (): void => {
    if (this.#status === "open" || this.#status === "connecting") this.#waitAndRetry(null);
  };

  get #stallMilliseconds(): number {
    return this.#options.stallMilliseconds ?? STALL_MILLISECONDS;
  }

  #connect(): void {
    this.#drop();
    const connection = new AbortController();
    this.#connection = connection;
    this.#sayOfStream("connecting");
    this.#watchFor(this.#options.connectMilliseconds ?? CONNECT_MILLISECONDS);
    void this.#read(connection.signal).then(
      () => this.#ended(connection, null),
      (reason: unknown) => this.#ended(connection, reason),
    );
  }

  async #read(signal: AbortSignal): Promise<void> {
    const lastEventId = this.#options.lastEventId?.() ?? null;
    const fetchNow = this.#options.fetch ?? globalThis.fetch;
    const response = await fetchNow.call(globalThis, this.#options.url(), {
      credentials: this.#options.credentials,
      cache: "no-store",
      signal,
      headers: {
        Accept: "text/event-stream",
        ...this.#options.headers?.(),
        ...(lastEventId !== null ? { "Last-Event-ID": lastEventId } : {}),
      },
    });
    if (!response.ok) throw await errorOf(response);
    if (!response.body) throw new TypeError("The stream has no body.");
    if (signal.aborted) return;
    this.#hear();
    this.#backoff.reset();
    this.#sayOfStream("open");
    const parser = new EventParser();
    const decoder = new TextDecoder();
    const reader = response.body.getReader();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done || signal.aborted) return;
        this.#hear();
        this.#gotThrough();
        for (const event of parser.push(decoder.decode(value, { stream: true }))) {
          if (signal.aborted) return;
          this.#options.onEvent(event);
        }
      }
    } finally {
      void reader.cancel().catch(() => undefined);
    }
  }

  #ended(connection: AbortController, reason: unknown): void {
    if (this.#connection !== connection) return;
    if (reason instanceof ApiError && !reason.temporary) {
      this.close();
      this.#options.onRefused?.(reason);
      return;
    }
    this.#waitAndRetry(reason instanceof ApiError ? reason.retryAfterMilliseconds : null);
  }

  #waitAndRetry(atLeastMilliseconds: number | null): void {
    this.#drop();
    const delay = Math.max(this.#backoff.next(), atLeastMilliseconds ?? 0);
    this.#retry = setTimeout(() => this.#connect(), delay);
    this.#sayOfStream("waiting");
  }

  #stalled(): void {
    this.#stalls += 1;
    if (this.#stalls >= STALLS_BEFORE_POLLING) this.#polling?.start();
    this.#waitAndRetry(null);
  }

  #gotThrough(): void {
    this.#stalls = 0;
    if (!this.#polling?.running) return;
    this.#polling.stop();
    this.#say("open");
  }

  #pollFailed(reason: unknown): void {
    if (reason instanceof ApiError && !reason.temporary) {
      this.close();
      this.#options.onRefused?.(reason);
    } else this.#say("waiting");
  }

  #hear(): void {
    this.#heardAt = Date.now();
    this.#watchFor(this.#stallMilliseconds);
  }

  #watchFor(milliseconds: number): void {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#stalled(), milliseconds);
  }

  #drop(): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#watch);
    const connection = this.#connection;
    this.#connection = null;
    connection?.abort();
  }

  /** While polling, what becomes of the stream is nobody's concern. */
  #sayOfStream(status: StreamStatus): void {
    if (!this.#polling?.running) this.#say(status);
  }

  #say(status: StreamStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    this.#options.onStatus?.(status);
  }
}
