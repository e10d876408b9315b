/**
 * `<ochota-desk-context>`: why a conversation came, who it is with, and what could be answered.
 *
 * Properties: `desk`, `conversationId`. Events: `desk-insert` (detail: the text for the reply),
 * `desk-close` (where it covers the conversation).
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { DeskElement, stylesOf, Ticker } from "../parts/element";
import { closeIcon } from "../parts/icons";
import { clocksView } from "./clocks";
import { earlierView } from "./earlier";
import type { Suggestions } from "./suggestions";
import { whyView } from "./why";
import "../parts/confidence";
import "./customer";
import "./suggestions";
import "./summary";
import sheet from "./context.css?inline";
import earlierSheet from "./earlier.css?inline";
import panelSheet from "./panel.css?inline";
import whySheet from "./why.css?inline";

@customElement("ochota-desk-context")
export class Context extends DeskElement {
  static override styles = stylesOf(panelSheet, sheet, whySheet, earlierSheet);

  @property({ attribute: false }) conversationId!: string;
  @query("ochota-desk-suggestions") private suggestions!: Suggestions | null;

  constructor() {
    super();
    new Ticker(this, 1000);
  }

  /** The text of the suggestion with this place (0 is the first), or null. */
  suggestion(place: number): string | null {
    return this.suggestions?.text(place) ?? null;
  }

  protected override render(): TemplateResult {
    const thread = this.desk.threads.get(this.conversationId);
    const { desk, conversationId } = this;
    return html`<header>
        <h2>${this.say("context.label")}</h2>
        <button class="button quiet icon close" aria-label=${this.say("app.close")} @click=${this.#close}>${closeIcon}</button>
      </header>
      <div class="scroll">
        ${thread.loaded
          ? html`<ochota-desk-summary .desk=${desk} .conversationId=${conversationId}></ochota-desk-summary>
              ${whyView(thread.handoff, desk)}
              <ochota-desk-suggestions .desk=${desk} .conversationId=${conversationId}></ochota-desk-suggestions>
              ${clocksView(thread.sla, desk)}
              <ochota-desk-customer .desk=${desk} .conversationId=${conversationId}></ochota-desk-customer>
              ${earlierView(thread.earlier, desk)}`
          : nothing}
      </div>`;
  }

  readonly #close = (): void => {
    this.dispatchEvent(new CustomEvent("desk-close", { bubbles: true, composed: true }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-context": Context;
  }
}
