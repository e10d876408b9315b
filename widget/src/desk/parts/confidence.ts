/**
 * `<ochota-desk-confidence>`: a calibrated probability as a small bar with its number.
 *
 * Properties: `value` (0 to 1), `language` (of the reader).
 */
import { LitElement, css, html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Language } from "../../i18n/language";
import { percent } from "../words";

@customElement("ochota-desk-confidence")
export class Confidence extends LitElement {
  static override styles = css`
    :host {
      display: inline-flex;
      align-items: center;
      gap: 6px;
      font-size: 12px;
      font-variant-numeric: tabular-nums;
      color: var(--ink-soft);
    }
    .track {
      fill: var(--line);
    }
    .bar {
      fill: var(--accent);
    }
    .number {
      min-width: 34px;
      text-align: right;
    }
  `;

  @property({ type: Number }) value = 0;
  @property() language: Language = "en";

  protected override render(): TemplateResult {
    const share = Math.min(Math.max(this.value, 0), 1);
    // Drawn: a style attribute would be refused by the page's content security policy.
    return html`<svg width="56" height="5" aria-hidden="true">
        <rect class="track" width="56" height="5" rx="2.5" />
        <rect class="bar" width=${56 * share} height="5" rx="2.5" />
      </svg>
      <span class="number">${percent(share, this.language)}</span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-confidence": Confidence;
  }
}
