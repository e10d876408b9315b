/**
 * The difference of two revisions, by lines. Pure.
 */
import { LANGUAGES } from "../../i18n/language";
import type { Entry } from "./types";

export interface DiffLine {
  readonly kind: "same" | "added" | "removed";
  readonly text: string;
}

/** Lines of both texts by their longest common subsequence, removals before additions. */
export function diffLines(before: string, after: string): readonly DiffLine[] {
  const old = before.split("\n");
  const now = after.split("\n");
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint16Array(now.length + 1));
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      const row = lengths[i];
      if (row) row[j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      lines.push({ kind: "same", text: old[i] ?? "" });
      i += 1;
      j += 1;
    } else if (i < old.length && (j >= now.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ kind: "removed", text: old[i] ?? "" });
      i += 1;
    } else {
      lines.push({ kind: "added", text: now[j] ?? "" });
      j += 1;
    }
  }
  return lines;
}

/** An entry as plain lines, the same fields always in the same order, so that two compare well. */
export function entryLines(entry: Entry): string {
  const lines = [`status: ${entry.status}`, `category: ${entry.category}`, `tags: ${entry.tags.join(", ")}`];
  for (const language of LANGUAGES) {
    const variant = entry.variants[language];
    if (variant === undefined) continue;
    lines.push(`— ${language} —`, variant.question, "", ...variant.answer.split("\n"), "");
    lines.push(...variant.alternatives.map((phrasing) => `• ${phrasing}`));
  }
  return lines.join("\n");
}
