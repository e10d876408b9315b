/**
 * `<ochota-desk-knowledge>`: the lead's pages of the knowledge base.
 *
 * Properties: `desk`, `route` (one of the knowledge pages). `mayLeave()` asks before unsaved
 * changes are lost.
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { formatRoute, type KnowledgePage, type Route } from "../model/routes";
import type { Category } from "../model/types";
import { isLead } from "../model/standing";
import { DeskElement, stylesOf } from "../parts/element";
import { plusIcon } from "../parts/icons";
import { wordsFor } from "../store/desk";
import type { WordKey } from "../words";
import type { EntryEditor } from "./entry-editor";
import { ALL_ENTRIES, type ListFilter } from "./list-filter";
import "./categories";
import "./entries";
import "./entry-editor";
import "./import";
import "./try";
import sheet from "../parts/section.css?inline";

const PAGES: readonly (readonly [KnowledgePage, WordKey])[] = [
  ["entries", "knowledge.entries"],
  ["try", "knowledge.try"],
  ["categories", "knowledge.categories"],
  ["import", "knowledge.import"],
];

@customElement("ochota-desk-knowledge")
export class Knowledge extends DeskElement {
  static override styles = stylesOf(sheet);

  @property({ attribute: false }) route: Route = { page: "entries" };
  @state() private categories: readonly Category[] | null = null;
  @state() private problem: string | null = null;
  /** Kept while an entry is open, so that one comes back to the same list. */
  @state() private filter: ListFilter = ALL_ENTRIES;
  @query("ochota-desk-entry-editor") private editor!: EntryEditor | null;

  /** False when there are unsaved changes and the reader wants to stay. */
  mayLeave(): boolean {
    if (this.editor?.hasChanges !== true) return true;
    return confirm(this.say("entry.leave"));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("beforeunload", this.#guard);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("beforeunload", this.#guard);
  }

  protected override firstUpdated(): void {
    if (isLead(this.desk.state.agent)) void this.#load();
  }

  async #load(): Promise<void> {
    try {
      this.problem = null;
      this.categories = await this.desk.call(() => this.desk.api.knowledge.categories());
    } catch (error) {
      const { key, values } = wordsFor(error);
      this.problem = this.say(key, values);
    }
  }

  protected override render(): TemplateResult {
    if (!isLead(this.desk.state.agent)) return html`<p class="empty">${this.say("app.lead_only")}</p>`;
    const current = this.route.page === "entry" ? "entries" : this.route.page;
    return html`
      <nav aria-label=${this.say("app.knowledge")}>
        ${PAGES.map(
          ([page, words]) => html`<a href=${formatRoute({ page } as Route)} aria-current=${page === current ? "page" : "false"}
            >${this.say(words)}</a
          >`,
        )}
        <a class="button primary" href=${formatRoute({ page: "new-entry" })}>${plusIcon}${this.say("knowledge.new")}</a>
      </nav>
      <main class="scroll">${this.#page()}</main>
    `;
  }

  #page(): TemplateResult | typeof nothing {
    if (this.problem !== null) {
      return html`<div class="empty">
        <p class="problem" role="alert">${this.problem}</p>
        <p><button class="button" @click=${() => void this.#load()}>${this.say("app.retry")}</button></p>
      </div>`;
    }
    if (this.categories === null) return html`<p class="empty" aria-busy="true">${this.say("knowledge.loading")}</p>`;
    switch (this.route.page) {
      case "entries":
        return html`<ochota-desk-entries
          .desk=${this.desk}
          .categories=${this.categories}
          .filter=${this.filter}
          @desk-filter=${(event: CustomEvent<ListFilter>) => (this.filter = event.detail)}
        ></ochota-desk-entries>`;
      case "entry":
      case "new-entry":
        return html`<ochota-desk-entry-editor
          .desk=${this.desk}
          .categories=${this.categories}
          .entryId=${this.route.page === "entry" ? this.route.id : null}
          .prefill=${this.route.page === "new-entry" ? (this.route.prefill ?? null) : null}
        ></ochota-desk-entry-editor>`;
      case "categories":
        return html`<ochota-desk-categories
          .desk=${this.desk}
          .categories=${this.categories}
          @desk-categories=${() => void this.#load()}
        ></ochota-desk-categories>`;
      case "import":
        return html`<ochota-desk-import .desk=${this.desk} @desk-imported=${() => void this.#load()}></ochota-desk-import>`;
      case "try":
        return html`<ochota-desk-try .desk=${this.desk}></ochota-desk-try>`;
      default:
        return nothing;
    }
  }

  readonly #guard = (event: BeforeUnloadEvent): void => {
    if (this.editor?.hasChanges === true) event.preventDefault();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-knowledge": Knowledge;
  }
}
