/** What the helpdesk says and hears, as `docs/architecture.md` lays down. */

import type { Language } from "../i18n/language";

export type Author = "customer" | "bot" | "agent" | "system";

export type InCharge = "bot" | "queue" | "agent";

export type HandoffState = "waiting" | "assigned" | "resolved" | "abandoned";

export type HandoffReason =
  | "customer_request"
  | "low_confidence"
  | "no_answer"
  | "clarification_failed"
  | "assistant_unavailable"
  | "negative_feedback"
  | "policy";

export type EventKind =
  | "message"
  | "handoff_requested"
  | "handoff_claimed"
  | "handoff_released"
  | "handoff_transferred"
  | "handoff_resolved"
  | "handoff_reopened"
  | "handoff_abandoned"
  | "handoff_returned";

/** The entry an answer was taken from. */
export interface EntryReference {
  readonly id: string;
  readonly version: number;
  readonly language: Language;
  readonly question: string;
  readonly confidence: number;
  readonly cross_lingual: boolean;
}

export interface TextPart {
  readonly type: "text";
  readonly text: string;
  /** Made and sanitised by the server. */
  readonly html?: string;
  readonly language?: Language;
  readonly entry?: EntryReference | null;
}

export interface Choice {
  readonly id: string;
  readonly label: string;
}

export interface ChoicesPart {
  readonly type: "choices";
  readonly text: string;
  /** As of a text. */
  readonly html?: string;
  readonly language?: Language;
  readonly choices: readonly Choice[];
}

/** A file that came with a message; its bytes are fetched apart. */
export interface Attachment {
  readonly id: string;
  readonly file_name: string;
  readonly media_type: string;
  readonly size_bytes: number;
}

export interface AttachmentPart {
  readonly type: "attachment";
  readonly text: string;
  readonly html?: string;
  readonly attachment: Attachment;
}

export type Part = TextPart | ChoicesPart | AttachmentPart;

export interface EventHandoff {
  readonly id: string;
  readonly state: HandoffState;
  readonly reason: HandoffReason;
  /** Why it moved, where that is not its agent's doing: `agent_gone`, `assigned`. */
  readonly cause?: string | null;
}

/** One event of a conversation's log; `sequence` is 1, 2, 3 … without gaps. */
export interface LogEvent {
  readonly conversation_id: string;
  readonly sequence: number;
  readonly kind: EventKind;
  readonly author: Author;
  readonly author_name: string | null;
  readonly client_message_id: string | null;
  readonly language: Language;
  readonly created_at: string;
  readonly parts: readonly Part[];
  readonly handoff: EventHandoff | null;
}

/** What a waiting customer may expect. */
export interface Wait {
  readonly position: number;
  /** Four times in five the wait is between these; null without a basis. */
  readonly expected: { readonly from_minutes: number; readonly to_minutes: number } | null;
  readonly open: boolean;
  /** When business time begins, where it is not now. */
  readonly opens_at: string | null;
  readonly agents_present: boolean;
}

/** Where a message is answered that was left with an address, and by when if that was promised. */
export interface Contact {
  readonly email: string;
  readonly answer_by: string | null;
}

export interface ContactBody {
  readonly client_request_id: string;
  readonly name: string;
  readonly email: string;
  readonly message: string;
}

export interface Conversation {
  readonly id: string;
  readonly language: Language;
  readonly state: "open" | "closed" | "merged";
  readonly in_charge: InCharge;
  readonly agent_name: string | null;
  readonly handoff: (EventHandoff & { readonly position: number | null }) | null;
  readonly channel?: "chat" | "email" | null;
  readonly contact?: Contact | null;
  readonly wait?: Wait | null;
  /** The last event its agent has seen. */
  readonly agent_read_sequence?: number;
  readonly last_sequence: number;
  readonly created_at: string;
}

export interface Typing {
  readonly author: "bot" | "agent" | "customer";
  readonly active: boolean;
}

/** What a customer sends: words, a choice the assistant offered, or files uploaded before. */
export type MessageBody =
  | { readonly client_message_id: string; readonly attachments: readonly string[] }
  | { readonly client_message_id: string; readonly text: string }
  | { readonly client_message_id: string; readonly choice: { readonly sequence: number; readonly id: string } };
