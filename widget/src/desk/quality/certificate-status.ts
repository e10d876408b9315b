/**
 * `<ochota-desk-certificate-status>`: the promise that is in force, in a support lead's words.
 *
 * Properties: `desk`, `certificate` (the state as the helpdesk tells it).
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { fullTime } from "../../i18n/times";
import type { CertificateState } from "../model/certificate";
import { DeskElement, stylesOf } from "../parts/element";
import { percent } from "../words";
import sheet from "./certificate-status.css?inline";

@customElement("ochota-desk-certificate-status")
export class CertificateStatusPanel extends DeskElement {
  static override styles = stylesOf(sheet);

  @property({ attribute: false }) certificate!: CertificateState;

  protected override render(): TemplateResult {
    const { status } = this.certificate;
    return html`<section class=${status} aria-live="polite">${this.#words()}</section>`;
  }

  #words(): TemplateResult {
    const state = this.certificate;
    const promised = state.certificate;
    const threshold = this.#percent(state.thresholds.answer);
    switch (state.status) {
      case "certified":
        return html`<h2>${promised ? this.#promise("certificate.promise") : nothing}</h2>
          <p>${promised ? this.say("certificate.promise_more", { coverage: this.#percent(promised.coverage), threshold }) : nothing}</p>`;
      case "uncertified":
        if (state.overridden === true) {
          return html`<h2>${this.say("certificate.overridden")}</h2>
            <p>${this.say("certificate.overridden_more", { threshold })}</p>`;
        }
        return html`<h2>${this.say("certificate.uncertified")}</h2>
          <p>${this.say("certificate.uncertified_more", { threshold })}</p>`;
      case "invalid":
        return html`<h2>${this.say("certificate.invalid")}</h2>
          <p>${this.#reasons()} ${this.say("certificate.invalid_more")}</p>
          ${promised ? html`<p class="was">${this.#promise("certificate.promised")}</p>` : nothing}`;
      case "alarm":
        return html`<h2>${this.say("certificate.alarm")}</h2>
          ${this.#alarm()} ${promised ? html`<p class="was">${this.#promise("certificate.promised")}</p>` : nothing}`;
    }
  }

  #promise(key: "certificate.promise" | "certificate.promised"): string {
    const { alpha = 0, delta = 0 } = this.certificate.certificate ?? {};
    return this.say(key, { alpha: this.#percent(alpha), certainty: this.#percent(1 - delta) });
  }

  #reasons(): string {
    const { invalid_because, changed_share } = this.certificate;
    const share = percent(changed_share, this.desk.language);
    const reasons = invalid_because.map((code) => this.say(`certificate.because.${code}`, { share }));
    const list = new Intl.ListFormat(this.desk.language, { type: "conjunction" }).format(reasons);
    return this.say("certificate.because", { reasons: list });
  }

  #alarm(): TemplateResult | typeof nothing {
    const { alarm, thresholds } = this.certificate;
    if (alarm === null) return nothing;
    const { answers, wrong } = alarm;
    // A threshold above 1 is one that nothing reaches.
    const now =
      thresholds.answer > 1
        ? this.say("certificate.alarm_nothing")
        : this.say("certificate.alarm_threshold", { threshold: this.#percent(thresholds.answer) });
    return html`<p>${this.say("certificate.alarm_more", { answers, wrong })} ${now} ${this.say("certificate.alarm_todo")}</p>
      <p class="was">${this.say("certificate.alarm_since", { when: fullTime(new Date(alarm.raised_at), this.desk.language) })}</p>`;
  }

  #percent(share: number): string {
    return percent(share, this.desk.language, 1);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-certificate-status": CertificateStatusPanel;
  }
}
