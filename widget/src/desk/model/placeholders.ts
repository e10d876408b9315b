/**
 * `{{placeholders}}` of canned replies: filled where their value is known, left standing where it
 * is not, so that nobody sends one by accident. Pure.
 */

const PLACEHOLDER = /\{\{\s*([a-z][a-z0-9_.]*)\s*\}\}/gi;

/** The text with every known placeholder replaced; an unknown or empty one stays as it is. */
export function fill(text: string, values: Readonly<Record<string, string | null>>): string {
  return text.replace(PLACEHOLDER, (whole, name: string) => values[name.toLowerCase()] || whole);
}

/** The placeholders still standing in a text, each once, as written. */
export function unfilled(text: string): readonly string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map(([whole]) => whole))];
}

/** Where the first placeholder stands, to be selected and typed over; null where none does. */
export function firstUnfilled(text: string): readonly [start: number, end: number] | null {
  const found = new RegExp(PLACEHOLDER.source, "i").exec(text);
  return found === null ? null : [found.index, found.index + found[0].length];
}
