/**
 * The lists beside the conversation: which handoffs are in which, in which order, and what
 * changed between two states of the queue. Pure.
 */
import type { Handoff } from "./types";

export type Tab = "waiting" | "mine" | "all" | "closed";

/** What the list of all conversations is narrowed by; an empty text narrows nothing. */
export interface Filter {
  readonly department: string;
  readonly agent: string;
  readonly language: string;
  readonly text: string;
}

export const NO_FILTER: Filter = { department: "", agent: "", language: "", text: "" };

/** The open handoffs after one piece of news: changed rows replaced or added, removed ones gone. */
export function withChanges(
  open: readonly Handoff[],
  changed: readonly Handoff[],
  removed: readonly string[],
): readonly Handoff[] {
  const byId = new Map(open.map((handoff) => [handoff.id, handoff]));
  for (const id of removed) byId.delete(id);
  for (const handoff of changed) byId.set(handoff.id, handoff);
  return [...byId.values()];
}

/** The queue of each state of the open handoffs: several elements ask for it at every drawing. */
const queues = new WeakMap<readonly Handoff[], readonly Handoff[]>();

/** Waiting handoffs in the order they are to be taken: by rank, then by id, as on the server. */
export function waiting(handoffs: readonly Handoff[]): readonly Handoff[] {
  const known = queues.get(handoffs);
  if (known !== undefined) return known;
  const queue = handoffs
    .filter((handoff) => handoff.state === "waiting")
    .map((handoff) => ({ handoff, rank: Date.parse(handoff.rank_at ?? handoff.waiting_since) }))
    .sort((a, b) => a.rank - b.rank || (a.handoff.id < b.handoff.id ? -1 : 1))
    .map(({ handoff }) => handoff);
  queues.set(handoffs, queue);
  return queue;
}

/** What this agent has in hand now: what is due next first, then the most recently active. */
export function mine(handoffs: readonly Handoff[], username: string): readonly Handoff[] {
  return handoffs.filter((handoff) => isHeldBy(handoff, username) && !handoff.snoozed_until).sort(byDue);
}

/** What this agent put aside until later, the next to come back first. */
export function snoozed(handoffs: readonly Handoff[], username: string): readonly Handoff[] {
  return handoffs
    .filter((handoff) => isHeldBy(handoff, username) && Boolean(handoff.snoozed_until))
    .sort((a, b) => Date.parse(a.snoozed_until ?? "") - Date.parse(b.snoozed_until ?? ""));
}

function isHeldBy(handoff: Handoff, username: string): boolean {
  return handoff.state === "assigned" && handoff.agent?.username === username;
}

function byDue(a: Handoff, b: Handoff): number {
  const [dueA, dueB] = [runningDue(a), runningDue(b)];
  // Both without a due time are equal, not not-a-number.
  return dueA === dueB ? lastActivity(b) - lastActivity(a) : dueA - dueB;
}

function runningDue(handoff: Handoff): number {
  const { sla } = handoff;
  return sla?.due_at && !sla.paused ? Date.parse(sla.due_at) : Number.POSITIVE_INFINITY;
}

/** Every open handoff the filter lets through: the waiting in their order, then the others. */
export function all(handoffs: readonly Handoff[], filter: Filter): readonly Handoff[] {
  const narrowed = Object.values(filter).some((wanted: string) => wanted.trim() !== "");
  const kept = narrowed ? handoffs.filter((handoff) => passes(handoff, filter)) : handoffs;
  const others = kept.filter((handoff) => handoff.state !== "waiting").sort(byDue);
  return [...waiting(kept), ...others];
}

function passes(handoff: Handoff, filter: Filter): boolean {
  if (filter.department !== "" && (handoff.department ?? "") !== filter.department) return false;
  if (filter.agent !== "" && handoff.agent?.username !== filter.agent) return false;
  if (filter.language !== "" && handoff.language !== filter.language) return false;
  const wanted = folded(filter.text).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return true;
  const said = folded(
    [
      handoff.question,
      handoff.last_message?.text,
      handoff.customer?.name,
      handoff.customer?.email,
      handoff.agent?.name,
      ...(handoff.customer?.tags ?? []),
    ].join(" "),
  );
  return wanted.every((word) => said.includes(word));
}

/** Small letters without diacritics: how people search. */
export function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

export function lastActivity(handoff: Handoff): number {
  return Date.parse(handoff.last_message?.created_at ?? handoff.requested_at);
}

/** Handoffs that wait now and did not before: what is announced and sounds. */
export function newlyWaiting(before: readonly Handoff[], after: readonly Handoff[]): readonly Handoff[] {
  const known = new Set(before.filter((one) => one.state === "waiting").map((one) => one.id));
  return waiting(after.filter((handoff) => !known.has(handoff.id)));
}

/** This agent's handoffs in which a customer has written since `before`. */
export function newlyAnswered(before: readonly Handoff[], after: readonly Handoff[], username: string): readonly Handoff[] {
  const known = new Map(before.map((one) => [one.id, one.last_sequence]));
  return after.filter(
    (one) =>
      isHeldBy(one, username) &&
      one.last_message?.author === "customer" &&
      one.last_sequence > (known.get(one.id) ?? one.last_sequence),
  );
}

/**
 * How many of the customer's messages this agent has not opened, as the helpdesk counted. What
 * this browser showed, up to `seenSequence`, it knows of before the helpdesk does.
 */
export function unread(handoff: Handoff, counted: ReadonlyMap<string, number>, seenSequence: number | undefined): number {
  if (handoff.last_sequence <= (seenSequence ?? 0)) return 0;
  return counted.get(handoff.conversation_id) ?? 0;
}

/** The neighbour of `currentId` one step down (+1) or up (-1); the first when none is chosen. */
export function neighbour(list: readonly Handoff[], currentId: string | null, step: 1 | -1): Handoff | null {
  if (list.length === 0) return null;
  const index = list.findIndex((handoff) => handoff.conversation_id === currentId);
  if (index < 0) return (step === 1 ? list[0] : list[list.length - 1]) ?? null;
  return list[Math.min(Math.max(index + step, 0), list.length - 1)] ?? null;
}
