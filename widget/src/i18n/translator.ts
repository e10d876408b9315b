/**
 * Words of a surface in its reader's language.
 *
 * A catalogue is one object per language with the same keys; a value is a text with `{name}`
 * places, or one text per plural category of `{count}` (Czech: 1 minuta, 2 minuty, 5 minut).
 */

import type { Language } from "./language";

export interface Plural {
  readonly one: string;
  /** Czech only: 2, 3, 4. */
  readonly few?: string;
  /** Czech only: fractions. */
  readonly many?: string;
  readonly other: string;
}

export type Message = string | Plural;
export type Values = Readonly<Record<string, string | number>>;

/** Catalogues of one surface: the compiler holds every language to the same keys. */
export type Catalogues<Key extends string> = Readonly<Record<Language, Readonly<Record<Key, Message>>>>;

export class Translator<Key extends string> {
  // keys made of what the server says may be newer than this page
  readonly #messages: Readonly<Partial<Record<Key, Message>>>;
  readonly #plurals: Intl.PluralRules;
  readonly #numbers: Intl.NumberFormat;

  constructor(
    readonly language: Language,
    catalogues: Catalogues<Key>,
  ) {
    this.#messages = catalogues[language];
    this.#plurals = new Intl.PluralRules(language);
    this.#numbers = new Intl.NumberFormat(language);
  }

  /**
   * The message of `key` with its places filled; numbers are written as the language does. The
   * end of a key that there are no words for: one unknown reason must not empty a whole list.
   */
  say(key: Key, values: Values = {}): string {
    return this.#template(this.#messages[key] ?? key.slice(key.lastIndexOf(".") + 1), values).replace(/\{(\w+)\}/g, (place, name: string) => {
      const value = values[name];
      if (value === undefined) return place;
      return typeof value === "number" ? this.#numbers.format(value) : value;
    });
  }

  #template(message: Message, values: Values): string {
    if (typeof message === "string") return message;
    const count = values["count"];
    const category = typeof count === "number" ? this.#plurals.select(count) : "other";
    switch (category) {
      case "one":
        return message.one;
      case "few":
        return message.few ?? message.other;
      case "many":
        return message.many ?? message.other;
      default:
        return message.other;
    }
  }
}
