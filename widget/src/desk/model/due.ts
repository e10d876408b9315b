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
  if (!due) return null;
  const { promise, due_at } = due;
  if (due.paused) return { level: "paused", milliseconds: 0, promise: promise ?? "next_response" };
  if (promise === null || due_at === null) return null;
  const milliseconds = Date.parse(due_at) - now;
  const level = due.breached || milliseconds <= 0 ? "breached" : milliseconds <= SOON_MILLISECONDS ? "soon" : "fine";
  return { level, milliseconds, promise };
}
