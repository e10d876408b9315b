/** What a search found, and what the assistant knew when it asked for a human. Owns no behaviour. */

/** One entry the knowledge base offered; `answer` is absent in a handoff's evidence. */
export interface Candidate {
  readonly entry_id: string;
  readonly version: number;
  readonly language: string;
  readonly cross_lingual: boolean;
  readonly category?: string;
  readonly question: string;
  readonly answer?: string;
  /** Of the answer, as a customer would see it; only in suggestions. */
  readonly html?: string;
  readonly confidence: number;
  readonly score?: number;
  readonly matched_text?: string;
}

export type Decision = "answer" | "clarify" | "hand_off";

export interface SearchResult {
  readonly decision: Decision;
  readonly reason: "low_confidence" | "no_answer" | null;
  readonly confidence: number;
  readonly certified: boolean;
  readonly thresholds?: { readonly answer: number; readonly clarify: number };
  readonly candidates: readonly Candidate[];
  readonly knowledge_base_version?: number;
  readonly encoder?: string;
  readonly milliseconds?: number;
}

/** What the assistant knew when it asked for a human. */
export interface Evidence {
  readonly search?: SearchResult | null;
  readonly intent?: string | null;
  readonly intent_confidence?: number | null;
  readonly error?: { readonly code: string; readonly message: string } | null;
  readonly question?: string | null;
}
