/**
 * The agents' side of the helpdesk: session, queue, conversations, labels, the certificate and,
 * for leads, knowledge.
 * Owns paths and the CSRF header; knows nothing of what is on the screen.
 */
import { Http } from "../api/http";
import type { CertificateState, CertifyOutcome } from "./model/certificate";
import type { Label, LabelQuestion, LabelSummary } from "./model/labels";
import type {
  Agent,
  Candidate,
  Category,
  ConversationView,
  Entry,
  EntryStatus,
  Handoff,
  HandoffState,
  ImportFormat,
  ImportReport,
  Language,
  LogEvent,
  SearchResult,
} from "./model/types";

/** The desk's own view of a session: null agent means signed out. */
export interface Session {
  readonly agent: Agent | null;
  readonly csrf_token: string;
}

export interface EntryFilter {
  readonly status?: EntryStatus | "";
  readonly category?: string;
  readonly query?: string;
  readonly missing?: Language | "";
  readonly page: number;
  readonly page_size: number;
}

export type EntryBody = Pick<Entry, "id" | "category" | "tags" | "status" | "variants">;
export type HandoffVerb = "claim" | "release" | "resolve";

/** Checking and importing a large file takes longer than a click elsewhere. */
const IMPORT_TIMEOUT_MILLISECONDS = 120_000;
/** Every labelled question is searched again. */
const CERTIFY_TIMEOUT_MILLISECONDS = 180_000;
/** So is every question that is fetched for labelling. */
const QUESTIONS_TIMEOUT_MILLISECONDS = 30_000;

export class DeskApi {
  readonly #http: Http;
  #csrfToken = "";

  constructor(origin = "", fetchNow?: typeof fetch) {
    this.#http = new Http({
      origin,
      credentials: "same-origin",
      headers: () => (this.#csrfToken === "" ? {} : { "X-CSRF-Token": this.#csrfToken }),
      ...(fetchNow ? { fetch: fetchNow } : {}),
    });
  }

  /** Who is signed in; a session without an agent is signed out. Throws ApiError 401 as well. */
  async session(): Promise<Session> {
    return this.#keep(await this.#http.call<Session>("GET", "/api/v1/session"));
  }

  /** Throws ApiError 401 for wrong credentials, 429 after too many attempts. */
  async signIn(username: string, password: string): Promise<Session> {
    return this.#keep(await this.#http.call<Session>("POST", "/api/v1/session", { body: { username, password } }));
  }

  async signOut(): Promise<void> {
    await this.#http.call("DELETE", "/api/v1/session");
    this.#csrfToken = "";
  }

  async handoffs(state: HandoffState): Promise<readonly Handoff[]> {
    const answer = await this.#http.call<{ handoffs: Handoff[] }>("GET", "/api/v1/desk/handoffs", { query: { state } });
    return answer.handoffs;
  }

  /** Throws ApiError 409 with what was lost: already_claimed, not_assigned_to_you, wrong_state. */
  async move(handoffId: string, verb: HandoffVerb): Promise<void> {
    await this.#http.call("POST", `/api/v1/desk/handoffs/${encodeURIComponent(handoffId)}/${verb}`, { body: {} });
  }

  conversation(id: string): Promise<ConversationView> {
    return this.#http.call("GET", conversationPath(id));
  }

  async eventsAfter(id: string, after: number): Promise<readonly LogEvent[]> {
    const answer = await this.#http.call<{ events: LogEvent[] }>("GET", `${conversationPath(id)}/events`, {
      query: { after },
    });
    return answer.events;
  }

  /** The stored event; the same one when this client id had been stored before. */
  send(id: string, clientMessageId: string, text: string): Promise<LogEvent> {
    return this.#http.call("POST", `${conversationPath(id)}/messages`, {
      body: { client_message_id: clientMessageId, text },
    });
  }

  async typing(id: string, active: boolean): Promise<void> {
    await this.#http.call("POST", `${conversationPath(id)}/typing`, { body: { active } });
  }

  async suggestions(id: string, signal?: AbortSignal): Promise<readonly Candidate[]> {
    const answer = await this.#http.call<{ candidates: Candidate[] }>("GET", `${conversationPath(id)}/suggestions`, {
      ...(signal ? { signal } : {}),
    });
    return answer.candidates;
  }

  /** Safe HTML of a Markdown text, as a customer would see it. */
  async preview(text: string, signal?: AbortSignal): Promise<string> {
    const answer = await this.#http.call<{ html: string }>("POST", "/api/v1/desk/preview", {
      body: { text },
      ...(signal ? { signal } : {}),
    });
    return answer.html;
  }

  streamUrl(): string {
    return this.#http.url("/api/v1/desk/events");
  }

  streamHeaders(): Record<string, string> {
    return this.#http.headers();
  }

  entries(filter: EntryFilter, signal?: AbortSignal): Promise<{ entries: readonly Entry[]; total: number }> {
    return this.#http.call("GET", "/api/v1/knowledge/entries", {
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
    return this.#http.call("GET", entryPath(id));
  }

  createEntry(body: EntryBody): Promise<Entry> {
    return this.#http.call("POST", "/api/v1/knowledge/entries", { body });
  }

  /** Throws ApiError 409 version_conflict when `version` is not the newest any more. */
  saveEntry(body: EntryBody & { version: number }): Promise<Entry> {
    return this.#http.call("PUT", entryPath(body.id), { body });
  }

  /** Throws ApiError 409 version_conflict when the entry is not as it was read. */
  moveEntry(entry: Entry, verb: "publish" | "unpublish" | "archive"): Promise<Entry> {
    return this.#http.call("POST", `${entryPath(entry.id)}/${verb}`, { body: { version: entry.version } });
  }

  /** Every version of the entry; `updated_at` and `updated_by` say when and who made it. */
  async revisions(id: string): Promise<readonly Entry[]> {
    const answer = await this.#http.call<{ revisions: Entry[] }>("GET", `${entryPath(id)}/revisions`);
    return answer.revisions;
  }

  async categories(): Promise<readonly Category[]> {
    const answer = await this.#http.call<{ categories: Category[] }>("GET", "/api/v1/knowledge/categories");
    return [...answer.categories].sort((a, b) => a.position - b.position);
  }

  async saveCategory(category: Category): Promise<void> {
    const { id, names, position } = category;
    await this.#http.call("PUT", `/api/v1/knowledge/categories/${encodeURIComponent(id)}`, {
      body: { id, names, position },
    });
  }

  tryQuestion(text: string, language: Language, limit = 5): Promise<SearchResult> {
    return this.#http.call("POST", "/api/v1/knowledge/try", { body: { text, language, limit } });
  }

  importEntries(file: Blob, format: ImportFormat, dryRun: boolean): Promise<ImportReport> {
    return this.#http.call("POST", "/api/v1/knowledge/import", {
      query: { format, dry_run: dryRun },
      body: file,
      headers: { "Content-Type": "application/octet-stream" },
      timeoutMilliseconds: IMPORT_TIMEOUT_MILLISECONDS,
    });
  }

  exportUrl(format: ImportFormat): string {
    return this.#http.url("/api/v1/knowledge/export", { format });
  }

  labels(): Promise<LabelSummary> {
    return this.#http.call("GET", "/api/v1/desk/labels");
  }

  /** Draws so many more questions at random; fewer where fewer are left. */
  drawLabels(count: number): Promise<LabelSummary> {
    return this.#http.call("POST", "/api/v1/desk/labels/draw", { body: { count } });
  }

  /** The next drawn questions without a label, each with what a search now finds. */
  async nextToLabel(limit: number): Promise<readonly LabelQuestion[]> {
    const answer = await this.#http.call<{ questions: LabelQuestion[] }>("GET", "/api/v1/desk/labels/next", {
      query: { limit },
      timeoutMilliseconds: QUESTIONS_TIMEOUT_MILLISECONDS,
    });
    return answer.questions;
  }

  /** Stores the question's label, or takes it back when it is null. */
  async label(questionId: string, label: Label | null): Promise<void> {
    const path = `/api/v1/desk/labels/${encodeURIComponent(questionId)}`;
    if (label === null) await this.#http.call("DELETE", path);
    else await this.#http.call("PUT", path, { body: label });
  }

  labelsUrl(): string {
    return this.#http.url("/api/v1/desk/labels/export");
  }

  certificate(): Promise<CertificateState> {
    return this.#http.call("GET", "/api/v1/desk/certificate");
  }

  certify(alpha: number, delta: number): Promise<CertifyOutcome> {
    return this.#http.call("POST", "/api/v1/desk/certificate", {
      body: { alpha, delta },
      timeoutMilliseconds: CERTIFY_TIMEOUT_MILLISECONDS,
    });
  }

  #keep(session: Session): Session {
    this.#csrfToken = session.csrf_token;
    return session;
  }
}

function conversationPath(id: string): string {
  return `/api/v1/desk/conversations/${encodeURIComponent(id)}`;
}

function entryPath(id: string): string {
  return `/api/v1/knowledge/entries/${encodeURIComponent(id)}`;
}
