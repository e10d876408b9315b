/** The shapes that the leads' pages speak with the server (docs/architecture.md). Owns no behaviour. */
import type { Language } from "../../i18n/language";
import type { Channel, Priority } from "./lead-rules";

export type LeadRole = "agent" | "lead" | "admin";
export type LeadPresence = "online" | "busy" | "away" | "offline";

/** Somebody at work, with how much they have in hand. */
export interface Loaded {
  readonly username: string;
  readonly name: string;
  readonly role: LeadRole;
  readonly presence: LeadPresence;
  readonly departments: readonly string[];
  readonly languages: readonly string[];
  readonly capacity: number;
  readonly load: number;
}

export interface Person extends Loaded {
  readonly active: boolean;
  readonly created_at: string;
  readonly last_seen_at: string | null;
  readonly locked: boolean;
}

export interface BoardDepartment {
  /** Null: conversations of no department. */
  readonly department: string | null;
  readonly waiting: number;
  readonly longest_wait_seconds: number | null;
  readonly assigned: number;
  readonly breached: number;
  readonly agents_online: number;
}

export interface Board {
  readonly waiting: number;
  readonly longest_wait_seconds: number | null;
  readonly assigned: number;
  readonly snoozed: number;
  readonly breached: number;
  readonly due_soon: number;
  readonly by_department: readonly BoardDepartment[];
  readonly agents: readonly Loaded[];
  readonly mail: { readonly queued: number; readonly failed: number };
}

export interface LeadDepartment {
  readonly id: string;
  readonly names: Readonly<Record<Language, string>>;
  readonly position: number;
  readonly active: boolean;
  readonly hours: number | null;
  readonly assignment: "manual" | "automatic";
  readonly version: number;
}

export interface Target {
  readonly department: string;
  readonly channel: Channel;
  readonly priority: Priority;
  readonly first_response_minutes: number | null;
  readonly next_response_minutes: number | null;
  readonly resolution_minutes: number | null;
}

export const PROMISES = ["first_response", "next_response", "resolution"] as const;
export type PromiseKind = (typeof PROMISES)[number];

export const ACTIONS = ["warn_agent", "raise_priority", "reassign", "tell_lead"] as const;
export type SlaAction = (typeof ACTIONS)[number];

/** What is done so many minutes of business time before a due time. */
export interface SlaRule {
  readonly id: number;
  readonly department: string | null;
  readonly promise: PromiseKind | null;
  readonly minutes_before: number;
  readonly action: SlaAction;
  readonly active: boolean;
}

export interface Sla {
  readonly targets: readonly Target[];
  readonly rules: readonly SlaRule[];
}

export interface LeadCannedReply {
  readonly id: number;
  readonly shortcut: string;
  readonly title: string;
  readonly texts: Readonly<Partial<Record<Language, string>>>;
  readonly department: string | null;
  readonly active: boolean;
  readonly version: number;
}

/** What the routing rules would do with a text. */
export interface Routed {
  readonly department: string | null;
  readonly priority: Priority;
  readonly matched: readonly { readonly id: number; readonly name: string }[];
  readonly tone: { readonly anger: number; readonly urgency: number } | null;
}

export interface AuditEntry {
  readonly id: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject_kind: string;
  readonly subject_id: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly address: string | null;
}

export type MailState = "queued" | "sent" | "failed";

export interface Mail {
  readonly id: number;
  readonly to_address: string;
  readonly subject: string;
  readonly state: MailState;
  readonly attempts: number;
  readonly next_attempt_at: string | null;
  readonly last_error: string | null;
  readonly created_at: string;
  readonly sent_at: string | null;
  readonly conversation_id: string | null;
}

export type FlagKind = "wrong_answer" | "missing_entry";

export interface OpenFlag {
  readonly id: number | string;
  readonly kind: FlagKind;
  readonly conversation_id: string;
  readonly sequence: number;
  readonly details: Readonly<Record<string, unknown>>;
  readonly agent: { readonly username: string; readonly name: string } | null;
  readonly created_at: string;
}
