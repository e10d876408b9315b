/** The desk's words in both languages, and how it writes waiting times and shares. */
import { Translator, type Message } from "../../i18n/translator";
import type { Language } from "../../i18n/language";
import type { Department } from "../model/types";
import { cs } from "./cs";
import { en } from "./en";

export type WordKey = keyof typeof en;
export type Words = Readonly<Record<WordKey, Message>>;
export type Say = (key: WordKey, values?: Readonly<Record<string, string | number>>) => string;

/** Whether the desk has words under this key. */
export function isWord(key: string): key is WordKey {
  return key in en;
}

export function translatorFor(language: Language): Translator<WordKey> {
  return new Translator<WordKey>(language, { cs, en });
}

/** A waiting time in at most two units; negative ones (clocks differ) count as none. */
export function waitingTime(milliseconds: number, say: Say): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return say("time.seconds", { count: seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return say("time.minutes", { count: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return say("time.hours", { hours, minutes: minutes % 60 });
  return say("time.days", { count: Math.floor(hours / 24) });
}

/** A share between 0 and 1 in per cent, whole or with `digits` at most, as the language writes it. */
export function percent(share: number, language: Language, digits = 0): string {
  return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: digits }).format(share);
}

/** What a department is called in the reader's language; its id where it has no name. */
export function departmentName(departments: readonly Department[], id: string, language: Language): string {
  const names = departments.find((one) => one.id === id)?.names;
  return names?.[language] ?? Object.values(names ?? {})[0] ?? id;
}
