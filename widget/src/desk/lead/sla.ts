/**
 * `<ochota-desk-sla>`: how soon each department promises to answer, and what is done before a
 * promise is broken.
 *
 * Properties: `desk`.
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { formatDuration, parseDuration } from "../model/lead-durations";
import { PRIORITIES, type Channel, type Priority } from "../model/lead-rules";
import { PROMISES, type LeadDepartment, type PromiseKind, type Sla, type Target } from "../model/lead-types";
import { stylesOf } from "../parts/element";
import { departmentName } from "./department-names";
import { EditorPage } from "./editor-page";
import type { FieldProblem } from "./refusal";
import type { SlaRules } from "./sla-rules";
import "./sla-rules";
import pageSheet from "./page.css?inline";
import sheet from "./sla.css?inline";

const CHANNELS: readonly Channel[] = ["chat", "email"];

interface Promises {
  readonly sla: Sla;
  readonly departments: readonly LeadDepartment[];
}

/** Durations as typed, by `chat.normal.first_response`. */
interface TargetsForm {
  readonly department: string;
  readonly texts: Readonly<Record<string, string>>;
}

@customElement("ochota-desk-sla")
export class SlaPage extends EditorPage<Promises, TargetsForm> {
  static override styles = stylesOf(pageSheet, sheet);

  @state() private department: string | null = null;
  @query("ochota-desk-sla-rules") private rules!: SlaRules | null;

  override get hasChanges(): boolean {
    return super.hasChanges || this.rules?.hasChanges === true;
  }

  protected override async fetch(): Promise<Promises> {
    const [sla, departments] = await Promise.all([this.api.sla(), this.api.departments()]);
    return { sla, departments: departments.filter((one) => one.active) };
  }

  protected override async load(): Promise<void> {
    await super.load();
    const { data } = this;
    if (data === null || this.form !== null) return;
    this.department ??= data.departments[0]?.id ?? null;
    if (this.department !== null) this.take(toForm(this.department, data.sla));
  }

  protected override problems(form: TargetsForm): readonly FieldProblem[] {
    return Object.entries(form.texts)
      .filter(([, text]) => parseDuration(text) === undefined)
      .map(([field]) => ({ field, reason: this.say("sla.bad_duration") }));
  }

  protected override store(form: TargetsForm): Promise<void> {
    return this.api.saveTargets(form.department, toTargets(form));
  }

  protected override stored(form: TargetsForm, data: Promises): TargetsForm {
    return toForm(form.department, data.sla);
  }

  protected override page(data: Promises): TemplateResult {
    return html`<h1 tabindex="-1">${this.say("lead.page.sla")}</h1>
      <p class="intro">${this.say("sla.intro")}</p>
      ${data.departments.length === 0 ? html`<p class="empty"><strong>${this.say("departments.none")}</strong></p>` : nothing}
      ${this.form === null ? nothing : this.#targets(this.form, data)}
      <ochota-desk-sla-rules
        .desk=${this.desk}
        .rules=${data.sla.rules}
        .departments=${data.departments}
        @desk-rules=${() => void this.load()}
      ></ochota-desk-sla-rules>`;
  }

  #targets(form: TargetsForm, data: Promises): TemplateResult {
    const language = this.desk.language;
    const tables = CHANNELS.map((channel) => this.#table(form, channel));
    return html`<form class="targets" novalidate @submit=${(event: Event) => void this.save(event)}>
      <div class="filters">
        <div class="field">
          <label for="department">${this.say("lead.department")}</label>
          <select id="department" class="input" .value=${form.department} @change=${(event: Event) => this.#choose(event, data)}>
            ${data.departments.map((one) => html`<option value=${one.id} ?selected=${one.id === form.department}>${one.names[language]}</option>`)}
          </select>
        </div>
      </div>
      ${this.summary()} ${tables}
      <p class="hint">${this.say("sla.notation")}</p>
      <div class="actions">
        ${this.saveButton()}
        ${this.changed
          ? html`<button type="button" class="button" @click=${() => this.take(toForm(form.department, data.sla))}>${this.say("lead.discard")}</button>
              <span class="badge careful">${this.say("entry.changed")}</span>`
          : nothing}
        <span class="meta">${departmentName(form.department, data.departments, language)}</span>
      </div>
    </form>`;
  }

  #table(form: TargetsForm, channel: Channel): TemplateResult {
    return html`<table>
      <caption>
        ${this.say(`lead.channel.${channel}`)}
      </caption>
      <thead>
        <tr>
          <th scope="col">${this.say("lead.priority")}</th>
          ${PROMISES.map((promise) => html`<th scope="col">${this.say(`lead.promise.${promise}`)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${PRIORITIES.map(
          (priority) =>
            html`<tr>
              <th scope="row">${this.say(`lead.priority.${priority}`)}</th>
              ${PROMISES.map((promise) => html`<td data-label=${this.say(`lead.promise.${promise}`)}>${this.#cell(form, channel, priority, promise)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>`;
  }

  #cell(form: TargetsForm, channel: Channel, priority: Priority, promise: PromiseKind): TemplateResult {
    const name = keyOf(channel, priority, promise);
    const label = [this.say(`lead.channel.${channel}`), this.say(`lead.priority.${priority}`), this.say(`lead.promise.${promise}`)].join(", ");
    return this.field({ name, label }, (id, wrong, describedBy) => {
      return html`<input
        id=${id}
        class="input"
        autocomplete="off"
        placeholder=${this.say("sla.none")}
        aria-invalid=${wrong ? "true" : "false"}
        aria-describedby=${describedBy}
        .value=${form.texts[name] ?? ""}
        @input=${(event: Event) => this.#put(name, (event.target as HTMLInputElement).value)}
        @change=${(event: Event) => this.#put(name, tidied((event.target as HTMLInputElement).value))}
      />`;
    });
  }

  #put(name: string, text: string): void {
    this.change({ texts: { ...this.form?.texts, [name]: text } });
  }

  #choose(event: Event, data: Promises): void {
    const select = event.target as HTMLSelectElement;
    if (this.changed && !confirm(this.say("lead.leave"))) {
      select.value = this.department ?? "";
      return;
    }
    this.department = select.value;
    this.take(toForm(select.value, data.sla));
  }
}

function keyOf(channel: Channel, priority: Priority, promise: PromiseKind): string {
  return `${channel}.${priority}.${promise}`;
}

/** A department's targets as texts, blank where nothing is promised. */
export function toForm(department: string, sla: Sla): TargetsForm {
  const texts: Record<string, string> = {};
  for (const channel of CHANNELS) {
    for (const priority of PRIORITIES) {
      const target = sla.targets.find((one) => one.department === department && one.channel === channel && one.priority === priority);
      for (const promise of PROMISES) texts[keyOf(channel, priority, promise)] = formatDuration(target?.[`${promise}_minutes`] ?? null);
    }
  }
  return { department, texts };
}

/** The rows that promise something, for a form without mistakes. */
export function toTargets({ texts }: TargetsForm): readonly Omit<Target, "department">[] {
  return CHANNELS.flatMap((channel) =>
    PRIORITIES.map((priority) => {
      const minutes = (promise: PromiseKind): number | null => parseDuration(texts[keyOf(channel, priority, promise)] ?? "") ?? null;
      return {
        channel,
        priority,
        first_response_minutes: minutes("first_response"),
        next_response_minutes: minutes("next_response"),
        resolution_minutes: minutes("resolution"),
      };
    }).filter((one) => one.first_response_minutes !== null || one.next_response_minutes !== null || one.resolution_minutes !== null),
  );
}

/** As we write it, where it can be read. */
function tidied(text: string): string {
  const minutes = parseDuration(text);
  return minutes === undefined ? text : formatDuration(minutes);
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-sla": SlaPage;
  }
}
