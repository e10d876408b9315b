/**
 * One customer's conversation: begins it, keeps its stream open, sends its messages, remembers it.
 *
 * Owns no element. Whoever shows the chat listens to `onChange` and calls the verbs.
 */

import { ConversationClient, type Page } from "../api/conversations";
import { NetworkError } from "../api/errors";
import type { ContactBody, Conversation, LogEvent, Typing } from "../api/types";
import type { Language } from "../i18n/language";
import { EventStream, type StreamStatus } from "../stream/event-stream";
import { SequenceGate } from "../stream/gate";
import type { ServerEvent } from "../stream/parser";
import { exclusively, uuid } from "./browser";
import { ConnectionSigns } from "./connection-signs";
import { reduce, type Happening } from "./model/reduce";
import { EMPTY, inCharge, lastSequence, type ChatState, type Outgoing, type OutgoingBody } from "./model/state";
import { OutboxSender } from "./outbox-sender";
import type { ChatStorage } from "./storage";
import { TypingSigns } from "./typing-signs";

export interface SessionOptions {
  readonly origin: string;
  readonly storage: ChatStorage;
  readonly language: () => Language;
  readonly page: () => Page;
  readonly onChange: (state: ChatState, before: ChatState) => void;
  /** A new event of the log, heard live. */
  readonly onEvent?: (event: LogEvent) => void;
  readonly fetch?: typeof fetch;
  readonly makeId?: () => string;
}

/** A hidden tab without a human at work lets its connection go: browsers allow few per server. */
const HIDDEN_MILLISECONDS = 60_000;
const CONTROLS = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g;

export class ChatSession {
  readonly #options: SessionOptions;
  readonly #sender: OutboxSender;
  #state: ChatState = EMPTY;
  #client: ConversationClient | null = null;
  #stream: EventStream | null = null;
  #beginning: Promise<ConversationClient> | null = null;
  readonly #connection: ConnectionSigns;
  #hidden: ReturnType<typeof setTimeout> | undefined;
  readonly #typing: TypingSigns;
  #firstOfConnection = true;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#sender = new OutboxSender({
      next: () => this.#state.outbox.find((one) => one.delivery !== "stored" && !isRefused(one)),
      deliver: (outgoing) => this.#deliver(outgoing),
      stored: (outgoing, event) => this.#onStored(outgoing, event),
      failed: (outgoing, problem, final) =>
        this.#apply({ type: "failed", id: outgoing.id, problem, final }),
      gone: () => this.#renew(),
    });
    this.#connection = new ConnectionSigns((connection) => this.#apply({ type: "connection", connection }));
    this.#typing = new TypingSigns({
      show: (typing) => this.#apply({ type: "typing", typing }),
      tell: () => void this.#client?.typing(true).catch(() => undefined),
    });
  }

  get state(): ChatState {
    return this.#state;
  }

  /** Whether there is a conversation, of this page or an earlier one. */
  get begun(): boolean {
    return this.#client !== null;
  }

  /** Takes up the conversation of an earlier page and sends what it had left unsent. */
  start(): void {
    globalThis.addEventListener?.("storage", this.#onStorage);
    globalThis.addEventListener?.("online", this.#onOnline);
    globalThis.document?.addEventListener("visibilitychange", this.#onVisibility);
    const stored = this.#options.storage.conversation();
    if (stored) this.#take(stored);
    for (const outgoing of this.#options.storage.outbox()) {
      this.#apply({ type: "composed", outgoing });
    }
    if (this.#state.outbox.length > 0) this.#sender.wake();
  }

  stop(): void {
    globalThis.removeEventListener?.("storage", this.#onStorage);
    globalThis.removeEventListener?.("online", this.#onOnline);
    globalThis.document?.removeEventListener("visibilitychange", this.#onVisibility);
    clearTimeout(this.#hidden);
    this.#connection.stop();
    this.#typing.stop();
    this.#sender.stop();
    this.#stream?.close();
    this.#stream = null;
  }

  say(text: string): void {
    // Pasted text may carry control characters, which the server takes for no text at all.
    const typed = text.replace(CONTROLS, " ").trim();
    if (typed !== "") this.#compose({ kind: "text", text: typed });
  }

  /** Uploads a file and sends it as a message. Throws what the upload throws. */
  async sendFile(file: File): Promise<void> {
    const client = this.#client;
    if (!client) return;
    const attachment = await client.upload(file);
    if (this.#client === client) this.#compose({ kind: "file", attachment });
  }

  /** The bytes of a file in this conversation. Throws what the download throws. */
  async fileOf(attachmentId: string): Promise<Blob> {
    if (!this.#client) throw new NetworkError("There is no conversation.");
    return this.#client.download(attachmentId);
  }

  /** Leaves a message to be answered by e-mail. Throws what the request throws. */
  async leaveContact(body: ContactBody): Promise<void> {
    const client = this.#client ?? (await this.#begin());
    const { conversation } = await client.leaveContact(body);
    if (this.#client === client) this.#onConversation(conversation);
  }

  choose(sequence: number, choiceId: string, label: string): void {
    this.#compose({ kind: "choice", sequence, choiceId, label });
  }

  /** Asks for a human, once until it is answered. */
  requestHuman(): void {
    if (inCharge(this.#state) !== "bot") return;
    const asked = this.#state.outbox.find((one) => one.body.kind === "handoff");
    if (asked) this.sendAgain(asked.id);
    else this.#compose({ kind: "handoff" });
  }

  /** Sends under the same id what could not be sent. */
  sendAgain(id: string): void {
    this.#apply({ type: "retried", id });
    this.#sender.wake();
  }

  discard(id: string): void {
    this.#options.storage.forgetOutgoing(id);
    this.#apply({ type: "discarded", id });
    this.#sender.nudge();
  }

  async rate(sequence: number, helpful: boolean): Promise<void> {
    this.#apply({ type: "rated", sequence, helpful });
    this.#remember();
    try {
      await this.#client?.feedback(sequence, helpful);
    } catch {
      // Not worth a word: the buttons come back and may be pressed again.
      this.#apply({ type: "rated", sequence, helpful: null });
      this.#remember();
    }
  }

  /** Tells the human on the other side that the customer is writing. */
  noteTyping(): void {
    if (inCharge(this.#state) !== "bot") this.#typing.note();
  }

  markRead(): void {
    if (this.#state.readSequence >= lastSequence(this.#state)) return;
    this.#apply({ type: "read" });
    this.#remember();
    // Only a human on the other side wants to know.
    if (inCharge(this.#state) === "agent") void this.#client?.read(this.#state.readSequence).catch(() => undefined);
  }

  #compose(body: OutgoingBody): void {
    const outgoing: Outgoing = {
      id: this.#options.makeId?.() ?? uuid(),
      body,
      // Messages of one instant keep their order when they are read back from the storage.
      createdAt: Math.max(Date.now(), (this.#state.outbox.at(-1)?.createdAt ?? 0) + 1),
      delivery: "pending",
      problem: null,
    };
    this.#options.storage.keepOutgoing(outgoing);
    this.#apply({ type: "composed", outgoing });
    this.#typing.sent();
    this.#sender.nudge();
  }

  async #deliver(outgoing: Outgoing): Promise<LogEvent | null> {
    const client = this.#client ?? (await this.#begin());
    const { body, id } = outgoing;
    switch (body.kind) {
      case "text":
        return client.send({ client_message_id: id, text: body.text });
      case "choice":
        return client.send({
          client_message_id: id,
          choice: { sequence: body.sequence, id: body.choiceId },
        });
      case "file":
        return client.send({ client_message_id: id, attachments: [body.attachment.id] });
      case "handoff":
        await client.requestHandoff(id);
        return null;
    }
  }

  #onStored(outgoing: Outgoing, event: LogEvent | null): void {
    this.#options.storage.forgetOutgoing(outgoing.id);
    this.#apply({ type: "stored", id: outgoing.id, event });
    this.markRead();
  }

  /** One conversation, however many messages wait for it and whichever tab begins it. */
  #begin(): Promise<ConversationClient> {
    this.#beginning ??= exclusively(`ochota:${this.#options.origin}`, async () => {
      const others = this.#options.storage.conversation();
      if (others) {
        this.#take(others);
      } else {
        const begun = await ConversationClient.begin(
          this.#options.origin,
          this.#options.language(),
          this.#options.page(),
          this.#options.storage.previous(),
          this.#options.fetch,
        );
        const stored = { ...begun.credentials, readSequence: 0, feedback: {} };
        this.#options.storage.keepConversation(stored);
        this.#take(stored, begun.conversation);
      }
      if (!this.#client) throw new Error("A conversation was begun without a client.");
      return this.#client;
    }).finally(() => {
      this.#beginning = null;
    });
    return this.#beginning;
  }

  #take(
    stored: NonNullable<ReturnType<ChatStorage["conversation"]>>,
    conversation: Conversation | null = null,
  ): void {
    this.#stream?.close();
    this.#client = new ConversationClient(this.#options.origin, stored, this.#options.fetch);
    const renewed = this.#state.renewed;
    this.#apply({ type: "resumed", feedback: stored.feedback, readSequence: stored.readSequence });
    if (renewed) this.#change({ ...this.#state, renewed });
    if (conversation) this.#apply({ type: "conversation", conversation });
    this.#openStream(this.#client);
  }

  #openStream(client: ConversationClient): void {
    this.#stream = new EventStream({
      url: () => client.streamUrl(lastSequence(this.#state)),
      headers: () => client.streamHeaders(),
      credentials: "omit",
      lastEventId: () => {
        const last = lastSequence(this.#state);
        return last > 0 ? String(last) : null;
      },
      onEvent: (event) => this.#onServerEvent(event),
      onStatus: (status) => this.#onStreamStatus(status),
      poll: () => this.#poll(client),
      onRefused: () => {
        if (this.#client === client) this.#renew();
      },
      ...(this.#options.fetch ? { fetch: this.#options.fetch } : {}),
    });
    this.#stream.open();
  }

  async #poll(client: ConversationClient): Promise<void> {
    const { events, conversation } = await client.news(lastSequence(this.#state));
    if (this.#client !== client) return;
    for (const event of events) this.#hear(event);
    this.#onConversation(conversation);
  }

  #onServerEvent(event: ServerEvent): void {
    if (event.name === "log") this.#hear(JSON.parse(event.data) as LogEvent);
    else if (event.name === "state") this.#onConversation(JSON.parse(event.data) as Conversation);
    else if (event.name === "typing") this.#typing.hear(JSON.parse(event.data) as Typing);
  }

  #onConversation(conversation: Conversation): void {
    if (conversation.state !== "open") this.#renew();
    else this.#apply({ type: "conversation", conversation });
  }

  #hear(event: LogEvent): void {
    const passage = new SequenceGate(lastSequence(this.#state)).admit(event.sequence);
    // What comes first after a resume follows, by the server's own word, whatever its number.
    if (passage === "gap" && !this.#firstOfConnection) {
      this.#stream?.restart();
      return;
    }
    this.#firstOfConnection = false;
    if (passage === "duplicate") return;
    if (event.client_message_id !== null) this.#options.storage.forgetOutgoing(event.client_message_id);
    this.#apply({ type: "heard", event });
    this.#options.onEvent?.(event);
  }

  #onStreamStatus(status: StreamStatus): void {
    if (status === "open") this.#firstOfConnection = true;
    this.#connection.become(status);
    if (status === "open" && this.#state.outbox.length > 0) this.#sender.nudge();
  }

  /** The conversation is over; what was not stored goes into the next one. */
  #renew(): boolean {
    const client = this.#client;
    if (!client) return false;
    this.#client = null;
    this.#stream?.close();
    this.#stream = null;
    this.#options.storage.forgetConversation(client.credentials.conversationId);
    this.#apply({ type: "renewed" });
    for (const outgoing of this.#state.outbox) this.#options.storage.keepOutgoing(outgoing);
    if (this.#state.outbox.length > 0) this.#sender.nudge();
    return true;
  }

  readonly #onStorage = (event: StorageEvent): void => {
    const taken = this.#options.storage.takenFromOutbox(event);
    if (taken !== null) this.#apply({ type: "discarded", id: taken });
    if (!this.#options.storage.concernsConversation(event)) return;
    const stored = this.#options.storage.conversation();
    if (!stored || this.#beginning) return;
    if (stored.conversationId !== this.#client?.credentials.conversationId) this.#take(stored);
    else if (stored.readSequence > this.#state.readSequence) {
      this.#change({ ...this.#state, readSequence: stored.readSequence });
    }
  };

  readonly #onOnline = (): void => this.#sender.wake();

  readonly #onVisibility = (): void => {
    clearTimeout(this.#hidden);
    if (globalThis.document.visibilityState === "visible") {
      this.#stream?.open();
      this.#sender.nudge();
      return;
    }
    this.#hidden = setTimeout(() => {
      if (inCharge(this.#state) === "bot" && this.#state.outbox.length === 0) this.#stream?.close();
    }, HIDDEN_MILLISECONDS);
  };

  #remember(): void {
    if (!this.#client) return;
    this.#options.storage.keepConversation({
      ...this.#client.credentials,
      readSequence: this.#state.readSequence,
      feedback: this.#state.feedback,
    });
  }

  #apply(happening: Happening): void {
    this.#change(reduce(this.#state, happening));
  }

  #change(state: ChatState): void {
    const before = this.#state;
    if (state === before) return;
    this.#state = state;
    this.#options.onChange(state, before);
  }
}

function isRefused(outgoing: Outgoing): boolean {
  return outgoing.problem === "refused" || outgoing.problem === "outdated";
}
