/**
 * `<ochota-desk-reports>`: what came in, who answered it and how soon, by the day, department,
 * agent or reason: drawn, in a table, and as CSV.
 *
 * Properties: `desk`.
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { measured } from "../model/lead-durations";
import {
  firstResponse,
  GROUPINGS,
  keptShare,
  period,
  PRESETS,
  reasons,
  volume,
  type Grouping,
  type Report,
  type ReportQuery,
  type ReportRow,
} from "../model/lead-reports";
import type { LeadDepartment } from "../model/lead-types";
import type { HandoffReason } from "../model/types";
import { stylesOf } from "../parts/element";
import { percent } from "../words";
import { shortDate } from "./dates";
import { departmentName, departmentOptions } from "./department-names";
import { LeadPage } from "./page";
import "./report-chart";
import "./report-table";
import pageSheet from "./page.css?inline";
import sheet from "./reports.css?inline";

interface Shown {
  readonly report: Report;
  readonly by: Grouping;
  readonly departments: readonly LeadDepartment[];
}

@customElement("ochota-desk-reports")
export class ReportsPage extends LeadPage<Shown> {
  static override styles = stylesOf(pageSheet, sheet);

  @state() private busy = false;
  #query: ReportQuery = { ...period("month", new Date()), by: "day", department: null };
  #departments: readonly LeadDepartment[] | null = null;

  protected override async fetch(): Promise<Shown> {
    const query = this.#query;
    this.#departments ??= await this.api.departments();
    return { report: await this.api.report(query), by: query.by, departments: this.#departments };
  }

  protected override page(shown: Shown): TemplateResult {
    const { report } = shown;
    return html`<div class="head">
        <h1 tabindex="-1">${this.say("lead.page.reports")}</h1>
        <a class="button" href=${this.api.reportCsvUrl(this.#query, this.desk.language)} download>${this.say("reports.csv")}</a>
      </div>
      ${this.#filters(shown)}
      ${this.problem === null ? nothing : html`<p class="problem" role="alert">${this.problem}</p>`}
      <p class="hint" role="status">${this.busy ? this.say("lead.loading") : this.say("reports.cohort", { zone: report.time_zone })}</p>
      ${report.total.conversations === 0
        ? html`<p class="empty"><strong>${this.say("reports.none")}</strong><span>${this.say("reports.none_more")}</span></p>`
        : this.#charts(shown)}
      <ochota-desk-report-table .desk=${this.desk} .report=${report} .by=${shown.by} .nameOf=${(row: ReportRow) => this.#name(row, shown)}></ochota-desk-report-table>`;
  }

  #filters({ departments }: Shown): TemplateResult {
    const query = this.#query;
    const today = new Date(this.desk.now());
    const date = (name: "from" | "to"): TemplateResult => html`<div class="field">
      <label for=${name}>${this.say(`reports.${name}`)}</label>
      <input id=${name} class="input" type="date" required .value=${query[name]} @change=${(event: Event) => this.#ask({ [name]: (event.target as HTMLInputElement).value })} />
    </div>`;
    return html`<div class="filters">
      <div class="presets" role="group" aria-label=${this.say("reports.period")}>
        ${PRESETS.map((preset) => {
          const { from, to } = period(preset, today);
          const pressed = from === query.from && to === query.to;
          return html`<button class="button small" aria-pressed=${pressed ? "true" : "false"} @click=${() => this.#ask({ from, to })}>${this.say(`reports.preset.${preset}`)}</button>`;
        })}
      </div>
      ${date("from")} ${date("to")}
      <div class="field">
        <label for="by">${this.say("reports.by")}</label>
        <select id="by" class="input" @change=${(event: Event) => this.#ask({ by: (event.target as HTMLSelectElement).value as Grouping })}>
          ${GROUPINGS.map((by) => html`<option value=${by} ?selected=${by === query.by}>${this.say(`reports.by.${by}`)}</option>`)}
        </select>
      </div>
      <div class="field">
        <label for="department">${this.say("lead.department")}</label>
        <select id="department" class="input" @change=${(event: Event) => this.#ask({ department: (event.target as HTMLSelectElement).value || null })}>
          <option value="">${this.say("reports.every_department")}</option>
          ${departmentOptions(departments, this.desk.language).map(([id, name]) => html`<option value=${id} ?selected=${id === query.department}>${name}</option>`)}
        </select>
      </div>
    </div>`;
  }

  #charts(shown: Shown): TemplateResult {
    const { report } = shown;
    const rows = report.rows;
    const lying = shown.by !== "day";
    const labels = rows.map((row) => this.#name(row, shown));
    const language = this.desk.language;
    const count = (value: number): string => new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value);
    const minutes = (value: number): string => (value === 0 ? "0" : measured(value, language));
    const share = (value: number): string => percent(value, language);
    const byReason = reasons(report.total);
    const chart = (heading: string, more: object): TemplateResult => {
      const { series, stacked = false, top = null, write, names = labels, flat = lying } = more as {
        series: unknown;
        stacked?: boolean;
        top?: number | null;
        write: unknown;
        names?: readonly string[];
        flat?: boolean;
      };
      return html`<ochota-desk-report-chart
        .heading=${heading}
        .nothing=${this.say("reports.no_values")}
        .picture=${this.say("reports.picture", { title: heading })}
        .labels=${names}
        .series=${series}
        .stacked=${stacked}
        .lying=${flat}
        .top=${top}
        .write=${write}
      ></ochota-desk-report-chart>`;
    };
    return html`<div class="charts">
      ${chart(this.say("reports.chart.volume"), {
        series: volume(rows, [this.say("reports.figure.bot_only"), this.say("reports.handed_over")]),
        stacked: true,
        write: count,
      })}
      ${chart(this.say("reports.chart.first_response"), {
        series: firstResponse(rows, [this.say("reports.median"), this.say("reports.p90")]),
        write: minutes,
      })}
      ${chart(this.say("reports.chart.kept"), { series: [{ name: this.say("reports.kept"), values: rows.map(keptShare) }], write: share, top: 1 })}
      ${byReason.length === 0
        ? nothing
        : chart(this.say("reports.chart.reasons"), {
            series: [{ name: this.say("reports.figure.handoffs"), values: byReason.map(([, number]) => number) }],
            names: byReason.map(([reason]) => this.#reason(reason)),
            write: count,
            flat: true,
          })}
    </div>`;
  }

  #name(row: ReportRow, { by, departments }: Shown): string {
    if (row.key === null || row.key === "") return this.say(`reports.nobody.${by}`);
    switch (by) {
      case "day":
        return shortDate(row.key, this.desk.language);
      case "department":
        return departmentName(row.key, departments, this.desk.language);
      case "reason":
        return this.#reason(row.key);
      case "agent":
        return row.label ?? row.key;
    }
  }

  #reason(reason: string): string {
    return this.say(`reason.${reason as HandoffReason}`);
  }

  #ask(change: Partial<ReportQuery>): void {
    const query = { ...this.#query, ...change };
    if (query.from === "" || query.to === "") return;
    // The other end follows rather than leaving a period that ends before it begins.
    if (query.from > query.to) this.#query = change.from === undefined ? { ...query, from: query.to } : { ...query, to: query.from };
    else this.#query = query;
    this.busy = true;
    void this.load().finally(() => (this.busy = false));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-reports": ReportsPage;
  }
}
