/**
 * Replies on their way. A reply is kept in the browser until the log has it, so nothing written
 * is lost; those of one conversation leave one after the other, so that they arrive in order.
 */
import { withEvents, withOutgoing, withoutOutgoing, type Outgoing } from "../model/thread";
import type { Attachment } from "../model/types";
import { wordsFor, type Desk } from "./desk";
import { refusal } from "./verbs";

/** Told again while the agent types; the other side forgets it a little later. */
const TYPING_REPEAT_MILLISECONDS = 3_000;

export class Sending {
  readonly #desk: Desk;
  readonly #last = new Map<string, Promise<void>>();
  readonly #typingToldAt = new Map<string, number>();

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Sends a reply; resolves when it is stored or has failed visibly. */
  send(id: string, text: string, attachments: readonly Attachment[] = []): Promise<void> {
    return this.#deliver(id, {
      client_message_id: this.#desk.newId(),
      text,
      attachments,
      state: "pending",
      created_at: new Date(this.#desk.now()).toISOString(),
      problem: null,
    });
  }

  /** Sends a failed reply again under its own id, so that it is stored at most once. */
  resend(id: string, clientMessageId: string): Promise<void> {
    const message = this.#desk.threads.get(id).outgoing.find((one) => one.client_message_id === clientMessageId);
    if (!message) return Promise.resolve();
    return this.#deliver(id, { ...message, state: "pending", problem: null });
  }

  discard(id: string, clientMessageId: string): void {
    this.#desk.threads.put(withoutOutgoing(this.#desk.threads.get(id), clientMessageId));
  }

  /** Tells the customer that the agent types, or has stopped; not more often than needed. */
  typing(id: string, active: boolean): void {
    if (active) this.#desk.colleagues.writes();
    const toldAt = this.#typingToldAt.get(id);
    if (active && toldAt !== undefined && this.#desk.now() - toldAt < TYPING_REPEAT_MILLISECONDS) return;
    if (!active && toldAt === undefined) return;
    if (active) this.#typingToldAt.set(id, this.#desk.now());
    else this.#typingToldAt.delete(id);
    // Typing is a courtesy: that it did not arrive is nobody's concern.
    this.#desk.api.conversations.typing(id, active).catch(() => undefined);
  }

  #deliver(id: string, message: Outgoing): Promise<void> {
    const { threads } = this.#desk;
    threads.put(withOutgoing(threads.get(id), message));
    const before = this.#last.get(id) ?? Promise.resolve();
    const delivery = before.then(() => this.#post(id, message));
    this.#last.set(id, delivery);
    return delivery;
  }

  async #post(id: string, message: Outgoing): Promise<void> {
    const { threads, api } = this.#desk;
    const reply = {
      client_message_id: message.client_message_id,
      text: message.text,
      attachments: message.attachments.map((one) => one.id),
    };
    try {
      const event = await this.#desk.call(() => api.conversations.send(id, reply));
      threads.put(withEvents(threads.get(id), [event]));
      threads.markSeen(id);
      await threads.fillGap(id);
    } catch (error) {
      const { key, values } = refusal(error) ?? wordsFor(error);
      threads.put(withOutgoing(threads.get(id), { ...message, state: "failed", problem: this.#desk.say(key, values) }));
    }
  }
}
