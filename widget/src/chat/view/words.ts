/** Which words tell of a status, in whose language. */

import type { EventKind, HandoffReason } from "../../api/types";
import { CHAT_WORDS, type ChatKey } from "../../i18n/chat";
import type { Language } from "../../i18n/language";
import { Translator } from "../../i18n/translator";

export type ChatWords = Translator<ChatKey>;

export const WORDS: Readonly<Record<Language, ChatWords>> = {
  cs: new Translator("cs", CHAT_WORDS),
  en: new Translator("en", CHAT_WORDS),
};

const REQUESTED: Readonly<Record<HandoffReason, ChatKey>> = {
  customer_request: "requestedCustomer",
  low_confidence: "requestedAssistant",
  no_answer: "requestedAssistant",
  clarification_failed: "requestedAssistant",
  assistant_unavailable: "requestedUnavailable",
  negative_feedback: "requestedFeedback",
  policy: "requestedPolicy",
};

const HAPPENED: Readonly<Record<Exclude<EventKind, "message" | "handoff_requested">, ChatKey>> = {
  handoff_claimed: "claimed",
  handoff_released: "released",
  handoff_transferred: "transferred",
  handoff_resolved: "resolved",
  handoff_reopened: "reopened",
  handoff_abandoned: "abandoned",
  handoff_returned: "returned",
};

/** One line for what happened to the handoff; null for a kind this version does not know. */
export function statusLine(
  words: ChatWords,
  kind: Exclude<EventKind, "message">,
  reason: HandoffReason | null,
  name: string | null,
  cause: string | null = null,
): string | null {
  if (kind === "handoff_requested") {
    const key = reason === null ? undefined : (REQUESTED[reason] as ChatKey | undefined);
    return words.say(key ?? "requestedPolicy");
  }
  const gone = kind === "handoff_released" && cause === "agent_gone";
  const key = gone ? "releasedGone" : (HAPPENED[kind] as ChatKey | undefined);
  return key === undefined ? null : words.say(key, { name: name ?? words.say("agentUnnamed") });
}
