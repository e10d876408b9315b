/** Labelled questions and the certificate over HTTP. */
import type { Http } from "../../api/http";
import type { CertificateState, CertifyOutcome } from "../model/certificate";
import type { Label, LabelQuestion, LabelSummary } from "../model/labels";

/** Every labelled question is searched again. */
const CERTIFY_TIMEOUT_MILLISECONDS = 180_000;
/** So is every question that is fetched for labelling. */
const QUESTIONS_TIMEOUT_MILLISECONDS = 30_000;

export class LabelsApi {
  constructor(private readonly http: Http) {}

  summary(): Promise<LabelSummary> {
    return this.http.call("GET", "/api/v1/desk/labels");
  }

  /** Draws so many more questions at random; fewer where fewer are left. */
  draw(count: number): Promise<LabelSummary> {
    return this.http.call("POST", "/api/v1/desk/labels/draw", { body: { count } });
  }

  /** The next drawn questions without a label, each with what a search now finds. */
  async next(limit: number): Promise<readonly LabelQuestion[]> {
    const answer = await this.http.call<{ questions: LabelQuestion[] }>("GET", "/api/v1/desk/labels/next", {
      query: { limit },
      timeoutMilliseconds: QUESTIONS_TIMEOUT_MILLISECONDS,
    });
    return answer.questions;
  }

  /** Stores the question's label, or takes it back when it is null. */
  async put(questionId: string, label: Label | null): Promise<void> {
    const path = `/api/v1/desk/labels/${encodeURIComponent(questionId)}`;
    if (label === null) await this.http.call("DELETE", path);
    else await this.http.call("PUT", path, { body: label });
  }

  exportUrl(): string {
    return this.http.url("/api/v1/desk/labels/export");
  }

  certificate(): Promise<CertificateState> {
    return this.http.call("GET", "/api/v1/desk/certificate");
  }

  certify(alpha: number, delta: number): Promise<CertifyOutcome> {
    return this.http.call("POST", "/api/v1/desk/certificate", {
      body: { alpha, delta },
      timeoutMilliseconds: CERTIFY_TIMEOUT_MILLISECONDS,
    });
  }
}
