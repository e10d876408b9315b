/** Whether a key press in the reply means "send". Pure. */

type Press = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "isComposing">;

/** Ctrl+Enter (or the command key) always sends; a bare Enter only where the agent wants it. */
export function wantsToSend(press: Press, enterSends: boolean): boolean {
  // An input method uses Enter to accept a word.
  if (press.key !== "Enter" || press.isComposing) return false;
  return press.ctrlKey || press.metaKey || (enterSends && !press.shiftKey);
}
