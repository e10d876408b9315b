/**
 * The handoffs the desk knows: the open ones from snapshots and changes, the closed ones when
 * asked for. Tells of those who began to wait and of customers who answered.
 */
import { newlyAnswered, newlyWaiting, withChanges } from "../model/queue";
import type { Handoff } from "../model/types";
import type { Desk } from "./desk";

/** The newest of what is over; older ones are found by searching. */
const CLOSED_SHOWN = 200;

export interface Arrivals {
  readonly waiting: readonly Handoff[];
  readonly answered: readonly Handoff[];
}

export class Queue {
  readonly #desk: Desk;
  #searching: AbortController | null = null;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Takes all open handoffs. */
  takeSnapshot(open: readonly Handoff[]): void {
    this.#take(open);
    this.#desk.threads.reconcile(open);
  }

  /** Takes what changed since the last snapshot; news before the first one are in it anyway. */
  takeChanges(changed: readonly Handoff[], removed: readonly string[]): void {
    const { open } = this.#desk.state;
    if (open === null) return;
    const gone = open.filter((handoff) => removed.includes(handoff.id));
    this.#take(withChanges(open, changed, removed));
    this.#desk.threads.reconcileChanged(changed, gone);
    // What left the queue is over, or open under another need: the list of what is over knows.
    if (gone.length > 0 && this.#desk.state.closed !== null) void this.loadClosed();
  }

  /** Takes how many messages are unread; what is not told of stays as it was. */
  takeUnread(conversations: Readonly<Record<string, number>>): void {
    this.#desk.update({ unread: new Map([...this.#desk.state.unread, ...Object.entries(conversations)]) });
  }

  /** Asks for the open handoffs again, for a click when the stream is away. */
  async refresh(): Promise<void> {
    try {
      await this.#desk.call(() => this.fetchOpen());
    } catch (error) {
      this.#desk.fail(error);
    }
  }

  /** Takes a snapshot without the stream; throws what the API throws. */
  async fetchOpen(): Promise<void> {
    this.takeSnapshot(await this.#desk.api.handoffs.allOpen());
  }

  async loadClosed(): Promise<void> {
    try {
      const closed = await this.#desk.call(() => this.#desk.api.handoffs.list({ state: "closed", limit: CLOSED_SHOWN }));
      this.#desk.update({ closed });
    } catch (error) {
      this.#desk.fail(error);
    }
  }

  /** Looks for the text in conversations that are over; an empty one forgets the last search. */
  async search(text: string): Promise<void> {
    this.#searching?.abort();
    const searching = new AbortController();
    this.#searching = searching;
    if (text === "") return this.#desk.update({ found: null });
    this.#desk.update({ found: { text, handoffs: null } });
    try {
      const wanted = { state: "closed", query: text, limit: CLOSED_SHOWN } as const;
      const handoffs = await this.#desk.call(() => this.#desk.api.handoffs.list(wanted, searching.signal));
      if (this.#searching === searching) this.#desk.update({ found: { text, handoffs } });
    } catch (error) {
      if (this.#searching !== searching) return;
      this.#desk.update({ found: null });
      this.#desk.fail(error);
    }
  }

  #take(open: readonly Handoff[]): void {
    const { open: before, agent } = this.#desk.state;
    this.#desk.update({ open });
    if (before === null) return;
    const arrivals: Arrivals = {
      waiting: newlyWaiting(before, open),
      answered: newlyAnswered(before, open, agent?.username ?? ""),
    };
    if (arrivals.waiting.length + arrivals.answered.length > 0) this.#desk.onArrivals(arrivals);
  }
}
