/** Examples of what the helpdesk says; each test names only what it is about. */
import type { Entry, Handoff, LogEvent } from "../../src/desk/model/types";

export function anEvent(change: Partial<LogEvent> = {}): LogEvent {
  return {
    conversation_id: "c1",
    sequence: 1,
    kind: "message",
    author: "customer",
    author_name: null,
    client_message_id: null,
    language: "cs",
    created_at: "2026-11-22T10:00:00Z",
    parts: [{ type: "text", text: "Kde je moje zásilka?", html: "<p>Kde je moje zásilka?</p>" }],
    handoff: null,
    ...change,
  };
}

export function aHandoff(change: Partial<Handoff> = {}): Handoff {
  return {
    id: "h1",
    conversation_id: "c1",
    state: "waiting",
    reason: "no_answer",
    language: "cs",
    waiting_since: "2026-11-22T10:00:00Z",
    requested_at: "2026-11-22T10:00:00Z",
    position: 1,
    agent: null,
    customer: { name: null },
    page_url: "https://shop.example/kosik",
    last_message: { author: "customer", text: "Kde je moje zásilka?", created_at: "2026-11-22T10:00:00Z" },
    last_sequence: 1,
    department: null,
    priority: null,
    question: "Kde je moje zásilka?",
    evidence: {
      intent: "nlu_fallback",
      intent_confidence: 0.71,
      error: null,
      search: {
        decision: "hand_off",
        reason: "no_answer",
        confidence: 0.21,
        certified: false,
        candidates: [
          {
            entry_id: "track-order",
            version: 3,
            language: "cs",
            cross_lingual: false,
            category: "delivery",
            question: "Jak sleduji zásilku?",
            answer: "Odkaz na sledování je v **e-mailu**.",
            confidence: 0.21,
          },
        ],
      },
    },
    ...change,
  };
}

export function anEntry(change: Partial<Entry> = {}): Entry {
  return {
    id: "return-period",
    category: "returns",
    tags: ["law"],
    status: "published",
    version: 3,
    variants: { cs: { question: "Jak dlouho mohu vrátit zboží?", answer: "Do **14 dnů**.", alternatives: ["vraceni zbozi"] } },
    updated_at: "2026-11-20T08:00:00Z",
    updated_by: "jana",
    ...change,
  };
}
