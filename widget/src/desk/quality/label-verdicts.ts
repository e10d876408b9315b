/**
 * `<ochota-desk-label-verdicts>`: the four verdicts with their keys, always in the same place.
 *
 * Properties: `desk`, `offered` (the verdicts that make sense), `picking`. Events: `desk-verdict`
 * with the verdict, `desk-undo`.
 */
import { html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { VERDICTS, type Verdict } from "../model/labels";
import { DeskElement, stylesOf } from "../parts/element";
import { returnIcon } from "../parts/icons";
import sheet from "./label-verdicts.css?inline";

const KEYS: Readonly<Record<Verdict, readonly string[]>> = {
  right: ["1", "→"],
  wrong: ["2"],
  nothing: ["3"],
  not_a_question: ["4"],
};

@customElement("ochota-desk-label-verdicts")
export class LabelVerdicts extends DeskElement {
  static override styles = stylesOf(sheet);

  @property({ attribute: false }) offered: readonly Verdict[] = VERDICTS;
  @property({ type: Boolean, reflect: true }) picking = false;

  protected override render(): TemplateResult {
    const nothingToUndo = !this.picking && this.desk.state.labelling.given.length === 0;
    return html`<div class="verdicts" role="group" aria-label=${this.say("labelling.verdicts")}>
        ${VERDICTS.map((verdict) => this.#verdict(verdict))}
      </div>
      <button class="button undo" ?disabled=${nothingToUndo} @click=${() => this.dispatchEvent(new CustomEvent("desk-undo"))}>
        ${returnIcon}${this.say("labelling.undo")} <kbd>Z</kbd>
      </button>`;
  }

  #verdict(verdict: Verdict): TemplateResult {
    const disabled = this.picking || !this.offered.includes(verdict);
    return html`<button
      class="button ${verdict} ${this.picking && verdict === "wrong" ? "chosen" : ""}"
      aria-describedby="more-${verdict}"
      aria-keyshortcuts=${KEYS[verdict][0]}
      ?disabled=${disabled}
      @click=${() => this.dispatchEvent(new CustomEvent<Verdict>("desk-verdict", { detail: verdict }))}
    >
      <span class="keys" aria-hidden="true">${KEYS[verdict].map((key) => html`<kbd>${key}</kbd>`)}</span>
      <span class="name">${this.say(`labelling.verdict.${verdict}`)}</span>
      <span class="more" id="more-${verdict}">${this.say(`labelling.verdict_more.${verdict}`)}</span>
    </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-label-verdicts": LabelVerdicts;
  }
}
