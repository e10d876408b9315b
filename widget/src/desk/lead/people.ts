/**
 * `<ochota-desk-people>`: who works at the desk, with which rights, and how much at once.
 *
 * Properties: `desk`.
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { LANGUAGES } from "../../i18n/language";
import type { PersonFields } from "../lead-api";
import type { LeadDepartment, LeadRole, Person } from "../model/lead-types";
import { stylesOf } from "../parts/element";
import { plusIcon } from "../parts/icons";
import { departmentName, departmentOptions } from "./department-names";
import { EditorPage } from "./editor-page";
import type { FieldProblem } from "./refusal";
import "./new-password";
import pageSheet from "./page.css?inline";

const USERNAME = /^[a-z0-9][a-z0-9._-]{0,79}$/;

interface People {
  readonly people: readonly Person[];
  readonly departments: readonly LeadDepartment[];
}

interface PersonForm {
  readonly isNew: boolean;
  readonly username: string;
  readonly name: string;
  readonly role: LeadRole;
  readonly capacity: string;
  readonly departments: readonly string[];
  readonly languages: readonly string[];
  readonly active: boolean;
}

const NOBODY: PersonForm = {
  isNew: true,
  username: "",
  name: "",
  role: "agent",
  capacity: "5",
  departments: [],
  languages: [],
  active: true,
};

@customElement("ochota-desk-people")
export class PeoplePage extends EditorPage<People, PersonForm> {
  static override styles = stylesOf(pageSheet);

  /** Shown until it is put away: nobody sees it a second time. */
  @state() private password: { readonly username: string; readonly password: string } | null = null;

  protected override async fetch(): Promise<People> {
    const [people, departments] = await Promise.all([this.api.people(), this.api.departments()]);
    return { people, departments };
  }

  protected override problems(form: PersonForm): readonly FieldProblem[] {
    const found: FieldProblem[] = [];
    if (form.isNew && !USERNAME.test(form.username.trim())) found.push({ field: "username", reason: this.say("people.bad_username") });
    if (form.name.trim() === "") found.push({ field: "name", reason: this.say("lead.missing") });
    if (!/^\d{1,3}$/.test(form.capacity.trim())) found.push({ field: "capacity", reason: this.say("people.bad_capacity") });
    return found;
  }

  protected override async store(form: PersonForm): Promise<void> {
    const fields: PersonFields = {
      name: form.name.trim(),
      role: form.role,
      capacity: Number(form.capacity),
      departments: form.departments,
      languages: form.languages,
    };
    if (!form.isNew) return this.api.changePerson(form.username, this.#changed({ ...fields, active: form.active }));
    const { username, password } = await this.api.createPerson(form.username.trim(), fields);
    this.password = { username, password };
  }

  /** Only what is different: what one may not change must not be sent. */
  #changed(fields: PersonFields & { active: boolean }): Partial<typeof fields> {
    const before = this.data?.people.find((one) => one.username === this.form?.username);
    const differs = ([name, value]: [string, unknown]): boolean => JSON.stringify(value) !== JSON.stringify(before?.[name as keyof Person]);
    return Object.fromEntries(Object.entries(fields).filter(differs));
  }

  protected override stored(form: PersonForm, data: People): PersonForm | null {
    const found = data.people.find((one) => one.username === form.username);
    return found ? toForm(found) : null;
  }

  protected override page(data: People): TemplateResult {
    if (this.form !== null) return this.#form(this.form, data);
    return html`<div class="head">
        <h1 tabindex="-1">${this.say("lead.page.people")}</h1>
        <button class="button primary" @click=${() => this.open(NOBODY)}>${plusIcon}${this.say("people.new")}</button>
      </div>
      ${this.summary()}
      ${this.password === null
        ? nothing
        : html`<ochota-desk-new-password
            .desk=${this.desk}
            .username=${this.password.username}
            .password=${this.password.password}
            @desk-close=${() => (this.password = null)}
          ></ochota-desk-new-password>`}
      <ul class="rows">
        ${data.people.map((person) => this.#row(person, data.departments))}
      </ul>`;
  }

  #row(person: Person, departments: readonly LeadDepartment[]): TemplateResult {
    const where = person.departments.map((id) => departmentName(id, departments, this.desk.language)).join(", ");
    const languages = person.languages.map((one) => this.#language(one)).join(", ");
    return html`<li class=${person.active ? "" : "off"}>
      <div class="what">
        <p class="title">
          <strong>${person.name}</strong><code>${person.username}</code><span class="badge">${this.say(`lead.role.${person.role}`)}</span>
          ${person.active ? nothing : html`<span class="badge careful">${this.say("people.inactive")}</span>`}
          ${person.locked ? html`<span class="badge bad">${this.say("people.locked")}</span>` : nothing}
        </p>
        <p class="meta">
          ${this.say(`lead.presence.${person.presence}`)} · ${this.say("lead.load", { load: person.load, capacity: person.capacity })} ·
          ${where || this.say("people.all_departments")} · ${languages || this.say("people.all_languages")}
        </p>
      </div>
      <div class="row-actions">
        <button class="button small" aria-label="${this.say("lead.edit")}: ${person.name}" ?disabled=${!this.#mayChange(person)} @click=${() => this.open(toForm(person))}>
          ${this.say("lead.edit")}
        </button>
        <button
          class="button small"
          aria-label="${this.say("people.new_password")}: ${person.name}"
          ?disabled=${this.busy || !person.active || !this.#mayChange(person)}
          @click=${() => void this.#newPassword(person)}
        >
          ${this.say("people.new_password")}
        </button>
      </div>
    </li>`;
  }

  #form(form: PersonForm, data: People): TemplateResult {
    const language = this.desk.language;
    const fields = html`<div class="columns">
        ${this.text("username", "people.username", { hint: this.say("people.username_hint"), readonly: !form.isNew })}
        ${this.text("name", "people.name", { hint: this.say("people.name_hint") })}
        ${this.select("role", "people.role", this.#roles(form), { hint: this.say(`people.role_more.${form.role}`) })}
        ${this.text("capacity", "people.capacity", { hint: this.say("people.capacity_hint"), inputmode: "numeric" })}
      </div>
      ${this.checks("departments", "lead.page.departments", departmentOptions(data.departments, language, form.departments), this.say("people.departments_hint"))}
      ${this.checks("languages", "people.languages", LANGUAGES.map((one) => [one, this.#language(one)] as const), this.say("people.languages_hint"))}
      ${form.isNew ? nothing : html`<div>${this.checkbox("active", "people.active")}<p class="hint">${this.say("people.active_hint")}</p></div>`}`;
    return this.editor(form.isNew ? this.say("people.new") : (this.taken?.name ?? form.name), fields);
  }

  /** A lead makes no admins, and nobody changes their own rights. */
  #roles(form: PersonForm): readonly (readonly [LeadRole, string])[] {
    const mine = this.desk.state.agent;
    const own = mine?.username === form.username && !form.isNew;
    const roles: readonly LeadRole[] = own ? [form.role] : mine?.role === "admin" ? ["agent", "lead", "admin"] : ["agent", "lead"];
    return roles.map((role) => [role, this.say(`lead.role.${role}`)] as const);
  }

  #mayChange(person: Person): boolean {
    return person.role !== "admin" || this.desk.state.agent?.role === "admin";
  }

  #language(tag: string): string {
    return tag === "cs" || tag === "en" ? this.say(`lead.language.${tag}`) : tag;
  }

  async #newPassword({ username, name }: Person): Promise<void> {
    if (!confirm(this.say("people.new_password_sure", { name }))) return;
    this.busy = true;
    try {
      const password = await this.desk.call(() => this.api.newPassword(username));
      this.password = { username, password };
      await this.load();
    } catch (error) {
      this.desk.fail(error);
    } finally {
      this.busy = false;
    }
  }
}

function toForm(person: Person): PersonForm {
  const { username, name, role, departments, languages, active } = person;
  return { isNew: false, username, name, role, capacity: String(person.capacity), departments, languages, active };
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-people": PeoplePage;
  }
}
