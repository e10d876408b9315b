/**
 * `<ochota-desk-certify>`: asks for a certificate and says honestly what came of it.
 *
 * Properties: `desk`, `labelled` (questions with a label).
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { ApiError } from "../../api/errors";
import { alphasWith, DELTAS, offeredAlpha, type CertifyOutcome } from "../model/certificate";
import { DeskElement, stylesOf, Ticker } from "../parts/element";
import { wordsFor } from "../store/desk";
import { percent, waitingTime } from "../words";
import sheet from "./certify.css?inline";

interface Asked {
  readonly alpha: number;
  readonly delta: number;
  readonly outcome: CertifyOutcome;
}

@customElement("ochota-desk-certify")
export class Certify extends DeskElement {
  static override styles = stylesOf(sheet);

  @property({ type: Number }) labelled = 0;
  @state() private alpha = 0.05;
  @state() private delta = 0.05;
  @state() private startedAt: number | null = null;
  @state() private asked: Asked | null = null;
  @state() private problem: string | null = null;

  constructor() {
    super();
    new Ticker(this, 1_000);
  }

  protected override render(): TemplateResult {
    return html`<h2 id="ask">${this.say("certificate.ask")}</h2>
      <p>${this.say("certificate.ask_more")}</p>
      <form aria-labelledby="ask" @submit=${this.#submit}>
        <div class="field">
          <label for="alpha">${this.say("certificate.alpha")}</label>
          <select id="alpha" class="input" @change=${(event: Event) => (this.alpha = numberOf(event))}>
            ${alphasWith(this.alpha).map((one) => html`<option value=${one} .selected=${one === this.alpha}>${this.#percent(one)}</option>`)}
          </select>
        </div>
        <div class="field">
          <label for="delta">${this.say("certificate.delta")}</label>
          <select id="delta" class="input" @change=${(event: Event) => (this.delta = numberOf(event))}>
            ${DELTAS.map((one) => html`<option value=${one} .selected=${one === this.delta}>${this.#percent(1 - one)}</option>`)}
          </select>
        </div>
        <button class="button primary" ?disabled=${this.startedAt !== null || this.labelled === 0}>${this.say("certificate.certify")}</button>
      </form>
      <div role="status">
        ${this.startedAt === null ? nothing : this.#progress(this.startedAt)} ${this.asked === null ? nothing : this.#outcome(this.asked)}
      </div>
      ${this.problem === null ? nothing : html`<p class="callout bad" role="alert">${this.problem}</p>`}`;
  }

  #progress(startedAt: number): TemplateResult {
    const time = waitingTime(this.desk.now() - startedAt, this.say);
    return html`<p class="running">
      <progress aria-labelledby="running"></progress>
      <span id="running">${this.say("certificate.certifying")}</span>
      <span class="time" aria-hidden="true">${time}</span>
    </p>`;
  }

  #outcome(asked: Asked): TemplateResult {
    const { outcome } = asked;
    const alpha = this.#percent(asked.alpha);
    if (outcome.issued) {
      return html`<p class="callout">${this.say("certificate.issued_now", { alpha, certainty: this.#percent(1 - asked.delta) })}</p>`;
    }
    const { questions, unanswerable } = outcome.sample;
    return html`<div class="callout careful">
      <p><strong>${this.say("certificate.not_issued", { alpha })}</strong> ${this.#needed(outcome.labels_needed)}</p>
      <p>${this.#reachable(outcome.reachable_alpha)} ${this.say("certificate.kept")}</p>
      <p>${this.say("certificate.counted", { questions, unanswerable })}</p>
      <p class="links">
        ${outcome.reachable_alpha === null ? nothing : this.#instead(offeredAlpha(outcome.reachable_alpha), asked.delta)}
        <a class="button" href="#/labelling">${this.say("certificate.label")}</a>
      </p>
    </div>`;
  }

  #needed(labels: number | null): string {
    return labels === null ? this.say("certificate.needed_unknown") : this.say("certificate.needed", { count: labels });
  }

  #reachable(alpha: number | null): string {
    if (alpha === null) return this.say("certificate.reachable_none");
    return this.say("certificate.reachable", { alpha: this.#percent(offeredAlpha(alpha)) });
  }

  #instead(alpha: number, delta: number): TemplateResult {
    return html`<button class="button" ?disabled=${this.startedAt !== null} @click=${() => void this.#certify(alpha, delta)}>
      ${this.say("certificate.take_reachable", { alpha: this.#percent(alpha) })}
    </button>`;
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#certify(this.alpha, this.delta);
  };

  async #certify(alpha: number, delta: number): Promise<void> {
    if (this.startedAt !== null) return;
    this.alpha = alpha;
    this.delta = delta;
    this.startedAt = this.desk.now();
    this.asked = null;
    this.problem = null;
    try {
      this.asked = { alpha, delta, outcome: await this.desk.certification.certify(alpha, delta) };
    } catch (error) {
      this.problem = this.#wordsFor(error);
    } finally {
      this.startedAt = null;
    }
  }

  #wordsFor(error: unknown): string {
    if (error instanceof ApiError && error.code === "labels_contradicted") return this.say("certificate.alarm_todo");
    const { key, values } = wordsFor(error);
    return this.say(key, values);
  }

  #percent(share: number): string {
    return percent(share, this.desk.language, 1);
  }
}

function numberOf(event: Event): number {
  return Number((event.target as HTMLSelectElement).value);
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-certify": Certify;
  }
}
