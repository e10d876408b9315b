/** Reports: their shape, the periods one asks for, and the series that the charts draw. Pure. */

export const GROUPINGS = ["day", "department", "agent", "reason"] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface ReportQuery {
  readonly from: string;
  readonly to: string;
  readonly by: Grouping;
  readonly department?: string | null;
}

export interface Spread {
  readonly median_minutes: number | null;
  readonly p90_minutes: number | null;
}

export interface Kept {
  readonly kept: number;
  readonly of: number;
}

/** What became of a handoff; `not_said`: resolved before outcomes were asked for. */
export type Ended = "solved" | "not_solved" | "spam" | "merged" | "not_said" | "open" | "abandoned";

export interface ReportRow {
  readonly key: string | null;
  readonly label: string | null;
  readonly conversations: number;
  readonly bot_only: number;
  readonly handoffs: number;
  readonly handoff_rate: number | null;
  readonly questions: number;
  readonly answered: number;
  readonly coverage: number | null;
  /** Answers whose fate is known, and the right ones among them. */
  readonly judged: number;
  readonly right: number;
  readonly accuracy: number | null;
  readonly first_response: Spread;
  readonly resolution: Spread;
  readonly sla: Readonly<Partial<Record<"first_response" | "next_response" | "resolution", Kept>>>;
  /** What became of the handoffs; they add up to them. */
  readonly outcomes: Readonly<Record<Ended, number>>;
  readonly reopened: number;
  readonly abandoned: number;
  readonly by_reason: Readonly<Record<string, number>>;
}

export interface Report {
  readonly from: string;
  readonly to: string;
  readonly time_zone: string;
  readonly rows: readonly ReportRow[];
  readonly total: ReportRow;
}

export const PRESETS = ["week", "month", "this_month", "last_month"] as const;
export type Preset = (typeof PRESETS)[number];

/** First and last day of the period that ends today (or, of last month, where that ended). */
export function period(preset: Preset, today: Date): { readonly from: string; readonly to: string } {
  const [year, month, day] = [today.getFullYear(), today.getMonth(), today.getDate()];
  switch (preset) {
    case "week":
      return { from: isoDay(new Date(year, month, day - 6)), to: isoDay(today) };
    case "month":
      return { from: isoDay(new Date(year, month, day - 29)), to: isoDay(today) };
    case "this_month":
      return { from: isoDay(new Date(year, month, 1)), to: isoDay(today) };
    case "last_month":
      return { from: isoDay(new Date(year, month - 1, 1)), to: isoDay(new Date(year, month, 0)) };
  }
}

/** "YYYY-MM-DD" of a day in the reader's calendar. */
export function isoDay(at: Date): string {
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, "0")}-${String(at.getDate()).padStart(2, "0")}`;
}

/** Kept and counted promises of all three kinds; null where none was made. */
export function keptShare(row: ReportRow): number | null {
  const all = Object.values(row.sla);
  const of = all.reduce((sum, one) => sum + one.of, 0);
  return of === 0 ? null : all.reduce((sum, one) => sum + one.kept, 0) / of;
}

export interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** The stacked columns of volume: what the bot did alone, and what went to people. */
export function volume(rows: readonly ReportRow[], names: readonly [alone: string, handedOver: string]): readonly Series[] {
  return [
    { name: names[0], values: rows.map((row) => row.bot_only) },
    { name: names[1], values: rows.map((row) => row.conversations - row.bot_only) },
  ];
}

export function firstResponse(rows: readonly ReportRow[], names: readonly [median: string, p90: string]): readonly Series[] {
  return [
    { name: names[0], values: rows.map((row) => row.first_response.median_minutes) },
    { name: names[1], values: rows.map((row) => row.first_response.p90_minutes) },
  ];
}

/** Reasons with their counts, the most frequent first. */
export function reasons(row: ReportRow): readonly (readonly [reason: string, count: number])[] {
  return Object.entries(row.by_reason)
    .filter(([, count]) => count > 0)
    .sort(([, one], [, other]) => other - one);
}

/** A round number at or above every value (and every stack), for the axis; its half is whole. */
export function axisTop(series: readonly Series[], stacked: boolean): number {
  const length = Math.max(0, ...series.map((one) => one.values.length));
  const heights = Array.from({ length }, (_, place) => {
    const values = series.map((one) => one.values[place] ?? 0);
    return stacked ? values.reduce((sum, value) => sum + value, 0) : Math.max(0, ...values);
  });
  const most = Math.max(1, ...heights);
  const magnitude = 10 ** Math.floor(Math.log10(most));
  const step = [2, 4, 6, 10].find((one) => one * magnitude >= most) ?? 10;
  return step * magnitude;
}
