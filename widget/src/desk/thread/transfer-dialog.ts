/**
 * `<ochota-desk-transfer>`: whom a conversation is passed on to, and what they should know.
 * Properties: `desk`, `conversationId`.
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { isLead } from "../model/standing";
import type { Colleague } from "../model/types";
import { departmentName } from "../words";
import { ConversationDialog } from "./conversation-dialog";

const ORDER = ["online", "busy", "away", "offline"];

@customElement("ochota-desk-transfer")
export class TransferDialog extends ConversationDialog {
  /** `agent:` and a user name, or `department:` and an id. */
  @state() private chosen = "";
  @state() private note = "";
  @state() private problem = false;

  protected override begin(): void {
    this.chosen = "";
    this.note = "";
    this.problem = false;
  }

  protected override render(): TemplateResult {
    const { departments, agents } = this.desk.state;
    const holder = this.thread.handoff?.agent?.username;
    const others = agents
      .filter((agent) => agent.username !== holder)
      .sort((a, b) => ORDER.indexOf(a.presence) - ORDER.indexOf(b.presence) || a.load - b.load || a.name.localeCompare(b.name));
    return this.frame(
      "transfer.title",
      html`<form @submit=${this.#submit}>
        <div class="options scroll">
          <fieldset>
            <legend>${this.say("transfer.agents")}</legend>
            ${others.map((agent) => this.#agent(agent))} ${others.length === 0 ? html`<p class="hint">${this.say("transfer.nobody")}</p>` : nothing}
          </fieldset>
          <fieldset>
            <legend>${this.say("transfer.departments")}</legend>
            ${departments.filter((one) => one.active).map((one) => this.#option(`department:${one.id}`, departmentName(departments, one.id, this.desk.language), "", true))}
          </fieldset>
        </div>
        <p class="problem" role="alert">${this.problem ? this.say("transfer.choose") : ""}</p>
        <div class="field">
          <label for="note">${this.say("transfer.note")}</label>
          <textarea id="note" class="input" rows="2" maxlength="2000" .value=${this.note} @input=${(event: Event) => (this.note = (event.target as HTMLTextAreaElement).value)}></textarea>
        </div>
        ${this.actions("deed.transfer", this.busy)}
      </form>`,
    );
  }

  #agent(agent: Colleague): TemplateResult {
    const full = agent.load >= agent.capacity;
    const absent = agent.presence === "offline" && !isLead(this.desk.state.agent);
    const fits = this.#fits(agent) ? "" : ` · ${this.say("transfer.does_not_fit")}`;
    const more = `${this.say(`presence.${agent.presence}`)} · ${this.say("transfer.load", { load: agent.load, capacity: agent.capacity })}${fits}`;
    return this.#option(`agent:${agent.username}`, agent.name, more, !full && !absent);
  }

  #fits(agent: Colleague): boolean {
    const { handoff } = this.thread;
    const language = agent.languages.length === 0 || agent.languages.includes(handoff?.language ?? "");
    const department = !handoff?.department || agent.departments.length === 0 || agent.departments.includes(handoff.department);
    return language && department;
  }

  #option(value: string, words: string, more: string, enabled: boolean): TemplateResult {
    return html`<label class="option">
      <input type="radio" name="to" ?disabled=${!enabled} .checked=${value === this.chosen} @change=${() => (this.chosen = value)} />
      ${words} <span class="more">${more}</span>
    </label>`;
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    const [kind, id] = [this.chosen.slice(0, this.chosen.indexOf(":")), this.chosen.slice(this.chosen.indexOf(":") + 1)];
    this.problem = kind === "";
    if (this.problem) return;
    void this.move({
      verb: "transfer",
      to_agent: kind === "agent" ? id : null,
      department: kind === "department" ? id : null,
      note: this.note.trim(),
    });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-transfer": TransferDialog;
  }
}
