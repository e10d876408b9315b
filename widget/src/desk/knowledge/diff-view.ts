/**
 * `<ochota-desk-diff>`: two versions of an entry, line against line.
 *
 * Properties: `desk`, `older`, `newer`.
 */
import { html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { diffLines, entryLines } from "../model/diff";
import type { Entry } from "../model/types";
import { DeskElement, stylesOf } from "../parts/element";
import sheet from "./diff-view.css?inline";

const SIGNS = { same: " ", added: "+", removed: "−" } as const;

@customElement("ochota-desk-diff")
export class DiffView extends DeskElement {
  static override styles = stylesOf(sheet);

  @property({ attribute: false }) older!: Entry;
  @property({ attribute: false }) newer!: Entry;

  protected override render(): TemplateResult {
    const lines = diffLines(entryLines(this.older), entryLines(this.newer));
    if (lines.every((line) => line.kind === "same")) return html`<p class="hint">${this.say("entry.diff_same")}</p>`;
    return html`<ol>
      ${lines.map(
        (line) => html`<li class=${line.kind}><span class="sign">${SIGNS[line.kind]}</span>${line.text}</li>`,
      )}
    </ol>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-diff": DiffView;
  }
}
