/** The knowledge base's pages over HTTP: entries, categories, trying a question, import and export. */
import type { Http } from "../../api/http";
import type { Category, Entry, EntryStatus, ImportFormat, ImportReport, Language, SearchResult } from "../model/types";

export interface EntryFilter {
  readonly status?: EntryStatus | "";
  readonly category?: string;
  readonly query?: string;
  readonly missing?: Language | "";
  readonly page: number;
  readonly page_size: number;
}

export type EntryBody = Pick<Entry, "id" | "category" | "tags" | "status" | "variants">;

/** Checking and importing a large file takes longer than a click elsewhere. */
const IMPORT_TIMEOUT_MILLISECONDS = 120_000;

export class KnowledgeApi {
  constructor(private readonly http: Http) {}

  entries(filter: EntryFilter, signal?: AbortSignal): Promise<{ entries: readonly Entry[]; total: number }> {
    return this.http.call("GET", "/api/v1/knowledge/entries", {
      query: {
        status: filter.status || null,
        category: filter.category || null,
        query: filter.query || null,
        page: filter.page,
        page_size: filter.page_size,
      },
      ...(signal ? { signal } : {}),
    });
  }

  entry(id: string): Promise<Entry> {
    return this.http.call("GET", entryPath(id));
  }

  createEntry(body: EntryBody): Promise<Entry> {
    return this.http.call("POST", "/api/v1/knowledge/entries", { body });
  }

  /** Throws ApiError 409 version_conflict when `version` is not the newest any more. */
  saveEntry(body: EntryBody & { version: number }): Promise<Entry> {
    return this.http.call("PUT", entryPath(body.id), { body });
  }

  /** Throws ApiError 409 version_conflict when the entry is not as it was read. */
  moveEntry(entry: Entry, verb: "publish" | "unpublish" | "archive"): Promise<Entry> {
    return this.http.call("POST", `${entryPath(entry.id)}/${verb}`, { body: { version: entry.version } });
  }

  /** Every version of the entry; `updated_at` and `updated_by` say when and who made it. */
  async revisions(id: string): Promise<readonly Entry[]> {
    const answer = await this.http.call<{ revisions: Entry[] }>("GET", `${entryPath(id)}/revisions`);
    return answer.revisions;
  }

  async categories(): Promise<readonly Category[]> {
    const answer = await this.http.call<{ categories: Category[] }>("GET", "/api/v1/knowledge/categories");
    return [...answer.categories].sort((a, b) => a.position - b.position);
  }

  async saveCategory(category: Category): Promise<void> {
    const { id, names, position } = category;
    await this.http.call("PUT", `/api/v1/knowledge/categories/${encodeURIComponent(id)}`, {
      body: { id, names, position },
    });
  }

  tryQuestion(text: string, language: Language, limit = 5): Promise<SearchResult> {
    return this.http.call("POST", "/api/v1/knowledge/try", { body: { text, language, limit } });
  }

  importEntries(file: Blob, format: ImportFormat, dryRun: boolean): Promise<ImportReport> {
    return this.http.call("POST", "/api/v1/knowledge/import", {
      query: { format, dry_run: dryRun },
      body: file,
      headers: { "Content-Type": "application/octet-stream" },
      timeoutMilliseconds: IMPORT_TIMEOUT_MILLISECONDS,
    });
  }

  exportUrl(format: ImportFormat): string {
    return this.http.url("/api/v1/knowledge/export", { format });
  }
}

function entryPath(id: string): string {
  return `/api/v1/knowledge/entries/${encodeURIComponent(id)}`;
}
