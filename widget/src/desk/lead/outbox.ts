/**
 * `<ochota-desk-outbox>`: e-mails on their way out, and those that did not get there.
 *
 * Properties: `desk`.
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { Mail, MailState } from "../model/lead-types";
import { formatRoute } from "../model/routes";
import { stylesOf } from "../parts/element";
import { exactTime } from "./dates";
import { LeadPage } from "./page";
import pageSheet from "./page.css?inline";

const STATES: readonly MailState[] = ["failed", "queued", "sent"];
const TONES: Readonly<Record<MailState, string>> = { queued: "careful", sent: "accent", failed: "bad" };

interface Outbox {
  readonly mails: readonly Mail[];
  readonly configured: boolean;
}

@customElement("ochota-desk-outbox")
export class OutboxPage extends LeadPage<Outbox> {
  static override styles = stylesOf(pageSheet);

  @state() private shown: MailState | "" = "";
  @state() private busy: Mail["id"] | null = null;

  protected override fetch(): Promise<Outbox> {
    return this.api.outbox(this.shown);
  }

  protected override page({ mails, configured }: Outbox): TemplateResult {
    return html`<div class="head">
        <h1 tabindex="-1">${this.say("lead.page.outbox")}</h1>
        <button class="button" @click=${() => void this.load()}>${this.say("audit.refresh")}</button>
      </div>
      <p class="intro">${this.say("outbox.intro")}</p>
      ${configured ? nothing : html`<p class="callout careful">${this.say("outbox.not_configured")}</p>`}
      <div class="filters">
        <div class="field">
          <label for="state">${this.say("outbox.state")}</label>
          <select id="state" class="input" @change=${(event: Event) => this.#show((event.target as HTMLSelectElement).value as MailState | "")}>
            <option value="">${this.say("outbox.every_state")}</option>
            ${STATES.map((one) => html`<option value=${one} ?selected=${one === this.shown}>${this.say(`outbox.state.${one}`)}</option>`)}
          </select>
        </div>
      </div>
      ${this.problem === null ? nothing : html`<p class="problem" role="alert">${this.problem}</p>`}
      ${mails.length === 0
        ? html`<p class="empty"><strong>${this.say("outbox.none")}</strong></p>`
        : html`<ul class="rows">
            ${mails.map((mail) => this.#row(mail))}
          </ul>`}`;
  }

  #row(mail: Mail): TemplateResult {
    const language = this.desk.language;
    return html`<li>
      <div class="what">
        <p class="title">
          <span class="badge ${TONES[mail.state]}">${this.say(`outbox.state.${mail.state}`)}</span><strong>${mail.subject}</strong>
        </p>
        <p class="meta">
          ${mail.to_address} · ${this.say("outbox.created", { when: exactTime(mail.created_at, language) })}
          ${mail.sent_at === null ? nothing : html` · ${this.say("outbox.sent", { when: exactTime(mail.sent_at, language) })}`}
          ${mail.state !== "sent" && mail.attempts > 0 ? html` · ${this.say("outbox.attempts", { count: mail.attempts })}` : nothing}
          ${mail.state === "queued" && mail.next_attempt_at !== null ? html` · ${this.say("outbox.next", { when: exactTime(mail.next_attempt_at, language) })}` : nothing}
        </p>
        ${mail.last_error === null || mail.state === "sent" ? nothing : html`<p class="problem">${mail.last_error}</p>`}
      </div>
      <div class="row-actions">
        ${mail.conversation_id === null
          ? nothing
          : html`<a class="button small" href=${formatRoute({ page: "conversation", id: mail.conversation_id })}>${this.say("lead.conversation")}</a>`}
        ${mail.state === "failed"
          ? html`<button class="button small" aria-label="${this.say("outbox.retry")}: ${mail.subject}" ?disabled=${this.busy !== null} @click=${() => void this.#retry(mail)}>
              ${this.say("outbox.retry")}
            </button>`
          : nothing}
      </div>
    </li>`;
  }

  #show(shown: MailState | ""): void {
    this.shown = shown;
    void this.load();
  }

  async #retry({ id }: Mail): Promise<void> {
    this.busy = id;
    try {
      await this.desk.call(() => this.api.retryMail(id));
      this.desk.notify("outbox.retrying");
      await this.load();
    } catch (error) {
      this.desk.fail(error);
    } finally {
      this.busy = null;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-outbox": OutboxPage;
  }
}
