/** `<ochota-desk-triage>`: how urgent a conversation is and whose. Properties: `desk`, `conversationId`. */
import { html, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { Priority } from "../model/types";
import { departmentName } from "../words";
import { ConversationDialog } from "./conversation-dialog";

const PRIORITIES: readonly Priority[] = ["normal", "high", "urgent"];

@customElement("ochota-desk-triage")
export class TriageDialog extends ConversationDialog {
  @state() private priority: Priority = "normal";
  @state() private department = "";

  protected override begin(): void {
    this.priority = this.thread.handoff?.priority ?? "normal";
    this.department = this.thread.handoff?.department ?? "";
  }

  protected override render(): TemplateResult {
    const { departments } = this.desk.state;
    const choices = departments.filter((one) => one.active || one.id === this.department);
    return this.frame(
      "triage.title",
      html`<form @submit=${this.#submit}>
        <fieldset>
          <legend>${this.say("context.priority")}</legend>
          ${PRIORITIES.map(
            (one) => html`<label class="option">
              <input type="radio" name="priority" .checked=${one === this.priority} @change=${() => (this.priority = one)} />
              ${this.say(`priority.${one}`)}
            </label>`,
          )}
        </fieldset>
        <div class="field">
          <label for="department">${this.say("context.department")}</label>
          <select id="department" class="input" @change=${(event: Event) => (this.department = (event.target as HTMLSelectElement).value)}>
            ${this.department === "" ? html`<option value="" selected>${this.say("triage.no_department")}</option>` : ""}
            ${choices.map((one) => html`<option value=${one.id} ?selected=${one.id === this.department}>${departmentName(departments, one.id, this.desk.language)}</option>`)}
          </select>
        </div>
        ${this.actions("triage.save", this.busy)}
      </form>`,
    );
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    void this.doing(this.#save());
  };

  async #save(): Promise<boolean> {
    const { handoff } = this.thread;
    const { verbs } = this.desk;
    if (this.priority !== (handoff?.priority ?? "normal")) {
      const done = await verbs.move(this.conversationId, { verb: "priority", priority: this.priority });
      if (!done) return false;
    }
    if (this.department === (handoff?.department ?? "")) return true;
    return verbs.move(this.conversationId, { verb: "department", department: this.department });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-triage": TriageDialog;
  }
}
