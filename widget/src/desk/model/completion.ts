/**
 * What is offered while a reply or a note is typed: canned replies after `/`, colleagues after
 * `@`. Pure.
 */
import { folded } from "./queue";
import type { CannedReply, Colleague, Language } from "./types";

/** The word being completed: `text.slice(start, end)` is its sign and what follows. */
export interface Wanted {
  readonly sign: "/" | "@";
  readonly query: string;
  readonly start: number;
  readonly end: number;
}

/** As many as a list shows without scrolling for long. */
const MOST = 8;

/** What the cursor is behind, where a sign of `signs` begins a word before it; null otherwise. */
export function wantedAt(text: string, cursor: number, signs: string): Wanted | null {
  const before = text.slice(0, cursor);
  const found = /(?:^|\s)([/@])([^\s/@]{0,40})$/u.exec(before);
  const sign = found?.[1];
  if (found === null || (sign !== "/" && sign !== "@") || !signs.includes(sign)) return null;
  const query = found[2] ?? "";
  return { sign, query, start: cursor - query.length - 1, end: cursor };
}

/** `text` with the wanted word replaced, and where the cursor stands after it. */
export function completed(text: string, wanted: Wanted, replacement: string): { text: string; cursor: number } {
  return {
    text: text.slice(0, wanted.start) + replacement + text.slice(wanted.end),
    cursor: wanted.start + replacement.length,
  };
}

/** Canned replies that fit, best first: by shortcut, then by title, then by what they say. */
export function cannedReplies(
  replies: readonly CannedReply[],
  query: string,
  language: Language,
  department: string | null,
): readonly CannedReply[] {
  const wanted = folded(query);
  return replies
    .filter((reply) => reply.active && reply.texts[language])
    .filter((reply) => reply.department === null || department === null || reply.department === department)
    .map((reply) => ({ reply, place: placeOf(reply, wanted, language) }))
    .filter(({ place }) => place < NOWHERE)
    .sort((a, b) => a.place - b.place || a.reply.shortcut.localeCompare(b.reply.shortcut))
    .slice(0, MOST)
    .map(({ reply }) => reply);
}

const NOWHERE = 4;

function placeOf(reply: CannedReply, wanted: string, language: Language): number {
  const shortcut = folded(reply.shortcut).replace(/^\//, "");
  if (shortcut.startsWith(wanted)) return 0;
  if (shortcut.includes(wanted)) return 1;
  if (folded(reply.title).includes(wanted)) return 2;
  return folded(reply.texts[language] ?? "").includes(wanted) ? 3 : NOWHERE;
}

/** Colleagues whose name or user name has a word that begins so; oneself is not among them. */
export function mentionable(agents: readonly Colleague[], query: string, self: string): readonly Colleague[] {
  const wanted = folded(query);
  return agents
    .filter((agent) => agent.username !== self)
    .filter((agent) => `${agent.username} ${agent.name}`.split(/\s+/).some((word) => folded(word).startsWith(wanted)))
    .sort((a, b) => a.name.localeCompare(b.name))
    .slice(0, MOST);
}
