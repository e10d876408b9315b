/**
 * The conversations the desk has opened: loading, filling gaps, sending, and the queue's verbs.
 * A reply is kept in the browser until the log has it, so nothing written is lost.
 */
import { ApiError } from "../../api/errors";
import type { HandoffVerb } from "../api";
import {
  completeUpTo,
  emptyThread,
  isBehind,
  lastSequence,
  withEvents,
  withOutgoing,
  withoutOutgoing,
  withView,
  type Outgoing,
  type Thread,
} from "../model/thread";
import type { Handoff, LogEvent } from "../model/types";
import type { WordKey } from "../words";
import { wordsFor, type Desk } from "./desk";

const DONE: Readonly<Record<HandoffVerb, WordKey>> = {
  claim: "thread.claimed",
  release: "thread.released",
  resolve: "thread.resolved",
};

/** Told again while the agent types; the other side forgets it a little later. */
const TYPING_REPEAT_MILLISECONDS = 3_000;
export const TYPING_FORGOTTEN_MILLISECONDS = 7_000;

export class Threads {
  readonly #desk: Desk;
  readonly #newId: () => string;
  readonly #catchingUp = new Set<string>();
  /** Replies of a conversation leave one after the other, so that they arrive in order. */
  readonly #sending = new Map<string, Promise<void>>();
  readonly #typingToldAt = new Map<string, number>();

  constructor(desk: Desk, newId: () => string) {
    this.#desk = desk;
    this.#newId = newId;
  }

  get(id: string): Thread {
    return this.#desk.state.threads.get(id) ?? emptyThread(id, this.#desk.keepsake.outgoing(id));
  }

  /** Shows a conversation (null: none) and brings it up to date. */
  async select(id: string | null): Promise<void> {
    this.#desk.update({ selectedId: id });
    if (id === null || this.#desk.state.phase !== "signed-in") return;
    if (this.get(id).loaded) {
      this.markSeen(id);
      await this.#catchUp(id);
    } else await this.load(id);
  }

  async load(id: string): Promise<void> {
    if (!this.#desk.state.threads.has(id)) this.#put(this.get(id));
    try {
      const view = await this.#desk.call(() => this.#desk.api.conversation(id));
      this.#put(withView(this.get(id), view));
      this.markSeen(id);
      if (isBehind(this.get(id), view.conversation.last_sequence)) await this.#catchUp(id);
    } catch (error) {
      const { key, values } = wordsFor(error);
      this.#put({ ...this.get(id), problem: this.#desk.say(key, values) });
    }
  }

  markSeen(id: string): void {
    if (this.#desk.state.selectedId !== id) return;
    this.#desk.keepsake.keepSeen(id, lastSequence(this.get(id)));
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
    this.#put(withEvents(this.get(id), [event]));
    this.markSeen(id);
    if (this.get(id).loaded && isBehind(this.get(id))) void this.#catchUp(id);
  }

  takeTyping(id: string, active: boolean): void {
    if (!this.#desk.state.threads.has(id)) return;
    this.#put({ ...this.get(id), typing_since: active ? this.#desk.now() : null });
    if (active) {
      setTimeout(() => {
        const since = this.get(id).typing_since;
        if (since !== null && this.#desk.now() - since >= TYPING_FORGOTTEN_MILLISECONDS) {
          this.#put({ ...this.get(id), typing_since: null });
        }
      }, TYPING_FORGOTTEN_MILLISECONDS);
    }
  }

  /** Lays a snapshot of the queue over the open threads and fills what they are behind by. */
  reconcile(open: readonly Handoff[]): void {
    for (const thread of this.#desk.state.threads.values()) {
      if (!thread.loaded) continue;
      const fresh = open.find((handoff) => handoff.conversation_id === thread.id);
      const wasOpen = thread.handoff?.state === "waiting" || thread.handoff?.state === "assigned";
      if (fresh === undefined) {
        if (wasOpen) void this.load(thread.id);
      } else if (!wasOpen || fresh.id !== thread.handoff?.id) {
        // A new need for a human has its own reason and evidence.
        void this.load(thread.id);
      } else {
        this.#put({ ...thread, handoff: { ...thread.handoff, ...fresh, evidence: thread.handoff.evidence ?? null } });
        if (isBehind(thread, fresh.last_sequence)) void this.#catchUp(thread.id);
      }
    }
  }

  /** Moves the conversation's handoff; what was lost to somebody faster is said in words. */
  async move(id: string, verb: HandoffVerb): Promise<boolean> {
    const handoff = this.get(id).handoff ?? this.#desk.state.open?.find((one) => one.conversation_id === id);
    if (!handoff) return false;
    try {
      await this.#desk.call(() => this.#desk.api.move(handoff.id, verb));
      this.#desk.notify(DONE[verb]);
      await Promise.all([this.load(id), this.#desk.refresh()]);
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.status === 409) {
        await Promise.all([this.load(id), this.#desk.refresh()]);
        this.#sayLost(id, error);
      } else this.#desk.fail(error);
      return false;
    }
  }

  /** Sends a reply; resolves when it is stored or has failed visibly. */
  send(id: string, text: string): Promise<void> {
    const message: Outgoing = {
      client_message_id: this.#newId(),
      text,
      state: "pending",
      created_at: new Date(this.#desk.now()).toISOString(),
      problem: null,
    };
    return this.#deliver(id, message);
  }

  /** Sends a failed reply again under its own id, so that it is stored at most once. */
  resend(id: string, clientMessageId: string): Promise<void> {
    const message = this.get(id).outgoing.find((one) => one.client_message_id === clientMessageId);
    if (!message) return Promise.resolve();
    return this.#deliver(id, { ...message, state: "pending", problem: null });
  }

  discard(id: string, clientMessageId: string): void {
    this.#put(withoutOutgoing(this.get(id), clientMessageId));
  }

  /** Tells the customer that the agent types, or has stopped; not more often than needed. */
  typing(id: string, active: boolean): void {
    const toldAt = this.#typingToldAt.get(id);
    if (active && toldAt !== undefined && this.#desk.now() - toldAt < TYPING_REPEAT_MILLISECONDS) return;
    if (!active && toldAt === undefined) return;
    if (active) this.#typingToldAt.set(id, this.#desk.now());
    else this.#typingToldAt.delete(id);
    // Typing is a courtesy: that it did not arrive is nobody's concern.
    this.#desk.api.typing(id, active).catch(() => undefined);
  }

  #deliver(id: string, message: Outgoing): Promise<void> {
    this.#put(withOutgoing(this.get(id), message));
    const before = this.#sending.get(id) ?? Promise.resolve();
    const delivery = before.then(() => this.#post(id, message));
    this.#sending.set(id, delivery);
    return delivery;
  }

  async #post(id: string, message: Outgoing): Promise<void> {
    try {
      const event = await this.#desk.call(() => this.#desk.api.send(id, message.client_message_id, message.text));
      this.#put(withEvents(this.get(id), [event]));
      this.markSeen(id);
      if (isBehind(this.get(id))) await this.#catchUp(id);
    } catch (error) {
      const { key, values } = lostKey(error) ?? wordsFor(error);
      const failed: Outgoing = { ...message, state: "failed", problem: this.#desk.say(key, values) };
      this.#put(withOutgoing(this.get(id), failed));
    }
  }

  async #catchUp(id: string): Promise<void> {
    if (this.#catchingUp.has(id)) return;
    this.#catchingUp.add(id);
    try {
      for (;;) {
        const before = completeUpTo(this.get(id));
        const events = await this.#desk.call(() => this.#desk.api.eventsAfter(id, before));
        this.#put(withEvents(this.get(id), events));
        this.markSeen(id);
        if (!isBehind(this.get(id)) || completeUpTo(this.get(id)) <= before) return;
      }
    } catch {
      // The next snapshot or reconnection finds the thread still behind and tries again.
    } finally {
      this.#catchingUp.delete(id);
    }
  }

  #sayLost(id: string, error: ApiError): void {
    const lost = lostKey(error);
    if (lost === null) return this.#desk.fail(error);
    const name = this.get(id).handoff?.agent?.name;
    if (lost.key === "thread.already_claimed_unknown" && name !== undefined) {
      this.#desk.notify("thread.already_claimed", { name }, "bad");
    } else this.#desk.notify(lost.key, lost.values, "bad");
  }

  #put(thread: Thread): void {
    const { threads } = this.#desk.state;
    const changed = threads.get(thread.id)?.outgoing !== thread.outgoing;
    if (changed) this.#desk.keepsake.keepOutgoing(thread.id, thread.outgoing);
    this.#desk.update({ threads: new Map(threads).set(thread.id, thread) });
  }
}

/** What to say of a refused transition, or null where the error is another one. */
function lostKey(error: unknown): { key: WordKey; values: Record<string, never> } | null {
  if (!(error instanceof ApiError) || error.status !== 409) return null;
  switch (error.code) {
    case "already_claimed":
      return { key: "thread.already_claimed_unknown", values: {} };
    case "not_assigned_to_you":
      return { key: "thread.not_yours", values: {} };
    case "wrong_state":
      return { key: "thread.wrong_state", values: {} };
    case "at_capacity":
      return { key: "thread.capacity", values: {} };
    default:
      return null;
  }
}
