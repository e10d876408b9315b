/**
 * `<ochota-desk-categories>`: names and order of the categories.
 *
 * Properties: `desk`, `categories`. Events: `desk-categories` (something was saved).
 */
import { html, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { Category } from "../model/types";
import { DeskElement, stylesOf } from "../parts/element";
import { plusIcon } from "../parts/icons";
import sheet from "./categories.css?inline";

const ID_PATTERN = "[a-z0-9][a-z0-9_\\-]{0,79}";

@customElement("ochota-desk-categories")
export class Categories extends DeskElement {
  static override styles = stylesOf(sheet);

  @property({ attribute: false }) categories: readonly Category[] = [];
  @state() private busy = false;

  protected override render(): TemplateResult {
    return html`<h1>${this.say("knowledge.categories")}</h1>
      <div class="head" aria-hidden="true">
        <span>${this.say("category.id")}</span><span>${this.say("category.cs")}</span><span>${this.say("category.en")}</span
        ><span>${this.say("category.position")}</span><span></span>
      </div>
      ${repeat(
        this.categories,
        (category) => category.id,
        (category) => this.#form(category),
      )}
      <h2>${this.say("category.add")}</h2>
      ${this.#form(null)}`;
  }

  #form(category: Category | null): TemplateResult {
    const next = Math.max(0, ...this.categories.map((one) => one.position)) + 1;
    return html`<form @submit=${(event: SubmitEvent) => void this.#save(event, category)}>
      ${category === null
        ? html`<input class="input" name="id" required pattern=${ID_PATTERN} aria-label=${this.say("category.id")} placeholder=${this.say("category.id")} title=${this.say("entry.problem.bad_id")} />`
        : html`<span class="id">${category.id}<span class="badge" title=${this.say("category.count")}>${category.published_entries ?? 0}</span></span>`}
      <input class="input" name="cs" required lang="cs" aria-label=${this.say("category.cs")} placeholder=${this.say("category.cs")} .value=${category?.names.cs ?? ""} />
      <input class="input" name="en" required lang="en" aria-label=${this.say("category.en")} placeholder=${this.say("category.en")} .value=${category?.names.en ?? ""} />
      <input class="input" name="position" type="number" min="0" max="999" required aria-label=${this.say("category.position")} .value=${String(category?.position ?? next)} />
      <button class="button" ?disabled=${this.busy}>${category === null ? html`${plusIcon}${this.say("category.add")}` : this.say("category.save")}</button>
    </form>`;
  }

  async #save(event: SubmitEvent, category: Category | null): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const values = new FormData(form);
    const text = (name: string): string => {
      const value = values.get(name);
      return typeof value === "string" ? value.trim() : "";
    };
    this.busy = true;
    try {
      const saved: Category = {
        id: category?.id ?? text("id"),
        names: { cs: text("cs"), en: text("en") },
        position: Number(text("position")),
      };
      await this.desk.call(() => this.desk.api.knowledge.saveCategory(saved));
      this.desk.notify("category.saved");
      if (category === null) form.reset();
      this.dispatchEvent(new CustomEvent("desk-categories"));
    } catch (error) {
      this.desk.fail(error);
    } finally {
      this.busy = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-categories": Categories;
  }
}
