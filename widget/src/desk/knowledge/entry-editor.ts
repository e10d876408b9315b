/**
 * `<ochota-desk-entry-editor>`: one entry in both languages, its status and its revisions.
 *
 * Properties: `desk`, `categories`, `entryId` (null: a new one), `prefill` (what a new one begins
 * with, null: nothing). `hasChanges` tells whether leaving would lose something.
 */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { ApiError } from "../../api/errors";
import { LANGUAGES, languageOf } from "../../i18n/language";
import { fullTime } from "../../i18n/times";
import {
  emptyForm,
  isChanged,
  problems,
  suggestedId,
  toBody,
  toForm,
  type EntryForm,
  type Problem,
  type VariantForm,
} from "../model/entry-form";
import { formatRoute, type EntryPrefill } from "../model/routes";
import type { Category, Entry, Language } from "../model/types";
import { DeskElement, stylesOf } from "../parts/element";
import { wordsFor } from "../store/desk";
import type { WordKey } from "../words";
import "./diff-view";
import "./entry-fields";
import "./revisions";
import "./variant-editor";
import sheet from "./entry-editor.css?inline";

type Verb = "publish" | "unpublish" | "archive";

const DONE: Readonly<Record<Verb, WordKey>> = {
  publish: "entry.published",
  unpublish: "entry.unpublished",
  archive: "entry.archived",
};

const VERBS: Readonly<Record<Entry["status"], readonly Verb[]>> = {
  draft: ["archive", "publish"],
  published: ["archive", "unpublish"],
  archived: ["unpublish", "publish"],
};

@customElement("ochota-desk-entry-editor")
export class EntryEditor extends DeskElement {
  static override styles = stylesOf(sheet);

  @property({ attribute: false }) categories: readonly Category[] = [];
  @property({ attribute: false }) entryId: string | null = null;
  @property({ attribute: false }) prefill: EntryPrefill | null = null;
  @state() private entry: Entry | null = null;
  @state() private form: EntryForm = emptyForm();
  @state() private original: EntryForm = emptyForm();
  @state() private found: readonly Problem[] = [];
  /** What somebody else saved meanwhile. */
  @state() private theirs: Entry | null = null;
  @state() private loadProblem: string | null = null;
  @state() private saveProblem: string | null = null;
  @state() private busy = false;
  /** The variant shown where there is no room for both. */
  @state() private shown: Language = "cs";
  #idWritten = false;

  get hasChanges(): boolean {
    return isChanged(this.form, this.original);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has("entryId") && this.entry?.id !== this.entryId) void this.#load();
  }

  async #load(): Promise<void> {
    this.loadProblem = null;
    this.theirs = null;
    this.entry = null;
    this.#reset(emptyForm());
    const id = this.entryId;
    if (id === null) return this.#begin();
    try {
      const entry = await this.desk.call(() => this.desk.api.knowledge.entry(id));
      if (this.entryId === id) this.#take(entry);
    } catch (error) {
      if (this.entryId === id) this.loadProblem = this.#words(error);
    }
  }

  /** What is begun with was stored nowhere yet: leaving it asks first. */
  #begin(): void {
    const { prefill } = this;
    if (prefill === null) return;
    const language = languageOf(prefill.language) ?? this.desk.language;
    this.shown = language;
    this.#changeVariant(language, { question: prefill.question, answer: prefill.answer, alternatives: "" });
  }

  #take(entry: Entry): void {
    this.entry = entry;
    this.theirs = null;
    this.#reset(toForm(entry));
  }

  #reset(form: EntryForm): void {
    this.form = form;
    this.original = form;
    this.found = [];
    this.saveProblem = null;
    this.#idWritten = false;
  }

  #words(error: unknown): string {
    const { key, values } = wordsFor(error);
    return this.say(key, values);
  }

  protected override render(): TemplateResult {
    if (this.loadProblem !== null) {
      return html`<div class="empty">
        <p class="problem" role="alert">${this.loadProblem}</p>
        <p><button class="button" @click=${() => void this.#load()}>${this.say("app.retry")}</button></p>
      </div>`;
    }
    if (this.entryId !== null && this.entry === null) {
      return html`<p class="empty" aria-busy="true">${this.say("knowledge.loading")}</p>`;
    }
    return html`${this.#head()} ${this.theirs ? this.#conflict(this.theirs) : nothing} <ochota-desk-entry-fields
        .desk=${this.desk}
        .categories=${this.categories}
        .form=${this.form}
        .found=${this.found}
        .isNew=${this.entry === null}
        @desk-fields=${this.#changeFields}
      ></ochota-desk-entry-fields>
      ${this.#variants()}
    ${this.entry
      ? html`<ochota-desk-revisions
          .desk=${this.desk}
          .entry=${this.entry}
          @desk-restore=${(event: CustomEvent<Entry>) => this.#restore(event.detail)}
        ></ochota-desk-revisions>`
      : nothing}`;
  }

  #head(): TemplateResult {
    const { entry } = this;
    return html`<header>
      <div class="title">
        <h1>${entry ? (entry.variants[this.desk.language] ?? entry.variants.cs ?? entry.variants.en)?.question : this.say("entry.new")}</h1>
        ${entry ? this.#state(entry) : nothing}
      </div>
      <div class="actions">
        ${this.hasChanges ? html`<span class="badge careful">${this.say("entry.changed")}</span>` : nothing}
        ${entry ? VERBS[entry.status].map((verb) => this.#verb(entry, verb)) : nothing}
        <button class="button primary" ?disabled=${this.busy || !this.hasChanges || this.theirs !== null} @click=${() => void this.#save()}>
          ${this.say(this.busy ? "entry.saving" : "entry.save")}
        </button>
      </div>
      <p class="problem" role="alert">
        ${this.saveProblem ?? (this.found.length > 0 ? this.say("entry.invalid") : nothing)}
      </p>
    </header>`;
  }

  #state(entry: Entry): TemplateResult {
    const tone = entry.status === "published" ? "accent" : entry.status === "draft" ? "careful" : "";
    const when = entry.updated_at ? fullTime(new Date(entry.updated_at), this.desk.language) : null;
    return html`<p class="hint">
      <span class="badge ${tone}">${this.say(`entry_status.${entry.status}`)}</span>
      ${this.say("entry.version", { version: String(entry.version) })}${when === null
        ? nothing
        : html`, ${entry.updated_by
            ? this.say("entry.updated", { when, who: entry.updated_by })
            : this.say("entry.updated_at", { when })}`}
    </p>`;
  }

  #verb(entry: Entry, verb: Verb): TemplateResult {
    return html`<button
      class="button ${verb === "archive" ? "quiet" : ""}"
      ?disabled=${this.busy || this.hasChanges}
      title=${this.hasChanges ? this.say("entry.save_first") : ""}
      @click=${() => void this.#move(entry, verb)}
    >
      ${this.say(`entry.${verb}`)}
    </button>`;
  }

  #conflict(theirs: Entry): TemplateResult {
    const mine = String(this.entry?.version ?? 0);
    return html`<section class="callout careful conflict" role="alert">
      <p><strong>${this.say("entry.conflict", { version: String(theirs.version), mine })}</strong></p>
      <p>${this.say("entry.conflict_more")}</p>
      <ochota-desk-diff .desk=${this.desk} .older=${theirs} .newer=${{ ...theirs, ...toBody(this.form) }}></ochota-desk-diff>
      <p class="actions">
        <button class="button" ?disabled=${this.busy} @click=${() => void this.#keepMine(theirs)}>${this.say("entry.keep_mine")}</button>
        <button class="button" ?disabled=${this.busy} @click=${() => this.#take(theirs)}>${this.say("entry.take_theirs")}</button>
      </p>
    </section>`;
  }

  #variants(): TemplateResult {
    return html`${this.found.some((one) => one.field === "variants")
        ? html`<p class="problem">${this.say("entry.problem.no_variant")}</p>`
        : nothing}
      <div class="tabs">
        ${LANGUAGES.map(
          (language) => html`<button class="button quiet" aria-pressed=${language === this.shown} @click=${() => (this.shown = language)}>
            ${this.say(`entry.language.${language}`)}
          </button>`,
        )}
      </div>
      <div class="variants show-${this.shown}">
        ${LANGUAGES.map(
          (language) => html`<ochota-desk-variant-editor
            class=${language}
            .desk=${this.desk}
            .language=${language}
            .variant=${this.form.variants[language]}
            .questionMissing=${this.#has(`${language}.question`)}
            .answerMissing=${this.#has(`${language}.answer`)}
            @desk-variant=${(event: CustomEvent<VariantForm>) => this.#changeVariant(language, event.detail)}
          ></ochota-desk-variant-editor>`,
        )}
      </div>`;
  }

  #has(field: Problem["field"]): boolean {
    return this.found.some((problem) => problem.field === field);
  }

  #change(change: Partial<EntryForm>): void {
    this.form = { ...this.form, ...change };
    // Only what is already marked is checked while typing: nobody is told off for half a word.
    if (this.found.length > 0) this.found = problems(this.form);
  }

  readonly #changeFields = (event: CustomEvent<Partial<EntryForm>>): void => {
    if (event.detail.id !== undefined) this.#idWritten = true;
    this.#change(event.detail);
  };

  #changeVariant(language: Language, variant: VariantForm): void {
    const variants = { ...this.form.variants, [language]: variant };
    const first = LANGUAGES.map((one) => variants[one].question).find((question) => question.trim() !== "") ?? "";
    const id = this.entry === null && !this.#idWritten ? suggestedId(first) : this.form.id;
    this.#change({ variants, id });
  }

  #restore(revision: Entry): void {
    this.form = { ...toForm(revision), id: this.form.id };
    this.desk.notify("entry.restored", { version: String(revision.version) });
    this.scrollIntoView({ block: "start" });
  }

  async #save(): Promise<void> {
    this.found = problems(this.form);
    if (this.found.length > 0 || this.busy) return;
    await this.#store(this.entry?.version ?? null);
  }

  async #keepMine(theirs: Entry): Promise<void> {
    this.found = problems(this.form);
    if (this.found.length === 0) await this.#store(theirs.version);
  }

  async #store(version: number | null): Promise<void> {
    this.busy = true;
    this.saveProblem = null;
    const body = { ...toBody(this.form), status: this.theirs?.status ?? this.entry?.status ?? ("draft" as const) };
    try {
      const saved = await this.desk.call(() =>
        version === null ? this.desk.api.knowledge.createEntry(body) : this.desk.api.knowledge.saveEntry({ ...body, version }),
      );
      this.#take(saved);
      this.desk.notify("entry.saved", { version: String(saved.version) });
      if (version === null) location.hash = formatRoute({ page: "entry", id: saved.id });
    } catch (error) {
      await this.#refused(error, version === null);
    } finally {
      this.busy = false;
    }
  }

  async #refused(error: unknown, isNew: boolean): Promise<void> {
    if (!(error instanceof ApiError)) {
      this.saveProblem = this.#words(error);
    } else if (error.status === 409 && isNew) {
      this.saveProblem = this.say("entry.exists");
    } else if (error.status === 409) {
      await this.#fetchTheirs();
    } else if (error.fields.length > 0) {
      this.saveProblem = error.fields.map(({ field, reason }) => `${field}: ${reason}`).join(" · ");
    } else this.saveProblem = this.#words(error);
  }

  async #fetchTheirs(): Promise<void> {
    try {
      this.theirs = await this.desk.call(() => this.desk.api.knowledge.entry(this.form.id));
    } catch (error) {
      this.saveProblem = this.#words(error);
    }
  }

  async #move(entry: Entry, verb: Verb): Promise<void> {
    this.busy = true;
    try {
      this.#take(await this.desk.call(() => this.desk.api.knowledge.moveEntry(entry, verb)));
      this.desk.notify(DONE[verb]);
    } catch (error) {
      if (error instanceof ApiError && error.status === 409) await this.#fetchTheirs();
      else this.desk.fail(error);
    } finally {
      this.busy = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-entry-editor": EntryEditor;
  }
}
