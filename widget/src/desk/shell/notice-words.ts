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
      return withNote(desk, "notice.mention_by", details?.["by"], details?.["excerpt"]);
    case "transferred":
      return withNote(desk, "notice.transferred_by", details?.["from"], details?.["note"]);
    default:
      return desk.say(`notice.${kind}`);
  }
}

function withNote(desk: Desk, key: "notice.mention_by" | "notice.transferred_by", who: unknown, note: unknown): string {
  const words = desk.say(key, { name: textOf(who) || desk.say("status.somebody") });
  const text = textOf(note);
  return text === "" ? words : desk.say("notice.with_note", { words, text });
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
