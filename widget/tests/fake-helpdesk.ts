/**
 * A helpdesk in memory behind `fetch`: enough of the customer's contract to hold the widget to it.
 *
 * Stores a message once per client id, numbers the log, streams it, and can be cut off, emptied or
 * told to refuse.
 */

import type { Attachment, ContactBody, Conversation, EventKind, LogEvent, MessageBody, Part } from "../src/api/types";

interface Listener {
  readonly conversationId: string;
  readonly send: (text: string) => void;
  readonly end: () => void;
}

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly headers?: Record<string, string>;
}

/** What becomes of every file that is uploaded. */
export const FILE: Attachment = { id: "file-1", file_name: "shot.png", media_type: "image/png", size_bytes: 1_500 };

export class FakeHelpdesk {
  readonly origin = "https://helpdesk.example";
  readonly requests: { method: string; path: string; body: unknown; headers: Headers }[] = [];
  /** Answers the next message posts in this way before it works again. */
  readonly refusals: Refusal[] = [];
  reachable = true;
  /** Stores the next message, then loses the answer on its way. */
  loseNextAnswer = false;
  #conversations = new Map<string, { conversation: Conversation; token: string; log: LogEvent[] }>();
  #listeners = new Set<Listener>();
  #count = 0;

  readonly fetch: typeof fetch = (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const method = init.method ?? "GET";
    const headers = new Headers(init.headers);
    const body = typeof init.body === "string" ? (JSON.parse(init.body) as unknown) : null;
    this.requests.push({ method, path: url.pathname, body, headers });
    if (!this.reachable) return Promise.reject(new TypeError("Failed to fetch"));
    const answer = this.#answer(method, url, headers, body, init.signal ?? null);
    if (this.loseNextAnswer && url.pathname.endsWith("/messages")) {
      this.loseNextAnswer = false;
      return Promise.reject(new TypeError("Failed to fetch"));
    }
    return Promise.resolve(answer);
  };

  get conversationIds(): string[] {
    return [...this.#conversations.keys()];
  }

  log(conversationId = this.#last()): readonly LogEvent[] {
    return this.#conversations.get(conversationId)?.log ?? [];
  }

  bot(...parts: Part[]): LogEvent {
    return this.add({ author: "bot", parts });
  }

  add(event: Partial<LogEvent> & { kind?: EventKind }, conversationId = this.#last()): LogEvent {
    const held = this.#held(conversationId);
    const stored: LogEvent = {
      conversation_id: conversationId,
      sequence: held.log.length + 1,
      kind: "message",
      author: "system",
      author_name: null,
      client_message_id: null,
      language: "en",
      created_at: new Date().toISOString(),
      parts: [],
      handoff: null,
      ...event,
    };
    held.log.push(stored);
    held.conversation = { ...held.conversation, last_sequence: stored.sequence };
    this.#tell(conversationId, logText(stored));
    return stored;
  }

  become(changes: Partial<Conversation>, conversationId = this.#last()): void {
    const held = this.#held(conversationId);
    held.conversation = { ...held.conversation, ...changes };
    this.#tell(conversationId, `event: state\ndata: ${JSON.stringify(held.conversation)}\n\n`);
  }

  typing(author: "bot" | "agent", active: boolean): void {
    this.#tell(this.#last(), `event: typing\ndata: ${JSON.stringify({ author, active })}\n\n`);
  }

  /** Stores an event without telling the open streams of it. */
  whisper(event: Partial<LogEvent>): void {
    const listeners = this.#listeners;
    this.#listeners = new Set();
    this.add(event);
    this.#listeners = listeners;
  }

  /** Ends every stream, as a restart does. */
  cut(): void {
    for (const listener of [...this.#listeners]) listener.end();
  }

  /** Forgets every conversation. */
  empty(): void {
    this.#conversations.clear();
    this.cut();
  }

  #answer(method: string, url: URL, headers: Headers, body: unknown, signal: AbortSignal | null): Response {
    const [, , , , conversationId, rest] = url.pathname.split("/");
    if (conversationId === undefined && method === "POST") return this.#begin(body);
    const held = this.#conversations.get(conversationId ?? "");
    if (!held) return refusal({ status: 404, code: "not_found" });
    if (headers.get("Authorization") !== `Bearer ${held.token}`) {
      return refusal({ status: 401, code: "unauthorised" });
    }
    if (rest === "events") return this.#stream(held.conversation.id, url, headers, signal);
    if (rest === "messages" && url.pathname.endsWith("/messages")) {
      const refused = this.refusals.shift();
      return refused ? refusal(refused) : this.#store(held.conversation.id, body as MessageBody);
    }
    if (rest === "attachments") {
      if (method === "GET") return new Response("a file");
      const refused = this.refusals.shift();
      return refused ? refusal(refused) : json(201, FILE);
    }
    if (rest === "contact") {
      const refused = this.refusals.shift();
      return refused ? refusal(refused) : this.#leave(held.conversation.id, body as ContactBody);
    }
    if (rest === "handoff") {
      this.add({ kind: "handoff_requested", handoff: { id: "h", state: "waiting", reason: "customer_request" } });
      this.become({
        in_charge: "queue",
        handoff: { id: "h", state: "waiting", reason: "customer_request", position: 2 },
      });
    }
    return json(200, {});
  }

  #leave(conversationId: string, { email }: ContactBody): Response {
    const contact = { email, answer_by: null };
    this.become({ in_charge: "queue", channel: "email", contact, wait: null }, conversationId);
    return json(201, { conversation: this.#held(conversationId).conversation, confirmation: contact });
  }

  #begin(body: unknown): Response {
    this.#count += 1;
    const conversation: Conversation = {
      id: `conversation-${this.#count}`,
      language: (body as { language: "cs" | "en" }).language,
      state: "open",
      in_charge: "bot",
      agent_name: null,
      handoff: null,
      last_sequence: 0,
      created_at: new Date().toISOString(),
    };
    const token = `token-${this.#count}`;
    this.#conversations.set(conversation.id, { conversation, token, log: [] });
    return json(201, { conversation, token });
  }

  #store(conversationId: string, message: MessageBody): Response {
    const before = this.log(conversationId).find(
      (event) => event.client_message_id === message.client_message_id,
    );
    if (before) return json(200, before);
    const event = this.add(
      {
        author: "customer",
        client_message_id: message.client_message_id,
        parts: this.#partsOf(conversationId, message),
      },
      conversationId,
    );
    return json(201, event);
  }

  #partsOf(conversationId: string, message: MessageBody): Part[] {
    if ("attachments" in message) {
      return message.attachments.map((id) => ({ type: "attachment", text: "", attachment: { ...FILE, id } }));
    }
    const text = "text" in message ? message.text : this.#label(conversationId, message.choice);
    return [{ type: "text", text }];
  }

  #label(conversationId: string, choice: { sequence: number; id: string }): string {
    const offered = this.log(conversationId)[choice.sequence - 1]?.parts ?? [];
    const choices = offered.flatMap((part) => (part.type === "choices" ? part.choices : []));
    return choices.find((one) => one.id === choice.id)?.label ?? "";
  }

  #stream(conversationId: string, url: URL, headers: Headers, signal: AbortSignal | null): Response {
    const after = Number(headers.get("Last-Event-ID") ?? url.searchParams.get("after") ?? 0);
    const encoder = new TextEncoder();
    let listener: Listener | undefined;
    const leave = (): void => {
      if (listener) this.#listeners.delete(listener);
    };
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        const made: Listener = {
          conversationId,
          send: (text) => controller.enqueue(encoder.encode(text)),
          end: () => {
            leave();
            controller.close();
          },
        };
        listener = made;
        this.#listeners.add(made);
        signal?.addEventListener("abort", () => {
          if (!this.#listeners.has(made)) return;
          leave();
          controller.error(new DOMException("aborted", "AbortError"));
        });
        made.send(`event: state\ndata: ${JSON.stringify(this.#held(conversationId).conversation)}\n\n`);
        for (const event of this.log(conversationId)) if (event.sequence > after) made.send(logText(event));
      },
      cancel: leave,
    });
    return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
  }

  #tell(conversationId: string, text: string): void {
    for (const listener of this.#listeners) {
      if (listener.conversationId === conversationId) listener.send(text);
    }
  }

  #held(conversationId: string): { conversation: Conversation; token: string; log: LogEvent[] } {
    const held = this.#conversations.get(conversationId);
    if (!held) throw new Error(`There is no conversation ${conversationId}.`);
    return held;
  }

  #last(): string {
    return this.conversationIds.at(-1) ?? "none";
  }
}

function logText(event: LogEvent): string {
  return `id: ${event.sequence}\nevent: log\ndata: ${JSON.stringify(event)}\n\n`;
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/json", ...headers },
  });
}

function refusal({ status, code, headers }: Refusal): Response {
  return json(status, { error: { code, message: code } }, headers);
}
