/**
 * `<ochota-desk-routing-rules>`: what decides the department and the priority of a handoff, with
 * a text to try it on beside it.
 *
 * Properties: `desk`.
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { emptyRule, PRIORITIES, ruleProblems, toRule, toRuleForm, type Condition, type ConditionForm, type RoutingRule, type RuleForm } from "../model/lead-rules";
import type { LeadDepartment } from "../model/lead-types";
import { stylesOf } from "../parts/element";
import { plusIcon } from "../parts/icons";
import { departmentName, departmentOptions } from "./department-names";
import { EditorPage } from "./editor-page";
import { CONDITION_LABELS } from "./rule-conditions";
import type { FieldProblem } from "./refusal";
import "./rule-conditions";
import "./try-routing";
import pageSheet from "./page.css?inline";
import sheet from "./routing-rules.css?inline";

interface Rules {
  readonly rules: readonly RoutingRule[];
  readonly departments: readonly LeadDepartment[];
}

@customElement("ochota-desk-routing-rules")
export class RoutingRules extends EditorPage<Rules, RuleForm> {
  static override styles = stylesOf(pageSheet, sheet);

  protected override async fetch(): Promise<Rules> {
    const [rules, departments] = await Promise.all([this.api.routingRules(), this.api.departments()]);
    return { rules, departments };
  }

  protected override problems(form: RuleForm): readonly FieldProblem[] {
    return ruleProblems(form).map(({ field, problem }) => ({ field, reason: this.say(`rules.problem.${problem}`) }));
  }

  protected override async store(form: RuleForm): Promise<void> {
    await this.api.saveRoutingRule(form.id, toRule(form), form.version);
  }

  protected override stored(form: RuleForm, data: Rules): RuleForm | null {
    const found = data.rules.find((one) => one.id === form.id);
    return found ? toRuleForm(found) : null;
  }

  protected override page(data: Rules): TemplateResult {
    return html`<div class="sides">
      <div class="main">${this.form === null ? this.#list(data) : this.#form(this.form, data)}</div>
      <ochota-desk-try-routing .desk=${this.desk} .departments=${data.departments}></ochota-desk-try-routing>
    </div>`;
  }

  #list({ rules, departments }: Rules): TemplateResult {
    const next = Math.max(0, ...rules.map((one) => one.position)) + 1;
    return html`<div class="head">
        <h1 tabindex="-1">${this.say("lead.page.routing-rules")}</h1>
        <button class="button primary" @click=${() => this.open(emptyRule(next))}>${plusIcon}${this.say("rules.new")}</button>
      </div>
      <p class="intro">${this.say("rules.intro")}</p>
      ${rules.length === 0
        ? html`<p class="empty"><strong>${this.say("rules.none")}</strong><span>${this.say("rules.none_more")}</span></p>`
        : html`<ol class="rows">
            ${rules.map((rule) => this.#row(rule, departments))}
          </ol>`}`;
  }

  #row(rule: RoutingRule, departments: readonly LeadDepartment[]): TemplateResult {
    return html`<li class=${rule.active ? "" : "off"}>
      <span class="badge" title=${this.say("lead.position")}>${rule.position}</span>
      <div class="what">
        <p class="title">
          <strong>${rule.name}</strong>${rule.active ? nothing : html`<span class="badge careful">${this.say("lead.switched_off")}</span>`}
        </p>
        <p class="meta">${rule.conditions.map((one) => this.#conditionWords(one)).join(` ${this.say("rules.and")} `)}</p>
        <p class="meta effects">→ ${this.#effectWords(rule, departments)}</p>
      </div>
      <div class="row-actions">
        <button class="button small" aria-label="${this.say("lead.edit")}: ${rule.name}" @click=${() => this.open(toRuleForm(rule))}>${this.say("lead.edit")}</button>
      </div>
    </li>`;
  }

  #conditionWords(condition: Condition): string {
    const label = this.say(`rules.kind.${condition.kind}`);
    if (condition.kind === "page") return `${label} ${condition.contains}`;
    if (condition.kind === "anger" || condition.kind === "urgency") return `${label} ≥ ${Math.round(condition.at_least * 100)} %`;
    const words = condition.any_of.map((one) => {
      const key = CONDITION_LABELS[condition.kind]?.(one);
      return key === undefined ? one : this.say(key);
    });
    return `${label}: ${words.join(", ")}`;
  }

  #effectWords({ effects }: RoutingRule, departments: readonly LeadDepartment[]): string {
    const department = effects.department ? departmentName(effects.department, departments, this.desk.language) : null;
    const priority = effects.priority ? `${this.say("lead.priority")} ${this.say(`lead.priority.${effects.priority}`)}` : null;
    return [department, priority].filter((one) => one !== null).join(", ");
  }

  #form(form: RuleForm, data: Rules): TemplateResult {
    const departments = departmentOptions(data.departments, this.desk.language, [form.department]);
    const unsaid = this.reason("effects");
    const fields = html`<div class="columns">
        ${this.text("name", "rules.name")} ${this.text("position", "lead.position", { hint: this.say("rules.position_hint"), inputmode: "numeric" })}
      </div>
      ${this.#conditions(form)}
      <fieldset id="field-effects" tabindex="-1" class="effects-fields">
        <legend>${this.named("effects", this.say("rules.effects"))}</legend>
        <div class="columns">
          ${this.select("department", "lead.department", [["", this.say("rules.no_department")], ...departments], { server: "effects.department" })}
          ${this.select("priority", "lead.priority", [["", this.say("rules.no_priority")], ...PRIORITIES.map((one) => [one, this.say(`lead.priority.${one}`)] as const)], {
            server: "effects.priority",
          })}
        </div>
        ${unsaid === null ? nothing : html`<p class="problem">${unsaid}</p>`}
      </fieldset>
      <div>${this.checkbox("active", "rules.active")}</div>`;
    const { id } = form;
    const remove = id === null ? nothing : this.removeButton(this.say("lead.delete_sure", { name: form.name }), () => this.api.deleteRoutingRule(id));
    return this.editor(id === null ? this.say("rules.new") : (this.taken?.name ?? form.name), fields, remove);
  }

  #conditions(form: RuleForm): TemplateResult {
    this.named("conditions", this.say("rules.conditions"));
    form.conditions.forEach((_, place) => this.named(`conditions.${place}`, this.say("rules.condition", { number: place + 1 })));
    return html`<ochota-desk-rule-conditions
      id="field-conditions"
      tabindex="-1"
      .desk=${this.desk}
      .conditions=${form.conditions}
      .reasons=${form.conditions.map((_, place) => this.reason(`conditions.${place}`))}
      .reason=${form.conditions.length === 0 ? this.reason("conditions") : null}
      @desk-conditions=${(event: CustomEvent<readonly ConditionForm[]>) => this.change({ conditions: event.detail })}
    ></ochota-desk-rule-conditions>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-routing-rules": RoutingRules;
  }
}
