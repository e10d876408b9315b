/**
 * Sends what is in the outbox: one at a time, in order, each under its own id until it is stored.
 *
 * A temporary failure is tried again by itself and keeps everything behind it waiting, so that
 * messages never change places; what the server refuses for good lets the next one pass.
 */

import { ApiError, OchotaError } from "../api/errors";
import type { LogEvent } from "../api/types";
import { Backoff } from "../stream/backoff";
import type { Outgoing, Problem } from "./model/state";

export interface OutboxPort {
  /** The next message to be sent; undefined while there is none. */
  readonly next: () => Outgoing | undefined;
  /** Stores it on the server; null where the log alone tells of it. */
  readonly deliver: (outgoing: Outgoing) => Promise<LogEvent | null>;
  readonly stored: (outgoing: Outgoing, event: LogEvent | null) => void;
  readonly failed: (outgoing: Outgoing, problem: Problem, final: boolean) => void;
  /** The conversation is unknown to the server or closed. Whether a new one may be begun. */
  readonly gone: () => boolean;
}

/** After so many tries the customer is offered to send it again by hand. */
const SILENT_TRIES = 3;
const GONE_STATUSES = new Set([401, 403, 404, 410]);
const GONE_CODES = new Set(["conversation_closed", "conversation_merged"]);

export class OutboxSender {
  readonly #port: OutboxPort;
  readonly #backoff: Backoff;
  #busy = false;
  #tries = new Map<string, number>();
  #renewedFor = new Set<string>();
  #retry: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(port: OutboxPort, backoff = new Backoff({ firstMilliseconds: 1_000 })) {
    this.#port = port;
    this.#backoff = backoff;
  }

  /** Sends now, whatever it was waiting for. */
  wake(): void {
    if (this.#stopped || this.#busy) return;
    clearTimeout(this.#retry);
    this.#retry = undefined;
    void this.#run();
  }

  /** Sends unless a wait that the server asked for is still running. */
  nudge(): void {
    if (this.#retry === undefined) this.wake();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#retry);
  }

  async #run(): Promise<void> {
    this.#busy = true;
    try {
      for (let outgoing = this.#port.next(); outgoing && !this.#stopped; outgoing = this.#port.next()) {
        if (!(await this.#send(outgoing))) return;
      }
    } finally {
      this.#busy = false;
    }
  }

  /** Whether the next one may go. */
  async #send(outgoing: Outgoing): Promise<boolean> {
    let event: LogEvent | null;
    try {
      event = await this.#port.deliver(outgoing);
    } catch (error) {
      return this.#stopped ? false : this.#fail(outgoing, error);
    }
    this.#tries.delete(outgoing.id);
    this.#renewedFor.delete(outgoing.id);
    this.#backoff.reset();
    this.#port.stored(outgoing, event);
    return true;
  }

  #fail(outgoing: Outgoing, error: unknown): boolean {
    if (error instanceof ApiError) {
      const gone = GONE_STATUSES.has(error.status) || GONE_CODES.has(error.code);
      if (gone) {
        // Once for each message: a server that refuses every conversation is not asked without end.
        const first = !this.#renewedFor.has(outgoing.id);
        this.#renewedFor.add(outgoing.id);
        if (first && this.#port.gone()) return true;
      } else if (!error.temporary) {
        this.#tries.delete(outgoing.id);
        const outdated = outgoing.body.kind === "choice";
        this.#port.failed(outgoing, outdated ? "outdated" : "refused", true);
        return true;
      }
    } else if (!(error instanceof OchotaError)) {
      throw error;
    }
    const asked = error instanceof ApiError ? error.retryAfterMilliseconds : null;
    const tries = (this.#tries.get(outgoing.id) ?? 0) + 1;
    this.#tries.set(outgoing.id, tries);
    const problem = error instanceof ApiError && error.status === 429 ? "busy" : "unreachable";
    this.#port.failed(outgoing, problem, problem === "unreachable" && tries > SILENT_TRIES);
    this.#retry = setTimeout(() => this.wake(), Math.max(this.#backoff.next(), asked ?? 0));
    return false;
  }
}
