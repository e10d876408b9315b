/** `<ochota-desk-label-progress>`: how many drawn questions are done, and how long the rest takes. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { minutesLeft, secondsEach } from "../model/pace";
import { DeskElement, stylesOf } from "../parts/element";
import sheet from "./label-progress.css?inline";

@customElement("ochota-desk-label-progress")
export class LabelProgress extends DeskElement {
  static override styles = stylesOf(sheet);

  protected override render(): TemplateResult | typeof nothing {
    const { summary, times } = this.desk.state.labelling;
    if (summary === null || summary.drawn === 0) return nothing;
    const each = secondsEach(times);
    const minutes = minutesLeft(times, summary.drawn - summary.labelled);
    const done = this.say("labelling.progress", { done: summary.labelled, total: summary.drawn });
    return html`<progress max=${summary.drawn} value=${summary.labelled} aria-label=${done}></progress>
      <p class="hint">
        <span class="done">${done}</span>
        ${each === null ? nothing : html`<span>${this.say("labelling.each", { seconds: Math.round(each) })}</span>`}
        ${minutes === null ? nothing : html`<span>${this.say("labelling.left", { count: minutes })}</span>`}
      </p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-label-progress": LabelProgress;
  }
}
