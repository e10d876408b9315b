/** A file's size as a person reads it. */
import type { Language } from "../../i18n/language";

const UNITS = ["byte", "kilobyte", "megabyte"] as const;

/** `12 kB`, `3,4 MB`: in thousands, as files are sized. */
export function sizeWords(bytes: number, language: Language): string {
  const step = bytes < 1_000 ? 0 : bytes < 1_000_000 ? 1 : 2;
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: UNITS[step] ?? "byte",
    maximumFractionDigits: step === 2 ? 1 : 0,
  }).format(bytes / 1_000 ** step);
}
