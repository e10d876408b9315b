/** The queue's verbs: moving a conversation's handoff, and taking a resolve back. */
import { ApiError } from "../../api/errors";
import type { HandoffVerb, Move } from "../api";
import type { Handoff } from "../model/types";
import type { WordKey } from "../words";
import type { Desk } from "./desk";
import type { Toast } from "./state";

/** The helpdesk takes a resolve back for so long. */
export const UNDO_MILLISECONDS = 10_000;

const DONE: Readonly<Record<HandoffVerb, WordKey>> = {
  claim: "thread.claimed",
  release: "thread.released",
  "take-over": "thread.taken_over",
  transfer: "thread.transferred",
  snooze: "thread.snoozed",
  wake: "thread.woken",
  resolve: "thread.resolved",
  undo: "thread.undone",
  priority: "thread.priority_changed",
  department: "thread.department_changed",
};

export class Verbs {
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Moves the conversation's handoff; what was lost to somebody faster is said in words. */
  async move(id: string, move: Move): Promise<boolean> {
    const handoff = this.#handoffOf(id);
    if (handoff === null) return false;
    try {
      await this.#desk.call(() => this.#desk.api.handoffs.move(handoff.id, move));
      this.#desk.show({ ...toast(DONE[move.verb]), ...this.#undoOf(id, move) });
      await this.#bringUpToDate(id);
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.status === 409) {
        await this.#bringUpToDate(id);
        this.#sayLost(id, error);
      } else this.#desk.fail(error);
      return false;
    }
  }

  #undoOf(id: string, move: Move): Partial<Toast> {
    if (move.verb !== "resolve") return {};
    return { undo: () => void this.move(id, { verb: "undo" }), milliseconds: UNDO_MILLISECONDS };
  }

  #handoffOf(id: string): Handoff | null {
    return (
      this.#desk.threads.get(id).handoff ?? this.#desk.state.open?.find((one) => one.conversation_id === id) ?? null
    );
  }

  async #bringUpToDate(id: string): Promise<void> {
    await Promise.all([this.#desk.threads.load(id), this.#desk.queue.refresh()]);
  }

  #sayLost(id: string, error: ApiError): void {
    const lost = refusal(error);
    if (lost === null) return this.#desk.fail(error);
    const name = this.#desk.threads.get(id).handoff?.agent?.name;
    if (lost.key === "thread.already_claimed_unknown" && name !== undefined) {
      this.#desk.show(toast("thread.already_claimed", { name }, "bad"));
    } else this.#desk.show(toast(lost.key, lost.values, "bad"));
  }
}

function toast(key: WordKey, values: Toast["values"] = {}, tone: Toast["tone"] = "good"): Toast {
  return { key, values, tone };
}

const REFUSALS: Readonly<Record<string, WordKey>> = {
  already_claimed: "thread.already_claimed_unknown",
  not_assigned_to_you: "thread.not_yours",
  wrong_state: "thread.wrong_state",
  at_capacity: "thread.capacity",
  at_capacity_of_other: "thread.capacity_of_other",
  agent_absent: "thread.agent_absent",
  too_late: "thread.too_late",
  different_customers: "thread.different_customers",
};

/** What to say of something the queue refused, or null where the error is another one. */
export function refusal(error: unknown): { key: WordKey; values: Record<string, never> } | null {
  if (!(error instanceof ApiError) || error.status !== 409) return null;
  const key = REFUSALS[error.code];
  return key === undefined ? null : { key, values: {} };
}
