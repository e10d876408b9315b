/**
 * `<ochota-desk-variant-editor>`: an entry's question, answer and phrasings in one language.
 *
 * Properties: `desk`, `language`, `variant`, `questionMissing`, `answerMissing`. Events:
 * `desk-variant` (detail: the changed variant).
 */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Language } from "../../i18n/language";
import type { VariantForm } from "../model/entry-form";
import { DeskElement, stylesOf } from "../parts/element";
import { Preview } from "../parts/preview";
import "../parts/prose";
import sheet from "./variant-editor.css?inline";

@customElement("ochota-desk-variant-editor")
export class VariantEditor extends DeskElement {
  static override styles = stylesOf(sheet);

  @property() language: Language = "cs";
  @property({ attribute: false }) variant: VariantForm = { question: "", answer: "", alternatives: "" };
  @property({ type: Boolean }) questionMissing = false;
  @property({ type: Boolean }) answerMissing = false;

  readonly #preview = new Preview(this, (text, signal) => this.desk.call(() => this.desk.api.preview(text, signal)));

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const before = changed.get("variant") as VariantForm | undefined;
    if (changed.has("variant") && before?.answer !== this.variant.answer) this.#preview.showSoon(this.variant.answer);
  }

  protected override render(): TemplateResult {
    const { variant } = this;
    const phrasings = variant.alternatives.split("\n").filter((line) => line.trim() !== "").length;
    return html`<section role="group" lang=${this.language} aria-labelledby="language">
      <h2 id="language" lang=${this.desk.language}>${this.say(`entry.language.${this.language}`)} <span class="badge">${this.language}</span></h2>
      <div class="field">
        <label for="question" lang=${this.desk.language}>${this.say("entry.question")}</label>
        <input
          id="question"
          class="input"
          .value=${variant.question}
          aria-invalid=${this.questionMissing ? "true" : "false"}
          @input=${(event: Event) => this.#change({ question: (event.target as HTMLInputElement).value })}
        />
        ${this.questionMissing ? this.#missing() : nothing}
      </div>
      <div class="field">
        <label for="answer" lang=${this.desk.language}>${this.say("entry.answer")} <span class="hint">(Markdown)</span></label>
        <textarea
          id="answer"
          class="input answer"
          rows="9"
          .value=${variant.answer}
          aria-invalid=${this.answerMissing ? "true" : "false"}
          @input=${(event: Event) => this.#change({ answer: (event.target as HTMLTextAreaElement).value })}
        ></textarea>
        ${this.answerMissing ? this.#missing() : nothing}
      </div>
      <div class="field">
        <span class="label" lang=${this.desk.language}>${this.say("entry.preview")}</span>
        <div class="preview" aria-live="off">
          ${this.#preview.html === null
            ? html`<p class="hint" lang=${this.desk.language}>${this.say("entry.preview_empty")}</p>`
            : html`<ochota-desk-prose .html=${this.#preview.html}></ochota-desk-prose>`}
        </div>
      </div>
      <div class="field">
        <label for="alternatives" lang=${this.desk.language}>${this.say("entry.alternatives")} <span class="badge">${phrasings}</span></label>
        <textarea
          id="alternatives"
          class="input"
          rows="6"
          .value=${variant.alternatives}
          aria-describedby="alternatives-hint"
          @input=${(event: Event) => this.#change({ alternatives: (event.target as HTMLTextAreaElement).value })}
        ></textarea>
        <p id="alternatives-hint" class="hint" lang=${this.desk.language}>${this.say("entry.alternatives_hint")}</p>
      </div>
    </section>`;
  }

  #missing(): TemplateResult {
    return html`<p class="problem" lang=${this.desk.language}>${this.say("entry.problem.half_variant")}</p>`;
  }

  #change(change: Partial<VariantForm>): void {
    this.dispatchEvent(new CustomEvent("desk-variant", { detail: { ...this.variant, ...change } }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-variant-editor": VariantEditor;
  }
}
