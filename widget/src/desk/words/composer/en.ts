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

  "composer.reply": "Reply",
  "composer.note": "Note",
  "composer.note_label": "Private note, only agents see it",
  "composer.note_placeholder": "Only agents see this. @ mentions a colleague",
  "composer.keep_note": "Save the note",
  "composer.hint_canned": "/ canned replies",
  "composer.hint_mention": "@ mentions a colleague",
  "composer.canned": "Canned replies",
  "composer.colleagues": "Colleagues",
  "composer.completions": { one: "{count} suggestion, arrow keys choose", other: "{count} suggestions, arrow keys choose" },
  "composer.unfilled": "Fill in before sending: {names}",

  "files.label": "Attachments",
  "files.add": "Attach a file",
  "files.limits": "up to {megabytes} MB; images, PDF, text, tables, documents",
  "files.uploading": "Uploading {name}",
  "files.remove": "Remove {name}",
  "files.too_large": "Larger than allowed.",
  "files.type_not_allowed": "Files of this type cannot be sent.",
  "files.too_many": "Too many attachments.",
} as const satisfies Record<string, Message>;
