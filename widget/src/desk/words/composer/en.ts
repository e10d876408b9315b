import type { Message } from "../../../i18n/translator";

/** The English words of the composer; the other languages have these keys. */
export const en = {
  "composer.label": "Reply to the customer",
  "composer.placeholder": "Write a reply… Markdown works",
  "composer.send": "Send",
  "composer.write": "Write",
  "composer.preview": "Preview",
  "composer.preview_empty": "Nothing to preview yet.",
  "composer.hint_ctrl": "Ctrl+Enter sends, Enter breaks the line",
  "composer.hint_enter": "Enter sends, Shift+Enter breaks the line",
  "composer.too_long": "{over} characters too many",
  "composer.claim_first": "Claim the conversation to reply.",
  "composer.with_other": "{name} has this conversation.",
  "composer.closed": "The conversation is resolved; the assistant answers.",
  "composer.abandoned": "The customer left. If they write again, they return to the queue.",
} as const satisfies Record<string, Message>;
