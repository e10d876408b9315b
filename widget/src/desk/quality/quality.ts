/**
 * `<ochota-desk-quality>`: how often the assistant is wrong: the certificate and the labelling.
 *
 * Properties: `desk`, `route` (one of the quality pages).
 */
import { html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { formatRoute, type QualityPage, type Route } from "../model/routes";
import { DeskElement, stylesOf } from "../parts/element";
import type { WordKey } from "../words";
import "./certificate";
import "./labelling";
import sheet from "../parts/section.css?inline";

const PAGES: readonly (readonly [QualityPage, WordKey])[] = [
  ["certificate", "quality.certificate"],
  ["labelling", "quality.labelling"],
];

@customElement("ochota-desk-quality")
export class Quality extends DeskElement {
  static override styles = stylesOf(sheet);

  @property({ attribute: false }) route: Route = { page: "certificate" };

  protected override render(): TemplateResult {
    return html`
      <nav aria-label=${this.say("app.quality")}>
        ${PAGES.map(
          ([page, words]) => html`<a href=${formatRoute({ page })} aria-current=${page === this.route.page ? "page" : "false"}
            >${this.say(words)}</a
          >`,
        )}
      </nav>
      <main class="scroll">
        ${this.route.page === "labelling"
          ? html`<ochota-desk-labelling .desk=${this.desk}></ochota-desk-labelling>`
          : html`<ochota-desk-certificate .desk=${this.desk}></ochota-desk-certificate>`}
      </main>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-quality": Quality;
  }
}
