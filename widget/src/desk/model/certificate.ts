/** The certificate: the shapes its API speaks and what a lead is told first. Pure. */

export type CertificateStatus = "certified" | "uncertified" | "invalid" | "alarm";
export type InvalidBecause = "encoder_changed" | "calibration_changed" | "content_changed";

/** What the promise rests on. */
export interface Sample {
  readonly questions: number;
  readonly unanswerable: number;
  readonly answered: number;
  readonly wrong: number;
}

export interface Certificate {
  readonly id: string;
  readonly issued_at: string;
  readonly issued_by: string;
  /** At most this share of the answers is wrong, with probability 1 − `delta`. */
  readonly alpha: number;
  readonly delta: number;
  /** Confidence from which it holds, before it is corrected by what the labels taught. */
  readonly threshold: number;
  readonly sample: Sample;
  /** Share of the sample's questions that would be answered. */
  readonly coverage: number;
  readonly upper_bound: number;
  readonly encoder: string;
  readonly calibration: string;
  readonly knowledge_base_version: number;
  readonly entries: number;
}

export interface CertificateState {
  readonly status: CertificateStatus;
  /** On the confidence as it is shown everywhere. */
  readonly thresholds: { readonly answer: number; readonly clarify: number };
  /** An operator's setting stands in place of the certificate's threshold. */
  readonly overridden?: boolean;
  readonly certificate: Certificate | null;
  readonly invalid_because: readonly InvalidBecause[];
  /** Share of the entries that changed since the certificate was issued. */
  readonly changed_share: number;
  readonly alarm: { readonly raised_at: string; readonly answers: number; readonly wrong: number; readonly threshold: number } | null;
}

/** What came of asking for a certificate. */
export interface CertifyOutcome {
  readonly issued: boolean;
  readonly certificate: Certificate | null;
  readonly sample: Sample;
  readonly labels_needed: number | null;
  /** The smallest alpha that these labels certify. */
  readonly reachable_alpha: number | null;
  readonly message: string;
}

/** Whether the lead has to do something about it. */
export function needsCare(state: CertificateState | null): boolean {
  return state?.status === "alarm" || state?.status === "invalid";
}

export const ALPHAS: readonly number[] = [0.02, 0.05, 0.1, 0.15, 0.2];
export const DELTAS: readonly number[] = [0.01, 0.05, 0.1];

/** What a reachable alpha is offered as: whole per cent, never less than what was reached. */
export function offeredAlpha(reachable: number): number {
  // Rounded first: 0.1 * 100 may be a hair more than 10.
  return Math.ceil(Number((reachable * 100).toFixed(6))) / 100;
}

/** The choices of alpha with `chosen` among them. */
export function alphasWith(chosen: number): readonly number[] {
  return ALPHAS.includes(chosen) ? ALPHAS : [...ALPHAS, chosen].sort((a, b) => a - b);
}
