/**
 * `<ochota-desk-report-table>`: every figure of a report, with its totals and what each means.
 *
 * Properties: `desk`, `report`, `by`, `nameOf` (a row by its name).
 */
import { html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { measured } from "../model/lead-durations";
import type { Grouping, Kept, Report, ReportRow } from "../model/lead-reports";
import { DeskElement, stylesOf } from "../parts/element";
import { percent, type WordKey } from "../words";
import pageSheet from "./page.css?inline";
import sheet from "./report-table.css?inline";

export const FIGURES = [
  "conversations",
  "bot_only",
  "handoffs",
  "handoff_rate",
  "questions",
  "answered",
  "coverage",
  "accuracy",
  "first_response_median",
  "first_response_p90",
  "resolution_median",
  "resolution_p90",
  "sla_first_response",
  "sla_next_response",
  "sla_resolution",
  "solved",
  "not_solved",
  "spam",
  "merged",
  "not_said",
  "open",
  "abandoned",
  "reopened",
] as const;
export type Figure = (typeof FIGURES)[number];

@customElement("ochota-desk-report-table")
export class ReportTable extends DeskElement {
  static override styles = stylesOf(pageSheet, sheet);

  @property({ attribute: false }) report!: Report;
  @property({ attribute: false }) by: Grouping = "day";
  @property({ attribute: false }) nameOf: (row: ReportRow) => string = (row) => row.label ?? "";

  protected override render(): TemplateResult {
    const caption = this.say("reports.table");
    return html`<div class="wide" role="region" tabindex="0" aria-label=${caption}>
        <table>
          <caption>
            ${caption}
          </caption>
          <thead>
            <tr>
              <th scope="col">${this.say(`reports.by.${this.by}`)}</th>
              ${FIGURES.map((figure) => html`<th scope="col" class="number" title=${this.say(`reports.more.${figure}`)}>${this.say(`reports.figure.${figure}`)}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${this.report.rows.map((row) => this.#row(row, this.nameOf(row)))}
          </tbody>
          <tfoot>
            ${this.#row(this.report.total, this.say("reports.total"))}
          </tfoot>
        </table>
      </div>
      <details>
        <summary>${this.say("reports.explain")}</summary>
        <dl>
          ${FIGURES.map((figure) => html`<div><dt>${this.say(`reports.figure.${figure}`)}</dt><dd>${this.say(`reports.more.${figure}` satisfies WordKey)}</dd></div>`)}
        </dl>
      </details>`;
  }

  #row(row: ReportRow, name: string): TemplateResult {
    return html`<tr>
      <th scope="row">${name}</th>
      ${FIGURES.map((figure) => html`<td class="number">${this.#figure(row, figure)}</td>`)}
    </tr>`;
  }

  #figure(row: ReportRow, figure: Figure): string {
    const language = this.desk.language;
    const share = (value: number | null | undefined): string => (value === null || value === undefined ? "–" : percent(value, language, 1));
    switch (figure) {
      case "handoff_rate":
        return share(row.handoff_rate);
      case "coverage":
        return share(row.coverage);
      case "accuracy":
        return this.#kept({ kept: row.right, of: row.judged });
      case "first_response_median":
        return measured(row.first_response.median_minutes, language);
      case "first_response_p90":
        return measured(row.first_response.p90_minutes, language);
      case "resolution_median":
        return measured(row.resolution.median_minutes, language);
      case "resolution_p90":
        return measured(row.resolution.p90_minutes, language);
      case "sla_first_response":
        return this.#kept(row.sla.first_response);
      case "sla_next_response":
        return this.#kept(row.sla.next_response);
      case "sla_resolution":
        return this.#kept(row.sla.resolution);
      case "solved":
      case "not_solved":
      case "spam":
      case "merged":
      case "not_said":
      case "open":
        return new Intl.NumberFormat(language).format(row.outcomes[figure]);
      default:
        return new Intl.NumberFormat(language).format(row[figure]);
    }
  }

  #kept(kept: Kept | undefined): string {
    if (kept === undefined || kept.of === 0) return "–";
    return `${percent(kept.kept / kept.of, this.desk.language)} (${kept.kept}/${kept.of})`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-report-table": ReportTable;
  }
}
