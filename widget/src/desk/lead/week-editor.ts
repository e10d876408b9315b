/**
 * `<ochota-desk-week-editor>`: the intervals of each weekday, several a day, past midnight shown.
 *
 * Properties: `desk`, `week`. Events: `desk-week` (the new week).
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { formatDuration } from "../model/lead-durations";
import { DAYS, minutesAWeek, type Day, type Interval, type Week } from "../model/lead-hours";
import { DeskElement, stylesOf } from "../parts/element";
import "./interval-editor";
import sheet from "./week-editor.css?inline";

@customElement("ochota-desk-week-editor")
export class WeekEditor extends DeskElement {
  static override styles = stylesOf(sheet);

  @property({ attribute: false }) week: Week = {};

  protected override render(): TemplateResult {
    const minutes = minutesAWeek(this.week);
    return html`<div class="days">
        ${DAYS.map((day) => this.#day(day))}
      </div>
      <p class="hint">${this.say("hours.total", { time: formatDuration(minutes) })}</p>`;
  }

  #day(day: Day): TemplateResult {
    const intervals = this.week[day] ?? [];
    const name = this.say(`hours.day.${day}`);
    return html`<div class="day" role="group" aria-label=${name}>
      <span class="name">${name}</span>
      <ochota-desk-interval-editor
        .desk=${this.desk}
        .intervals=${intervals}
        .name=${name}
        @desk-intervals=${(event: CustomEvent<readonly Interval[]>) => this.#tell({ ...this.week, [day]: event.detail })}
      ></ochota-desk-interval-editor>
      ${day === "mon" && intervals.length > 0
        ? html`<button type="button" class="button quiet small" @click=${() => this.#copyToWeekdays(intervals)}>${this.say("hours.copy")}</button>`
        : nothing}
    </div>`;
  }

  #copyToWeekdays(intervals: readonly Interval[]): void {
    const copied = Object.fromEntries(DAYS.slice(1, 5).map((day) => [day, intervals]));
    this.#tell({ ...this.week, ...copied });
  }

  #tell(week: Week): void {
    this.dispatchEvent(new CustomEvent("desk-week", { detail: week }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-week-editor": WeekEditor;
  }
}
