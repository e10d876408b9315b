/**
 * `<ochota-desk-label-question>`: what a customer typed, and the entries the assistant has for it.
 *
 * Properties: `desk`, `question`, `picking` (which of the others is right is being asked).
 * Events: `desk-pick` with the place among the others, or null for none. `focus()` goes to the
 * question, `askWhich()` to the others.
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { fullTime } from "../../i18n/times";
import { othersOf, type LabelCandidate, type LabelQuestion } from "../model/labels";
import { DeskElement, stylesOf } from "../parts/element";
import { LETTERS } from "./label-keys";
import "../parts/prose";
import sheet from "./label-question.css?inline";

@customElement("ochota-desk-label-question")
export class LabelQuestionCard extends DeskElement {
  static override styles = stylesOf(sheet);

  @property({ attribute: false }) question!: LabelQuestion;
  @property({ type: Boolean }) picking = false;
  @query("#question") private heading!: HTMLElement | null;
  @query("#which") private which!: HTMLElement | null;

  override focus(): void {
    this.heading?.focus();
    this.heading?.scrollIntoView({ block: "nearest" });
  }

  askWhich(): void {
    this.which?.focus();
    this.which?.parentElement?.scrollIntoView({ block: "nearest" });
  }

  protected override render(): TemplateResult {
    const { question } = this;
    const top = question.candidates[0];
    return html`<article aria-labelledby="question">
      <p class="hint about">${this.#about(question)}</p>
      <h2 id="question" tabindex="-1" lang=${question.language}>${question.text}</h2>
      ${top === undefined
        ? html`<p class="none">${this.say("labelling.would_none")}</p>`
        : html`<section class="answer" aria-label=${this.say("labelling.would")}>
            <p class="label">${this.say("labelling.would")} ${this.#language(top, true)}</p>
            <h3 lang=${top.language}>${top.question}</h3>
            <ochota-desk-prose lang=${top.language} .html=${top.html}></ochota-desk-prose>
          </section>`}
      ${this.#others(othersOf(question))}
    </article>`;
  }

  #about(question: LabelQuestion): string {
    const about = [this.say("labelling.question"), question.language];
    about.push(this.say("labelling.asked", { when: fullTime(new Date(question.asked_at), this.desk.language) }));
    const page = pathOf(question.page_url);
    if (page !== null) about.push(this.say("labelling.page", { page }));
    return about.join(" · ");
  }

  /** Tells an entry that is not in the question's language. */
  #language(candidate: LabelCandidate, inWords: boolean): TemplateResult | typeof nothing {
    if (candidate.language === this.question.language) return nothing;
    const words = this.say("labelling.cross_lingual");
    return html`<span class="badge" title=${words}>${inWords ? `${candidate.language} · ${words}` : candidate.language}</span>`;
  }

  #others(others: readonly LabelCandidate[]): TemplateResult | typeof nothing {
    if (others.length === 0) return nothing;
    if (!this.picking) {
      return html`<details>
        <summary>${this.say("labelling.others", { count: others.length })}</summary>
        <ol>
          ${others.map((one) => html`<li>${this.#other(one)}</li>`)}
        </ol>
      </details>`;
    }
    return html`<section class="which" aria-labelledby="which">
      <h3 id="which" tabindex="-1">${this.say("labelling.pick")}</h3>
      <p class="hint">${this.say("labelling.pick_more")}</p>
      <ol>
        ${others.map(
          (one, place) => html`<li>
            <button class="button pick" @click=${() => this.#pick(place)}>
              <kbd>${LETTERS[place]}</kbd><span class="visually-hidden">${this.say("labelling.pick_this")}: ${one.question}</span>
            </button>
            ${this.#other(one)}
          </li>`,
        )}
      </ol>
      <p><button class="button" @click=${() => this.#pick(null)}><kbd>Enter</kbd>${this.say("labelling.pick_none")}</button></p>
    </section>`;
  }

  #other(candidate: LabelCandidate): TemplateResult {
    return html`<details class="other">
      <summary lang=${candidate.language}>${candidate.question} ${this.#language(candidate, false)}</summary>
      <ochota-desk-prose lang=${candidate.language} .html=${candidate.html}></ochota-desk-prose>
    </details>`;
  }

  #pick(place: number | null): void {
    this.dispatchEvent(new CustomEvent<number | null>("desk-pick", { detail: place }));
  }
}

/** The path of a page's address: all that matters of it here. */
function pathOf(url: string | null): string | null {
  return url === null || !URL.canParse(url) ? null : new URL(url).pathname;
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-label-question": LabelQuestionCard;
  }
}
