/** How long one question takes a person, and what is left at that pace. Pure. */

/** So many of the latest questions tell the pace. */
const KEPT = 20;
/** Whoever took longer was away. */
const PAUSE_MILLISECONDS = 120_000;

/** The times after one more, without pauses. */
export function withTime(times: readonly number[], milliseconds: number): readonly number[] {
  if (milliseconds < 0 || milliseconds > PAUSE_MILLISECONDS) return times;
  return [...times, milliseconds].slice(-KEPT);
}

/** Seconds a question takes: the median, so that one hard question does not count for ten. */
export function secondsEach(times: readonly number[]): number | null {
  if (times.length === 0) return null;
  const sorted = [...times].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return median / 1000;
}

/** Whole minutes for `questions` more, at least one; null while the pace is unknown. */
export function minutesLeft(times: readonly number[], questions: number): number | null {
  const each = secondsEach(times);
  return each === null || questions === 0 ? null : Math.max(1, Math.ceil((each * questions) / 60));
}
