/**
 * `<ochota-desk-filters>`: what the list of all conversations is narrowed by.
 *
 * Properties: `desk`, `filter`. Events: `desk-filter` (detail: the whole new filter).
 */
import { html, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { NO_FILTER, type Filter } from "../model/queue";
import { DeskElement, stylesOf } from "../parts/element";
import { departmentName } from "../words";
import sheet from "./filters.css?inline";

@customElement("ochota-desk-filters")
export class Filters extends DeskElement {
  static override styles = stylesOf(sheet);

  @property({ attribute: false }) filter: Filter = NO_FILTER;
  @query("input") private input!: HTMLInputElement;

  focusSearch(): void {
    void this.updateComplete.then(() => this.input.focus());
  }

  protected override render(): TemplateResult {
    const { departments, agents } = this.desk.state;
    return html`<form role="search" @submit=${(event: Event) => event.preventDefault()}>
      <input
        class="input"
        type="search"
        aria-label=${this.say("list.search")}
        placeholder=${this.say("list.search")}
        .value=${this.filter.text}
        @input=${(event: Event) => this.#change({ text: (event.target as HTMLInputElement).value })}
        @keydown=${this.#keydown}
      />
      ${this.#choice("department", departments.map((one) => [one.id, departmentName(departments, one.id, this.desk.language)]))}
      ${this.#choice("agent", agents.map((one) => [one.username, one.name]))}
      ${this.#choice("language", [
        ["cs", this.say("entry.language.cs")],
        ["en", this.say("entry.language.en")],
      ])}
    </form>`;
  }

  #choice(name: "department" | "agent" | "language", options: readonly (readonly [string, string])[]): TemplateResult {
    return html`<select
      class="input"
      aria-label=${this.say(`list.filter.${name}`)}
      @change=${(event: Event) => this.#change({ [name]: (event.target as HTMLSelectElement).value })}
    >
      <option value="" ?selected=${this.filter[name] === ""}>${this.say(`list.filter.${name}`)}</option>
      ${options.map(([value, words]) => html`<option value=${value} ?selected=${this.filter[name] === value}>${words}</option>`)}
    </select>`;
  }

  #change(change: Partial<Filter>): void {
    this.dispatchEvent(new CustomEvent("desk-filter", { detail: { ...this.filter, ...change } }));
  }

  readonly #keydown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.#change({ text: "" });
    this.input.blur();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-filters": Filters;
  }
}
