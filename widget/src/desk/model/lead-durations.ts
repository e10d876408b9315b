/**
 * Durations as a lead writes them: "1 h 30 min", read leniently. Minutes of business time. Pure.
 */
import type { Language } from "../../i18n/language";

const MINUTES = { d: 1440, h: 60, m: 1 } as const;

const UNITS: Readonly<Record<string, number>> = {
  d: MINUTES.d,
  h: MINUTES.h,
  hod: MINUTES.h,
  m: MINUTES.m,
  min: MINUTES.m,
};

/** More than this is a slip of the hand, not a promise: a year of minutes. */
export const MOST_MINUTES = 525_600;

/**
 * The whole minutes that `text` says; null where it is blank, undefined where it cannot be read.
 *
 * Reads `90`, `90 min`, `1h30`, `1 h 30 min`, `1,5 h`, `1:30`, `2 hodiny`. A bare number is
 * minutes; after hours it is minutes as well.
 */
export function parseDuration(text: string): number | null | undefined {
  const rest = text.trim().toLowerCase();
  if (rest === "") return null;
  const clock = /^(\d{1,4}):([0-5]\d)$/.exec(rest);
  if (clock) return checked(Number(clock[1]) * 60 + Number(clock[2]));
  const parts = [...rest.matchAll(/(\d+(?:[.,]\d+)?)\s*([\p{L}]*)\.?\s*/guy)];
  if (parts.map((part) => part[0]).join("") !== rest) return undefined;
  let minutes = 0;
  let smallest = Infinity;
  for (const [, number = "", unit = ""] of parts) {
    const size = unit === "" ? MINUTES.m : unitOf(unit);
    // "30 min 1 h" and "1 h 2 h" are slips: units fall.
    if (size === undefined || size >= smallest) return undefined;
    smallest = size;
    minutes += Number(number.replace(",", ".")) * size;
  }
  return checked(minutes);
}

/** `1 h 30 min`, `45 min`, `2 d`, as both languages write it; "" for none. */
export function formatDuration(minutes: number | null): string {
  if (minutes === null) return "";
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** A measured duration, in minutes with a fraction, rounded to what a reader can use. */
export function measured(minutes: number | null, language: Language): string {
  if (minutes === null) return "–";
  if (minutes > 0 && minutes < 1) return `${Math.max(1, Math.round(minutes * 60))} s`;
  if (minutes < 10) return `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(minutes)} min`;
  return formatDuration(Math.round(minutes));
}

function unitOf(word: string): number | undefined {
  const exact = UNITS[word];
  if (exact !== undefined) return exact;
  if (/^(hours?|hodin[ay]?|hodinu)$/.test(word)) return MINUTES.h;
  if (/^(minutes?|minut[ay]?|minutu|mins)$/.test(word)) return MINUTES.m;
  if (/^(days?|den|dny|dní|dni)$/.test(word)) return MINUTES.d;
  return undefined;
}

function checked(minutes: number): number | undefined {
  return Number.isInteger(minutes) && minutes >= 1 && minutes <= MOST_MINUTES ? minutes : undefined;
}
