/**
 * A conversation as the desk holds it: its log by sequence, and what was sent but is not in
 * the log yet. Pure: every function returns a new value. Must not import elements or the API.
 */
import type {
  Attachment,
  Conversation,
  ConversationView,
  Customer,
  EarlierConversation,
  Flag,
  Handoff,
  HiddenReply,
  LogEvent,
  MergedSource,
  PrivateNote,
  SlaClock,
  Transition,
  Viewer,
} from "./types";

export type OutgoingState = "pending" | "failed";

/** A reply on its way; it leaves when the log brings its `client_message_id`. */
export interface Outgoing {
  readonly client_message_id: string;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly state: OutgoingState;
  readonly created_at: string;
  /** Why it failed, in the reader's language. */
  readonly problem: string | null;
}

export interface Thread {
  readonly id: string;
  readonly conversation: Conversation | null;
  readonly handoff: Handoff | null;
  readonly events: readonly LogEvent[];
  /** Replies of the bot that no customer saw. */
  readonly hidden: readonly HiddenReply[];
  readonly notes: readonly PrivateNote[];
  readonly transitions: readonly Transition[];
  readonly flags: readonly Flag[];
  readonly earlier: readonly EarlierConversation[];
  readonly customer: Customer | null;
  readonly sla: readonly SlaClock[];
  /** The conversation this one was merged into, and those merged into this one. */
  readonly mergedInto: string | null;
  readonly mergedFrom: readonly MergedSource[];
  /** The last event the customer has seen; 0 where that is not known. */
  readonly customerRead: number;
  /** Other agents with this conversation open. */
  readonly viewers: readonly Viewer[];
  readonly outgoing: readonly Outgoing[];
  readonly loaded: boolean;
  readonly problem: string | null;
  /** When the customer was last seen typing, in milliseconds of the clock; null when not. */
  readonly typing_since: number | null;
}

export function emptyThread(id: string, outgoing: readonly Outgoing[] = []): Thread {
  return {
    id,
    conversation: null,
    handoff: null,
    events: [],
    hidden: [],
    notes: [],
    transitions: [],
    flags: [],
    earlier: [],
    customer: null,
    sla: [],
    mergedInto: null,
    mergedFrom: [],
    customerRead: 0,
    viewers: [],
    outgoing,
    loaded: false,
    problem: null,
    typing_since: null,
  };
}

/** The thread with a whole view from the server laid over what streamed in meanwhile. */
export function withView(thread: Thread, view: ConversationView): Thread {
  return withEvents(
    {
      ...thread,
      conversation: view.conversation,
      handoff: view.handoff,
      hidden: view.hidden_replies,
      notes: view.notes ?? [],
      transitions: view.transitions ?? [],
      flags: view.flags ?? [],
      earlier: view.earlier ?? [],
      customer: view.customer ?? view.handoff?.customer ?? null,
      sla: view.sla ?? [],
      mergedInto: view.merged?.into ?? null,
      mergedFrom: view.merged?.from ?? [],
      customerRead: Math.max(thread.customerRead, view.customer_read_sequence ?? 0),
      loaded: true,
      problem: null,
    },
    view.events,
  );
}

/** The thread with these events in it, each sequence once, in order, and their outgoing gone. */
export function withEvents(thread: Thread, incoming: readonly LogEvent[]): Thread {
  if (incoming.length === 0) return thread;
  const bySequence = new Map(thread.events.map((event) => [event.sequence, event]));
  for (const event of incoming) bySequence.set(event.sequence, event);
  const events = [...bySequence.values()].sort((a, b) => a.sequence - b.sequence);
  const stored = new Set(events.map((event) => event.client_message_id).filter((id) => id !== null));
  const customerSpoke = incoming.some((event) => event.author === "customer");
  return {
    ...thread,
    events,
    outgoing: thread.outgoing.filter((message) => !stored.has(message.client_message_id)),
    typing_since: customerSpoke ? null : thread.typing_since,
  };
}

/**
 * The last sequence up to which nothing is missing. Events after it may be held already; the
 * log has a gap exactly when this is less than `lastSequence(thread)`.
 */
export function completeUpTo(thread: Thread): number {
  let expected = 0;
  for (const event of thread.events) {
    if (event.sequence !== expected + 1) break;
    expected = event.sequence;
  }
  return expected;
}

export function lastSequence(thread: Thread): number {
  return thread.events.at(-1)?.sequence ?? 0;
}

/** True when the server is known to have events this thread lacks. */
export function isBehind(thread: Thread, serverLastSequence = 0): boolean {
  return completeUpTo(thread) < Math.max(lastSequence(thread), serverLastSequence);
}

export function withOutgoing(thread: Thread, message: Outgoing): Thread {
  const others = thread.outgoing.filter((one) => one.client_message_id !== message.client_message_id);
  const known = others.length < thread.outgoing.length;
  return {
    ...thread,
    outgoing: known
      ? thread.outgoing.map((one) => (one.client_message_id === message.client_message_id ? message : one))
      : [...thread.outgoing, message],
  };
}

export function withoutOutgoing(thread: Thread, clientMessageId: string): Thread {
  return { ...thread, outgoing: thread.outgoing.filter((one) => one.client_message_id !== clientMessageId) };
}

/** The newest message a customer wrote, or null: what suggestions are looked up for. */
export function lastCustomerText(thread: Thread): string | null {
  for (let index = thread.events.length - 1; index >= 0; index -= 1) {
    const event = thread.events[index];
    if (event?.kind === "message" && event.author === "customer") {
      return event.parts.map((part) => part.text).join("\n");
    }
  }
  return null;
}

/** The last message of an agent that the customer has seen; null before the first. */
export function lastSeenReply(thread: Thread): number | null {
  const seen = thread.events.filter(
    (event) => event.kind === "message" && event.author === "agent" && event.sequence <= thread.customerRead,
  );
  return seen.at(-1)?.sequence ?? null;
}
