/** Handoffs and conversations as the desk's API speaks of them (docs/architecture.md). Owns no behaviour. */
import type { Author, HandoffReason, HandoffState, InCharge, LogEvent, Part } from "../../../api/types";
import type { Evidence } from "./evidence";
import type { Viewer } from "./people";

export type Priority = "normal" | "high" | "urgent";
export type Channel = "chat" | "email";
export type Promise = "first_response" | "next_response" | "resolution";

interface Named {
  readonly username: string;
  readonly name: string;
}

/** A bot's reply that was recorded but not shown: somebody else was in charge by then. */
export interface HiddenReply {
  /** Of the customer's message that it would have answered. */
  readonly sequence: number;
  readonly hidden_reason: string;
  readonly reply: { readonly parts: readonly (Part | { readonly type: "handoff"; readonly reason: string })[] };
}

export interface CustomerNote {
  readonly id: string | number;
  readonly text: string;
  readonly agent: Named | null;
  readonly created_at: string;
}

export interface Customer {
  readonly id?: string | null;
  readonly name?: string | null;
  readonly email?: string | null;
  readonly tier?: string | null;
  readonly tags?: readonly string[];
  readonly notes?: readonly CustomerNote[];
  readonly first_contact_at?: string | null;
  readonly conversations?: number | null;
}

/** The earliest promise of a handoff that runs. */
export interface Due {
  readonly due_at: string | null;
  readonly promise: Promise | null;
  readonly breached: boolean;
  readonly paused: boolean;
}

/** Why a handoff is in its department and has its priority. */
export interface Routing {
  readonly tone?: { readonly anger: number; readonly urgency: number } | null;
  readonly rules?: readonly { readonly id: string | number; readonly name: string }[];
}

export interface Handoff {
  readonly id: string;
  readonly conversation_id: string;
  readonly state: HandoffState;
  readonly reason: HandoffReason;
  readonly language: string;
  readonly waiting_since: string;
  /** What the queue is ordered by: earliest first. */
  readonly rank_at?: string;
  readonly requested_at: string;
  /** Only of a handoff asked for alone; lists tell it by their order. */
  readonly position?: number | null;
  readonly agent: Named | null;
  readonly customer: Customer | null;
  readonly page_url: string | null;
  readonly last_message: { readonly author: Author; readonly text: string; readonly created_at: string } | null;
  readonly last_sequence: number;
  readonly department?: string | null;
  readonly priority?: Priority | null;
  readonly channel?: Channel;
  readonly snoozed_until?: string | null;
  readonly outcome?: string | null;
  readonly sla?: Due | null;
  readonly question?: string | null;
  readonly evidence?: Evidence | null;
  readonly routing?: Routing | null;
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
  readonly channel?: Channel;
}

/** What agents write to each other beside a conversation; no customer ever sees it. */
export interface PrivateNote {
  readonly id: string | number;
  /** It stands after the event with this number. */
  readonly after_sequence: number;
  readonly agent: Named | null;
  readonly text: string;
  readonly html?: string;
  readonly mentions: readonly string[];
  readonly created_at: string;
}

/** One move of the handoff, those without an event in the log as well. */
export interface Transition {
  readonly verb: string;
  readonly actor: string;
  readonly agent: Named | null;
  readonly at: string;
  readonly details: Readonly<Record<string, unknown>> | null;
  readonly after_sequence: number;
}

export interface EarlierConversation {
  readonly id: string;
  readonly created_at: string;
  readonly language: string;
  readonly question: string | null;
  readonly state: string | null;
  readonly outcome: string | null;
  readonly agent: Named | null;
  readonly last_message: { readonly text: string } | null;
  readonly merged_into?: string | null;
}

export type FlagKind = "wrong_answer" | "missing_entry";

export interface Flag {
  readonly id: string | number;
  readonly kind: FlagKind;
  readonly sequence: number;
  readonly details: Readonly<Record<string, unknown>> | null;
  readonly agent: Named | null;
  readonly created_at: string;
}

/** One promise of this conversation and what became of it. */
export interface SlaClock {
  readonly promise: Promise;
  readonly state: string;
  readonly target_minutes: number;
  readonly due_at: string | null;
  readonly breached_at: string | null;
  readonly started_at: string;
  readonly ended_at: string | null;
}

/** A conversation whose history stands in this one. */
export interface MergedSource {
  readonly merge_id: string | number;
  readonly id: string;
  readonly events: readonly LogEvent[];
}

export interface SummaryLine {
  readonly text: string;
  readonly sequence: number;
}

export interface ConversationView {
  readonly conversation: Conversation;
  readonly handoff: Handoff | null;
  readonly events: readonly LogEvent[];
  readonly hidden_replies: readonly HiddenReply[];
  readonly customer?: Customer | null;
  readonly notes?: readonly PrivateNote[];
  readonly transitions?: readonly Transition[];
  readonly earlier?: readonly EarlierConversation[];
  readonly flags?: readonly Flag[];
  readonly viewers?: readonly Viewer[];
  readonly merged?: { readonly into: string | null; readonly from: readonly MergedSource[] } | null;
  readonly sla?: readonly SlaClock[];
  readonly customer_read_sequence?: number | null;
  readonly agent_read_sequence?: number | null;
}
