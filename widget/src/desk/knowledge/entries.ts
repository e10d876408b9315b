/**
 * `<ochota-desk-entries>`: the entries, searched and filtered.
 *
 * Properties: `desk`, `categories`, `filter`. Events: `desk-filter` (detail: the new filter).
 */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { LANGUAGES } from "../../i18n/language";
import { fullTime } from "../../i18n/times";
import { formatRoute } from "../model/routes";
import type { Category, Entry } from "../model/types";
import { DeskElement, stylesOf } from "../parts/element";
import { wordsFor } from "../store/desk";
import { ALL_ENTRIES, fetchPage, PAGE_SIZE, type EntryPage, type ListFilter } from "./list-filter";
import sheet from "./entries.css?inline";

const PAUSE_MILLISECONDS = 250;
const STATUSES = ["draft", "published", "archived"] as const;

@customElement("ochota-desk-entries")
export class Entries extends DeskElement {
  static override styles = stylesOf(sheet);

  @property({ attribute: false }) categories: readonly Category[] = [];
  @property({ attribute: false }) filter: ListFilter = ALL_ENTRIES;
  @state() private found: EntryPage | null = null;
  @state() private problem: string | null = null;
  #running: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#running?.abort();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (!changed.has("filter")) return;
    const before = changed.get("filter") as ListFilter | undefined;
    clearTimeout(this.#timer);
    const typing = before !== undefined && before.query !== this.filter.query;
    this.#timer = setTimeout(() => void this.#load(), typing ? PAUSE_MILLISECONDS : 0);
  }

  async #load(): Promise<void> {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    try {
      const found = await this.desk.call(() => fetchPage(this.desk.api, this.filter, running.signal));
      if (this.#running !== running) return;
      this.found = found;
      this.problem = null;
    } catch (error) {
      if (this.#running !== running) return;
      const { key, values } = wordsFor(error);
      this.problem = this.say(key, values);
    }
  }

  protected override render(): TemplateResult {
    return html`<h1>${this.say("knowledge.entries")}</h1>
      <form role="search" @submit=${(event: Event) => event.preventDefault()}>
        <input
          class="input search"
          type="search"
          aria-label=${this.say("knowledge.search")}
          placeholder=${this.say("knowledge.search")}
          .value=${this.filter.query}
          @input=${(event: Event) => this.#narrow({ query: (event.target as HTMLInputElement).value })}
        />
        ${this.#choice("status", this.say("knowledge.status"), STATUSES.map((one) => [one, this.say(`entry_status.${one}`)]))}
        ${this.#choice("category", this.say("knowledge.category"), this.categories.map((one) => [one.id, this.#categoryName(one.id)]))}
        ${this.#choice("missing", this.say("knowledge.missing"), LANGUAGES.map((one) => [one, this.say(`knowledge.missing_${one}`)]))}
      </form>
      ${this.problem !== null
        ? html`<p class="callout bad" role="alert">
            ${this.problem} <button class="button small" @click=${() => void this.#load()}>${this.say("app.retry")}</button>
          </p>`
        : nothing}
      <p class="hint total" role="status">${this.found ? this.say("knowledge.total", { count: this.found.total }) : this.say("knowledge.loading")}</p>
      ${this.found ? this.#table(this.found) : nothing}`;
  }

  #choice(field: "status" | "category" | "missing", label: string, options: readonly (readonly [string, string])[]): TemplateResult {
    return html`<label class="choice">
      <span class="label">${label}</span>
      <select class="input" @change=${(event: Event) => this.#narrow({ [field]: (event.target as HTMLSelectElement).value })}>
        <option value="" ?selected=${this.filter[field] === ""}>${this.say("knowledge.any")}</option>
        ${options.map(([value, words]) => html`<option value=${value} ?selected=${this.filter[field] === value}>${words}</option>`)}
      </select>
    </label>`;
  }

  #table(found: EntryPage): TemplateResult {
    if (found.entries.length === 0) {
      return html`<p class="empty"><strong>${this.say("knowledge.none")}</strong><span>${this.say("knowledge.none_more")}</span></p>`;
    }
    return html`<ul>
        ${repeat(
          found.entries,
          (entry) => entry.id,
          (entry) => html`<li>${this.#row(entry)}</li>`,
        )}
      </ul>
      ${this.#pager(found.total)}`;
  }

  #row(entry: Entry): TemplateResult {
    const variant = entry.variants[this.desk.language] ?? entry.variants.cs ?? entry.variants.en;
    const tone = entry.status === "published" ? "accent" : entry.status === "draft" ? "careful" : "";
    return html`<a href=${formatRoute({ page: "entry", id: entry.id })}>
      <span class="question">${variant?.question ?? entry.id}</span>
      <span class="meta">
        <span class="id">${entry.id}</span>
        <span>${this.#categoryName(entry.category)}</span>
        <span>${this.say("entry.version", { version: String(entry.version) })}</span>
        ${entry.updated_at
          ? html`<time datetime=${entry.updated_at}>${fullTime(new Date(entry.updated_at), this.desk.language)}</time>`
          : nothing}
      </span>
      <span class="marks">
        ${LANGUAGES.map((language) =>
          entry.variants[language]
            ? html`<span class="badge language">${language}</span>`
            : html`<span class="badge bad language" title=${this.say(`knowledge.missing_${language}`)}><s>${language}</s></span>`,
        )}
        <span class="badge ${tone}">${this.say(`entry_status.${entry.status}`)}</span>
      </span>
    </a>`;
  }

  #pager(total: number): TemplateResult | typeof nothing {
    const pages = Math.ceil(total / PAGE_SIZE);
    if (pages <= 1) return nothing;
    const { page } = this.filter;
    return html`<p class="pager">
      <button class="button" ?disabled=${page <= 1} @click=${() => this.#change({ ...this.filter, page: page - 1 })}>${this.say("knowledge.previous")}</button>
      <span>${this.say("knowledge.page", { page, pages })}</span>
      <button class="button" ?disabled=${page >= pages} @click=${() => this.#change({ ...this.filter, page: page + 1 })}>${this.say("knowledge.next")}</button>
    </p>`;
  }

  #categoryName(id: string): string {
    const names = this.categories.find((category) => category.id === id)?.names;
    return names?.[this.desk.language] ?? names?.cs ?? names?.en ?? id;
  }

  #narrow(change: Partial<ListFilter>): void {
    this.#change({ ...this.filter, ...change, page: 1 });
  }

  #change(filter: ListFilter): void {
    this.dispatchEvent(new CustomEvent("desk-filter", { detail: filter }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-entries": Entries;
  }
}
