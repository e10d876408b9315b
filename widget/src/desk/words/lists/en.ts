import type { Message } from "../../../i18n/translator";

/** The English words of the lists of conversations; the other languages have these keys. */
export const en = {
  "tab.waiting": "Waiting",
  "tab.mine": "Mine",
  "tab.closed": "Done",

  "list.label": "Conversations",
  "list.waiting.empty": "Nobody is waiting.",
  "list.waiting.empty_more": "New requests appear here by themselves.",
  "list.mine.empty": "You have no conversation in hand.",
  "list.mine.empty_more": "Claim one from the waiting list.",
  "list.closed.empty": "Nothing resolved or abandoned yet.",
  "list.new": "New: a customer is waiting ({reason}).",
  "list.new_messages": "New message",
  "list.position": "Place {position} in the queue",
  "list.waits": "waiting for {time}",
  "list.refresh": "Refresh",

  "tab.all": "All",

  "list.all.empty": "No conversation fits.",
  "list.snoozed": "Snoozed",
  "list.until": "until {time}",
  "list.unread": { one: "{count} unread message", other: "{count} unread messages" },
  "list.unread_more": "unread",
  "list.answered": "A customer answered: {text}",
  "list.search": "Search conversations",
  "list.searching": "Searching the closed ones…",
  "list.found_closed": "Closed conversations",
  "list.filter.department": "Department",
  "list.filter.agent": "Agent",
  "list.filter.language": "Language",
} as const satisfies Record<string, Message>;
