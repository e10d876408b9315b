/**
 * `<ochota-desk-prose>`: sanitised HTML from the server, shown through the shared allowlist.
 *
 * Properties: `html` (may be absent), `text` (shown as written where there is no HTML).
 */
import { LitElement, html, unsafeCSS, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { safeNodes } from "../../dom/safe-html";
import sheet from "./prose.css?inline";

@customElement("ochota-desk-prose")
export class Prose extends LitElement {
  static override styles = unsafeCSS(sheet);

  @property({ attribute: false }) html: string | undefined;
  @property({ attribute: false }) text = "";

  protected override render(): TemplateResult {
    if (this.html === undefined) return html`<p class="plain">${this.text}</p>`;
    return html`${safeNodes(this.html, location.origin)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-prose": Prose;
  }
}
