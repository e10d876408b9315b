/**
 * `<ochota-desk-lead>`: the leads' section: how it stands, how it went, and what is set.
 *
 * Properties: `desk`, `page`. `mayLeave()` asks before unsaved changes are lost.
 */
import { html, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { LEAD_PAGES, type LeadPageName } from "../model/lead-routes";
import { isLead } from "../model/standing";
import { DeskElement, stylesOf } from "../parts/element";
import type { LeadPage } from "./page";
import "./audit";
import "./board";
import "./canned-replies";
import "./departments";
import "./flags";
import "./hours";
import "./outbox";
import "./people";
import "./reports";
import "./routing-rules";
import "./sla";
import sheet from "../parts/section.css?inline";
import leadSheet from "./lead.css?inline";

@customElement("ochota-desk-lead")
export class Lead extends DeskElement {
  static override styles = stylesOf(sheet, leadSheet);

  @property() page: LeadPageName = "board";

  /** False when there are unsaved changes and the reader wants to stay. */
  mayLeave(): boolean {
    return this.#shown?.hasChanges !== true || confirm(this.say("lead.leave"));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("beforeunload", this.#guard);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("beforeunload", this.#guard);
  }

  /** On a phone the pages are one line that scrolls: the shown one is brought into sight. */
  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (changed.has("page")) this.renderRoot.querySelector('[aria-current="page"]')?.scrollIntoView({ block: "nearest", inline: "center" });
  }

  get #shown(): LeadPage<unknown> | null {
    return this.renderRoot.querySelector<LeadPage<unknown>>("main > *");
  }

  protected override render(): TemplateResult {
    if (!isLead(this.desk.state.agent)) return html`<p class="empty">${this.say("app.forbidden")}</p>`;
    return html`
      <nav aria-label=${this.say("app.operations")}>
        ${LEAD_PAGES.map((page) => html`<a href="#/${page}" aria-current=${page === this.page ? "page" : "false"}>${this.say(`lead.page.${page}`)}</a>`)}
      </nav>
      <main class="scroll">${this.#page()}</main>
    `;
  }

  #page(): TemplateResult {
    const { desk } = this;
    switch (this.page) {
      case "board":
        return html`<ochota-desk-board .desk=${desk}></ochota-desk-board>`;
      case "reports":
        return html`<ochota-desk-reports .desk=${desk}></ochota-desk-reports>`;
      case "flags":
        return html`<ochota-desk-flags .desk=${desk}></ochota-desk-flags>`;
      case "people":
        return html`<ochota-desk-people .desk=${desk}></ochota-desk-people>`;
      case "departments":
        return html`<ochota-desk-departments .desk=${desk}></ochota-desk-departments>`;
      case "hours":
        return html`<ochota-desk-hours .desk=${desk}></ochota-desk-hours>`;
      case "sla":
        return html`<ochota-desk-sla .desk=${desk}></ochota-desk-sla>`;
      case "routing-rules":
        return html`<ochota-desk-routing-rules .desk=${desk}></ochota-desk-routing-rules>`;
      case "canned-replies":
        return html`<ochota-desk-canned-replies .desk=${desk}></ochota-desk-canned-replies>`;
      case "outbox":
        return html`<ochota-desk-outbox .desk=${desk}></ochota-desk-outbox>`;
      case "audit":
        return html`<ochota-desk-audit .desk=${desk}></ochota-desk-audit>`;
    }
  }

  readonly #guard = (event: BeforeUnloadEvent): void => {
    if (this.#shown?.hasChanges === true) event.preventDefault();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-lead": Lead;
  }
}
