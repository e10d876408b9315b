/**
 * An entry while it is being edited: text as typed, and the way to and from what the server
 * stores. Pure.
 */
import { LANGUAGES } from "../../i18n/language";
import type { Entry, Language, Variant } from "./types";

const ID = /^[a-z0-9][a-z0-9_-]{0,79}$/;

export interface VariantForm {
  readonly question: string;
  readonly answer: string;
  /** One alternative phrasing per line. */
  readonly alternatives: string;
}

export interface EntryForm {
  readonly id: string;
  readonly category: string;
  /** Separated by commas. */
  readonly tags: string;
  readonly variants: Readonly<Record<Language, VariantForm>>;
}

export type Problem =
  | { readonly field: "id"; readonly code: "bad_id" }
  | { readonly field: "category"; readonly code: "missing_category" }
  | { readonly field: "variants"; readonly code: "no_variant" }
  | { readonly field: `${Language}.question` | `${Language}.answer`; readonly code: "half_variant" };

const EMPTY_VARIANT: VariantForm = { question: "", answer: "", alternatives: "" };

export function emptyForm(category = ""): EntryForm {
  return { id: "", category, tags: "", variants: { cs: EMPTY_VARIANT, en: EMPTY_VARIANT } };
}

export function toForm(entry: Entry): EntryForm {
  return {
    id: entry.id,
    category: entry.category,
    tags: entry.tags.join(", "),
    variants: { cs: toVariantForm(entry.variants.cs), en: toVariantForm(entry.variants.en) },
  };
}

function toVariantForm(variant: Variant | undefined): VariantForm {
  if (variant === undefined) return EMPTY_VARIANT;
  return {
    question: variant.question,
    answer: variant.answer,
    alternatives: variant.alternatives.join("\n"),
  };
}

/** What the server is asked to store: trimmed, blanks and repeated phrasings left out. */
export function toBody(form: EntryForm): Pick<Entry, "id" | "category" | "tags" | "variants"> {
  const variants: Partial<Record<Language, Variant>> = {};
  for (const language of LANGUAGES) {
    const variant = form.variants[language];
    if (isBlank(variant)) continue;
    variants[language] = {
      question: variant.question.trim(),
      answer: variant.answer.trim(),
      alternatives: unique(variant.alternatives.split("\n")),
    };
  }
  return { id: form.id.trim(), category: form.category, tags: unique(form.tags.split(",")), variants };
}

/** Everything that keeps the form from being saved; empty when it can be. */
export function problems(form: EntryForm): readonly Problem[] {
  const found: Problem[] = [];
  if (!ID.test(form.id.trim())) found.push({ field: "id", code: "bad_id" });
  if (form.category === "") found.push({ field: "category", code: "missing_category" });
  const written = LANGUAGES.filter((language) => !isBlank(form.variants[language]));
  if (written.length === 0) found.push({ field: "variants", code: "no_variant" });
  for (const language of written) {
    for (const field of ["question", "answer"] as const) {
      if (form.variants[language][field].trim() === "") {
        found.push({ field: `${language}.${field}`, code: "half_variant" });
      }
    }
  }
  return found;
}

export function isChanged(form: EntryForm, original: EntryForm): boolean {
  return JSON.stringify(toBody(form)) !== JSON.stringify(toBody(original));
}

/** Languages this entry has no variant in. */
export function missingLanguages(entry: Entry): readonly Language[] {
  return LANGUAGES.filter((language) => entry.variants[language] === undefined);
}

/** An id made of a question: lower case, without diacritics, words joined by hyphens. */
export function suggestedId(question: string): string {
  return question
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60)
    .replace(/-+$/, "");
}

function isBlank(variant: VariantForm): boolean {
  return [variant.question, variant.answer, variant.alternatives].every((text) => text.trim() === "");
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts.map((text) => text.trim()).filter((text) => text !== ""))];
}
