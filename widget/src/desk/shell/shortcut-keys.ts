/** Which command a key press means on the desk. Pure. */

/** What is done with the shown conversation. */
export type ThreadCommand =
  | "claim"
  | "take-over"
  | "resolve"
  | "outcome"
  | "transfer"
  | "snooze"
  | "triage"
  | "release"
  | "merge"
  | "fold"
  | "reply"
  | "note";

export type Command =
  | { readonly kind: "next" | "previous" | "undo" | "search" | "notices" | "details" | "help" }
  | { readonly kind: "thread"; readonly command: ThreadCommand }
  | { readonly kind: "tab"; readonly place: number }
  | { readonly kind: "insert"; readonly place: number };

type Press = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey">;

const LISTS = ["Digit1", "Digit2", "Digit3", "Digit4"];

const THREAD_KEYS: Readonly<Record<string, ThreadCommand>> = {
  c: "claim",
  o: "take-over",
  e: "resolve",
  E: "outcome",
  t: "transfer",
  s: "snooze",
  p: "triage",
  b: "release",
  m: "merge",
  f: "fold",
  r: "reply",
  n: "note",
};

/** The command, or null; while something is being written only Alt+1 to Alt+5 mean one. */
export function commandOf(press: Press, writing: boolean): Command | null {
  if (press.ctrlKey || press.metaKey) return null;
  if (press.altKey) {
    // The code, not the key: Czech keyboards have letters with diacritics on the digits' row.
    const digit = /^Digit([1-5])$/.exec(press.code)?.[1];
    return digit === undefined ? null : { kind: "insert", place: Number(digit) - 1 };
  }
  if (writing) return null;
  const place = LISTS.indexOf(press.code);
  // A Czech keyboard writes "/" with Shift on another key; on that row only digits mean lists.
  if (place >= 0 && press.key !== "/") return { kind: "tab", place };
  const command = THREAD_KEYS[press.key];
  if (command !== undefined) return { kind: "thread", command };
  switch (press.key) {
    case "j":
    case "ArrowDown":
      return { kind: "next" };
    case "k":
    case "ArrowUp":
      return { kind: "previous" };
    case "z":
      return { kind: "undo" };
    case "/":
      return { kind: "search" };
    case "g":
      return { kind: "notices" };
    case "i":
      return { kind: "details" };
    case "?":
      return { kind: "help" };
    default:
      return null;
  }
}
