/** Examples of what the helpdesk says; each test names only what it is about. */
import type { Certificate, CertificateState } from "../../src/desk/model/certificate";
import type { LabelCandidate, LabelQuestion } from "../../src/desk/model/labels";
import type { CannedReply, Colleague, Entry, Handoff, LogEvent, PrivateNote } from "../../src/desk/model/types";

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

export function aCandidate(change: Partial<LabelCandidate> = {}): LabelCandidate {
  return {
    entry_id: "return-period",
    version: 3,
    question: "How long can I return goods?",
    html: "<p>Within <strong>14 days</strong>.</p>",
    confidence: 0.9,
    language: "en",
    ...change,
  };
}

export function aLabelQuestion(change: Partial<LabelQuestion> = {}): LabelQuestion {
  return {
    id: "1",
    text: "can i send it back",
    language: "en",
    asked_at: "2026-11-20T08:00:00Z",
    page_url: "https://shop.example/kosik?a=1",
    assistant: { intent: "faq", decision: "answer" },
    candidates: [aCandidate()],
    ...change,
  };
}

export function aCertificate(change: Partial<Certificate> = {}): Certificate {
  return {
    id: "1",
    issued_at: "2026-11-21T09:00:00Z",
    issued_by: "jana",
    alpha: 0.05,
    delta: 0.05,
    threshold: 0.814,
    sample: { questions: 412, unanswerable: 61, answered: 183, wrong: 3 },
    coverage: 0.444,
    upper_bound: 0.0418,
    encoder: "multilingual-e5-small:1571fc98:onnxruntime-int8-2",
    calibration: "779c204a2803d257",
    knowledge_base_version: 1041,
    entries: 79,
    ...change,
  };
}

export function anUncertified(change: Partial<CertificateState> = {}): CertificateState {
  return {
    status: "uncertified",
    thresholds: { answer: 0.7, clarify: 0.28 },
    certificate: null,
    invalid_because: [],
    changed_share: 0,
    alarm: null,
    ...change,
  };
}

export function aColleague(change: Partial<Colleague> = {}): Colleague {
  return { username: "petr", name: "Petr Žák", role: "agent", presence: "online", departments: [], languages: [], capacity: 5, load: 1, ...change };
}

export function aCannedReply(change: Partial<CannedReply> = {}): CannedReply {
  return { id: 1, shortcut: "vraceni", title: "Vrácení", texts: { cs: "Dobrý den, {{customer.name}}." }, department: null, active: true, ...change };
}

export function aNote(change: Partial<PrivateNote> = {}): PrivateNote {
  return { id: 1, after_sequence: 1, agent: { username: "petr", name: "Petr Žák" }, text: "Pozor", mentions: [], created_at: "2026-11-22T10:05:00Z", ...change };
}
