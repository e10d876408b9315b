/** A file's size as a person reads it. */
import type { Language } from "../../i18n/language";

const MEGABYTE = 1_000_000;

/** `12 kB`, `3,4 MB`: in thousands, as files are sized; at least one kilobyte. */
export function sizeWords(bytes: number, language: Language): string {
  const large = bytes >= MEGABYTE;
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: large ? "megabyte" : "kilobyte",
    maximumFractionDigits: large ? 1 : 0,
  }).format(large ? bytes / MEGABYTE : Math.max(1, bytes / 1_000));
}
