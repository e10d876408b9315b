/** Who works at the desk, what they are told, and the departments they work in. Owns no behaviour. */
import type { Language } from "../../../i18n/language";

export type Role = "agent" | "lead" | "admin";

/** What an agent says of themselves; `offline` is what the server makes of a desk that is closed. */
export type Availability = "online" | "busy" | "away";
export type Presence = Availability | "offline";

/** The signed-in agent. */
export interface Agent {
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly availability?: Availability;
  readonly departments?: readonly string[];
  readonly languages?: readonly string[];
  readonly capacity?: number;
}

/** An agent as the others see them. */
export interface Colleague {
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly presence: Presence;
  readonly departments: readonly string[];
  readonly languages: readonly string[];
  readonly capacity: number;
  /** Open conversations in hand that are not snoozed. */
  readonly load: number;
}

export interface Department {
  readonly id: string;
  readonly names: Readonly<Partial<Record<Language, string>>>;
  readonly position: number;
  readonly active: boolean;
}

export type NoticeKind = "mention" | "transferred" | "assigned" | "sla_warning" | "sla_breach" | "agent_gone" | "mail_failed";

/** Something one agent is told, until they have read it. */
export interface AgentNotice {
  readonly id: string | number;
  readonly kind: NoticeKind;
  readonly conversation_id: string | null;
  readonly handoff_id: string | null;
  /** The customer's, where it is known. */
  readonly customer_name?: string | null;
  readonly details: Readonly<Record<string, unknown>> | null;
  readonly created_at: string;
  readonly read: boolean;
}

/** A reply written once for many; its texts may hold `{{placeholders}}`. */
export interface CannedReply {
  readonly id: string | number;
  readonly shortcut: string;
  readonly title: string;
  readonly texts: Readonly<Partial<Record<Language, string>>>;
  readonly department: string | null;
  readonly active: boolean;
}

/** Another agent with the same conversation open. */
export interface Viewer {
  readonly username: string;
  readonly name: string;
  readonly writing: boolean;
}
