/** The times a conversation is put aside until. Pure. */

export type SnoozePreset = "hour" | "afternoon" | "tomorrow" | "monday";

const AFTERNOON_HOUR = 14;
const MORNING_HOUR = 9;

/** Every preset that still lies ahead on the reader's clock, the nearest first. */
export function snoozePresets(now: Date): readonly (readonly [SnoozePreset, Date])[] {
  const all: (readonly [SnoozePreset, Date])[] = [
    ["hour", new Date(now.getTime() + 3_600_000)],
    ["afternoon", at(now, 0, AFTERNOON_HOUR)],
    ["tomorrow", at(now, 1, MORNING_HOUR)],
    ["monday", at(now, daysUntilMonday(now), MORNING_HOUR)],
  ];
  const ahead = all.filter(([, until]) => until.getTime() > now.getTime());
  // On a Sunday both are the same morning.
  return ahead.filter(([preset, until]) => preset !== "monday" || until.getTime() !== at(now, 1, MORNING_HOUR).getTime());
}

/** What a `datetime-local` field holds for this moment. */
export function localInput(at: Date): string {
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

function at(now: Date, days: number, hour: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
}

function daysUntilMonday(now: Date): number {
  return (8 - now.getDay()) % 7 || 7;
}
