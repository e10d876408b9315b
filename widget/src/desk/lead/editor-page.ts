/**
 * A page whose form is stored: guards what is not stored yet, says what is wrong in a summary that
 * takes the focus, and settles what two leads changed at once.
 */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { FormPage, idOf } from "./form-page";
import { refusalOf, type FieldProblem, type Refusal } from "./refusal";

export abstract class EditorPage<Data, Form extends object> extends FormPage<Data, Form> {
  @state() protected busy = false;
  /** The form as it was taken: what there is to lose is measured against it. */
  protected taken: Form | null = null;
  #focus: "heading" | "refusal" | null = null;

  override get hasChanges(): boolean {
    return this.changed;
  }

  /** Whether the form is not as it was taken. */
  protected get changed(): boolean {
    return this.form !== null && JSON.stringify(this.form) !== JSON.stringify(this.taken);
  }

  /** What can be said without asking the server. */
  protected abstract problems(form: Form): readonly FieldProblem[];

  /** Throws what the API throws. */
  protected abstract store(form: Form): Promise<void>;

  /** The form as the server has it now, after a conflict; null where it is gone. */
  protected abstract stored(form: Form, data: Data): Form | null;

  protected open(form: Form): void {
    if (!this.mayDiscard()) return;
    this.take(form);
    this.#focus = "heading";
  }

  /** Takes a form as the stored one, without asking. */
  protected take(form: Form | null): void {
    this.form = form;
    this.taken = form;
    this.refusal = null;
    this.forgetNames();
  }

  protected close(): void {
    if (!this.mayDiscard()) return;
    this.take(null);
    this.#focus = "heading";
  }

  protected mayDiscard(): boolean {
    return !this.changed || confirm(this.say("lead.leave"));
  }

  protected async save(event?: Event): Promise<void> {
    event?.preventDefault();
    const { form } = this;
    if (form === null || this.busy) return;
    const found = this.problems(form);
    if (found.length > 0) return this.refuse({ fields: found, message: null, conflict: false });
    this.busy = true;
    try {
      await this.desk.call(() => this.store(form));
      await this.saved();
    } catch (error) {
      const refusal = refusalOf(error, this.wordsOf(error));
      if (refusal.conflict) await this.load();
      this.refuse(refusal);
    } finally {
      this.busy = false;
    }
  }

  /** After the form was stored: back to what there is, newly loaded. */
  protected async saved(): Promise<void> {
    this.desk.notify("lead.saved");
    this.take(null);
    this.#focus = "heading";
    await this.load();
  }

  async #erase(question: string, remove: () => Promise<void>): Promise<void> {
    if (this.busy || !confirm(question)) return;
    this.busy = true;
    try {
      await this.desk.call(remove);
      this.desk.notify("lead.deleted");
      this.take(null);
      this.#focus = "heading";
      await this.load();
    } catch (error) {
      this.refuse(refusalOf(error, this.wordsOf(error)));
    } finally {
      this.busy = false;
    }
  }

  protected refuse(refusal: Refusal): void {
    this.refusal = refusal;
    this.#focus = "refusal";
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.#focus === null) return;
    const target = this.renderRoot.querySelector<HTMLElement>(this.#focus === "refusal" ? ".refusal" : "h1");
    if (target === null) return;
    this.#focus = null;
    target.focus();
    target.scrollIntoView({ block: "nearest" });
  }

  /** The form with its heading, its summary of what is wrong, and its buttons. */
  protected editor(title: string, fields: TemplateResult, more: TemplateResult | typeof nothing = nothing): TemplateResult {
    return html`<form class="editor" novalidate @submit=${(event: Event) => void this.save(event)}>
      <p class="back"><button type="button" class="button quiet small" @click=${() => this.close()}>← ${this.say("app.back")}</button></p>
      <h1 tabindex="-1">${title}</h1>
      ${this.summary()} ${fields}
      <div class="actions">
        ${this.saveButton()}
        <button type="button" class="button" @click=${() => this.close()}>${this.say("app.cancel")}</button>
        ${this.changed ? html`<span class="badge careful">${this.say("entry.changed")}</span>` : nothing} ${more}
      </div>
    </form>`;
  }

  protected saveButton(): TemplateResult {
    return html`<button class="button primary" ?disabled=${this.busy || !this.changed}>
      ${this.say(this.busy ? "lead.saving" : "lead.save")}
    </button>`;
  }

  /** The way to remove what is stored, which asks `question` first. */
  protected removeButton(question: string, remove: () => Promise<void>): TemplateResult {
    return html`<button type="button" class="button danger apart" ?disabled=${this.busy} @click=${() => void this.#erase(question, remove)}>
      ${this.say("lead.delete")}
    </button>`;
  }

  /** What is wrong, each with a way to its field. Rendered after the fields are known. */
  protected summary(): TemplateResult | typeof nothing {
    const { refusal } = this;
    if (refusal === null) return nothing;
    return html`<section class="callout bad refusal" role="alert" tabindex="-1" aria-label=${this.say("lead.refused")}>
      <p><strong>${refusal.conflict ? this.say("lead.conflict") : (refusal.message ?? this.say("lead.refused"))}</strong></p>
      ${refusal.fields.length === 0
        ? nothing
        : html`<ul>
            ${refusal.fields.map(
              ({ field, reason }) => html`<li>
                <a href="#${idOf(field)}" @click=${(event: Event) => this.#jump(event, field)}>${this.labelOf(field)}</a>: ${reason}
              </li>`,
            )}
          </ul>`}
      ${refusal.conflict ? this.#conflict() : nothing}
    </section>`;
  }

  #conflict(): TemplateResult {
    const theirs = this.form && this.data ? this.stored(this.form, this.data) : null;
    return html`<p class="choices">
      ${theirs === null
        ? nothing
        : html`<button type="button" class="button" @click=${() => this.#keepMine(theirs)}>${this.say("lead.keep_mine")}</button>`}
      <button type="button" class="button" @click=${() => this.take(theirs)}>${this.say("lead.take_theirs")}</button>
    </p>`;
  }

  #jump(event: Event, field: string): void {
    event.preventDefault();
    this.focusField(field);
  }

  #keepMine(theirs: Form): void {
    if ("version" in theirs) this.change({ version: theirs.version } as unknown as Partial<Form>);
    void this.save();
  }
}
