/** What the list of entries is narrowed to. Pure. */
import type { DeskApi } from "../api";
import { missingLanguages } from "../model/entry-form";
import type { Entry, EntryStatus, Language } from "../model/types";

export interface ListFilter {
  readonly query: string;
  readonly status: EntryStatus | "";
  readonly category: string;
  readonly missing: Language | "";
  /** From 1. */
  readonly page: number;
}

export const ALL_ENTRIES: ListFilter = { query: "", status: "", category: "", missing: "", page: 1 };
export const PAGE_SIZE = 50;
const LARGEST_PAGE = 200;

export interface EntryPage {
  readonly entries: readonly Entry[];
  readonly total: number;
}

/**
 * One page of what the filter leaves. The server does not filter by a missing language: then
 * everything else that fits is read, a page after the other, and filtered here.
 */
export async function fetchPage(api: DeskApi, filter: ListFilter, signal: AbortSignal): Promise<EntryPage> {
  const { query, status, category, missing, page } = filter;
  if (missing === "") return api.knowledge.entries({ query, status, category, page, page_size: PAGE_SIZE }, signal);
  const found: Entry[] = [];
  for (let from = 1; ; from += 1) {
    const { entries, total } = await api.knowledge.entries({ query, status, category, page: from, page_size: LARGEST_PAGE }, signal);
    found.push(...entries.filter((entry) => missingLanguages(entry).includes(missing)));
    if (entries.length === 0 || from * LARGEST_PAGE >= total) break;
  }
  return { entries: found.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE), total: found.length };
}
