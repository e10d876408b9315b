/** The customer's side of the helpdesk: one conversation and its token. */

import type { Language } from "../i18n/language";
import { Http } from "./http";
import type { Attachment, Contact, ContactBody, Conversation, LogEvent, MessageBody } from "./types";

const UPLOAD_MILLISECONDS = 120_000;

export interface Credentials {
  readonly conversationId: string;
  readonly token: string;
}

export interface Page {
  readonly url: string;
  readonly title: string;
}

export class ConversationClient {
  readonly #http: Http;
  readonly #path: string;

  constructor(
    origin: string,
    readonly credentials: Credentials,
    fetchNow?: typeof fetch,
  ) {
    this.#path = `/api/v1/conversations/${encodeURIComponent(credentials.conversationId)}`;
    this.#http = new Http({
      origin,
      credentials: "omit",
      headers: () => ({ Authorization: `Bearer ${credentials.token}` }),
      ...(fetchNow ? { fetch: fetchNow } : {}),
    });
  }

  /** Begins a conversation; its token is given this once. */
  static async begin(
    origin: string,
    language: Language,
    page: Page,
    previous: Credentials | null = null,
    fetchNow?: typeof fetch,
  ): Promise<{ conversation: Conversation; credentials: Credentials }> {
    const http = new Http({ origin, credentials: "omit", ...(fetchNow ? { fetch: fetchNow } : {}) });
    const answer = await http.call<{ conversation: Conversation; token: string }>(
      "POST",
      "/api/v1/conversations",
      {
        body: {
          language,
          page_url: page.url,
          page_title: page.title,
          ...(previous ? { previous: { id: previous.conversationId, token: previous.token } } : {}),
        },
      },
    );
    return {
      conversation: answer.conversation,
      credentials: { conversationId: answer.conversation.id, token: answer.token },
    };
  }

  /** The stored event; the same one when the message had been stored before. */
  send(message: MessageBody): Promise<LogEvent> {
    return this.#http.call<LogEvent>("POST", `${this.#path}/messages`, { body: message });
  }

  requestHandoff(clientRequestId: string): Promise<unknown> {
    return this.#http.call("POST", `${this.#path}/handoff`, { body: { client_request_id: clientRequestId } });
  }

  /** Leaves a message to be answered by e-mail; the same request may be sent again. */
  leaveContact(body: ContactBody): Promise<{ conversation: Conversation; confirmation: Contact }> {
    return this.#http.call("POST", `${this.#path}/contact`, { body });
  }

  read(sequence: number): Promise<unknown> {
    return this.#http.call("PUT", `${this.#path}/reading`, { body: { sequence } });
  }

  /** Uploads a file, to be sent with a message. */
  upload(file: File): Promise<Attachment> {
    const form = new FormData();
    form.append("file", file, file.name);
    return this.#http.call("POST", `${this.#path}/attachments`, {
      body: form,
      timeoutMilliseconds: UPLOAD_MILLISECONDS,
    });
  }

  async download(attachmentId: string): Promise<Blob> {
    const path = `${this.#path}/attachments/${encodeURIComponent(attachmentId)}`;
    const options = { timeoutMilliseconds: UPLOAD_MILLISECONDS };
    return (await this.#http.request("GET", path, options)).blob();
  }

  typing(active: boolean): Promise<unknown> {
    return this.#http.call("POST", `${this.#path}/typing`, { body: { active } });
  }

  feedback(sequence: number, helpful: boolean): Promise<unknown> {
    return this.#http.call("POST", `${this.#path}/messages/${sequence}/feedback`, { body: { helpful } });
  }

  /** The events after `after`, at most 500, and the conversation as it is: the stream, once. */
  news(after: number): Promise<{ events: LogEvent[]; conversation: Conversation }> {
    return this.#http.call("GET", `${this.#path}/events`, { query: { after } });
  }

  /** Where the log is streamed from, beginning after the event `after`. */
  streamUrl(after: number): string {
    return this.#http.url(`${this.#path}/events`, { after });
  }

  streamHeaders(): Record<string, string> {
    return this.#http.headers();
  }
}
