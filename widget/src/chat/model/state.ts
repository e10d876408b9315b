/** What the chat knows: the log it has heard, what it still has to send, and who is in charge. */

import type { Attachment, Conversation, InCharge, LogEvent } from "../../api/types";

/** Why an outgoing message is still here. */
export type Problem =
  /** The server cannot be reached; it is tried again by itself. */
  | "unreachable"
  /** The server asked to wait. */
  | "busy"
  /** The server will not have it; sending the same again is of no use. */
  | "refused"
  /** A choice of a question that is no longer open. */
  | "outdated";

export type OutgoingBody =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "choice"; readonly sequence: number; readonly choiceId: string; readonly label: string }
  | { readonly kind: "file"; readonly attachment: Attachment }
  | { readonly kind: "handoff" };

export interface Outgoing {
  /** Made once by this browser: the server stores a message of the same id only once. */
  readonly id: string;
  readonly body: OutgoingBody;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly delivery: "pending" | "failed" | "stored";
  readonly problem: Problem | null;
}

export type Connection = "idle" | "connecting" | "online" | "lost";

export interface ChatState {
  readonly conversation: Conversation | null;
  /** In the order of their sequence, each once. */
  readonly events: readonly LogEvent[];
  readonly outbox: readonly Outgoing[];
  readonly typing: { readonly bot: boolean; readonly agent: boolean };
  readonly connection: Connection;
  /** Whether an earlier conversation was found to be over and a new one follows. */
  readonly renewed: boolean;
  /** What the customer said of answers, by sequence. */
  readonly feedback: Readonly<Record<number, boolean>>;
  /** The last event the customer has seen. */
  readonly readSequence: number;
}

export const EMPTY: ChatState = {
  conversation: null,
  events: [],
  outbox: [],
  typing: { bot: false, agent: false },
  connection: "idle",
  renewed: false,
  feedback: {},
  readSequence: 0,
};

/** The sequence of the last event heard; 0 before the first. */
export function lastSequence(state: ChatState): number {
  return state.events.at(-1)?.sequence ?? 0;
}

export function inCharge(state: ChatState): InCharge {
  return state.conversation?.in_charge ?? "bot";
}

/** Whether whoever waits may be answered now, as far as the helpdesk has said. */
export function somebodyThere({ conversation }: ChatState): boolean {
  const wait = conversation?.wait;
  return !wait || (wait.open && wait.agents_present);
}

/** The last message of the customer's that the agent who has the conversation has seen. */
export function seenSequence(state: ChatState): number | null {
  const seen = state.conversation?.agent_read_sequence ?? 0;
  if (inCharge(state) !== "agent" || seen === 0) return null;
  const message = state.events.findLast((event) => event.author === "customer" && event.kind === "message");
  return message && message.sequence <= seen ? message.sequence : null;
}

/** Whether the log has been heard up to where the server said it ends. */
export function caughtUp(state: ChatState): boolean {
  if (state.conversation === null) return state.connection === "idle";
  return lastSequence(state) >= state.conversation.last_sequence;
}

/** Messages of the bot and of agents the customer has not seen. */
export function unreadCount(state: ChatState): number {
  return state.events.filter(
    (event) =>
      event.sequence > state.readSequence &&
      event.kind === "message" &&
      (event.author === "bot" || event.author === "agent"),
  ).length;
}
