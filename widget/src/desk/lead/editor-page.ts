/**
 * A page with a form: guards what is not stored yet, shows what is wrong at each field and in a
 * summary that takes the focus, and settles what two leads changed at once.
 */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { WordKey } from "../words";
import { LeadPage } from "./page";
import { reasonFor, refusalOf, type FieldProblem, type Refusal } from "./refusal";

interface Control {
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
}

type Named<Form> = keyof Form & string;

export abstract class EditorPage<Data, Form extends object> extends LeadPage<Data> {
  /** What is being edited; null: nothing. */
  @state() protected form: Form | null = null;
  @state() protected refusal: Refusal | null = null;
  @state() protected busy = false;
  /** The form as it was taken: what there is to lose is measured against it. */
  protected taken: Form | null = null;
  #focus: "heading" | "refusal" | null = null;
  readonly #labels = new Map<string, string>();

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
    this.#labels.clear();
  }

  protected close(): void {
    if (!this.mayDiscard()) return;
    this.take(null);
    this.#focus = "heading";
  }

  protected mayDiscard(): boolean {
    return !this.changed || confirm(this.say("lead.leave"));
  }

  protected change(change: Partial<Form>): void {
    if (this.form !== null) this.form = { ...this.form, ...change };
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

  /** Asks, removes by `remove`, and goes back to what there is. */
  protected async erase(question: string, remove: () => Promise<void>): Promise<void> {
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

  protected reason(field: string): string | null {
    return reasonFor(this.refusal, field);
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
                <a href="#${idOf(field)}" @click=${(event: Event) => this.#jump(event, field)}>${this.#labelOf(field)}</a>: ${reason}
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

  #keepMine(theirs: Form): void {
    if ("version" in theirs) this.change({ version: theirs.version } as unknown as Partial<Form>);
    void this.save();
  }

  #labelOf(field: string): string {
    for (let name = field; name !== ""; name = parentOf(name)) {
      const known = this.#labels.get(name);
      if (known !== undefined) return known;
    }
    return field;
  }

  #jump(event: Event, field: string): void {
    event.preventDefault();
    for (let name = field; name !== ""; name = parentOf(name)) {
      const target = this.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(idOf(name))}`);
      if (target !== null) return target.focus();
    }
  }

  /** Gives a group of controls the name that the summary calls it by. */
  protected named(field: string, label: string): string {
    this.#labels.set(field, label);
    return label;
  }

  /** A control under its label, with its hint and what is wrong with it. */
  protected field({ name, label, hint }: Control, control: (id: string, wrong: boolean, describedBy: string) => TemplateResult): TemplateResult {
    this.named(name, label);
    const id = idOf(name);
    const reason = this.reason(name);
    return html`<div class="field">
      <label for=${id}>${label}</label>
      ${control(id, reason !== null, `${id}-more`)}
      <p id="${id}-more" class=${reason === null ? "hint" : "problem"}>${reason ?? hint ?? nothing}</p>
    </div>`;
  }

  protected text(
    name: Named<Form>,
    label: WordKey,
    options: { hint?: string; type?: string; readonly?: boolean; lang?: string; inputmode?: string; server?: string } = {},
  ): TemplateResult {
    return this.field({ name: options.server ?? name, label: this.say(label), hint: options.hint }, (id, wrong, describedBy) =>
      html`<input
        id=${id}
        class="input"
        type=${options.type ?? "text"}
        lang=${options.lang ?? nothing}
        inputmode=${options.inputmode ?? nothing}
        autocomplete="off"
        ?readonly=${options.readonly ?? false}
        aria-invalid=${wrong ? "true" : "false"}
        aria-describedby=${describedBy}
        .value=${String(this.form?.[name] ?? "")}
        @input=${(event: Event) => this.#set(name, (event.target as HTMLInputElement).value)}
      />`,
    );
  }

  protected select(
    name: Named<Form>,
    label: WordKey,
    options: readonly (readonly [value: string, words: string])[],
    more: { hint?: string; server?: string } = {},
  ): TemplateResult {
    const chosen = String(this.form?.[name] ?? "");
    return this.field({ name: more.server ?? name, label: this.say(label), hint: more.hint }, (id, wrong, describedBy) =>
      html`<select
        id=${id}
        class="input"
        aria-invalid=${wrong ? "true" : "false"}
        aria-describedby=${describedBy}
        @change=${(event: Event) => this.#set(name, (event.target as HTMLSelectElement).value)}
      >
        ${options.map(([value, words]) => html`<option value=${value} ?selected=${value === chosen}>${words}</option>`)}
      </select>`,
    );
  }

  protected checkbox(name: Named<Form>, label: WordKey): TemplateResult {
    return html`<label class="check"
      ><input
        type="checkbox"
        id=${idOf(name)}
        .checked=${this.form?.[name] === true}
        @change=${(event: Event) => this.#set(name, (event.target as HTMLInputElement).checked)}
      />
      ${this.say(label)}</label
    >`;
  }

  /** Several of a list; `name` holds the chosen values. */
  protected checks(
    name: Named<Form>,
    label: WordKey,
    options: readonly (readonly [value: string, words: string])[],
    hint?: string,
  ): TemplateResult {
    const chosen = (this.form?.[name] ?? []) as readonly string[];
    const reason = this.reason(name);
    return html`<fieldset class="checks" id=${idOf(name)} tabindex="-1">
      <legend>${this.named(name, this.say(label))}</legend>
      ${options.map(
        ([value, words]) => html`<label class="check"
          ><input type="checkbox" .checked=${chosen.includes(value)} @change=${() => this.#set(name, toggled(chosen, value))} /> ${words}</label
        >`,
      )}
      <p class=${reason === null ? "hint" : "problem"}>${reason ?? hint ?? nothing}</p>
    </fieldset>`;
  }

  #set(name: Named<Form>, value: unknown): void {
    this.change({ [name]: value } as unknown as Partial<Form>);
  }
}

/** The id of a field's control. */
export function idOf(field: string): string {
  return `field-${field.replaceAll(".", "-")}`;
}

/** The field that this one is a part of; "" for none. */
function parentOf(field: string): string {
  return field.replace(/\.?[^.]*$/, "");
}

/** The list with `value` put in or taken out. */
export function toggled<Value>(list: readonly Value[], value: Value): Value[] {
  return list.includes(value) ? list.filter((one) => one !== value) : [...list, value];
}
