/** The rows of the log as the customer sees them, made from the state. Pure. */

import type { Author, Choice, EventKind, HandoffReason, LogEvent, Part } from "../../api/types";
import { languageOf, type Language } from "../../i18n/language";
import { sameDay } from "../../i18n/times";
import { inCharge, seenSequence, type ChatState, type Outgoing, type OutgoingBody, type Problem } from "./state";

export interface DayItem {
  readonly type: "day";
  readonly key: string;
  readonly at: Date;
}

export interface MessageItem {
  readonly type: "message";
  readonly key: string;
  readonly author: Exclude<Author, "system">;
  readonly name: string | null;
  readonly at: Date;
  readonly language: Language | null;
  /** Whether the speaker changed: only then the speaker is named. */
  readonly leads: boolean;
  readonly parts: readonly Part[];
  readonly sequence: number | null;
  readonly choices: ChoicesState;
  readonly delivery: Outgoing["delivery"] | "sent";
  readonly problem: Problem | null;
  /** The message's id in the outbox, while it is there. */
  readonly outgoingId: string | null;
  readonly helpful: boolean | null;
  /** Whether a human is offered, the answer having been of no help. */
  readonly offersHuman: boolean;
  /** Whether an agent has seen it; shown under the last message only. */
  readonly seen: boolean;
}

export interface StatusItem {
  readonly type: "status";
  readonly key: string;
  readonly kind: Exclude<EventKind, "message">;
  readonly at: Date;
  readonly language: Language | null;
  readonly name: string | null;
  readonly reason: HandoffReason | null;
  readonly cause: string | null;
}

/** The customer's wish for a human, while it is on its way. */
export interface RequestItem {
  readonly type: "request";
  readonly key: string;
  readonly outgoingId: string;
  readonly delivery: Outgoing["delivery"];
  readonly problem: Problem | null;
}

export type Item = DayItem | MessageItem | StatusItem | RequestItem;

export interface ChoicesState {
  readonly open: boolean;
  readonly chosenId: string | null;
}

const NO_CHOICES: ChoicesState = { open: false, chosenId: null };
/** A speaker is named again after a pause of this length. */
const GROUP_MILLISECONDS = 5 * 60_000;

export function itemsOf(state: ChatState): Item[] {
  const items: Item[] = [];
  const seen = seenSequence(state);
  let before: { author: Author; name: string | null; at: Date } | null = null;
  for (const [index, event] of state.events.entries()) {
    const at = new Date(event.created_at);
    if (before === null || !sameDay(before.at, at)) {
      items.push({ type: "day", key: `day:${event.sequence}`, at });
      before = null;
    }
    if (event.kind !== "message" || event.author === "system") {
      if (event.kind !== "message") items.push(statusOf(event, event.kind, at));
      before = { author: "system", name: null, at };
      continue;
    }
    const leads =
      before === null ||
      before.author !== event.author ||
      before.name !== event.author_name ||
      at.getTime() - before.at.getTime() > GROUP_MILLISECONDS;
    items.push({
      type: "message",
      key: `message:${event.client_message_id ?? event.sequence}`,
      author: event.author,
      name: event.author_name,
      at,
      language: languageOf(event.language),
      leads,
      parts: event.parts,
      sequence: event.sequence,
      choices: choicesOf(state, index),
      delivery: "sent",
      problem: null,
      outgoingId: null,
      helpful: state.feedback[event.sequence] ?? null,
      offersHuman: state.feedback[event.sequence] === false && canAskForHuman(state),
      seen: event.sequence === seen,
    });
    before = { author: event.author, name: event.author_name, at };
  }
  for (const outgoing of state.outbox) {
    const at = new Date(outgoing.createdAt);
    if (before !== null && !sameDay(before.at, at)) {
      items.push({ type: "day", key: `day:${outgoing.id}`, at });
    }
    items.push(outgoingItem(outgoing, at, before?.author !== "customer"));
    before = { author: "customer", name: null, at };
  }
  return items;
}

function statusOf(event: LogEvent, kind: StatusItem["kind"], at: Date): StatusItem {
  return {
    type: "status",
    key: `status:${event.sequence}`,
    kind,
    at,
    language: languageOf(event.language),
    name: event.author_name,
    reason: event.handoff?.reason ?? null,
    cause: event.handoff?.cause ?? null,
  };
}

function outgoingItem(outgoing: Outgoing, at: Date, leads: boolean): MessageItem | RequestItem {
  if (outgoing.body.kind === "handoff") {
    return {
      type: "request",
      key: `request:${outgoing.id}`,
      outgoingId: outgoing.id,
      delivery: outgoing.delivery,
      problem: outgoing.problem,
    };
  }
  return {
    type: "message",
    key: `message:${outgoing.id}`,
    author: "customer",
    name: null,
    at,
    language: null,
    leads,
    parts: [partOf(outgoing.body)],
    sequence: null,
    choices: NO_CHOICES,
    delivery: outgoing.delivery,
    problem: outgoing.problem,
    outgoingId: outgoing.id,
    helpful: null,
    offersHuman: false,
    seen: false,
  };
}

function partOf(body: Exclude<OutgoingBody, { kind: "handoff" }>): Part {
  if (body.kind === "file") return { type: "attachment", text: "", attachment: body.attachment };
  return { type: "text", text: body.kind === "text" ? body.text : body.label };
}

function canAskForHuman(state: ChatState): boolean {
  return inCharge(state) === "bot" && !state.outbox.some((one) => one.body.kind === "handoff");
}

/** Choices are open until the customer says anything more or a human takes over. */
function choicesOf(state: ChatState, index: number): ChoicesState {
  const event = state.events[index];
  const offered = event?.parts.flatMap((part) => (part.type === "choices" ? part.choices : [])) ?? [];
  if (event === undefined || offered.length === 0) return NO_CHOICES;
  const reply = state.events
    .slice(index + 1)
    .find((later) => later.author === "customer" && later.kind === "message");
  const pending = state.outbox.find(
    (outgoing) => outgoing.body.kind === "choice" && outgoing.body.sequence === event.sequence,
  );
  if (reply) return { open: false, chosenId: chosenBy(reply, offered) };
  if (pending?.body.kind === "choice") return { open: false, chosenId: pending.body.choiceId };
  return { open: state.outbox.length === 0 && inCharge(state) === "bot", chosenId: null };
}

function chosenBy(reply: LogEvent, offered: readonly Choice[]): string | null {
  const text = reply.parts.find((part) => part.type === "text")?.text;
  return offered.find((choice) => choice.label === text)?.id ?? null;
}
