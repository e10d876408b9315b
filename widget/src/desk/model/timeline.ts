/**
 * A conversation as it is read: the log's events with the private notes and the silent moves of
 * the handoff between them. Pure.
 */
import type { LogEvent, PrivateNote, Transition } from "./types";

export type TimelineItem =
  | { readonly kind: "event"; readonly key: string; readonly at: string; readonly event: LogEvent }
  | { readonly kind: "note"; readonly key: string; readonly at: string; readonly note: PrivateNote }
  | { readonly kind: "transition"; readonly key: string; readonly at: string; readonly transition: Transition };

/** A part of the timeline shown together: what was said before the handoff can be folded. */
export interface Stretch {
  readonly foldable: boolean;
  readonly items: readonly TimelineItem[];
}

/** Moves that no event of the log tells of. */
const SILENT = new Set(["snooze", "wake", "reroute"]);

/** Events by sequence; what stands after an event follows it, by its time. */
export function timeline(
  events: readonly LogEvent[],
  notes: readonly PrivateNote[],
  transitions: readonly Transition[],
): readonly TimelineItem[] {
  const between = [
    ...notes.map((note) => ({
      after: note.after_sequence,
      item: { kind: "note", key: `note-${note.id}`, at: note.created_at, note } as const,
    })),
    ...transitions
      .filter((transition) => SILENT.has(transition.verb))
      .map((transition, place) => ({
        after: transition.after_sequence,
        item: { kind: "transition", key: `move-${place}-${transition.at}`, at: transition.at, transition } as const,
      })),
  ].sort((a, b) => a.after - b.after || Date.parse(a.item.at) - Date.parse(b.item.at));
  const items: TimelineItem[] = [];
  let next = 0;
  const takeUpTo = (sequence: number): void => {
    for (let one = between[next]; one !== undefined && one.after < sequence; one = between[next]) {
      items.push(one.item);
      next += 1;
    }
  };
  for (const event of events) {
    takeUpTo(event.sequence);
    items.push({ kind: "event", key: `event-${event.sequence}`, at: event.created_at, event });
  }
  takeUpTo(Number.POSITIVE_INFINITY);
  return items;
}

/**
 * The timeline cut at the last request for a human: what the customer and the bot said before it
 * (foldable), and what followed. One without a request is one stretch that does not fold.
 */
export function stretches(items: readonly TimelineItem[]): readonly Stretch[] {
  let cut = -1;
  items.forEach((item, index) => {
    if (item.kind !== "event") return;
    const { kind } = item.event;
    if (kind === "handoff_requested" || (kind === "handoff_reopened" && !isUndo(item.event))) cut = index;
  });
  if (cut <= 0) return [{ foldable: false, items }];
  return [
    { foldable: true, items: items.slice(0, cut) },
    { foldable: false, items: items.slice(cut) },
  ];
}

/** An agent reopens only by taking a resolve back; a new need comes from the customer or the bot. */
export function isUndo(event: LogEvent): boolean {
  return event.kind === "handoff_reopened" && event.author === "agent";
}
