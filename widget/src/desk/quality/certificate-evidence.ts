/**
 * `<ochota-desk-certificate-evidence>`: what the last certificate rests on.
 *
 * Properties: `desk`, `certificate` (the state as the helpdesk tells it).
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { fullTime } from "../../i18n/times";
import type { Certificate, CertificateState } from "../model/certificate";
import { DeskElement, stylesOf } from "../parts/element";
import { percent, type WordKey } from "../words";
import sheet from "./certificate-evidence.css?inline";

/** So many letters tell one calibration from another. */
const HASH_LETTERS = 8;

@customElement("ochota-desk-certificate-evidence")
export class CertificateEvidence extends DeskElement {
  static override styles = stylesOf(sheet);

  @property({ attribute: false }) certificate!: CertificateState;

  protected override render(): TemplateResult | typeof nothing {
    const { certificate } = this.certificate;
    if (certificate === null) return nothing;
    return html`<h2>${this.say("certificate.evidence")}</h2>
      <dl>
        ${this.#rows(certificate).map(
          ([words, value, whole]) =>
            html`<div>
              <dt>${this.say(words)}</dt>
              <dd title=${whole ?? nothing}>${value}</dd>
            </div>`,
        )}
      </dl>`;
  }

  /** What to say of each fact, and in whole where that is too long to be read. */
  #rows(certificate: Certificate): readonly (readonly [WordKey, string | number, string?])[] {
    const { sample } = certificate;
    const share = (value: number): string => percent(value, this.desk.language, 1);
    const when = fullTime(new Date(certificate.issued_at), this.desk.language);
    return [
      ["certificate.questions", sample.questions],
      ["certificate.answered", sample.answered],
      ["certificate.wrong", sample.wrong],
      ["certificate.unanswerable", sample.unanswerable],
      ["certificate.coverage", share(certificate.coverage)],
      ["certificate.upper_bound", share(certificate.upper_bound)],
      ["certificate.threshold", share(certificate.threshold)],
      ["certificate.issued", when],
      ["certificate.issued_by", certificate.issued_by],
      ["certificate.encoder", certificate.encoder.replace(/:.*/, ""), certificate.encoder],
      ["certificate.calibration", certificate.calibration.slice(0, HASH_LETTERS), certificate.calibration],
      [
        "certificate.version",
        // The version is a name, not an amount: its digits are not grouped.
        this.say("certificate.version_of", { version: String(certificate.knowledge_base_version), count: certificate.entries }),
      ],
      ["certificate.changed", share(this.certificate.changed_share)],
    ];
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-certificate-evidence": CertificateEvidence;
  }
}
