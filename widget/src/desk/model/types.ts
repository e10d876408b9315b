/**
 * The shapes the desk's API speaks (docs/architecture.md, "Agents"). Owns no behaviour.
 */

import type { LogEvent as CustomerLogEvent } from "../../api/types";
import type { Language } from "../../i18n/language";
import type { Author, HandoffReason, HandoffState, InCharge, Part } from "../../api/types";

export type { Author, HandoffReason, HandoffState, Part, TextPart, EntryReference } from "../../api/types";
export type { Language } from "../../i18n/language";

export type Role = "agent" | "lead";

export interface Agent {
  readonly username: string;
  readonly name: string;
  readonly role: Role;
}

export type LogEvent = CustomerLogEvent;

/** A bot's reply that was recorded but not shown: somebody else was in charge by then. */
export interface HiddenReply {
  /** Of the customer's message that it would have answered. */
  readonly sequence: number;
  readonly hidden_reason: string;
  readonly reply: { readonly parts: readonly (Part | { readonly type: "handoff"; readonly reason: string })[] };
}

/** One entry the knowledge base offered; `answer` is absent in a handoff's evidence. */
export interface Candidate {
  readonly entry_id: string;
  readonly version: number;
  readonly language: string;
  readonly cross_lingual: boolean;
  readonly category?: string;
  readonly question: string;
  readonly answer?: string;
  /** Of the answer, as a customer would see it; only in suggestions. */
  readonly html?: string;
  readonly confidence: number;
  readonly score?: number;
  readonly matched_text?: string;
}

export type Decision = "answer" | "clarify" | "hand_off";

export interface SearchResult {
  readonly decision: Decision;
  readonly reason: "low_confidence" | "no_answer" | null;
  readonly confidence: number;
  readonly certified: boolean;
  readonly thresholds?: { readonly answer: number; readonly clarify: number };
  readonly candidates: readonly Candidate[];
  readonly knowledge_base_version?: number;
  readonly encoder?: string;
  readonly milliseconds?: number;
}

/** What the assistant knew when it asked for a human. */
export interface Evidence {
  readonly search?: SearchResult | null;
  readonly intent?: string | null;
  readonly intent_confidence?: number | null;
  readonly error?: { readonly code: string; readonly message: string } | null;
  readonly question?: string | null;
}

export interface Customer {
  readonly name?: string | null;
  readonly email?: string | null;
  readonly first_contact_at?: string | null;
  readonly conversations?: number | null;
}

export interface Handoff {
  readonly id: string;
  readonly conversation_id: string;
  readonly state: HandoffState;
  readonly reason: HandoffReason;
  readonly language: string;
  readonly waiting_since: string;
  readonly requested_at: string;
  readonly position: number | null;
  readonly agent: { readonly username: string; readonly name: string } | null;
  readonly customer: Customer | null;
  readonly page_url: string | null;
  readonly last_message: { readonly author: Author; readonly text: string; readonly created_at: string } | null;
  readonly last_sequence: number;
  readonly department?: string | null;
  readonly priority?: string | number | null;
  readonly question?: string | null;
  readonly evidence?: Evidence | null;
}

export interface Conversation {
  readonly id: string;
  readonly language: string;
  readonly state: "open" | "closed" | "merged";
  readonly in_charge: InCharge;
  readonly agent_name: string | null;
  readonly last_sequence: number;
  readonly created_at: string;
  readonly page_url?: string | null;
  readonly page_title?: string | null;
}

export interface ConversationView {
  readonly conversation: Conversation;
  readonly handoff: Handoff | null;
  readonly events: readonly LogEvent[];
  readonly hidden_replies: readonly HiddenReply[];
}

export type EntryStatus = "draft" | "published" | "archived";

export interface Variant {
  readonly question: string;
  readonly answer: string;
  readonly alternatives: readonly string[];
}

export interface Entry {
  readonly id: string;
  readonly category: string;
  readonly tags: readonly string[];
  readonly status: EntryStatus;
  readonly version: number;
  readonly variants: Readonly<Partial<Record<Language, Variant>>>;
  readonly created_at?: string;
  readonly updated_at?: string;
  readonly updated_by?: string | null;
}

export interface Category {
  readonly id: string;
  readonly names: Readonly<Partial<Record<Language, string>>>;
  readonly position: number;
  readonly published_entries?: number;
}

export interface ImportReport {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly errors: readonly { readonly line: number | null; readonly field: string | null; readonly reason: string }[];
  readonly applied: boolean;
}

export type ImportFormat = "yaml" | "json" | "csv" | "xlsx";
