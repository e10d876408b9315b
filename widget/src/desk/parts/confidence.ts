/**
 * `<ochota-desk-confidence>`: a calibrated probability as a small bar with its number.
 *
 * Properties: `value` (0 to 1), `language` (of the reader).
 */
import { LitElement, css, html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { styleMap } from "lit/directives/style-map.js";
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
      width: 56px;
      height: 5px;
      overflow: hidden;
      border-radius: 3px;
      background: var(--line);
    }
    .bar {
      height: 100%;
      border-radius: 3px;
      background: var(--accent);
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
    return html`<span class="track" aria-hidden="true"
        ><span class="bar" style=${styleMap({ display: "block", width: `${share * 100}%` })}></span></span
      ><span class="number">${percent(share, this.language)}</span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-confidence": Confidence;
  }
}
