/** The queue over HTTP: its lists, and the verbs that move a handoff. */
import type { Http } from "../../api/http";
import type { Handoff, HandoffState, Priority } from "../model/types";

/** How a resolved conversation ended, as its agent says. */
export type Outcome = "solved" | "not_solved" | "spam";

/** A verb with what it needs; each answers with the handoff as it is then. */
export type Move =
  | { readonly verb: "claim" | "release" | "take-over" | "wake" | "undo" }
  | { readonly verb: "resolve"; readonly outcome: Outcome; readonly note: string }
  | { readonly verb: "transfer"; readonly to_agent: string | null; readonly department: string | null; readonly note: string }
  | { readonly verb: "snooze"; readonly until: string }
  | { readonly verb: "priority"; readonly priority: Priority }
  | { readonly verb: "department"; readonly department: string };

export type HandoffVerb = Move["verb"];

export interface HandoffFilter {
  readonly state: HandoffState | "open" | "closed";
  readonly query?: string;
  readonly limit: number;
}

/** The most that one answer holds. */
const PAGE = 2_000;

interface Page {
  readonly handoffs: readonly Handoff[];
  /** Where the next page begins; null after the last. */
  readonly next?: string | null;
}

export class HandoffsApi {
  constructor(private readonly http: Http) {}

  async list(filter: HandoffFilter, signal?: AbortSignal): Promise<readonly Handoff[]> {
    return (await this.#page({ ...filter }, signal)).handoffs;
  }

  /** Every open handoff, in the queue's order. */
  async allOpen(): Promise<readonly Handoff[]> {
    const found: Handoff[] = [];
    let after: string | null = null;
    do {
      const page: Page = await this.#page({ state: "open", limit: PAGE, after });
      found.push(...page.handoffs);
      after = page.next ?? null;
    } while (after !== null);
    return found;
  }

  #page(query: Readonly<Record<string, string | number | null>>, signal?: AbortSignal): Promise<Page> {
    return this.http.call("GET", "/api/v1/desk/handoffs", { query, ...(signal ? { signal } : {}) });
  }

  /** Throws ApiError 409 with what was lost: already_claimed, at_capacity, too_late and the like. */
  move(handoffId: string, move: Move): Promise<Handoff> {
    const { verb, ...body } = move;
    return this.http.call("POST", `/api/v1/desk/handoffs/${encodeURIComponent(handoffId)}/${verb}`, { body });
  }
}
