/** `<ochota-desk-outcome>`: how a conversation ended, and a note on it. Properties: `desk`, `conversationId`. */
import { html, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { Outcome } from "../api";
import { ConversationDialog } from "./conversation-dialog";

const OUTCOMES: readonly Outcome[] = ["solved", "not_solved", "spam"];

@customElement("ochota-desk-outcome")
export class OutcomeDialog extends ConversationDialog {
  @state() private outcome: Outcome = "solved";
  @state() private note = "";

  protected override begin(): void {
    this.outcome = "solved";
    this.note = "";
  }

  protected override render(): TemplateResult {
    return this.frame(
      "outcome.title",
      html`<form @submit=${this.#submit}>
        <fieldset>
          <legend>${this.say("outcome.label")}</legend>
          ${OUTCOMES.map(
            (one) => html`<label class="option">
              <input type="radio" name="outcome" .checked=${one === this.outcome} @change=${() => (this.outcome = one)} />
              ${this.say(`outcome.${one}`)} <span class="more">${this.say(`outcome_long.${one}`)}</span>
            </label>`,
          )}
        </fieldset>
        <div class="field">
          <label for="note">${this.say("outcome.note")}</label>
          <textarea id="note" class="input" rows="2" maxlength="2000" .value=${this.note} @input=${(event: Event) => (this.note = (event.target as HTMLTextAreaElement).value)}></textarea>
        </div>
        ${this.actions("deed.resolve", this.busy)}
      </form>`,
    );
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    void this.move({ verb: "resolve", outcome: this.outcome, note: this.note.trim() });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-outcome": OutcomeDialog;
  }
}
