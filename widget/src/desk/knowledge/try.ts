/**
 * `<ochota-desk-try>`: a question asked of the knowledge base without anybody being answered.
 *
 * Properties: `desk`.
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import type { Candidate, Language, SearchResult } from "../model/types";
import { chooseLanguage, LANGUAGES } from "../../i18n/language";
import { DeskElement, stylesOf } from "../parts/element";
import { wordsFor } from "../store/desk";
import "../parts/confidence";
import sheet from "./try.css?inline";

@customElement("ochota-desk-try")
export class TryQuestion extends DeskElement {
  static override styles = stylesOf(sheet);

  @state() private result: SearchResult | null = null;
  @state() private problem: string | null = null;
  @state() private busy = false;
  @state() private asked: Language | null = null;
  @query("#question") private question!: HTMLTextAreaElement;

  protected override render(): TemplateResult {
    const language = this.asked ?? this.desk.language;
    return html`<h1>${this.say("try.title")}</h1>
      <p class="hint">${this.say("try.intro")}</p>
      <form @submit=${this.#submit}>
        <div class="field question">
          <label for="question">${this.say("try.question")}</label>
          <textarea id="question" class="input" rows="2" maxlength="4000" @keydown=${this.#keydown}></textarea>
        </div>
        <div class="field">
          <label for="language">${this.say("try.language")}</label>
          <select id="language" class="input" @change=${(event: Event) => (this.asked = chooseLanguage((event.target as HTMLSelectElement).value))}>
            ${LANGUAGES.map((one) => html`<option value=${one} ?selected=${one === language}>${this.say(`entry.language.${one}`)}</option>`)}
          </select>
        </div>
        <button class="button primary" ?disabled=${this.busy}>${this.say("try.submit")}</button>
      </form>
      <div aria-live="polite">
        ${this.problem ? html`<p class="callout bad">${this.problem}</p>` : nothing} ${this.result ? this.#result(this.result) : nothing}
      </div>`;
  }

  #result(result: SearchResult): TemplateResult {
    return html`<section class=${result.decision}>
      <header>
        <h2>${this.say("try.decision", { decision: this.say(`decision.${result.decision}`) })}</h2>
        <ochota-desk-confidence .value=${result.confidence} .language=${this.desk.language}></ochota-desk-confidence>
        ${result.certified
          ? html`<span class="badge accent">${this.say("context.certified")}</span>`
          : html`<span class="badge careful" title=${this.say("context.uncertified_more")}>${this.say("context.uncertified")}</span>`}
        ${result.reason ? html`<span class="badge">${this.say(`reason.${result.reason}`)}</span>` : nothing}
        ${result.milliseconds === undefined
          ? nothing
          : html`<span class="hint">${this.say("try.milliseconds", { milliseconds: Math.round(result.milliseconds) })}</span>`}
      </header>
      ${result.candidates.length === 0
        ? html`<p class="hint">${this.say("try.none")}</p>`
        : html`<ol>
            ${result.candidates.map((candidate) => html`<li>${this.#candidate(candidate)}</li>`)}
          </ol>`}
    </section>`;
  }

  #candidate(candidate: Candidate): TemplateResult {
    return html`<div class="candidate">
      <a href="#/knowledge/${encodeURIComponent(candidate.entry_id)}" title=${this.say("try.open")} lang=${candidate.language}>${candidate.question}</a>
      <ochota-desk-confidence .value=${candidate.confidence} .language=${this.desk.language}></ochota-desk-confidence>
      <span class="hint">
        ${candidate.entry_id} · ${this.say("context.version", { version: String(candidate.version) })}
        ${candidate.matched_text && candidate.matched_text !== candidate.question
          ? html`· ${this.say("try.matched", { text: candidate.matched_text })}`
          : nothing}
        ${candidate.cross_lingual ? html`· ${this.say("thread.cross_lingual")}` : nothing}
      </span>
    </div>`;
  }

  readonly #keydown = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      void this.#ask();
    }
  };

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#ask();
  };

  async #ask(): Promise<void> {
    const text = this.question.value.trim();
    if (text === "" || this.busy) return;
    this.busy = true;
    this.problem = null;
    try {
      this.result = await this.desk.call(() => this.desk.api.knowledge.tryQuestion(text, this.asked ?? this.desk.language));
    } catch (error) {
      this.result = null;
      const { key, values } = wordsFor(error);
      this.problem = this.say(key, values);
    } finally {
      this.busy = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-try": TryQuestion;
  }
}
