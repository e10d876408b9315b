/**
 * The lists beside the conversation: which handoffs are in which, in which order, and what
 * changed between two snapshots. Pure.
 */
import type { Handoff } from "./types";

export type Tab = "waiting" | "mine" | "closed";

/** Waiting handoffs, the longest waiting first; equal times keep the server's order. */
export function waiting(handoffs: readonly Handoff[]): readonly Handoff[] {
  return handoffs
    .filter((handoff) => handoff.state === "waiting")
    .sort((a, b) => Date.parse(a.waiting_since) - Date.parse(b.waiting_since));
}

/** What this agent has in hand, the most recently active first. */
export function mine(handoffs: readonly Handoff[], username: string): readonly Handoff[] {
  return handoffs
    .filter((handoff) => handoff.state === "assigned" && handoff.agent?.username === username)
    .sort((a, b) => lastActivity(b) - lastActivity(a));
}

/** Assigned to somebody else: of interest to a lead, who may release or resolve them. */
export function others(handoffs: readonly Handoff[], username: string): readonly Handoff[] {
  return handoffs
    .filter((handoff) => handoff.state === "assigned" && handoff.agent?.username !== username)
    .sort((a, b) => lastActivity(b) - lastActivity(a));
}

export function lastActivity(handoff: Handoff): number {
  return Date.parse(handoff.last_message?.created_at ?? handoff.requested_at);
}

/** Handoffs that wait now and did not before: what is announced and sounds. */
export function newlyWaiting(before: readonly Handoff[], after: readonly Handoff[]): readonly Handoff[] {
  const known = new Set(before.filter((one) => one.state === "waiting").map((one) => one.id));
  return waiting(after).filter((handoff) => !known.has(handoff.id));
}

/** A customer's words that this agent has not opened yet: the sequence seen is the reader's own. */
export function isUnread(handoff: Handoff, seenSequence: number | undefined): boolean {
  return handoff.last_message?.author === "customer" && handoff.last_sequence > (seenSequence ?? 0);
}

/** The neighbour of `currentId` one step down (+1) or up (-1); the first when none is chosen. */
export function neighbour(list: readonly Handoff[], currentId: string | null, step: 1 | -1): Handoff | null {
  if (list.length === 0) return null;
  const index = list.findIndex((handoff) => handoff.conversation_id === currentId);
  if (index < 0) return (step === 1 ? list[0] : list[list.length - 1]) ?? null;
  return list[Math.min(Math.max(index + step, 0), list.length - 1)] ?? null;
}
