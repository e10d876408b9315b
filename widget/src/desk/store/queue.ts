/**
 * The handoffs the desk knows: the open ones from snapshots and changes, the closed ones when
 * asked for. Tells of those who began to wait and of customers who answered.
 */
import { lastActivity, newlyAnswered, newlyWaiting, withChanges } from "../model/queue";
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
    const { handoffs } = this.#desk.api;
    const [waiting, assigned] = await Promise.all([handoffs.list({ state: "waiting" }), handoffs.list({ state: "assigned" })]);
    this.takeSnapshot([...waiting, ...assigned]);
  }

  async loadClosed(): Promise<void> {
    try {
      const { handoffs } = this.#desk.api;
      const [resolved, abandoned] = await this.#desk.call(() =>
        Promise.all([
          handoffs.list({ state: "resolved", limit: CLOSED_SHOWN }),
          handoffs.list({ state: "abandoned", limit: CLOSED_SHOWN }),
        ]),
      );
      this.#desk.update({ closed: newestFirst([...resolved, ...abandoned]) });
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
      const found = await this.#desk.call(() => this.#desk.api.handoffs.list({ query: text }, searching.signal));
      if (this.#searching !== searching) return;
      const over = found.filter((handoff) => handoff.state === "resolved" || handoff.state === "abandoned");
      this.#desk.update({ found: { text, handoffs: newestFirst(over) } });
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

function newestFirst(handoffs: readonly Handoff[]): readonly Handoff[] {
  return [...handoffs].sort((a, b) => lastActivity(b) - lastActivity(a));
}
