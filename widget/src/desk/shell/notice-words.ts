/** What a notice says, in the reader's language, out of the details the helpdesk stored with it. */
import type { AgentNotice } from "../model/types";
import type { Desk } from "../store/desk";

/** `Petr mentioned you: …`, with whose conversation it is where that is known. */
export function noticeWords(notice: AgentNotice, desk: Desk): string {
  const words = whatHappened(notice, desk);
  return notice.customer_name ? `${words} (${notice.customer_name})` : words;
}

function whatHappened({ kind, details }: AgentNotice, desk: Desk): string {
  switch (kind) {
    case "mention":
      return withNote(desk.say("notice.mention_by", { name: textOf(details?.["by"]) || desk.say("status.somebody") }), details?.["excerpt"]);
    case "transferred":
      return withNote(desk.say("notice.transferred_by", { name: textOf(details?.["from"]) || desk.say("status.somebody") }), details?.["note"]);
    default:
      return desk.say(`notice.${kind}`);
  }
}

function withNote(words: string, note: unknown): string {
  const text = textOf(note);
  return text === "" ? words : `${words} „${text}“`;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
