/**
 * `<ochota-desk-label-draw>`: what to do when no drawn question is left: draw, or wait for some.
 *
 * Properties: `desk`. Events: `desk-look` (ask again whether there are questions).
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { standingOf, type LabelSummary } from "../model/labels";
import { DeskElement, stylesOf } from "../parts/element";
import sheet from "./label-draw.css?inline";

const USUAL_COUNT = 100;
const MOST_AT_ONCE = 500;

@customElement("ochota-desk-label-draw")
export class LabelDraw extends DeskElement {
  static override styles = stylesOf(sheet);

  @state() private busy = false;
  @state() private problem: string | null = null;
  @query("#count") private count!: HTMLInputElement;

  protected override render(): TemplateResult | typeof nothing {
    const { summary } = this.desk.state.labelling;
    if (summary === null) return nothing;
    switch (standingOf(summary)) {
      case "no_questions":
        return this.#words(this.say("labelling.empty"), this.say("labelling.empty_more"), this.#lookAgain());
      case "all_labelled":
        return this.#words(
          this.say("labelling.all_labelled"),
          this.say("labelling.all_labelled_more", { count: summary.population }),
          html`${this.#certificate()} ${this.#lookAgain()}`,
        );
      case "draw_first":
        return this.#words(
          this.say("labelling.draw_first"),
          this.say("labelling.draw_first_more", { count: summary.population }),
          this.#form(summary),
        );
      case "draw_more":
      case "label":
        return this.#words(
          this.say("labelling.draw_more"),
          this.say("labelling.draw_more_more", { count: summary.population - summary.drawn }),
          html`${this.#form(summary)} ${this.#certificate()}`,
        );
    }
  }

  #words(title: string, more: string, todo: TemplateResult): TemplateResult {
    return html`<div class="box">
      <h2>${title}</h2>
      <p>${more}</p>
      ${todo}
    </div>`;
  }

  #form(summary: LabelSummary): TemplateResult {
    const most = this.#most(summary);
    return html`<form novalidate @submit=${this.#submit}>
      <div class="field">
        <label for="count">${this.say("labelling.draw_count")}</label>
        <input
          id="count"
          class="input"
          type="number"
          min="1"
          max=${most}
          value=${Math.min(USUAL_COUNT, most)}
          aria-invalid=${this.problem === null ? "false" : "true"}
          aria-describedby="problem"
        />
      </div>
      <button class="button primary" ?disabled=${this.busy}>${this.say(this.busy ? "labelling.drawing" : "labelling.draw")}</button>
      <p id="problem" class="problem" role="alert">${this.problem}</p>
    </form>`;
  }

  #certificate(): TemplateResult {
    return html`<a class="button" href="#/quality">${this.say("labelling.to_certificate")}</a>`;
  }

  #lookAgain(): TemplateResult {
    return html`<button class="button" @click=${() => this.dispatchEvent(new CustomEvent("desk-look"))}>
      ${this.say("labelling.look_again")}
    </button>`;
  }

  #most(summary: LabelSummary): number {
    return Math.min(MOST_AT_ONCE, summary.population - summary.drawn);
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const { summary } = this.desk.state.labelling;
    if (summary === null || this.busy) return;
    const count = Number(this.count.value);
    const most = this.#most(summary);
    if (!Number.isInteger(count) || count < 1 || count > most) {
      this.problem = this.say("labelling.draw_bad", { most });
      this.count.focus();
      return;
    }
    this.problem = null;
    this.busy = true;
    void this.desk.labelling.draw(count).finally(() => (this.busy = false));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-label-draw": LabelDraw;
  }
}
