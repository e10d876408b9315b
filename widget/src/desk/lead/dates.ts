/** Days and times in the leads' tables. Pure. */
import type { Language } from "../../i18n/language";

const LOCALES: Readonly<Record<Language, string>> = { cs: "cs-CZ", en: "en-GB" };

/** `24. 12.`, `24 Dec`: of a day without a time zone, "YYYY-MM-DD". */
export function shortDate(day: string, language: Language): string {
  const at = new Date(`${day}T12:00:00Z`);
  const options: Intl.DateTimeFormatOptions = { day: "numeric", month: language === "cs" ? "numeric" : "short", timeZone: "UTC" };
  return Number.isNaN(at.getTime()) ? day : at.toLocaleDateString(LOCALES[language], options);
}

/** `22. 11. 2026 7:05:31`, in the reader's time zone. */
export function exactTime(at: string, language: Language): string {
  return new Date(at).toLocaleString(LOCALES[language], { dateStyle: "medium", timeStyle: "medium" });
}
