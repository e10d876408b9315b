/** Times and days as the reader writes them. */

import type { Language } from "./language";

const LOCALES: Record<Language, string> = { cs: "cs-CZ", en: "en-GB" };

/** `14:05`. */
export function timeOfDay(at: Date, language: Language): string {
  return at.toLocaleTimeString(LOCALES[language], { hour: "2-digit", minute: "2-digit" });
}

/** The full date and time, for a tooltip. */
export function fullTime(at: Date, language: Language): string {
  return at.toLocaleString(LOCALES[language], { dateStyle: "long", timeStyle: "short" });
}

const CZECH_ON_DAY = ["v neděli", "v pondělí", "v úterý", "ve středu", "ve čtvrtek", "v pátek", "v sobotu"];

/** Hours said with "ve": ve dvě, ve dvanáct, ve dvacet. */
const VE_HOURS = new Set([2, 3, 4, 12, 13, 14, 20, 21, 22, 23]);

/** A moment to come, inside a sentence: `zítra v 9:00`, `v pondělí 23. 11. v 9:00`. */
export function comingTime(at: Date, now: Date, language: Language): string {
  const time = at.toLocaleTimeString(LOCALES[language], { hour: "numeric", minute: "2-digit" });
  const days = daysBetween(now, at);
  const relative = new Intl.RelativeTimeFormat(LOCALES[language], { numeric: "auto" });
  const near = days === 0 || days === 1 ? relative.format(days, "day") : null;
  if (language === "cs") {
    const day = `${CZECH_ON_DAY[at.getDay()]} ${at.getDate()}.\u00a0${at.getMonth() + 1}.`;
    return `${near ?? day} ${VE_HOURS.has(at.getHours()) ? "ve" : "v"}\u00a0${time}`;
  }
  const day = at.toLocaleDateString(LOCALES.en, { weekday: "long", day: "numeric", month: "long" });
  return `${near ?? day} at ${time}`;
}

/** `Dnes`, `Včera`, or the date; with its year where it is not this one. */
export function dayName(at: Date, now: Date, language: Language): string {
  const days = daysBetween(at, now);
  if (days === 0 || days === 1) {
    const relative = new Intl.RelativeTimeFormat(LOCALES[language], { numeric: "auto" });
    return capitalised(relative.format(-days, "day"));
  }
  const sameYear = at.getFullYear() === now.getFullYear();
  const options: Intl.DateTimeFormatOptions = { weekday: "long", day: "numeric", month: "long" };
  return capitalised(
    at.toLocaleDateString(LOCALES[language], sameYear ? options : { ...options, year: "numeric" }),
  );
}

/** Whether both fall on one day of the reader's calendar. */
export function sameDay(one: Date, other: Date): boolean {
  return daysBetween(one, other) === 0;
}

function daysBetween(earlier: Date, later: Date): number {
  const midnight = (at: Date): number => Date.UTC(at.getFullYear(), at.getMonth(), at.getDate());
  return Math.round((midnight(later) - midnight(earlier)) / 86_400_000);
}

function capitalised(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
