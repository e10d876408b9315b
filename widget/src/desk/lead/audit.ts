/**
 * `<ochota-desk-audit>`: who changed what, and how it was before.
 *
 * Properties: `desk`.
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { detailLines, type DetailLine } from "../model/lead-audit";
import type { AuditEntry } from "../model/lead-types";
import { stylesOf } from "../parts/element";
import { departmentName, isWord } from "../words";
import { exactTime } from "./dates";
import { LeadPage } from "./page";
import pageSheet from "./page.css?inline";
import sheet from "./audit.css?inline";

/** Kinds of subjects that can be asked for. */
const KINDS = ["agent", "department", "hours", "sla_rule", "routing_rule", "canned_reply", "flag", "mail"] as const;

@customElement("ochota-desk-audit")
export class AuditPage extends LeadPage<readonly AuditEntry[]> {
  static override styles = stylesOf(pageSheet, sheet);

  @state() private kind = "";
  @state() private actor = "";
  @state() private busy = false;
  /** Where the older ones begin; null: all are shown. */
  #next: number | null = null;

  protected override async fetch(): Promise<readonly AuditEntry[]> {
    const { entries, next_before } = await this.api.audit({ subject_kind: this.kind, actor: this.actor });
    this.#next = next_before;
    return entries;
  }

  protected override page(entries: readonly AuditEntry[]): TemplateResult {
    return html`<h1 tabindex="-1">${this.say("lead.page.audit")}</h1>
      <p class="intro">${this.say("audit.intro")}</p>
      <form class="filters" @submit=${(event: Event) => this.#ask(event)}>
        <div class="field">
          <label for="kind">${this.say("audit.kind")}</label>
          <select id="kind" class="input" @change=${(event: Event) => this.#filter({ kind: (event.target as HTMLSelectElement).value })}>
            <option value="">${this.say("audit.every_kind")}</option>
            ${KINDS.map((kind) => html`<option value=${kind} ?selected=${kind === this.kind}>${this.say(`audit.kind.${kind}`)}</option>`)}
          </select>
        </div>
        <div class="field">
          <label for="actor">${this.say("audit.actor")}</label>
          <input id="actor" class="input" autocomplete="off" .value=${this.actor} @change=${(event: Event) => this.#filter({ actor: (event.target as HTMLInputElement).value.trim() })} />
        </div>
        <button class="button">${this.say("audit.refresh")}</button>
      </form>
      ${this.problem === null ? nothing : html`<p class="problem" role="alert">${this.problem}</p>`}
      ${entries.length === 0 ? html`<p class="empty"><strong>${this.say("audit.none")}</strong></p>` : html`<ol class="rows">${entries.map((entry) => this.#entry(entry))}</ol>`}
      ${this.#next !== null
        ? html`<p><button class="button" ?disabled=${this.busy} @click=${() => void this.#older(entries)}>${this.say("audit.older")}</button></p>`
        : nothing}`;
  }

  #entry(entry: AuditEntry): TemplateResult {
    return html`<li>
      <div class="what">
        <p class="title" title=${entry.action}>${this.#word("action", entry.action)} <strong>${this.#subject(entry)}</strong></p>
        <p class="meta">${exactTime(entry.at, this.desk.language)} · ${entry.actor}${entry.address === null ? nothing : html` · ${entry.address}`}</p>
      </div>
      ${this.#details(detailLines(entry.details))}
    </li>`;
  }

  #details(lines: readonly DetailLine[]): TemplateResult | typeof nothing {
    if (lines.length === 0) return nothing;
    return html`<dl>
      ${lines.map(
        (line) =>
          html`<div>
            <dt>${this.#word("field", line.name)}</dt>
            <dd>
              ${line.before === null
                ? nothing
                : html`<del><span class="visually-hidden">${this.say("audit.before")} </span>${line.before}</del> <span aria-hidden="true">→</span>`}
              ${line.after === null ? this.say("audit.nothing") : html`<ins><span class="visually-hidden">${this.say("audit.after")} </span>${line.after}</ins>`}
            </dd>
          </div>`,
      )}
    </dl>`;
  }

  /** What an action or a field is called; as it is stored where nobody has named it yet. */
  #word(kind: "action" | "field", code: string): string {
    const key = `audit.${kind}.${code}`;
    return isWord(key) ? this.say(key) : code;
  }

  #subject({ subject_kind: kind, subject_id: id }: AuditEntry): string {
    return kind === "department" ? departmentName(this.desk.state.departments, id, this.desk.language) : id;
  }

  #filter(filter: { kind?: string; actor?: string }): void {
    this.kind = filter.kind ?? this.kind;
    this.actor = filter.actor ?? this.actor;
    void this.load();
  }

  #ask(event: Event): void {
    event.preventDefault();
    void this.load();
  }

  async #older(entries: readonly AuditEntry[]): Promise<void> {
    this.busy = true;
    try {
      const before = this.#next;
      const older = await this.desk.call(() => this.api.audit({ before, subject_kind: this.kind, actor: this.actor }));
      this.#next = older.next_before;
      this.data = [...entries, ...older.entries];
    } catch (error) {
      this.desk.fail(error);
    } finally {
      this.busy = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-audit": AuditPage;
  }
}
