/**
 * `<ochota-desk-certificate>`: how often the assistant is wrong, what that rests on, and asking
 * for a certificate.
 *
 * Properties: `desk`.
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { VERDICTS, type LabelSummary } from "../model/labels";
import { isLead } from "../model/standing";
import { DeskElement, stylesOf } from "../parts/element";
import { wordsFor } from "../store/desk";
import "./certificate-evidence";
import "./certificate-status";
import "./certify";
import sheet from "./certificate.css?inline";

@customElement("ochota-desk-certificate")
export class CertificatePage extends DeskElement {
  static override styles = stylesOf(sheet);

  @state() private labels: LabelSummary | null = null;
  @state() private problem: string | null = null;

  protected override firstUpdated(): void {
    void this.#load();
  }

  async #load(): Promise<void> {
    this.problem = null;
    try {
      const [labels] = await Promise.all([this.desk.call(() => this.desk.api.labels.summary()), this.desk.certification.load()]);
      this.labels = labels;
    } catch (error) {
      const { key, values } = wordsFor(error);
      this.problem = this.say(key, values);
    }
  }

  protected override render(): TemplateResult {
    const { certificate } = this.desk.state;
    if (this.problem !== null) {
      return html`<div class="empty">
        <p class="problem" role="alert">${this.problem}</p>
        <p><button class="button" @click=${() => void this.#load()}>${this.say("app.retry")}</button></p>
      </div>`;
    }
    if (certificate === null || this.labels === null) return html`<p class="empty" aria-busy="true">${this.say("quality.loading")}</p>`;
    return html`<h1>${this.say("certificate.status")}</h1>
      <ochota-desk-certificate-status .desk=${this.desk} .certificate=${certificate}></ochota-desk-certificate-status>
      ${certificate.certificate === null
        ? nothing
        : html`<ochota-desk-certificate-evidence .desk=${this.desk} .certificate=${certificate}></ochota-desk-certificate-evidence>`}
      ${this.#labels(this.labels)}
      ${isLead(this.desk.state.agent)
        ? html`<ochota-desk-certify .desk=${this.desk} .labelled=${this.labels.labelled}></ochota-desk-certify>`
        : html`<p class="hint">${this.say("certificate.lead_only")}</p>`}`;
  }

  #labels(labels: LabelSummary): TemplateResult {
    return html`<section aria-labelledby="labels">
      <h2 id="labels">${this.say("certificate.labels")}</h2>
      <p>
        ${labels.labelled === 0
          ? this.say("certificate.labels_none")
          : this.say("certificate.labels_more", { count: labels.labelled, left: labels.drawn - labels.labelled })}
      </p>
      ${labels.labelled === 0
        ? nothing
        : html`<dl class="counts">
            ${VERDICTS.map(
              (verdict) =>
                html`<div>
                  <dt>${this.say(`labelling.verdict.${verdict}`)}</dt>
                  <dd>${labels.by_verdict[verdict]}</dd>
                </div>`,
            )}
          </dl>`}
      <p class="links">
        <a class="button ${labels.labelled === 0 ? "primary" : ""}" href="#/labelling">${this.say("certificate.label")}</a>
        ${isLead(this.desk.state.agent) && labels.labelled > 0
          ? html`<a class="button" href=${this.desk.api.labels.exportUrl()} download>${this.say("certificate.download")}</a>`
          : nothing}
      </p>
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-certificate": CertificatePage;
  }
}
