/** `<ochota-desk-snooze>`: until when a conversation is put aside. Properties: `desk`, `conversationId`. */
import { html, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { fullTime } from "../../i18n/times";
import { localInput, snoozePresets } from "../model/snooze";
import { ConversationDialog } from "./conversation-dialog";

@customElement("ochota-desk-snooze")
export class SnoozeDialog extends ConversationDialog {
  @state() private chosen = "";
  @state() private problem = false;

  protected override begin(): void {
    const [first] = snoozePresets(new Date(this.desk.now()));
    this.chosen = first === undefined ? "" : localInput(first[1]);
    this.problem = false;
  }

  protected override render(): TemplateResult {
    const now = new Date(this.desk.now());
    return this.frame(
      "snooze.title",
      html`<form @submit=${this.#submit}>
        <p class="hint">${this.say("snooze.more")}</p>
        <div>
          ${snoozePresets(now).map(
            ([preset, until]) => html`<button type="button" class="item" ?disabled=${this.busy} @click=${() => this.#snooze(until)}>
              ${this.say(`snooze.${preset}`)} <span class="more">${fullTime(until, this.desk.language)}</span>
            </button>`,
          )}
        </div>
        <div class="field">
          <label for="until">${this.say("snooze.custom")}</label>
          <input
            id="until"
            class="input"
            type="datetime-local"
            required
            aria-invalid=${this.problem}
            aria-describedby="problem"
            .value=${this.chosen}
            @input=${(event: Event) => (this.chosen = (event.target as HTMLInputElement).value)}
          />
          <p id="problem" class="problem" role="alert">${this.problem ? this.say("snooze.past") : ""}</p>
        </div>
        ${this.actions("deed.snooze", this.busy)}
      </form>`,
    );
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    const until = new Date(this.chosen);
    this.problem = !(until.getTime() > this.desk.now());
    if (!this.problem) this.#snooze(until);
  };

  #snooze(until: Date): void {
    void this.move({ verb: "snooze", until: until.toISOString() });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-snooze": SnoozeDialog;
  }
}
