/** What a key press means while questions are labelled. Pure. */
import type { Verdict } from "../model/labels";

export type LabelCommand =
  | { readonly kind: "verdict"; readonly verdict: Verdict }
  /** Which of the others is right. */
  | { readonly kind: "pick"; readonly place: number }
  | { readonly kind: "skip" | "undo" };

type Press = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "repeat">;

const DIGITS: Readonly<Record<string, Verdict>> = {
  Digit1: "right",
  Digit2: "wrong",
  Digit3: "nothing",
  Digit4: "not_a_question",
};

/** The letters that stand for the others, in their order. */
export const LETTERS = "abcde";

/** The command, or null. `picking`: the verdict is "wrong", and the right one is asked for. */
export function labelCommandOf(press: Press, picking: boolean): LabelCommand | null {
  // A key held down must not run through the questions.
  if (press.repeat || press.ctrlKey || press.metaKey || press.altKey) return null;
  const letter = press.key.toLowerCase();
  if (letter === "z" || letter === "backspace") return { kind: "undo" };
  if (picking) {
    if (letter === "enter") return { kind: "skip" };
    if (letter === "escape") return { kind: "undo" };
    const place = letter.length === 1 ? LETTERS.indexOf(letter) : -1;
    return place < 0 ? null : { kind: "pick", place };
  }
  // The code, not the key: Czech keyboards have letters with diacritics on the digits' row.
  const verdict = letter === "arrowright" ? "right" : DIGITS[press.code.replace("Numpad", "Digit")];
  return verdict === undefined ? null : { kind: "verdict", verdict };
}
