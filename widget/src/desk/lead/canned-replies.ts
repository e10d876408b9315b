/**
 * `<ochota-desk-canned-replies>`: prepared answers with their shortcuts, and what a customer
 * would see of them.
 *
 * Properties: `desk`.
 */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { LANGUAGES, type Language } from "../../i18n/language";
import type { LeadCannedReply, LeadDepartment } from "../model/lead-types";
import { stylesOf } from "../parts/element";
import { plusIcon } from "../parts/icons";
import { Preview } from "../parts/preview";
import { departmentName, departmentOptions } from "./department-names";
import { EditorPage } from "./editor-page";
import type { FieldProblem } from "./refusal";
import "../parts/prose";
import pageSheet from "./page.css?inline";
import sheet from "./canned-replies.css?inline";

const SHORTCUT = /^[a-z0-9-]{1,40}$/;
export const PLACEHOLDERS = ["customer.name", "agent.name", "conversation.page", "company", "today"] as const;

interface Replies {
  readonly replies: readonly LeadCannedReply[];
  readonly departments: readonly LeadDepartment[];
}

interface ReplyForm {
  readonly id: number | null;
  readonly version: number | null;
  readonly shortcut: string;
  readonly title: string;
  readonly cs: string;
  readonly en: string;
  readonly department: string;
  readonly active: boolean;
}

const EMPTY: ReplyForm = { id: null, version: null, shortcut: "", title: "", cs: "", en: "", department: "", active: true };

@customElement("ochota-desk-canned-replies")
export class CannedReplies extends EditorPage<Replies, ReplyForm> {
  static override styles = stylesOf(pageSheet, sheet);

  /** The language whose text is previewed: the one written in last. */
  @state() private shown: Language = "cs";
  readonly #preview = new Preview(this, (text, signal) => this.desk.api.preview(text, signal));

  protected override async fetch(): Promise<Replies> {
    const [replies, departments] = await Promise.all([this.api.cannedReplies(), this.api.departments()]);
    return { replies, departments };
  }

  protected override problems(form: ReplyForm): readonly FieldProblem[] {
    const found: FieldProblem[] = [];
    if (!SHORTCUT.test(shortcutOf(form))) found.push({ field: "shortcut", reason: this.say("canned.bad_shortcut") });
    if (form.title.trim() === "") found.push({ field: "title", reason: this.say("lead.missing") });
    if (form.cs.trim() === "" && form.en.trim() === "") found.push({ field: "texts.cs", reason: this.say("canned.no_text") });
    for (const language of LANGUAGES) {
      const unknown = unknownPlaceholders(form[language]);
      if (unknown.length > 0) found.push({ field: `texts.${language}`, reason: this.say("canned.unknown_placeholder", { names: unknown.join(", ") }) });
    }
    return found;
  }

  protected override async store(form: ReplyForm): Promise<void> {
    const texts = Object.fromEntries(LANGUAGES.filter((one) => form[one].trim() !== "").map((one) => [one, form[one].trim()]));
    const fields = { shortcut: shortcutOf(form), title: form.title.trim(), texts, department: form.department || null, active: form.active };
    await this.api.saveCannedReply(form.id, fields, form.version);
  }

  protected override stored(form: ReplyForm, data: Replies): ReplyForm | null {
    const found = data.replies.find((one) => one.id === form.id);
    return found ? toForm(found) : null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.form !== null) this.#preview.showSoon(this.form[this.shown]);
  }

  protected override page(data: Replies): TemplateResult {
    if (this.form !== null) return this.#form(this.form, data);
    return html`<div class="head">
        <h1 tabindex="-1">${this.say("lead.page.canned-replies")}</h1>
        <button class="button primary" @click=${() => this.open(EMPTY)}>${plusIcon}${this.say("canned.new")}</button>
      </div>
      <p class="intro">${this.say("canned.intro")}</p>
      ${data.replies.length === 0
        ? html`<p class="empty"><strong>${this.say("canned.none")}</strong></p>`
        : html`<ul class="rows">
            ${data.replies.map((reply) => this.#row(reply, data.departments))}
          </ul>`}`;
  }

  #row(reply: LeadCannedReply, departments: readonly LeadDepartment[]): TemplateResult {
    const where = reply.department === null ? this.say("lead.every_department") : departmentName(reply.department, departments, this.desk.language);
    const text = reply.texts[this.desk.language] ?? reply.texts.cs ?? reply.texts.en ?? "";
    return html`<li class=${reply.active ? "" : "off"}>
      <div class="what">
        <p class="title">
          <code>/${reply.shortcut}</code><strong>${reply.title}</strong>
          ${reply.active ? nothing : html`<span class="badge careful">${this.say("lead.switched_off")}</span>`}
          ${LANGUAGES.filter((one) => reply.texts[one] !== undefined).map((one) => html`<span class="badge">${one}</span>`)}
        </p>
        <p class="excerpt">${text}</p>
        <p class="meta">${where}</p>
      </div>
      <div class="row-actions">
        <button class="button small" aria-label="${this.say("lead.edit")}: ${reply.title}" @click=${() => this.open(toForm(reply))}>${this.say("lead.edit")}</button>
      </div>
    </li>`;
  }

  #form(form: ReplyForm, data: Replies): TemplateResult {
    const departments = departmentOptions(data.departments, this.desk.language, [form.department]);
    const fields = html`<div class="columns">
        ${this.text("shortcut", "canned.shortcut", { hint: this.say("canned.shortcut_hint") })} ${this.text("title", "canned.title")}
        ${this.select("department", "lead.department", [["", this.say("lead.every_department")], ...departments])}
      </div>
      <div class="texts">${LANGUAGES.map((language) => this.#text(form, language))}</div>
      <section class="placeholders" aria-labelledby="placeholders">
        <h2 id="placeholders">${this.say("canned.placeholders")}</h2>
        <dl>
          ${PLACEHOLDERS.map(
            (name) =>
              html`<div>
                <dt><button type="button" class="button small" title=${this.say("canned.insert")} @click=${() => this.#insert(name)}><code>{{${name}}}</code></button></dt>
                <dd>${this.say(`canned.placeholder.${name}`)}</dd>
              </div>`,
          )}
        </dl>
      </section>
      <section aria-labelledby="preview">
        <h2 id="preview">${this.say("canned.preview")} <span class="badge">${this.shown}</span></h2>
        <div class="preview" lang=${this.shown}>
          ${this.#preview.html === null
            ? html`<p class="hint">${this.say("canned.preview_empty")}</p>`
            : html`<ochota-desk-prose .html=${this.#preview.html}></ochota-desk-prose>`}
        </div>
      </section>
      <div>${this.checkbox("active", "canned.active")}</div>`;
    const { id } = form;
    const remove = id === null ? nothing : this.removeButton(this.say("lead.delete_sure", { name: form.title }), () => this.api.deleteCannedReply(id));
    return this.editor(id === null ? this.say("canned.new") : (this.taken?.title ?? form.title), fields, remove);
  }

  #text(form: ReplyForm, language: Language): TemplateResult {
    const label = this.say("canned.text", { language: this.say(`lead.language.${language}`) });
    return this.field({ name: `texts.${language}`, label }, (id, wrong, describedBy) =>
      html`<textarea
        id=${id}
        class="input"
        rows="7"
        lang=${language}
        aria-invalid=${wrong ? "true" : "false"}
        aria-describedby=${describedBy}
        .value=${form[language]}
        @focus=${() => (this.shown = language)}
        @input=${(event: Event) => this.change({ [language]: (event.target as HTMLTextAreaElement).value })}
      ></textarea>`,
    );
  }

  /** Puts the placeholder where the cursor is, in the text written in last. */
  #insert(name: string): void {
    const area = this.renderRoot.querySelector<HTMLTextAreaElement>(`#field-texts-${this.shown}`);
    if (area === null) return;
    area.setRangeText(`{{${name}}}`, area.selectionStart, area.selectionEnd, "end");
    this.change({ [this.shown]: area.value });
    area.focus();
  }
}

/** Placeholders of a text that nothing would fill in. */
export function unknownPlaceholders(text: string): string[] {
  const names = [...text.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/g)].map((found) => found[1] ?? "");
  return names.filter((name) => !PLACEHOLDERS.some((known) => known === name)).map((name) => `{{${name}}}`);
}

/** The slash is how it is typed, not what it is called. */
function shortcutOf(form: ReplyForm): string {
  return form.shortcut.trim().replace(/^\//, "");
}

function toForm(reply: LeadCannedReply): ReplyForm {
  const { id, version, shortcut, title, texts, department, active } = reply;
  return { id, version, shortcut, title, cs: texts.cs ?? "", en: texts.en ?? "", department: department ?? "", active };
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-canned-replies": CannedReplies;
  }
}
