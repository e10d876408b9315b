/**
 * `<ochota-desk-sla-rules>`: what is done before a promise is broken.
 *
 * Properties: `desk`, `rules`, `departments`. Events: `desk-rules` (something was stored).
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { formatDuration, parseDuration } from "../model/lead-durations";
import { ACTIONS, PROMISES, type LeadDepartment, type PromiseKind, type SlaAction, type SlaRule } from "../model/lead-types";
import { stylesOf } from "../parts/element";
import { plusIcon } from "../parts/icons";
import { departmentName, departmentOptions } from "./department-names";
import { EditorPage } from "./editor-page";
import type { FieldProblem } from "./refusal";
import pageSheet from "./page.css?inline";
import sheet from "./sla-rules.css?inline";

interface RuleForm {
  readonly id: number | null;
  readonly department: string;
  readonly promise: PromiseKind | "";
  readonly before: string;
  readonly action: SlaAction;
  readonly active: boolean;
}

const EMPTY: RuleForm = { id: null, department: "", promise: "", before: "15 min", action: "warn_agent", active: true };

@customElement("ochota-desk-sla-rules")
export class SlaRules extends EditorPage<true, RuleForm> {
  static override styles = stylesOf(pageSheet, sheet);

  @property({ attribute: false }) rules: readonly SlaRule[] = [];
  @property({ attribute: false }) departments: readonly LeadDepartment[] = [];

  /** The rules come with the page's targets. */
  protected override async fetch(): Promise<true> {
    if (this.data !== null) this.dispatchEvent(new CustomEvent("desk-rules"));
    return true;
  }

  protected override problems(form: RuleForm): readonly FieldProblem[] {
    return minutesBefore(form) === null ? [{ field: "minutes_before", reason: this.say("sla.bad_before") }] : [];
  }

  protected override async store(form: RuleForm): Promise<void> {
    const fields = {
      department: form.department || null,
      promise: form.promise || null,
      minutes_before: minutesBefore(form) ?? 0,
      action: form.action,
      active: form.active,
    };
    await this.api.saveSlaRule(form.id, fields);
  }

  protected override stored(form: RuleForm): RuleForm | null {
    const found = this.rules.find((one) => one.id === form.id);
    return found ? toForm(found) : null;
  }

  protected override page(): TemplateResult {
    return html`<section aria-labelledby="rules">
      <div class="head">
        <h2 id="rules">${this.say("sla.rules")}</h2>
        ${this.form === null ? html`<button class="button" @click=${() => this.open(EMPTY)}>${plusIcon}${this.say("sla.new_rule")}</button>` : nothing}
      </div>
      <p class="hint">${this.say("sla.rules_more")}</p>
      ${this.form === null ? this.#list() : this.#form(this.form)}
    </section>`;
  }

  #list(): TemplateResult {
    if (this.rules.length === 0) return html`<p class="meta">${this.say("sla.no_rules")}</p>`;
    const sorted = [...this.rules].sort((one, other) => other.minutes_before - one.minutes_before);
    return html`<ul class="rows">
      ${sorted.map((rule) => {
        const when = rule.minutes_before === 0 ? this.say("sla.at_breach") : this.say("sla.before", { time: formatDuration(rule.minutes_before) });
        const what = this.say(`sla.action.${rule.action}`);
        const promise = rule.promise === null ? this.say("sla.every_promise") : this.say(`lead.promise.${rule.promise}`);
        const where = rule.department === null ? this.say("lead.every_department") : departmentName(rule.department, this.departments, this.desk.language);
        return html`<li class=${rule.active ? "" : "off"}>
          <div class="what">
            <p class="title">
              <strong>${when}: ${what}</strong>${rule.active ? nothing : html`<span class="badge careful">${this.say("lead.switched_off")}</span>`}
            </p>
            <p class="meta">${promise} · ${where}</p>
          </div>
          <div class="row-actions">
            <button class="button small" aria-label="${this.say("lead.edit")}: ${when}: ${what}" @click=${() => this.open(toForm(rule))}>${this.say("lead.edit")}</button>
          </div>
        </li>`;
      })}
    </ul>`;
  }

  #form(form: RuleForm): TemplateResult {
    const fields = html`<div class="columns">
        ${this.text("before", "sla.minutes_before", { hint: this.say("sla.before_hint"), server: "minutes_before" })}
        ${this.select("action", "sla.action", ACTIONS.map((one) => [one, this.say(`sla.action.${one}`)] as const), { hint: this.say(`sla.action_more.${form.action}`) })}
        ${this.select("promise", "sla.promise", [["", this.say("sla.every_promise")], ...PROMISES.map((one) => [one, this.say(`lead.promise.${one}`)] as const)])}
        ${this.select("department", "lead.department", [["", this.say("lead.every_department")], ...departmentOptions(this.departments, this.desk.language, [form.department])])}
      </div>
      <div>${this.checkbox("active", "rules.active")}</div>`;
    const { id } = form;
    const remove = id === null ? nothing : this.removeButton(this.say("sla.delete_sure"), () => this.api.deleteSlaRule(id));
    return this.editor(this.say(id === null ? "sla.new_rule" : "sla.edit_rule"), fields, remove);
  }
}

/** Minutes before the due time, 0 for the breach itself; null where it cannot be read. */
function minutesBefore({ before }: RuleForm): number | null {
  return /^0(\s*(m|min|h))?$/.test(before.trim()) ? 0 : (parseDuration(before) ?? null);
}

function toForm({ id, department, promise, minutes_before, action, active }: SlaRule): RuleForm {
  return { id, department: department ?? "", promise: promise ?? "", before: minutes_before === 0 ? "0 min" : formatDuration(minutes_before), action, active };
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-sla-rules": SlaRules;
  }
}
