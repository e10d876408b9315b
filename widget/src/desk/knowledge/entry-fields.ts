/**
 * `<ochota-desk-entry-fields>`: what an entry has once, whatever its languages.
 *
 * Properties: `desk`, `categories`, `form`, `found` (the problems to mark), `isNew`. Events:
 * `desk-fields` (detail: what was changed of the form).
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { emptyForm, type EntryForm, type Problem } from "../model/entry-form";
import type { Category } from "../model/types";
import { DeskElement, stylesOf } from "../parts/element";
import sheet from "./entry-fields.css?inline";

@customElement("ochota-desk-entry-fields")
export class EntryFields extends DeskElement {
  static override styles = stylesOf(sheet);

  @property({ attribute: false }) categories: readonly Category[] = [];
  @property({ attribute: false }) form: EntryForm = emptyForm();
  @property({ attribute: false }) found: readonly Problem[] = [];
  @property({ type: Boolean }) isNew = false;

  protected override render(): TemplateResult {
    return html`<section>${this.#id()} ${this.#category()} ${this.#tags()}</section>`;
  }

  #id(): TemplateResult {
    const wrong = this.#has("id");
    return html`<div class="field">
      <label for="id">${this.say("entry.id")}</label>
      <input
        id="id"
        class="input mono"
        .value=${this.form.id}
        ?readonly=${!this.isNew}
        aria-invalid=${wrong ? "true" : "false"}
        aria-describedby="id-hint"
        @input=${(event: Event) => this.#change({ id: (event.target as HTMLInputElement).value })}
      />
      <p id="id-hint" class=${wrong ? "problem" : "hint"}>
        ${wrong ? this.say("entry.problem.bad_id") : this.isNew ? this.say("entry.id_hint") : nothing}
      </p>
    </div>`;
  }

  #category(): TemplateResult {
    const wrong = this.#has("category");
    return html`<div class="field">
      <label for="category">${this.say("knowledge.category")}</label>
      <select
        id="category"
        class="input"
        aria-invalid=${wrong ? "true" : "false"}
        aria-describedby="category-problem"
        @change=${(event: Event) => this.#change({ category: (event.target as HTMLSelectElement).value })}
      >
        <option value="" ?selected=${this.form.category === ""}></option>
        ${this.#options().map(([id, name]) => html`<option value=${id} ?selected=${id === this.form.category}>${name}</option>`)}
      </select>
      <p id="category-problem" class="problem">${wrong ? this.say("entry.problem.missing_category") : nothing}</p>
    </div>`;
  }

  #tags(): TemplateResult {
    return html`<div class="field">
      <label for="tags">${this.say("entry.tags")}</label>
      <input
        id="tags"
        class="input"
        .value=${this.form.tags}
        aria-describedby="tags-hint"
        @input=${(event: Event) => this.#change({ tags: (event.target as HTMLInputElement).value })}
      />
      <p id="tags-hint" class="hint">${this.say("entry.tags_hint")}</p>
    </div>`;
  }

  /** The categories by their names, and the entry's own one where it is not among them. */
  #options(): readonly (readonly [string, string])[] {
    const { category } = this.form;
    const known = this.categories.map((one) => [one.id, one.names[this.desk.language] ?? one.names.cs ?? one.id] as const);
    return category === "" || this.categories.some((one) => one.id === category) ? known : [[category, category], ...known];
  }

  #has(field: Problem["field"]): boolean {
    return this.found.some((problem) => problem.field === field);
  }

  #change(change: Partial<EntryForm>): void {
    this.dispatchEvent(new CustomEvent("desk-fields", { detail: change }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-entry-fields": EntryFields;
  }
}
