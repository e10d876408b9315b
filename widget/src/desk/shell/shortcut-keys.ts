/** Which command a key press means on the desk. Pure. */

export type Command =
  | { readonly kind: "next" | "previous" | "claim" | "reply" | "resolve" | "help" }
  | { readonly kind: "tab"; readonly place: 0 | 1 | 2 }
  | { readonly kind: "insert"; readonly place: number };

type Press = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey">;

/** The command, or null; while something is being written only Alt+1 to Alt+5 mean one. */
export function commandOf(press: Press, writing: boolean): Command | null {
  if (press.ctrlKey || press.metaKey) return null;
  if (press.altKey) {
    // The code, not the key: Czech keyboards have letters with diacritics on the digits' row.
    const digit = /^Digit([1-5])$/.exec(press.code)?.[1];
    return digit === undefined ? null : { kind: "insert", place: Number(digit) - 1 };
  }
  if (writing) return null;
  const place = ["Digit1", "Digit2", "Digit3"].indexOf(press.code);
  if (place >= 0) return { kind: "tab", place: place as 0 | 1 | 2 };
  switch (press.key) {
    case "j":
    case "ArrowDown":
      return { kind: "next" };
    case "k":
    case "ArrowUp":
      return { kind: "previous" };
    case "c":
      return { kind: "claim" };
    case "r":
      return { kind: "reply" };
    case "e":
      return { kind: "resolve" };
    case "?":
      return { kind: "help" };
    default:
      return null;
  }
}
