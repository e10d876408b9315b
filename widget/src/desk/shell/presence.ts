/**
 * `<ochota-desk-presence>`: whether the signed-in agent takes new conversations.
 *
 * Properties: `desk`.
 */
import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import type { Availability } from "../model/types";
import { DeskElement, stylesOf } from "../parts/element";
import sheet from "./presence.css?inline";

const CHOICES: readonly Availability[] = ["online", "busy", "away"];

@customElement("ochota-desk-presence")
export class PresenceSwitch extends DeskElement {
  static override styles = stylesOf(sheet);

  protected override render(): TemplateResult {
    const { availability } = this.desk.colleagues;
    return html`<label class=${availability} title=${this.say(`presence_long.${availability}`)}>
      <i aria-hidden="true"></i>
      <select aria-label=${this.say("presence.label")} @change=${this.#changed}>
        ${CHOICES.map((one) => html`<option value=${one} ?selected=${one === availability}>${this.say(`presence.${one}`)}</option>`)}
      </select>
    </label>`;
  }

  readonly #changed = (event: Event): void => {
    void this.desk.colleagues.setAvailability((event.target as HTMLSelectElement).value as Availability);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-presence": PresenceSwitch;
  }
}
