/**
 * What the chat keeps in the browser, per helpdesk: the conversation and its token, and what is
 * not sent yet. Where the browser keeps nothing (private mode, blocked storage) it is kept in
 * memory, for as long as the page lives.
 */

import type { Credentials } from "../api/conversations";
import type { Outgoing } from "./model/state";

export interface StoredConversation extends Credentials {
  readonly readSequence: number;
  readonly feedback: Readonly<Record<number, boolean>>;
}

export type KeyValueStore = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

export class ChatStorage {
  readonly #prefix: string;
  readonly #lasting: KeyValueStore;
  readonly #tab: KeyValueStore;

  constructor(origin: string, lasting: KeyValueStore, tab: KeyValueStore) {
    this.#prefix = `ochota:${origin}:`;
    this.#lasting = lasting;
    this.#tab = tab;
  }

  conversation(): StoredConversation | null {
    const stored = this.#read(this.#lasting, "conversation");
    if (!isRecord(stored)) return null;
    const { conversationId, token, readSequence, feedback } = stored;
    if (typeof conversationId !== "string" || typeof token !== "string") return null;
    return {
      conversationId,
      token,
      readSequence: typeof readSequence === "number" ? readSequence : 0,
      feedback: isRecord(feedback) ? (feedback as Record<number, boolean>) : {},
    };
  }

  keepConversation(conversation: StoredConversation): void {
    this.#write(this.#lasting, "conversation", conversation);
  }

  /** Forgets the conversation, but that there was one before the next. */
  forgetConversation(conversationId: string): void {
    const stored = this.conversation();
    // Another tab may have begun the next conversation already.
    if (stored?.conversationId !== conversationId) return;
    this.#write(this.#lasting, "previous", { conversationId, token: stored.token });
    this.#remove(this.#lasting, "conversation");
  }

  /** The conversation before this one, by which agents see that both are of one customer. */
  previous(): Credentials | null {
    const stored = this.#read(this.#lasting, "previous");
    if (!isRecord(stored)) return null;
    const { conversationId, token } = stored;
    return typeof conversationId === "string" && typeof token === "string" ? { conversationId, token } : null;
  }

  /** Whether a `storage` event tells that another tab changed the conversation. */
  concernsConversation(event: StorageEvent): boolean {
    return event.key === null || event.key === `${this.#prefix}conversation`;
  }

  /** The message that another tab took out of the outbox: stored, or deleted by the customer. */
  takenFromOutbox(event: StorageEvent): string | null {
    const prefix = `${this.#prefix}outbox:`;
    return event.newValue === null && event.key?.startsWith(prefix) ? event.key.slice(prefix.length) : null;
  }

  /** What is not sent yet, oldest first. Each message has a key of its own: tabs don't clash. */
  outbox(): Outgoing[] {
    const prefix = `${this.#prefix}outbox:`;
    return keysOf(this.#lasting)
      .filter((key) => key.startsWith(prefix))
      .map((key) => this.#read(this.#lasting, key.slice(this.#prefix.length)))
      .filter(isOutgoing)
      .sort((one, other) => one.createdAt - other.createdAt);
  }

  keepOutgoing(outgoing: Outgoing): void {
    this.#write(this.#lasting, `outbox:${outgoing.id}`, outgoing);
  }

  forgetOutgoing(id: string): void {
    this.#remove(this.#lasting, `outbox:${id}`);
  }

  /** Whether the panel was open in this tab; null where that was never decided. */
  panelOpen(): boolean | null {
    const open = this.#read(this.#tab, "open");
    return typeof open === "boolean" ? open : null;
  }

  keepPanelOpen(open: boolean): void {
    this.#write(this.#tab, "open", open);
  }

  draft(): string {
    const draft = this.#read(this.#tab, "draft");
    return typeof draft === "string" ? draft : "";
  }

  keepDraft(draft: string): void {
    if (draft === "") this.#remove(this.#tab, "draft");
    else this.#write(this.#tab, "draft", draft);
  }

  #read(store: KeyValueStore, name: string): unknown {
    try {
      return JSON.parse(store.getItem(this.#prefix + name) ?? "null") as unknown;
    } catch {
      return null;
    }
  }

  #write(store: KeyValueStore, name: string, value: unknown): void {
    try {
      store.setItem(this.#prefix + name, JSON.stringify(value));
    } catch {
      // Full or forbidden: the page goes on with what it has in memory.
    }
  }

  #remove(store: KeyValueStore, name: string): void {
    try {
      store.removeItem(this.#prefix + name);
    } catch {
      // As above.
    }
  }
}

/** The browser's own store where it works, memory where it does not. */
export function browserStore(kind: "localStorage" | "sessionStorage"): KeyValueStore {
  try {
    const store = globalThis[kind];
    const probe = "ochota:probe";
    store.setItem(probe, "1");
    store.removeItem(probe);
    return store;
  } catch {
    return new MemoryStore();
  }
}

export class MemoryStore implements KeyValueStore {
  readonly #values = new Map<string, string>();

  get length(): number {
    return this.#values.size;
  }

  getItem(key: string): string | null {
    return this.#values.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.#values.set(key, value);
  }

  removeItem(key: string): void {
    this.#values.delete(key);
  }

  key(index: number): string | null {
    return [...this.#values.keys()][index] ?? null;
  }
}

function keysOf(store: KeyValueStore): string[] {
  return Array.from({ length: store.length }, (_, index) => store.key(index)).filter((key) => key !== null);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isOutgoing(value: unknown): value is Outgoing {
  return (
    isRecord(value) &&
    typeof value["id"] === "string" &&
    typeof value["createdAt"] === "number" &&
    isRecord(value["body"]) &&
    ["text", "choice", "file", "handoff"].includes(String(value["body"]["kind"]))
  );
}
