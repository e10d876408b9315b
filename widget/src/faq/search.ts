/**
 * Asks the search while somebody types: a moment after the last letter, only for the newest words,
 * again by itself when the server cannot answer just now. Knows no element.
 */

import { ApiError, OchotaError } from "../api/errors";
import type { FoundEntries } from "../api/faq";
import { Backoff } from "../stream/backoff";

export type SearchState =
  | { readonly kind: "idle" }
  | { readonly kind: "searching"; readonly query: string }
  | { readonly kind: "found"; readonly query: string; readonly found: FoundEntries }
  | { readonly kind: "failed"; readonly query: string; readonly why: "unreachable" | "unavailable" | "busy" };

export interface SearchOptions {
  readonly ask: (query: string, signal: AbortSignal) => Promise<FoundEntries>;
  readonly onState: (state: SearchState) => void;
  readonly debounceMilliseconds?: number;
  readonly backoff?: Backoff;
}

const DEBOUNCE_MILLISECONDS = 120;
/** Answers kept, so that taking back a letter asks nothing. */
const REMEMBERED = 40;

export class SearchAsYouType {
  readonly #options: SearchOptions;
  readonly #backoff: Backoff;
  readonly #answers = new Map<string, FoundEntries>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | null = null;
  #query = "";

  constructor(options: SearchOptions) {
    this.#options = options;
    this.#backoff = options.backoff ?? new Backoff({ firstMilliseconds: 1_000 });
  }

  /** The words are now `text`; nothing is asked for the same ones again. */
  type(text: string): void {
    const query = text.trim().replace(/\s+/g, " ");
    if (query === this.#query) return;
    this.#cancel();
    this.#query = query;
    if (query === "") {
      this.#options.onState({ kind: "idle" });
      return;
    }
    const known = this.#answers.get(query);
    if (known) {
      this.#options.onState({ kind: "found", query, found: known });
      return;
    }
    this.#wait(this.#options.debounceMilliseconds ?? DEBOUNCE_MILLISECONDS);
  }

  /** Asks at once what was going to be asked. */
  hurry(): void {
    if (this.#timer === undefined) return;
    this.#wait(0);
  }

  #wait(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), milliseconds);
  }

  async #ask(): Promise<void> {
    this.#timer = undefined;
    const query = this.#query;
    const asking = new AbortController();
    this.#asking = asking;
    this.#options.onState({ kind: "searching", query });
    try {
      const found = await this.#options.ask(query, asking.signal);
      if (asking.signal.aborted) return;
      this.#backoff.reset();
      this.#remember(query, found);
      this.#options.onState({ kind: "found", query, found });
    } catch (error) {
      if (asking.signal.aborted) return;
      this.#fail(query, error);
    }
  }

  #fail(query: string, error: unknown): void {
    if (!(error instanceof OchotaError)) throw error;
    const api = error instanceof ApiError ? error : null;
    const why = api === null ? "unreachable" : api.status === 429 ? "busy" : "unavailable";
    this.#options.onState({ kind: "failed", query, why });
    // What the server refuses for good is not asked a second time.
    if (error.temporary) this.#wait(Math.max(this.#backoff.next(), api?.retryAfterMilliseconds ?? 0));
  }

  #remember(query: string, found: FoundEntries): void {
    this.#answers.set(query, found);
    const oldest = this.#answers.keys().next();
    if (this.#answers.size > REMEMBERED && !oldest.done) this.#answers.delete(oldest.value);
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#asking?.abort();
    this.#asking = null;
  }
}
