/** One conversation over HTTP: its log, replies, notes, flags, merges and what helps to answer. */
import type { Http } from "../../api/http";
import type {
  Attachment,
  Candidate,
  ConversationView,
  Customer,
  Flag,
  LogEvent,
  PrivateNote,
  SummaryLine,
  Viewer,
} from "../model/types";

export interface Reply {
  readonly client_message_id: string;
  readonly text: string;
  /** Ids of what was uploaded before. */
  readonly attachments: readonly string[];
}

export type FlagBody =
  | { readonly kind: "wrong_answer"; readonly sequence: number; readonly right_entry_id: string | null }
  | { readonly kind: "missing_entry"; readonly sequence: number; readonly question: string; readonly answer: string };

export type CustomerChange = Partial<Pick<Customer, "name" | "email" | "tier" | "tags">>;

/** A large file over a slow line. */
const UPLOAD_TIMEOUT_MILLISECONDS = 120_000;

export class ConversationsApi {
  constructor(private readonly http: Http) {}

  get(id: string): Promise<ConversationView> {
    return this.http.call("GET", path(id));
  }

  async eventsAfter(id: string, after: number): Promise<readonly LogEvent[]> {
    const answer = await this.http.call<{ events: LogEvent[] }>("GET", path(id, "events"), { query: { after } });
    return answer.events;
  }

  /** The stored event; the same one when this client id had been stored before. */
  send(id: string, reply: Reply): Promise<LogEvent> {
    return this.http.call("POST", path(id, "messages"), { body: reply });
  }

  async typing(id: string, active: boolean): Promise<void> {
    await this.http.call("POST", path(id, "typing"), { body: { active } });
  }

  /** Says that this desk shows the conversation; answers with the others who do. */
  async viewing(id: string, active: boolean, writing: boolean): Promise<readonly Viewer[]> {
    const answer = await this.http.call<{ viewers: Viewer[] }>("POST", path(id, "viewing"), { body: { active, writing } });
    return answer.viewers;
  }

  async read(id: string, sequence: number): Promise<void> {
    await this.http.call("PUT", path(id, "reading"), { body: { sequence } });
  }

  async suggestions(id: string, signal?: AbortSignal): Promise<readonly Candidate[]> {
    const answer = await this.http.call<{ candidates: Candidate[] }>("GET", path(id, "suggestions"), signal ? { signal } : {});
    return answer.candidates;
  }

  async summary(id: string, signal?: AbortSignal): Promise<readonly SummaryLine[]> {
    const answer = await this.http.call<{ lines: SummaryLine[] }>("GET", path(id, "summary"), signal ? { signal } : {});
    return answer.lines;
  }

  /** Stores a private note; the same one when this client id had been stored before. */
  note(id: string, clientNoteId: string, text: string): Promise<PrivateNote> {
    return this.http.call("POST", path(id, "notes"), { body: { client_note_id: clientNoteId, text } });
  }

  flag(id: string, flag: FlagBody): Promise<Flag> {
    return this.http.call("POST", path(id, "flags"), { body: flag });
  }

  async unflag(id: string, flagId: Flag["id"]): Promise<void> {
    await this.http.call("DELETE", path(id, `flags/${encodeURIComponent(flagId)}`));
  }

  /** The conversation merged into; throws ApiError 409 different_customers. */
  merge(id: string, into: string): Promise<ConversationView> {
    return this.http.call("POST", path(id, "merge"), { body: { into } });
  }

  async undoMerge(mergeId: string | number): Promise<void> {
    await this.http.call("POST", `/api/v1/desk/merges/${encodeURIComponent(mergeId)}/undo`, { body: {} });
  }

  changeCustomer(id: string, change: CustomerChange): Promise<Customer> {
    return this.http.call("PATCH", path(id, "customer"), { body: change });
  }

  async addCustomerNote(id: string, text: string): Promise<void> {
    await this.http.call("POST", path(id, "customer/notes"), { body: { text } });
  }

  async removeCustomerNote(id: string, noteId: string | number): Promise<void> {
    await this.http.call("DELETE", path(id, `customer/notes/${encodeURIComponent(noteId)}`));
  }

  /** What the placeholders of canned replies stand for here; null where it is not known. */
  placeholders(id: string): Promise<Readonly<Record<string, string | null>>> {
    return this.http.call("GET", path(id, "placeholders"));
  }

  /** Throws ApiError 413 too_large or 422 type_not_allowed. */
  attach(id: string, file: File, signal?: AbortSignal): Promise<Attachment> {
    const form = new FormData();
    form.append("file", file, file.name);
    return this.http.call("POST", path(id, "attachments"), {
      body: form,
      timeoutMilliseconds: UPLOAD_TIMEOUT_MILLISECONDS,
      ...(signal ? { signal } : {}),
    });
  }

  attachmentUrl(attachmentId: string): string {
    return this.http.url(`/api/v1/desk/attachments/${encodeURIComponent(attachmentId)}`);
  }
}

function path(id: string, part = ""): string {
  return `/api/v1/desk/conversations/${encodeURIComponent(id)}${part === "" ? "" : `/${part}`}`;
}
