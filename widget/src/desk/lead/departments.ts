/**
 * `<ochota-desk-departments>`: where conversations go, when each department works, and whether
 * they are assigned by themselves.
 *
 * Properties: `desk`.
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { suggestedId } from "../model/entry-form";
import type { Hours } from "../model/lead-hours";
import type { LeadDepartment } from "../model/lead-types";
import { stylesOf } from "../parts/element";
import { plusIcon } from "../parts/icons";
import { EditorPage } from "./editor-page";
import type { FieldProblem } from "./refusal";
import pageSheet from "./page.css?inline";

const ID = /^[a-z0-9][a-z0-9_-]{0,79}$/;

interface Departments {
  readonly departments: readonly LeadDepartment[];
  readonly hours: readonly Hours[];
}

interface DepartmentForm {
  readonly id: string;
  readonly cs: string;
  readonly en: string;
  readonly position: string;
  readonly active: boolean;
  readonly hours: string;
  readonly assignment: LeadDepartment["assignment"];
  /** Null: a new one. */
  readonly version: number | null;
}

@customElement("ochota-desk-departments")
export class DepartmentsPage extends EditorPage<Departments, DepartmentForm> {
  static override styles = stylesOf(pageSheet);

  protected override async fetch(): Promise<Departments> {
    const [departments, hours] = await Promise.all([this.api.departments(), this.api.hours(this.desk.language)]);
    return { departments, hours };
  }

  protected override problems(form: DepartmentForm): readonly FieldProblem[] {
    const found: FieldProblem[] = [];
    for (const language of ["cs", "en"] as const) {
      if (form[language].trim() === "") found.push({ field: `names.${language}`, reason: this.say("lead.missing") });
    }
    if (form.version === null && !ID.test(this.#id(form))) found.push({ field: "id", reason: this.say("lead.bad_id") });
    if (!/^\d{1,5}$/.test(form.position.trim())) found.push({ field: "position", reason: this.say("lead.bad_position") });
    return found;
  }

  protected override async store(form: DepartmentForm): Promise<void> {
    const fields = {
      names: { cs: form.cs.trim(), en: form.en.trim() },
      position: Number(form.position),
      active: form.active,
      hours: form.hours === "" ? null : Number(form.hours),
      assignment: form.assignment,
    };
    await this.api.saveDepartment(this.#id(form), fields, form.version);
  }

  protected override stored(form: DepartmentForm, data: Departments): DepartmentForm | null {
    const found = data.departments.find((one) => one.id === this.#id(form));
    return found ? toForm(found) : null;
  }

  /** As written, or else made of the name. */
  #id(form: DepartmentForm): string {
    return form.id.trim() || suggestedId(form.en);
  }

  protected override page(data: Departments): TemplateResult {
    if (this.form !== null) return this.#form(this.form, data);
    return html`<div class="head">
        <h1 tabindex="-1">${this.say("lead.page.departments")}</h1>
        <button class="button primary" @click=${() => this.open(this.#empty(data))}>${plusIcon}${this.say("departments.new")}</button>
      </div>
      ${data.departments.length === 0
        ? html`<p class="empty"><strong>${this.say("departments.none")}</strong><span>${this.say("departments.none_more")}</span></p>`
        : html`<ul class="rows">
            ${data.departments.map((department) => this.#row(department, data.hours))}
          </ul>`}`;
  }

  #row(department: LeadDepartment, hours: readonly Hours[]): TemplateResult {
    const name = department.names[this.desk.language];
    const open = hours.find((one) => one.id === department.hours)?.name ?? this.say("departments.always");
    return html`<li class=${department.active ? "" : "off"}>
      <div class="what">
        <p class="title">
          <strong>${name}</strong><code>${department.id}</code>
          ${department.active ? nothing : html`<span class="badge careful">${this.say("departments.inactive")}</span>`}
        </p>
        <p class="meta">${open} · ${this.say(`departments.assignment.${department.assignment}`)}</p>
      </div>
      <div class="row-actions">
        <button class="button small" aria-label="${this.say("lead.edit")}: ${name}" @click=${() => this.open(toForm(department))}>${this.say("lead.edit")}</button>
      </div>
    </li>`;
  }

  #form(form: DepartmentForm, { hours }: Departments): TemplateResult {
    const fields = html`<div class="columns">
        ${this.text("cs", "departments.name_cs", { lang: "cs", server: "names.cs" })} ${this.text("en", "departments.name_en", { lang: "en", server: "names.en" })}
        ${form.version === null
          ? this.text("id", "lead.id", { hint: suggestedId(form.en) && form.id === "" ? this.say("departments.id_made", { id: suggestedId(form.en) }) : this.say("lead.id_hint") })
          : nothing}
        ${this.text("position", "lead.position", { hint: this.say("departments.position_hint"), inputmode: "numeric" })}
        ${this.select("hours", "lead.page.hours", [["", this.say("departments.always")], ...hours.map((one) => [String(one.id), one.name] as const)], {
          hint: this.say("departments.hours_hint"),
        })}
        ${this.select(
          "assignment",
          "departments.assignment",
          (["manual", "automatic"] as const).map((one) => [one, this.say(`departments.assignment.${one}`)] as const),
          { hint: this.say(`departments.assignment_more.${form.assignment}`) },
        )}
      </div>
      <div>${this.checkbox("active", "departments.active")}<p class="hint">${this.say("departments.active_hint")}</p></div>`;
    return this.editor(form.version === null ? this.say("departments.new") : (this.taken ?? form)[this.desk.language], fields);
  }

  #empty({ departments }: Departments): DepartmentForm {
    const position = Math.max(0, ...departments.map((one) => one.position)) + 1;
    return { id: "", cs: "", en: "", position: String(position), active: true, hours: "", assignment: "manual", version: null };
  }
}

function toForm({ id, names, position, active, hours, assignment, version }: LeadDepartment): DepartmentForm {
  return { id, cs: names.cs, en: names.en, position: String(position), active, hours: hours === null ? "" : String(hours), assignment, version };
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-departments": DepartmentsPage;
  }
}
