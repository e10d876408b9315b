/**
 * Labelled questions: the shapes their API speaks and what follows from them. Pure.
 *
 * A label says whether the entry the assistant would give answers what a customer typed.
 */
import type { Decision, Language } from "./types";

export const VERDICTS = ["right", "wrong", "nothing", "not_a_question"] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface LabelSummary {
  /** Questions drawn so far, of `population` that customers have typed. */
  readonly drawn: number;
  readonly labelled: number;
  readonly population: number;
  readonly by_verdict: Readonly<Record<Verdict, number>>;
}

/** An entry that a search now finds for the question, best first. */
export interface LabelCandidate {
  readonly entry_id: string;
  readonly version: number;
  readonly question: string;
  readonly html: string;
  readonly confidence: number;
  readonly language: string;
}

export interface LabelQuestion {
  readonly id: string;
  readonly text: string;
  readonly language: Language;
  readonly asked_at: string;
  readonly page_url: string | null;
  /** What the assistant made of it when it was asked. */
  readonly assistant: { readonly intent: string | null; readonly decision: Decision | null } | null;
  readonly candidates: readonly LabelCandidate[];
}

export interface Label {
  readonly verdict: Verdict;
  /** The entry that was judged; null where the verdict is about none. */
  readonly entry_id: string | null;
  readonly right_entry_id: string | null;
}

/** One question's label on its way to the helpdesk; a null label takes it back. */
export interface LabelErrand {
  readonly question_id: string;
  readonly label: Label | null;
  /** The helpdesk may hold a label of this question by now: one was acknowledged or attempted. */
  readonly maybe_stored: boolean;
}

/** The verdicts that can be given of a question: without an entry none is right or wrong. */
export function verdictsOf(question: LabelQuestion): readonly Verdict[] {
  return question.candidates.length > 0 ? VERDICTS : ["nothing", "not_a_question"];
}

/** The candidates beside the one the assistant would give. */
export function othersOf(question: LabelQuestion): readonly LabelCandidate[] {
  return question.candidates.slice(1);
}

export function labelOf(question: LabelQuestion, verdict: Verdict, rightEntryId: string | null = null): Label {
  const judged = verdict === "right" || verdict === "wrong";
  return { verdict, entry_id: judged ? (question.candidates[0]?.entry_id ?? null) : null, right_entry_id: rightEntryId };
}

/**
 * The errands after one more, the newest of a question replacing those before it. What is taken
 * back before anything was sent needs no errand at all.
 */
export function withErrand(errands: readonly LabelErrand[], next: LabelErrand): readonly LabelErrand[] {
  const before = errands.find((one) => one.question_id === next.question_id);
  const others = errands.filter((one) => one.question_id !== next.question_id);
  if (next.label === null && before?.maybe_stored === false) return others;
  return [...others, { ...next, maybe_stored: before?.maybe_stored ?? next.maybe_stored }];
}

/** The summary with a label more (`by` 1) or fewer (−1). */
export function counting(summary: LabelSummary, verdict: Verdict, by: 1 | -1): LabelSummary {
  const count = Math.max(0, summary.by_verdict[verdict] + by);
  return {
    ...summary,
    labelled: Math.max(0, summary.labelled + by),
    by_verdict: { ...summary.by_verdict, [verdict]: count },
  };
}

/** The summary with what is still on its way; what takes a label back is not in it any more. */
export function countingUnsent(summary: LabelSummary, errands: readonly LabelErrand[]): LabelSummary {
  return errands.reduce((sum, { label }) => (label === null ? sum : counting(sum, label.verdict, 1)), summary);
}

/** Where the labelling stands, in the words of what can be done next. */
export type Standing = "no_questions" | "draw_first" | "label" | "draw_more" | "all_labelled";

export function standingOf(summary: LabelSummary): Standing {
  if (summary.labelled < summary.drawn) return "label";
  if (summary.population === 0) return "no_questions";
  if (summary.drawn === 0) return "draw_first";
  return summary.drawn < summary.population ? "draw_more" : "all_labelled";
}
