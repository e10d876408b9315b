/**
 * `<ochota-desk-rule-conditions>`: the conditions of one rule, each of its kind; all must hold.
 *
 * Properties: `desk`, `conditions`, `reasons` (what is wrong with each, null where nothing is),
 * `reason` (what is wrong with all). Events: `desk-conditions` (the new list).
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { CHOICES, emptyCondition, KINDS, type ConditionForm, type ConditionKind } from "../model/lead-rules";
import type { HandoffReason } from "../model/types";
import { DeskElement, stylesOf } from "../parts/element";
import { plusIcon } from "../parts/icons";
import type { WordKey } from "../words";
import { toggled } from "./form-page";
import pageSheet from "./page.css?inline";
import sheet from "./rule-conditions.css?inline";

/** The words of what is chosen from a list. */
export const CONDITION_LABELS: Readonly<Partial<Record<ConditionKind, (value: string) => WordKey>>> = {
  reason: (value) => `reason.${value as HandoffReason}`,
  language: (value) => `lead.language.${value as "cs" | "en"}`,
  tier: (value) => `lead.tier.${value as "standard" | "premium"}`,
  channel: (value) => `lead.channel.${value as "chat" | "email"}`,
};

@customElement("ochota-desk-rule-conditions")
export class RuleConditions extends DeskElement {
  static override styles = stylesOf(pageSheet, sheet);

  @property({ attribute: false }) conditions: readonly ConditionForm[] = [];
  @property({ attribute: false }) reasons: readonly (string | null)[] = [];
  @property({ attribute: false }) reason: string | null = null;

  protected override render(): TemplateResult {
    return html`<fieldset>
      <legend>${this.say("rules.conditions")}</legend>
      ${this.conditions.map((condition, place) => this.#condition(condition, place))}
      ${this.reason === null ? nothing : html`<p class="problem">${this.reason}</p>`}
      <p><button type="button" class="button small" @click=${this.#add}>${plusIcon}${this.say("rules.add_condition")}</button></p>
    </fieldset>`;
  }

  #condition(condition: ConditionForm, place: number): TemplateResult {
    const reason = this.reasons[place] ?? null;
    const number = place + 1;
    return html`<div class="condition" role="group" aria-label=${this.say("rules.condition", { number })}>
      <select
        class="input kind"
        aria-label=${this.say("rules.kind")}
        @change=${(event: Event) => this.#put(place, emptyCondition((event.target as HTMLSelectElement).value as ConditionKind))}
      >
        ${KINDS.map((kind) => html`<option value=${kind} ?selected=${kind === condition.kind}>${this.say(`rules.kind.${kind}`)}</option>`)}
      </select>
      <div class="value">
        ${this.#value(condition, place, reason)}
        <p id="more-${place}" class=${reason === null ? "hint" : "problem"}>${reason ?? this.say(`rules.hint.${condition.kind}`)}</p>
      </div>
      <button type="button" class="button quiet small" aria-label=${this.say("rules.remove_condition", { number })} @click=${() => this.#put(place, null)}>
        ${this.say("lead.remove")}
      </button>
    </div>`;
  }

  #value(condition: ConditionForm, place: number, reason: string | null): TemplateResult {
    const choices = CHOICES[condition.kind];
    const words = CONDITION_LABELS[condition.kind];
    if (choices !== undefined && words !== undefined) {
      return html`<div class="checks">
        ${choices.map(
          (choice) => html`<label class="check"
            ><input
              type="checkbox"
              .checked=${condition.chosen.includes(choice)}
              @change=${() => this.#put(place, { ...condition, chosen: toggled(condition.chosen, choice) })}
            />
            ${this.say(words(choice))}</label
          >`,
        )}
      </div>`;
    }
    if (condition.kind === "keywords") {
      return html`<textarea
        class="input"
        rows="3"
        aria-label=${this.say("rules.kind.keywords")}
        aria-invalid=${reason === null ? "false" : "true"}
        aria-describedby="more-${place}"
        .value=${condition.text}
        @input=${(event: Event) => this.#put(place, { ...condition, text: (event.target as HTMLTextAreaElement).value })}
      ></textarea>`;
    }
    const measured = condition.kind === "anger" || condition.kind === "urgency";
    return html`<span class=${measured ? "share" : ""}
      >${measured ? html`<span aria-hidden="true">≥</span>` : nothing}<input
        class="input"
        inputmode=${measured ? "numeric" : "text"}
        autocomplete="off"
        aria-label=${this.say(`rules.kind.${condition.kind}`)}
        aria-invalid=${reason === null ? "false" : "true"}
        aria-describedby="more-${place}"
        .value=${condition.text}
        @input=${(event: Event) => this.#put(place, { ...condition, text: (event.target as HTMLInputElement).value })}
      />${measured ? html`<span aria-hidden="true">%</span>` : nothing}</span
    >`;
  }

  readonly #add = (): void => {
    const free = KINDS.find((kind) => !this.conditions.some((one) => one.kind === kind)) ?? "keywords";
    this.#tell([...this.conditions, emptyCondition(free)]);
  };

  #put(place: number, condition: ConditionForm | null): void {
    this.#tell(this.conditions.flatMap((one, index) => (index !== place ? [one] : condition === null ? [] : [condition])));
  }

  #tell(conditions: readonly ConditionForm[]): void {
    this.dispatchEvent(new CustomEvent("desk-conditions", { detail: conditions }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-rule-conditions": RuleConditions;
  }
}
