/** The two languages every surface speaks, and how one is chosen. */

export type Language = "cs" | "en";

export const LANGUAGES: readonly Language[] = ["cs", "en"];

/** The language of a tag such as `cs-CZ`, or null where we do not speak it. */
export function languageOf(tag: string | null | undefined): Language | null {
  const primary = tag?.trim().toLowerCase().split(/[-_]/)[0];
  return LANGUAGES.find((language) => language === primary) ?? null;
}

/** The first of `tags` that we speak; English where none is. */
export function chooseLanguage(...tags: (string | null | undefined)[]): Language {
  for (const tag of tags) {
    const language = languageOf(tag);
    if (language !== null) return language;
  }
  return "en";
}
