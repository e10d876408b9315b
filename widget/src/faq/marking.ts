/** Which words of a text answer to the words of a query. Pure. */

export interface Piece {
  readonly text: string;
  readonly matched: boolean;
}

const WORD = /[\p{L}\p{N}]+/gu;
/** Shorter words (a, do, je, the, is …) stand in every sentence. */
const SHORTEST = 3;

/**
 * `text` cut into matched and other pieces. Diacritics and case do not count, and a word matches
 * another of its stem: Czech and English endings are a few letters long.
 */
export function marked(text: string, query: string): Piece[] {
  const sought = wordsOf(query).filter((word) => word.length >= SHORTEST);
  if (sought.length === 0) return text === "" ? [] : [{ text, matched: false }];
  const pieces: Piece[] = [];
  let end = 0;
  for (const found of text.matchAll(WORD)) {
    const word = plain(found[0]);
    if (word.length < SHORTEST || !sought.some((one) => sameStem(one, word))) continue;
    if (found.index > end) pieces.push({ text: text.slice(end, found.index), matched: false });
    pieces.push({ text: found[0], matched: true });
    end = found.index + found[0].length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), matched: false });
  return pieces;
}

function sameStem(one: string, other: string): boolean {
  const shorter = Math.min(one.length, other.length);
  if (Math.abs(one.length - other.length) > 4) return false;
  const stem = shorter <= 4 ? shorter : Math.max(4, shorter - 2);
  return one.slice(0, stem) === other.slice(0, stem);
}

function wordsOf(text: string): string[] {
  return [...text.matchAll(WORD)].map((found) => plain(found[0]));
}

function plain(word: string): string {
  return word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
