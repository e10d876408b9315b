/** How the chat's state follows what happens. Pure: no clock, no network, no storage. */

import type { Conversation, LogEvent, Typing } from "../../api/types";
import {
  EMPTY,
  lastSequence,
  type ChatState,
  type Connection,
  type Outgoing,
  type OutgoingBody,
  type Problem,
} from "./state";

export type Happening =
  /** A conversation of an earlier visit, or of another tab, is taken up. */
  | {
      readonly type: "resumed";
      readonly feedback: Readonly<Record<number, boolean>>;
      readonly readSequence: number;
    }
  | { readonly type: "conversation"; readonly conversation: Conversation }
  /** The server no longer knows the conversation: what is unsent goes into a new one. */
  | { readonly type: "renewed" }
  | { readonly type: "heard"; readonly event: LogEvent }
  | { readonly type: "typing"; readonly typing: Typing }
  | { readonly type: "connection"; readonly connection: Connection }
  | { readonly type: "composed"; readonly outgoing: Outgoing }
  | { readonly type: "stored"; readonly id: string; readonly event: LogEvent | null }
  | { readonly type: "failed"; readonly id: string; readonly problem: Problem; readonly final: boolean }
  | { readonly type: "retried"; readonly id: string }
  | { readonly type: "discarded"; readonly id: string }
  | { readonly type: "rated"; readonly sequence: number; readonly helpful: boolean | null }
  | { readonly type: "read" };

export function reduce(state: ChatState, happening: Happening): ChatState {
  switch (happening.type) {
    case "resumed":
      return {
        ...EMPTY,
        outbox: state.outbox,
        feedback: happening.feedback,
        readSequence: happening.readSequence,
      };
    case "conversation":
      return { ...state, conversation: happening.conversation };
    case "renewed":
      return { ...EMPTY, outbox: state.outbox.flatMap(resendable), renewed: true };
    case "heard":
      return hear(state, happening.event);
    case "typing":
      return happening.typing.author === "customer" ? state : setTyping(state, happening.typing);
    case "connection":
      return happening.connection === "online"
        ? { ...state, connection: "online" }
        : { ...state, connection: happening.connection, typing: EMPTY.typing };
    case "composed":
      return state.outbox.some((one) => one.id === happening.outgoing.id)
        ? state
        : { ...state, outbox: [...state.outbox, happening.outgoing] };
    case "stored":
      return store(state, happening.id, happening.event);
    case "failed":
      return change(state, happening.id, {
        delivery: happening.final ? "failed" : "pending",
        problem: happening.problem,
      });
    case "retried":
      return change(state, happening.id, { delivery: "pending", problem: null });
    case "discarded":
      return { ...state, outbox: state.outbox.filter((one) => one.id !== happening.id) };
    case "rated":
      return rate(state, happening.sequence, happening.helpful);
    case "read":
      return { ...state, readSequence: Math.max(state.readSequence, lastSequence(state)) };
  }
}

/** The event joins the log, once; a message of ours in it leaves the outbox. */
function hear(state: ChatState, event: LogEvent): ChatState {
  if (event.sequence <= lastSequence(state)) return state;
  const typing =
    event.author === "bot" || event.author === "agent"
      ? { ...state.typing, [event.author]: false }
      : state.typing;
  return {
    ...state,
    events: [...state.events, event],
    outbox: state.outbox.filter((one) => one.id !== event.client_message_id),
    typing,
  };
}

function store(state: ChatState, id: string, event: LogEvent | null): ChatState {
  // Without an event of its own (a handoff request) the log tells the rest.
  if (event === null) return { ...state, outbox: state.outbox.filter((one) => one.id !== id) };
  if (event.sequence === lastSequence(state) + 1) return hear(state, event);
  if (event.sequence <= lastSequence(state)) {
    return { ...state, outbox: state.outbox.filter((one) => one.id !== id) };
  }
  // Earlier events are still on their way: the bubble stays where it is until the log brings it.
  return change(state, id, { delivery: "stored", problem: null });
}

function change(state: ChatState, id: string, changes: Pick<Outgoing, "delivery" | "problem">): ChatState {
  return {
    ...state,
    outbox: state.outbox.map((one) => (one.id === id ? { ...one, ...changes } : one)),
  };
}

function rate(state: ChatState, sequence: number, helpful: boolean | null): ChatState {
  const others = Object.entries(state.feedback).filter(([rated]) => Number(rated) !== sequence);
  const feedback = Object.fromEntries(others) as Record<number, boolean>;
  if (helpful !== null) feedback[sequence] = helpful;
  return { ...state, feedback };
}

function setTyping(state: ChatState, typing: Typing): ChatState {
  return { ...state, typing: { ...state.typing, [typing.author]: typing.active } };
}

/** What was not stored yet, fit for another conversation: a choice becomes its words. */
function resendable(outgoing: Outgoing): Outgoing[] {
  // A file is in the conversation it was uploaded to, and in no other.
  if (outgoing.delivery === "stored" || outgoing.body.kind === "file") return [];
  const body: OutgoingBody =
    outgoing.body.kind === "choice" ? { kind: "text", text: outgoing.body.label } : outgoing.body;
  return [{ ...outgoing, body, delivery: "pending", problem: null }];
}
