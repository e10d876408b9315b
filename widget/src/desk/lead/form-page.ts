/**
 * A page with a form: its controls, each with its label, its hint and what is wrong with it.
 */
import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { WordKey } from "../words";
import { LeadPage } from "./page";
import { reasonFor, type Refusal } from "./refusal";

interface Control {
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
}

type Named<Form> = keyof Form & string;

export abstract class FormPage<Data, Form extends object> extends LeadPage<Data> {
  /** What is being edited; null: nothing. */
  @state() protected form: Form | null = null;
  @state() protected refusal: Refusal | null = null;
  readonly #labels = new Map<string, string>();

  protected change(change: Partial<Form>): void {
    if (this.form !== null) this.form = { ...this.form, ...change };
  }

  protected reason(field: string): string | null {
    return reasonFor(this.refusal, field);
  }

  /** For another form: its fields are named as they are rendered. */
  protected forgetNames(): void {
    this.#labels.clear();
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

  /** What the field, or the group that it is a part of, is called, once it was rendered. */
  protected labelOf(field: string): string {
    for (let name = field; name !== ""; name = parentOf(name)) {
      const known = this.#labels.get(name);
      if (known !== undefined) return known;
    }
    return field;
  }

  /** Takes the focus into the field's control, or into the group that it is a part of. */
  protected focusField(field: string): void {
    for (let name = field; name !== ""; name = parentOf(name)) {
      const target = this.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(idOf(name))}`);
      if (target !== null) return target.focus();
    }
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
