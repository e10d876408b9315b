/** What the desk knows at one moment: the one value that every element draws from. */
import type { StreamStatus } from "../../stream/event-stream";
import type { CertificateState } from "../model/certificate";
import type { Preferences } from "../model/keepsake";
import type { Thread } from "../model/thread";
import type { Agent, AgentNotice, Colleague, Department, Handoff } from "../model/types";
import type { WordKey } from "../words";
import type { LabellingState } from "./labelling";
import type { Upload } from "./uploads";

/** `expired`: was signed in, and everything on the screen stays behind the sign-in. */
export type Phase = "opening" | "unreachable" | "signed-out" | "signed-in" | "expired";

/** What was just done or refused, said for some seconds. */
export interface Toast {
  readonly key: WordKey;
  readonly values: Readonly<Record<string, string | number>>;
  readonly tone: "good" | "bad";
  /** Takes it back; offered while the toast is shown. */
  readonly undo?: () => void;
  readonly milliseconds?: number;
}

/** What this agent is told by the helpdesk. */
export interface Notices {
  readonly unread: number;
  /** Newest first. */
  readonly list: readonly AgentNotice[];
}

/** Conversations that are over and fit what was searched for. */
export interface Found {
  readonly text: string;
  /** Null while they are being fetched. */
  readonly handoffs: readonly Handoff[] | null;
}

export interface DeskState {
  readonly phase: Phase;
  readonly agent: Agent | null;
  /** The largest file of a message, as the helpdesk says. */
  readonly attachmentMegabytes: number;
  readonly connection: StreamStatus;
  /** Waiting and assigned, as last heard of; null before that. */
  readonly open: readonly Handoff[] | null;
  /** Conversation → the customer's messages that this agent has not read; only where it was counted. */
  readonly unread: ReadonlyMap<string, number>;
  /** Resolved and abandoned, newest first; null until asked for. */
  readonly closed: readonly Handoff[] | null;
  readonly found: Found | null;
  readonly agents: readonly Colleague[];
  readonly departments: readonly Department[];
  readonly notices: Notices;
  readonly threads: ReadonlyMap<string, Thread>;
  readonly uploads: ReadonlyMap<string, readonly Upload[]>;
  readonly selectedId: string | null;
  readonly labelling: LabellingState;
  /** As last heard of; null before that. */
  readonly certificate: CertificateState | null;
  readonly preferences: Preferences;
  readonly toast: Toast | null;
}
