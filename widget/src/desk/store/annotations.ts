/**
 * What agents add to a conversation that no customer sees: private notes, flags, what they know
 * of the customer, and merges. Each is shown as the helpdesk then has it.
 */
import type { CustomerChange, FlagBody } from "../api/conversations";
import type { Customer, CustomerNote, Flag, MergedSource } from "../model/types";
import type { WordKey } from "../words";
import type { Desk } from "./desk";
import { refusal } from "./verbs";

export class Annotations {
  readonly #desk: Desk;
  /** The id under which a note that has not arrived is sent again. */
  readonly #noteIds = new Map<string, string>();

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** True once the note is stored, at most once however often it is tried. */
  async note(id: string, text: string): Promise<boolean> {
    const attempt = `${id}\n${text}`;
    const clientId = this.#noteIds.get(attempt) ?? this.#desk.newId();
    this.#noteIds.set(attempt, clientId);
    const done = await this.#do(id, () => this.#desk.api.conversations.note(id, clientId, text));
    if (done) this.#noteIds.delete(attempt);
    return done;
  }

  flag(id: string, flag: FlagBody): Promise<boolean> {
    return this.#do(id, () => this.#desk.api.conversations.flag(id, flag), "flag.done");
  }

  unflag(id: string, flagId: Flag["id"]): Promise<boolean> {
    return this.#do(id, () => this.#desk.api.conversations.unflag(id, flagId), "flag.undone");
  }

  changeCustomer(id: string, change: CustomerChange): Promise<boolean> {
    return this.#do(id, async () => {
      const customer: Customer = await this.#desk.api.conversations.changeCustomer(id, change);
      this.#desk.threads.change(id, { customer });
    });
  }

  addCustomerNote(id: string, text: string): Promise<boolean> {
    return this.#do(id, () => this.#desk.api.conversations.addCustomerNote(id, text));
  }

  removeCustomerNote(id: string, noteId: CustomerNote["id"]): Promise<boolean> {
    return this.#do(id, () => this.#desk.api.conversations.removeCustomerNote(id, noteId));
  }

  /** Merges the conversation into another one of the same customer. */
  merge(id: string, into: string): Promise<boolean> {
    return this.#do(into, () => this.#desk.api.conversations.merge(id, into), "merge.done");
  }

  undoMerge(id: string, mergeId: MergedSource["merge_id"]): Promise<boolean> {
    return this.#do(id, () => this.#desk.api.conversations.undoMerge(mergeId), "merge.undone");
  }

  async #do(id: string, work: () => Promise<unknown>, done?: WordKey): Promise<boolean> {
    try {
      await this.#desk.call(work);
    } catch (error) {
      const lost = refusal(error);
      if (lost === null) this.#desk.fail(error);
      else this.#desk.notify(lost.key, lost.values, "bad");
      return false;
    }
    if (done !== undefined) this.#desk.notify(done);
    await this.#desk.threads.load(id);
    return true;
  }
}
