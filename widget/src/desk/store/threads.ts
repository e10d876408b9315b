/**
 * The conversations the desk has opened: loading them, taking what streams in, filling gaps, and
 * telling the helpdesk what was read.
 */
import {
  completeUpTo,
  emptyThread,
  isBehind,
  withEvents,
  withView,
  type Thread,
} from "../model/thread";
import type { Handoff, LogEvent } from "../model/types";
import { wordsFor, type Desk } from "./desk";

export const TYPING_FORGOTTEN_MILLISECONDS = 7_000;
/** Several changes that come together are one reason to load a conversation again. */
const RELOAD_MILLISECONDS = 150;

export class Threads {
  readonly #desk: Desk;
  readonly #catchingUp = new Set<string>();
  readonly #reloading = new Map<string, ReturnType<typeof setTimeout>>();
  /** The last sequence the helpdesk was told was read, by conversation. */
  readonly #toldRead = new Map<string, number>();

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  get(id: string): Thread {
    return this.#desk.state.threads.get(id) ?? emptyThread(id, this.#desk.keepsake.outgoing(id));
  }

  /** Shows a conversation (null: none) and brings it up to date. */
  async select(id: string | null): Promise<void> {
    this.#desk.update({ selectedId: id });
    if (this.#desk.state.phase !== "signed-in") return;
    this.#desk.colleagues.shows(id);
    if (id === null) return;
    this.#desk.notices.readShown();
    if (this.get(id).loaded) {
      this.markSeen(id);
      // What stands beside the log may have changed while it was not looked at.
      this.reloadSoon(id);
      await this.#catchUp(id);
    } else await this.load(id);
  }

  async load(id: string): Promise<void> {
    if (!this.#desk.state.threads.has(id)) this.put(this.get(id));
    try {
      const view = await this.#desk.call(() => this.#desk.api.conversations.get(id));
      this.put(withView(this.get(id), view));
      if (view.viewers) this.#desk.colleagues.takeViewers(id, view.viewers);
      this.markSeen(id);
      if (isBehind(this.get(id), view.conversation.last_sequence)) await this.#catchUp(id);
    } catch (error) {
      const { key, values } = wordsFor(error);
      // A conversation that is shown already stays as it is; the next change tries again.
      if (!this.get(id).loaded) this.put({ ...this.get(id), problem: this.#desk.say(key, values) });
    }
  }

  /** Loads the conversation again in a moment, once for all the changes until then. */
  reloadSoon(id: string): void {
    if (this.#reloading.has(id)) return;
    this.#reloading.set(
      id,
      setTimeout(() => {
        this.#reloading.delete(id);
        if (this.#desk.state.phase === "signed-in") void this.load(id);
      }, RELOAD_MILLISECONDS),
    );
  }

  /** The same, for a conversation that was opened before. */
  reloadOpened(id: string): void {
    if (this.#desk.state.threads.get(id)?.loaded) this.reloadSoon(id);
  }

  /** Takes for read what is shown, unless the desk is in the background. */
  markSeen(id: string): void {
    if (this.#desk.state.selectedId !== id || globalThis.document?.visibilityState === "hidden") return;
    const sequence = completeUpTo(this.get(id));
    this.#desk.keepsake.keepSeen(id, sequence);
    if (sequence <= (this.#toldRead.get(id) ?? 0)) return;
    this.#toldRead.set(id, sequence);
    this.#desk.api.conversations.read(id, sequence).catch(() => this.#toldRead.delete(id));
  }

  catchUpSelected(): void {
    const { selectedId } = this.#desk.state;
    if (selectedId === null) return;
    void (this.get(selectedId).loaded ? this.#catchUp(selectedId) : this.load(selectedId));
  }

  /** Asks for what is new in the shown conversation where the stream does not tell. */
  followSelected(): void {
    const { selectedId, open } = this.#desk.state;
    if (selectedId === null || open === null || !this.get(selectedId).loaded) return;
    if (!open.some((handoff) => handoff.conversation_id === selectedId)) void this.#catchUp(selectedId);
  }

  takeEvent(event: LogEvent): void {
    const id = event.conversation_id;
    if (!this.#desk.state.threads.has(id)) return;
    this.put(withEvents(this.get(id), [event]));
    this.markSeen(id);
    if (this.get(id).loaded && isBehind(this.get(id))) void this.#catchUp(id);
    // A move of the handoff changes more than the log: clocks, transitions, who has it.
    if (this.get(id).loaded && event.kind !== "message") this.reloadSoon(id);
  }

  takeTyping(id: string, active: boolean): void {
    this.change(id, { typing_since: active ? this.#desk.now() : null });
    if (!active) return;
    setTimeout(() => {
      const since = this.get(id).typing_since;
      if (since !== null && this.#desk.now() - since >= TYPING_FORGOTTEN_MILLISECONDS) this.change(id, { typing_since: null });
    }, TYPING_FORGOTTEN_MILLISECONDS);
  }

  /** Takes how far the customer has read. */
  takeReading(id: string, sequence: number): void {
    this.change(id, { customerRead: Math.max(sequence, this.get(id).customerRead) });
  }

  /** Changes an open thread; news of one that nobody opened are dropped. */
  change(id: string, change: Partial<Thread>): void {
    if (this.#desk.state.threads.has(id)) this.put({ ...this.get(id), ...change });
  }

  /** Lays a snapshot of the queue over the open threads and fills what they are behind by. */
  reconcile(open: readonly Handoff[]): void {
    for (const thread of this.#desk.state.threads.values()) {
      if (!thread.loaded) continue;
      const fresh = open.find((handoff) => handoff.conversation_id === thread.id);
      if (fresh !== undefined) this.#refresh(thread, fresh);
      else if (isOpen(thread)) this.reloadSoon(thread.id);
    }
  }

  /** The same for the handoffs that changed and those that are gone from the queue. */
  reconcileChanged(changed: readonly Handoff[], gone: readonly Handoff[]): void {
    for (const fresh of changed) {
      const thread = this.#desk.state.threads.get(fresh.conversation_id);
      if (thread?.loaded) this.#refresh(thread, fresh);
    }
    for (const { conversation_id } of gone) {
      const thread = this.#desk.state.threads.get(conversation_id);
      if (thread?.loaded && isOpen(thread)) this.reloadSoon(conversation_id);
    }
  }

  #refresh(thread: Thread, fresh: Handoff): void {
    const { handoff } = thread;
    if (handoff === null || !isOpen(thread) || fresh.id !== handoff.id || fresh.reason !== handoff.reason) {
      // A new need for a human has its own reason and evidence: shown together or not at all.
      void this.load(thread.id);
      return;
    }
    const { evidence = null, routing = null } = handoff;
    this.put({ ...thread, handoff: { ...handoff, ...fresh, evidence, routing } });
    // The clocks beside the log follow what the row promises next.
    const promised = (one: Handoff): string => JSON.stringify([one.state, one.sla]);
    if (promised(fresh) !== promised(handoff)) this.reloadSoon(thread.id);
    if (isBehind(thread, fresh.last_sequence)) void this.#catchUp(thread.id);
  }

  async #catchUp(id: string): Promise<void> {
    if (this.#catchingUp.has(id)) return;
    this.#catchingUp.add(id);
    try {
      for (;;) {
        const before = completeUpTo(this.get(id));
        const events = await this.#desk.call(() => this.#desk.api.conversations.eventsAfter(id, before));
        this.put(withEvents(this.get(id), events));
        this.markSeen(id);
        if (!isBehind(this.get(id)) || completeUpTo(this.get(id)) <= before) return;
      }
    } catch {
      // The next snapshot or reconnection finds the thread still behind and tries again.
    } finally {
      this.#catchingUp.delete(id);
    }
  }

  /** Asks for what the log lacks. */
  fillGap(id: string): Promise<void> {
    return isBehind(this.get(id)) ? this.#catchUp(id) : Promise.resolve();
  }

  put(thread: Thread): void {
    const { threads } = this.#desk.state;
    const changed = threads.get(thread.id)?.outgoing !== thread.outgoing;
    if (changed) this.#desk.keepsake.keepOutgoing(thread.id, thread.outgoing);
    this.#desk.update({ threads: new Map(threads).set(thread.id, thread) });
  }
}

function isOpen(thread: Thread): boolean {
  return thread.handoff?.state === "waiting" || thread.handoff?.state === "assigned";
}
