/** The shapes the desk's API speaks (docs/architecture.md, "Agents"), by noun. Owns no behaviour. */
export type {
  Attachment,
  Author,
  EntryReference,
  HandoffReason,
  HandoffState,
  LogEvent,
  Part,
  TextPart,
} from "../../../api/types";
export type { Language } from "../../../i18n/language";
export type * from "./conversation";
export type * from "./evidence";
export type * from "./knowledge";
export type * from "./people";
