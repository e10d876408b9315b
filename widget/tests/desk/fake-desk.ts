/**
 * The agents' side of a helpdesk in memory behind `fetch`, as docs/architecture.md has it: one
 * queue, conversations with their logs, a session with a CSRF token, and the desk's stream.
 */
import type { CannedReply, Colleague, Entry, Handoff, HiddenReply, LogEvent, PrivateNote, Transition } from "../../src/desk/model/types";
import { aCannedReply, aColleague, aNote, anEvent, aHandoff, anEntry } from "./examples";
import { FakeLabels } from "./fake-labels";

type Answer = readonly [status: number, body: unknown];

export class FakeDesk {
  signedIn = true;
  agent = { username: "jana", name: "Jana Nováková", role: "lead" };
  csrfToken = "token-1";
  failedSignIns = 0;
  handoffs: Handoff[] = [aHandoff()];
  logs = new Map<string, LogEvent[]>([["c1", [anEvent({ sequence: 1 })]]]);
  entries: Entry[] = [anEntry()];
  hidden = new Map<string, HiddenReply[]>();
  notes: PrivateNote[] = [];
  transitions: Transition[] = [];
  cannedReplies: CannedReply[] = [aCannedReply()];
  placeholders: Record<string, string | null> = { "customer.name": null };
  agents: Colleague[] = [aColleague({ username: "jana", name: "Jana Nováková", role: "lead" }), aColleague()];
  /** Bodies of requests that changed something, by "METHOD /path", the newest last. */
  heard: (readonly [request: string, body: Record<string, unknown>])[] = [];
  /** The same, and what did not get through. */
  tried: (readonly [request: string, body: Record<string, unknown>])[] = [];
  /** Answers 409 with this code to the next move. */
  refuse: string | null = null;
  labels = new FakeLabels();
  /** Requests seen, as "METHOD /path". */
  seen: string[] = [];
  /** Sends that are stored although the answer is lost on its way. */
  loseAnswersOf = 0;
  /** True: nothing gets through. */
  offline = false;
  #streams = new Set<ReadableStreamDefaultController<Uint8Array>>();

  readonly fetch = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(input as string, "http://desk.example");
    const method = init.method ?? "GET";
    this.seen.push(`${method} ${url.pathname}`);
    if (typeof init.body === "string") this.tried.push([`${method} ${url.pathname}`, JSON.parse(init.body) as Record<string, unknown>]);
    if (this.offline) throw new TypeError("Failed to fetch");
    if (url.pathname === "/api/v1/desk/events") return this.#stream(init.signal ?? null);
    const [status, body] = this.#answer(method, url, init);
    return new Response(status === 204 ? null : JSON.stringify(body), {
      status,
      headers: { "Content-Type": "application/json" },
    });
  };

  /** Sends an event to every open stream. */
  tell(name: string, data: unknown): void {
    const piece = new TextEncoder().encode(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
    for (const stream of this.#streams) stream.enqueue(piece);
  }

  tellHandoffs(): void {
    this.tell("handoffs", { handoffs: this.handoffs.filter((one) => one.state === "waiting" || one.state === "assigned") });
  }

  store(conversationId: string, event: Partial<LogEvent>, tell = true): LogEvent {
    const log = this.logs.get(conversationId) ?? [];
    const stored = anEvent({ ...event, conversation_id: conversationId, sequence: log.length + 1 });
    this.logs.set(conversationId, [...log, stored]);
    this.#update(conversationId, { last_sequence: stored.sequence });
    if (tell) this.tell("log", stored);
    return stored;
  }

  cutStreams(): void {
    for (const stream of this.#streams) stream.close();
    this.#streams.clear();
  }

  #stream(signal: AbortSignal | null): Response {
    if (!this.signedIn) return new Response(JSON.stringify(problem("not_signed_in")), { status: 401 });
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#streams.add(controller);
        signal?.addEventListener("abort", () => this.#streams.delete(controller));
        queueMicrotask(() => this.tellHandoffs());
      },
    });
    return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
  }

  #answer(method: string, url: URL, init: RequestInit): Answer {
    const path = url.pathname.replace("/api/v1", "");
    if (path === "/session") return this.#session(method, init);
    if (path === "/session/password") {
      const body = JSON.parse(init.body as string) as { current: string };
      if (body.current !== "right") return [422, { error: { code: "invalid", message: "x", fields: [{ field: "current", reason: "is not your password" }] } }];
      this.heard.push(["PUT /session/password", body]);
      return [204, null];
    }
    if (!this.signedIn) return [401, problem("not_signed_in")];
    const csrf = new Headers(init.headers).get("X-CSRF-Token");
    if (method !== "GET" && csrf !== this.csrfToken) return [403, problem("wrong_csrf_token")];
    const body = typeof init.body === "string" ? (JSON.parse(init.body) as Record<string, unknown>) : {};
    if (method !== "GET") this.heard.push([`${method} ${path}`, body]);
    const [, , section, id = "", verb] = path.split("/");
    if (path.startsWith("/desk/handoffs")) return this.#handoffs(id, verb, url, body);
    if (path === "/desk/agents") return [200, { agents: this.agents }];
    if (path === "/desk/departments") return [200, { departments: [{ id: "sales", names: { cs: "Prodej", en: "Sales" }, position: 1, active: true }] }];
    if (path === "/desk/canned-replies") return [200, { canned_replies: this.cannedReplies }];
    if (path.startsWith("/desk/notices") || path === "/desk/presence") return [200, { notices: [], availability: body["availability"] }];
    if (path.startsWith("/desk/conversations")) return this.#conversation(id, verb, method, url, body);
    if (/^\/desk\/(labels|certificate)/.test(path)) return this.labels.answer(method, url, body);
    if (path === "/desk/preview") return [200, { html: `<p>${String(body["text"])}</p>` }];
    if (section === "entries") return this.#entry(id, verb, method, body);
    if (section === "categories") {
      return [200, { categories: [{ id: "returns", names: { cs: "Vrácení", en: "Returns" }, position: 1, published_entries: 2 }] }];
    }
    if (section === "import") {
      return [200, { created: 0, updated: 0, unchanged: 0, applied: false, errors: [{ line: 12, field: "answer", reason: "is empty" }] }];
    }
    if (section === "try") return [200, aHandoff().evidence?.search];
    return [404, problem("not_found")];
  }

  #session(method: string, init: RequestInit): Answer {
    if (method === "DELETE") {
      this.signedIn = false;
      return [204, null];
    }
    if (method === "POST") {
      const { password } = JSON.parse(init.body as string) as { password: string };
      if (password !== "right") return [401, problem("wrong_credentials")];
      this.signedIn = true;
    }
    return [200, this.signedIn ? { agent: this.agent, csrf_token: this.csrfToken, failed_sign_ins: this.failedSignIns, attachment_megabytes: 7 } : { agent: null, csrf_token: "", failed_sign_ins: 0, attachment_megabytes: 7 }];
  }

  #handoffs(id: string, verb: string | undefined, url: URL, body: Record<string, unknown>): Answer {
    if (verb === undefined) {
      const over = url.searchParams.get("state") === "closed";
      const isOver = (one: Handoff): boolean => one.state === "resolved" || one.state === "abandoned";
      return [200, { handoffs: this.handoffs.filter((one) => isOver(one) === over), next: null }];
    }
    const handoff = this.handoffs.find((one) => one.id === id);
    if (!handoff) return [404, problem("not_found")];
    const { refuse } = this;
    this.refuse = null;
    if (refuse !== null) return [409, problem(refuse)];
    const me = { username: this.agent.username, name: this.agent.name };
    if (verb === "claim" && handoff.state !== "waiting") return [409, problem("already_claimed")];
    if (verb !== "claim" && verb !== "undo" && handoff.agent?.username !== me.username) return [409, problem("not_assigned_to_you")];
    switch (verb) {
      case "claim":
      case "undo":
        this.#move(handoff, { state: "assigned", agent: me }, "handoff_claimed");
        break;
      case "release":
        this.#move(handoff, { state: "waiting", agent: null }, "handoff_released");
        break;
      case "resolve":
        this.#move(handoff, { state: "resolved", outcome: String(body["outcome"]) }, "handoff_resolved");
        break;
      case "snooze":
        this.#update(handoff.conversation_id, { snoozed_until: String(body["until"]) });
        this.tellHandoffs();
    }
    return [200, {}];
  }

  #move(handoff: Handoff, change: Partial<Handoff>, kind: LogEvent["kind"]): void {
    this.#update(handoff.conversation_id, change);
    const fresh = { id: handoff.id, state: change.state ?? handoff.state, reason: handoff.reason };
    this.store(handoff.conversation_id, { kind, author: "system", author_name: this.agent.name, parts: [], handoff: fresh });
    this.tellHandoffs();
  }

  #update(conversationId: string, change: Partial<Handoff>): void {
    this.handoffs = this.handoffs.map((one) => (one.conversation_id === conversationId ? { ...one, ...change } : one));
  }

  #conversation(id: string, verb: string | undefined, method: string, url: URL, body: Record<string, unknown>): Answer {
    const log = this.logs.get(id);
    if (!log) return [404, problem("not_found")];
    const handoff = this.handoffs.find((one) => one.conversation_id === id) ?? null;
    if (verb === undefined) {
      const conversation = { id, language: "cs", state: "open", in_charge: "queue", agent_name: null, last_sequence: log.length, created_at: log[0]?.created_at };
      return [200, { conversation, handoff, events: log, hidden_replies: this.hidden.get(id) ?? [], notes: this.notes, transitions: this.transitions }];
    }
    if (verb === "viewing") return [200, { viewers: [] }];
    if (verb === "placeholders") return [200, this.placeholders];
    if (verb === "summary") return [200, { lines: [] }];
    if (verb === "notes") {
      const note = aNote({ id: this.notes.length + 1, after_sequence: log.length, text: String(body["text"]) });
      this.notes = [...this.notes, note];
      return [201, note];
    }
    if (verb === "attachments") return [201, { id: "file-1", file_name: "foto.png", media_type: "image/png", size_bytes: 12_345 }];
    if (verb === "events") return [200, { events: log.filter((one) => one.sequence > Number(url.searchParams.get("after"))) }];
    if (verb === "suggestions") return [200, { candidates: handoff?.evidence?.search?.candidates ?? [] }];
    if (verb === "messages" && method === "POST") return this.#message(id, log, body);
    return [204, null];
  }

  #message(id: string, log: readonly LogEvent[], body: Record<string, unknown>): Answer {
    const clientMessageId = String(body["client_message_id"]);
    const known = log.find((one) => one.client_message_id === clientMessageId);
    if (known) return [200, known];
    const text = String(body["text"]);
    const stored = this.store(
      id,
      { author: "agent", author_name: this.agent.name, client_message_id: clientMessageId, parts: [{ type: "text", text, html: `<p>${text}</p>` }] },
      this.loseAnswersOf === 0,
    );
    if (this.loseAnswersOf > 0) {
      this.loseAnswersOf -= 1;
      throw new TypeError("Failed to fetch");
    }
    return [201, stored];
  }

  #entry(id: string, verb: string | undefined, method: string, body: Record<string, unknown>): Answer {
    if (id === "") return method === "POST" ? this.#create(body) : [200, { entries: this.entries, total: this.entries.length }];
    const entry = this.entries.find((one) => one.id === id);
    if (!entry) return [404, problem("entry_not_found")];
    if (verb === "revisions") {
      return [200, { revisions: [entry] }];
    }
    if (method === "GET") return [200, entry];
    if (body["version"] !== entry.version) return [409, problem("version_conflict")];
    const status = verb === "publish" ? "published" : verb === "unpublish" ? "draft" : verb === "archive" ? "archived" : entry.status;
    return [200, this.replaceEntry({ ...entry, ...(verb === undefined ? body : {}), status, version: entry.version + 1 })];
  }

  #create(body: Record<string, unknown>): Answer {
    const entry = { ...(body as unknown as Entry), version: 1 };
    this.entries = [...this.entries, entry];
    return [201, entry];
  }

  replaceEntry(entry: Entry): Entry {
    this.entries = this.entries.map((one) => (one.id === entry.id ? entry : one));
    return entry;
  }
}

function problem(code: string): unknown {
  return { error: { code, message: `The fake helpdesk says: ${code}.` } };
}
