/**
 * What the desk keeps in the browser's own storage: drafts, replies and labels not yet
 * acknowledged, what was read, and preferences. A full or forbidden storage loses comfort, never
 * a conversation: the values then live in memory until the page is left.
 */
import type { LabelErrand } from "./labels";
import type { Outgoing } from "./thread";
import type { Attachment, Language } from "./types";

export interface Preferences {
  readonly language: Language | null;
  readonly theme: "auto" | "light" | "dark";
  readonly sound: boolean;
  /** Whether the browser tells of news while the desk is in the background. */
  readonly notifications: boolean;
  /** True: Enter sends and Shift+Enter breaks the line; false: Ctrl+Enter sends. */
  readonly enterSends: boolean;
}

export const DEFAULT_PREFERENCES: Preferences = {
  language: null,
  theme: "auto",
  sound: false,
  notifications: false,
  enterSends: false,
};

const PREFIX = "ochota-desk";

export class Keepsake {
  readonly #memory = new Map<string, string>();
  readonly #storage: Storage | null;

  constructor(storage: Storage | null) {
    this.#storage = storage;
  }

  draft(conversationId: string): string {
    return this.#get(`draft:${conversationId}`) ?? "";
  }

  keepDraft(conversationId: string, text: string): void {
    this.#set(`draft:${conversationId}`, text === "" ? null : text);
  }

  noteDraft(conversationId: string): string {
    return this.#get(`note:${conversationId}`) ?? "";
  }

  keepNoteDraft(conversationId: string, text: string): void {
    this.#set(`note:${conversationId}`, text === "" ? null : text);
  }

  /** Files that the helpdesk has and no reply has taken yet. */
  attachments(conversationId: string): readonly Attachment[] {
    const kept = parse<Attachment[]>(this.#get(`attachments:${conversationId}`));
    return Array.isArray(kept) ? kept : [];
  }

  keepAttachments(conversationId: string, attachments: readonly Attachment[]): void {
    this.#set(`attachments:${conversationId}`, attachments.length === 0 ? null : JSON.stringify(attachments));
  }

  /** Replies written and not acknowledged; what was pending when the page went is failed now. */
  outgoing(conversationId: string): readonly Outgoing[] {
    const kept = parse<Outgoing[]>(this.#get(`outgoing:${conversationId}`));
    return Array.isArray(kept) ? kept.map((message) => ({ ...message, state: "failed" as const })) : [];
  }

  keepOutgoing(conversationId: string, messages: readonly Outgoing[]): void {
    this.#set(`outgoing:${conversationId}`, messages.length === 0 ? null : JSON.stringify(messages));
  }

  /** An agent's labels that the helpdesk has not acknowledged; any of them may have been stored. */
  labelErrands(username: string): readonly LabelErrand[] {
    const kept = parse<LabelErrand[]>(this.#get(`labels:${username}`));
    return Array.isArray(kept) ? kept.map((errand) => ({ ...errand, maybe_stored: true })) : [];
  }

  keepLabelErrands(username: string, errands: readonly LabelErrand[]): void {
    this.#set(`labels:${username}`, errands.length === 0 ? null : JSON.stringify(errands));
  }

  seen(conversationId: string): number | undefined {
    const kept = this.#get(`seen:${conversationId}`);
    return kept === null ? undefined : Number(kept);
  }

  keepSeen(conversationId: string, sequence: number): void {
    if (sequence > (this.seen(conversationId) ?? 0)) this.#set(`seen:${conversationId}`, String(sequence));
  }

  preferences(): Preferences {
    return { ...DEFAULT_PREFERENCES, ...parse<Partial<Preferences>>(this.#get("preferences")) };
  }

  keepPreferences(preferences: Preferences): void {
    this.#set("preferences", JSON.stringify(preferences));
  }

  #get(key: string): string | null {
    const held = this.#memory.get(key);
    if (held !== undefined) return held;
    try {
      return this.#storage?.getItem(`${PREFIX}:${key}`) ?? null;
    } catch {
      return null;
    }
  }

  #set(key: string, value: string | null): void {
    try {
      if (value === null) this.#storage?.removeItem(`${PREFIX}:${key}`);
      else this.#storage?.setItem(`${PREFIX}:${key}`, value);
      if (this.#storage !== null) {
        this.#memory.delete(key);
        return;
      }
    } catch {
      // Falls through to memory: the draft must outlive at least this page.
    }
    if (value === null) this.#memory.delete(key);
    else this.#memory.set(key, value);
  }
}

function parse<T>(text: string | null): T | null {
  if (text === null) return null;
  try {
    return JSON.parse(text) as T;
  } catch {
    return null;
  }
}
