/**
 * A week of business hours while it is edited: intervals as "HH:MM" texts, several a day, past
 * midnight where the end is not after the start. Pure.
 */

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Day = (typeof DAYS)[number];

export type Interval = readonly [start: string, end: string];
export type Week = Readonly<Partial<Record<Day, readonly Interval[]>>>;
/** Single dates, "YYYY-MM-DD", whose intervals stand in place of the week and the holidays. */
export type Dates = Readonly<Record<string, readonly Interval[]>>;

export interface Hours {
  readonly id: number;
  readonly name: string;
  readonly time_zone: string;
  readonly week: Week;
  readonly holidays: string | null;
  readonly dates: Dates;
  readonly version: number;
  readonly next_holidays: readonly { readonly date: string; readonly name: string }[];
}

export type IntervalProblem = "bad_time" | "overlap";

const MINUTES_A_DAY = 1440;

/** Minutes after midnight of "HH:MM" ("24:00" is the day's end), or null. */
export function minutesOf(time: string): number | null {
  const found = /^(\d{1,2}):([0-5]\d)$/.exec(time.trim());
  if (!found) return null;
  const minutes = Number(found[1]) * 60 + Number(found[2]);
  return minutes <= MINUTES_A_DAY ? minutes : null;
}

/** "9" → "09:00", "9:5" → as it is, "930" → "09:30", "9.30" → "09:30": what people type. */
export function tidyTime(typed: string): string {
  const text = typed.trim();
  const found = /^(\d{1,2})(?:[:.,h ]?([0-5]\d))?$/.exec(text);
  if (!found) return text;
  return `${(found[1] ?? "").padStart(2, "0")}:${found[2] ?? "00"}`;
}

/** Whether the interval ends on the next day. */
export function endsNextDay([start, end]: Interval): boolean {
  const from = minutesOf(start);
  const to = minutesOf(end);
  return from !== null && to !== null && to <= from && to !== MINUTES_A_DAY;
}

/** What is wrong with each of a day's intervals, null where nothing is; in their order. */
export function intervalProblems(intervals: readonly Interval[]): readonly (IntervalProblem | null)[] {
  const spans = intervals.map(spanOf);
  return spans.map((span, place) => {
    if (span === null) return "bad_time";
    const clashes = spans.some((other, index) => index < place && other !== null && other.from < span.to && span.from < other.to);
    return clashes ? "overlap" : null;
  });
}

/** The first day of the week with something wrong, and what; null when all is well. */
export function weekProblem(week: Week): { readonly day: Day; readonly problem: IntervalProblem } | null {
  for (const day of DAYS) {
    const problem = intervalProblems(week[day] ?? []).find((one) => one !== null);
    if (problem) return { day, problem };
  }
  const spill = DAYS.find((day, place) => spillsInto(week[day] ?? [], week[DAYS[(place + 1) % DAYS.length]!] ?? []));
  return spill === undefined ? null : { day: spill, problem: "overlap" };
}

/** Minutes a week that the hours cover, for the reader to check. */
export function minutesAWeek(week: Week): number {
  return DAYS.flatMap((day) => week[day] ?? [])
    .map(spanOf)
    .reduce((sum, span) => sum + (span === null ? 0 : span.to - span.from), 0);
}

/** The week with each day's intervals in the order of their starts and days without any left out. */
export function tidyWeek(week: Week): Week {
  const days = DAYS.map((day) => [day, sorted(week[day] ?? [])] as const);
  return Object.fromEntries(days.filter(([, intervals]) => intervals.length > 0));
}

/** An interval to begin with: after the day's last one where there is room, else office hours. */
export function nextInterval(intervals: readonly Interval[]): Interval {
  const last = Math.max(-1, ...intervals.map((one) => (endsNextDay(one) ? MINUTES_A_DAY : (minutesOf(one[1]) ?? -1))));
  if (last < 0) return ["09:00", "17:00"];
  const from = Math.min(last + 60, MINUTES_A_DAY - 60);
  return [clock(from), clock(Math.min(from + 240, MINUTES_A_DAY))];
}

function sorted(intervals: readonly Interval[]): Interval[] {
  return [...intervals]
    .map(([start, end]): Interval => [tidyTime(start), tidyTime(end)])
    .sort(([one], [other]) => (minutesOf(one) ?? 0) - (minutesOf(other) ?? 0));
}

interface Span {
  readonly from: number;
  /** Beyond a day's minutes where it ends on the next one. */
  readonly to: number;
}

function spanOf([start, end]: Interval): Span | null {
  const from = minutesOf(start);
  const to = minutesOf(end);
  if (from === null || to === null || from === MINUTES_A_DAY) return null;
  return { from, to: to <= from ? to + MINUTES_A_DAY : to };
}

function spillsInto(day: readonly Interval[], next: readonly Interval[]): boolean {
  const latest = Math.max(0, ...day.map((one) => spanOf(one)?.to ?? 0)) - MINUTES_A_DAY;
  return next.some((one) => (spanOf(one)?.from ?? Infinity) < latest);
}

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}
