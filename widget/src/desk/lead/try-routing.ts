/**
 * `<ochota-desk-try-routing>`: a text to try the stored rules on.
 *
 * Properties: `desk`, `departments`.
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { LANGUAGES } from "../../i18n/language";
import { LeadApi } from "../lead-api";
import { CHOICES } from "../model/lead-rules";
import type { LeadDepartment, Routed } from "../model/lead-types";
import type { HandoffReason } from "../model/types";
import { DeskElement, stylesOf } from "../parts/element";
import { wordsFor } from "../store/desk";
import { percent } from "../words";
import { departmentName } from "./department-names";
import pageSheet from "./page.css?inline";
import sheet from "./try-routing.css?inline";

@customElement("ochota-desk-try-routing")
export class TryRouting extends DeskElement {
  static override styles = stylesOf(pageSheet, sheet);

  @property({ attribute: false }) departments: readonly LeadDepartment[] = [];
  @state() private routed: Routed | null = null;
  @state() private problem: string | null = null;
  @state() private busy = false;

  protected override render(): TemplateResult {
    const language = this.desk.language;
    return html`<section aria-labelledby="try">
      <h2 id="try">${this.say("rules.try")}</h2>
      <p class="hint">${this.say("rules.try_more")}</p>
      <form @submit=${(event: SubmitEvent) => void this.#try(event)}>
        <div class="field">
          <label for="text">${this.say("rules.try_text")}</label>
          <textarea id="text" name="text" class="input" rows="4" maxlength="4000" required></textarea>
        </div>
        <div class="columns">
          <div class="field">
            <label for="language">${this.say("app.language")}</label>
            <select id="language" name="language" class="input">
              ${LANGUAGES.map((one) => html`<option value=${one} ?selected=${one === language}>${this.say(`lead.language.${one}`)}</option>`)}
            </select>
          </div>
          <div class="field">
            <label for="reason">${this.say("rules.kind.reason")}</label>
            <select id="reason" name="reason" class="input">
              ${(CHOICES.reason ?? []).map((one) => html`<option value=${one}>${this.say(`reason.${one as HandoffReason}`)}</option>`)}
            </select>
          </div>
          <div class="field">
            <label for="tier">${this.say("rules.kind.tier")}</label>
            <select id="tier" name="tier" class="input">
              ${(CHOICES.tier ?? []).map((one) => html`<option value=${one}>${this.say(`lead.tier.${one as "standard" | "premium"}`)}</option>`)}
            </select>
          </div>
          <div class="field">
            <label for="page">${this.say("rules.try_page")}</label>
            <input id="page" name="page" class="input" autocomplete="off" />
          </div>
        </div>
        <p><button class="button primary" ?disabled=${this.busy}>${this.say(this.busy ? "rules.trying" : "rules.try_now")}</button></p>
      </form>
      <div role="status">${this.problem === null ? nothing : html`<p class="problem">${this.problem}</p>`} ${this.routed === null ? nothing : this.#result(this.routed)}</div>
    </section>`;
  }

  #result(routed: Routed): TemplateResult {
    const department = routed.department === null ? this.say("rules.no_department_found") : departmentName(routed.department, this.departments, this.desk.language);
    return html`<dl>
      <div>
        <dt>${this.say("lead.department")}</dt>
        <dd><strong>${department}</strong></dd>
      </div>
      <div>
        <dt>${this.say("lead.priority")}</dt>
        <dd><strong>${this.say(`lead.priority.${routed.priority}`)}</strong></dd>
      </div>
      ${routed.tone === null
        ? nothing
        : (["anger", "urgency"] as const).map(
            (kind) =>
              html`<div>
                <dt>${this.say(`rules.kind.${kind}`)}</dt>
                <dd>${percent(routed.tone?.[kind] ?? 0, this.desk.language)}</dd>
              </div>`,
          )}
      <div>
        <dt>${this.say("rules.matched")}</dt>
        <dd>${routed.matched.length === 0 ? this.say("rules.matched_none") : routed.matched.map((one) => one.name).join(", ")}</dd>
      </div>
    </dl>`;
  }

  async #try(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const values = new FormData(event.target as HTMLFormElement);
    const written = (name: string): string => {
      const value = values.get(name);
      return typeof value === "string" ? value.trim() : "";
    };
    if (written("text") === "") return;
    this.busy = true;
    try {
      const tried = { text: written("text"), language: written("language"), reason: written("reason"), tier: written("tier"), page_url: written("page") || null };
      this.routed = await this.desk.call(() => new LeadApi(this.desk.api.http).tryRouting(tried));
      this.problem = null;
    } catch (error) {
      const { key, values: said } = wordsFor(error);
      this.problem = this.say(key, said);
    } finally {
      this.busy = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-try-routing": TryRouting;
  }
}
