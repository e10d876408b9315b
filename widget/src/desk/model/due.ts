/** How much time a promise leaves, counted on the reader's clock. Pure. */
import type { Due, Promise } from "./types";

/** `paused`: the clock waits for the customer. `soon`: it is time to look. */
export type DueLevel = "fine" | "soon" | "breached" | "paused";

export interface Countdown {
  readonly level: DueLevel;
  /** Left until the due time; negative after it. 0 while paused. */
  readonly milliseconds: number;
  readonly promise: Promise;
}

const SOON_MILLISECONDS = 15 * 60_000;

/** What a promise says at `now`; null where none runs. */
export function countdown(due: Due | null | undefined, now: number): Countdown | null {
  if (!due?.promise) return null;
  if (due.paused || due.due_at === null) {
    return due.paused ? { level: "paused", milliseconds: 0, promise: due.promise } : null;
  }
  const milliseconds = Date.parse(due.due_at) - now;
  const level = due.breached || milliseconds <= 0 ? "breached" : milliseconds <= SOON_MILLISECONDS ? "soon" : "fine";
  return { level, milliseconds, promise: due.promise };
}
