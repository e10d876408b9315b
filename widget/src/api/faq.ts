/** The FAQ's public search. */

import type { Language } from "../i18n/language";
import { Http } from "./http";

export interface FoundEntry {
  readonly id: string;
  readonly version: number;
  readonly category: string;
  readonly question: string;
  /** The answer's beginning as plain text. */
  readonly excerpt: string;
  readonly language: Language;
  readonly cross_lingual: boolean;
  readonly confidence: number;
  readonly good_match: boolean;
}

export interface FoundEntries {
  /** Whether the first result is taken to answer the question. */
  readonly good_match: boolean;
  /** Best first. */
  readonly results: readonly FoundEntry[];
}

const TIMEOUT_MILLISECONDS = 8_000;

export class FaqClient {
  readonly #http: Http;

  constructor(origin: string, fetchNow?: typeof fetch) {
    this.#http = new Http({ origin, credentials: "omit", ...(fetchNow ? { fetch: fetchNow } : {}) });
  }

  search(query: string, language: Language, limit: number, signal: AbortSignal): Promise<FoundEntries> {
    return this.#http.call<FoundEntries>("GET", "/api/v1/faq/search", {
      query: { q: query, language, limit },
      signal,
      timeoutMilliseconds: TIMEOUT_MILLISECONDS,
    });
  }
}
