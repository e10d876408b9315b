/**
 * `<ochota-desk-hours>`: when people work: weeks, public holidays, single dates, time zones.
 *
 * Properties: `desk`.
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { formatDuration } from "../model/lead-durations";
import { DAYS, intervalProblems, minutesAWeek, tidyWeek, weekProblem, type Dates, type Hours, type Interval, type Week } from "../model/lead-hours";
import { isoDay } from "../model/lead-reports";
import { stylesOf } from "../parts/element";
import { plusIcon } from "../parts/icons";
import { shortDate } from "./dates";
import { EditorPage } from "./editor-page";
import type { FieldProblem } from "./refusal";
import "./interval-editor";
import "./week-editor";
import pageSheet from "./page.css?inline";
import sheet from "./hours.css?inline";

interface HoursForm {
  readonly id: number | null;
  readonly version: number | null;
  readonly name: string;
  readonly time_zone: string;
  readonly week: Week;
  readonly holidays: string;
  readonly dates: readonly (readonly [date: string, intervals: readonly Interval[]])[];
}

/** Countries whose calendars people here ask for; the server knows them. */
const COUNTRIES = ["CZ", "SK", "PL", "DE", "AT", "GB"] as const;
const WORKING_WEEK: Week = Object.fromEntries(DAYS.slice(0, 5).map((day) => [day, [["09:00", "17:00"] as const]]));

@customElement("ochota-desk-hours")
export class HoursPage extends EditorPage<readonly Hours[], HoursForm> {
  static override styles = stylesOf(pageSheet, sheet);

  protected override fetch(): Promise<readonly Hours[]> {
    return this.api.hours(this.desk.language);
  }

  protected override problems(form: HoursForm): readonly FieldProblem[] {
    const found: FieldProblem[] = [];
    if (form.name.trim() === "") found.push({ field: "name", reason: this.say("lead.missing") });
    const week = weekProblem(form.week);
    if (week !== null) found.push({ field: "week", reason: `${this.say(`hours.day.${week.day}`)}: ${this.say(`hours.problem.${week.problem}`)}` });
    if (minutesAWeek(form.week) === 0 && week === null) found.push({ field: "week", reason: this.say("hours.never_open") });
    for (const [date, intervals] of form.dates) {
      const problem = intervalProblems(intervals).find((one) => one !== null);
      if (date === "") found.push({ field: "dates", reason: this.say("hours.missing_date") });
      else if (problem) found.push({ field: "dates", reason: `${date}: ${this.say(`hours.problem.${problem}`)}` });
    }
    const written = form.dates.map(([date]) => date);
    if (new Set(written).size < written.length) found.push({ field: "dates", reason: this.say("hours.same_date") });
    return found;
  }

  protected override async store(form: HoursForm): Promise<void> {
    const dates: Dates = Object.fromEntries(form.dates);
    const fields = { name: form.name.trim(), time_zone: form.time_zone, week: tidyWeek(form.week), holidays: form.holidays || null, dates };
    await this.api.saveHours(form.id, fields, form.version);
  }

  protected override stored(form: HoursForm, data: readonly Hours[]): HoursForm | null {
    const found = data.find((one) => one.id === form.id);
    return found ? toForm(found) : null;
  }

  protected override page(data: readonly Hours[]): TemplateResult {
    if (this.form !== null) return this.#form(this.form, data);
    return html`<div class="head">
        <h1 tabindex="-1">${this.say("lead.page.hours")}</h1>
        <button class="button primary" @click=${() => this.open(emptyForm())}>${plusIcon}${this.say("hours.new")}</button>
      </div>
      <p class="intro">${this.say("hours.intro")}</p>
      ${data.length === 0
        ? html`<p class="empty"><strong>${this.say("hours.none")}</strong></p>`
        : html`<ul class="rows">
            ${data.map((hours) => this.#row(hours))}
          </ul>`}`;
  }

  #row(hours: Hours): TemplateResult {
    const minutes = minutesAWeek(hours.week);
    return html`<li>
      <div class="what">
        <p class="title"><strong>${hours.name}</strong><span class="badge">${hours.time_zone}</span></p>
        <p class="meta">
          ${this.say("hours.total", { time: formatDuration(minutes) })} ·
          ${hours.holidays === null ? this.say("hours.no_holidays") : this.#country(hours.holidays)}
        </p>
        ${hours.next_holidays.length === 0 ? nothing : html`<p class="meta">${this.#next(hours)}</p>`}
      </div>
      <div class="row-actions">
        <button class="button small" aria-label="${this.say("lead.edit")}: ${hours.name}" @click=${() => this.open(toForm(hours))}>${this.say("lead.edit")}</button>
      </div>
    </li>`;
  }

  #next(hours: Hours): string {
    const days = hours.next_holidays.slice(0, 3).map(({ date, name }) => `${shortDate(date, this.desk.language)} ${name}`);
    return this.say("hours.next_holidays", { days: days.join(", ") });
  }

  #form(form: HoursForm, data: readonly Hours[]): TemplateResult {
    const week = this.reason("week");
    const known = data.find((one) => one.id === form.id);
    const fields = html`<div class="columns">
        ${this.text("name", "hours.name")}
        ${this.select("time_zone", "hours.time_zone", timeZones(form.time_zone).map((zone) => [zone, zone] as const))}
        ${this.select("holidays", "hours.holidays", [["", this.say("hours.no_holidays")], ...countries(form.holidays).map((one) => [one, this.#country(one)] as const)], {
          hint: known && known.holidays === form.holidays && known.next_holidays.length > 0 ? this.#next(known) : this.say("hours.holidays_hint"),
        })}
      </div>
      <fieldset id="field-week" tabindex="-1">
        <legend>${this.named("week", this.say("hours.week"))}</legend>
        <ochota-desk-week-editor .desk=${this.desk} .week=${form.week} @desk-week=${(event: CustomEvent<Week>) => this.change({ week: event.detail })}></ochota-desk-week-editor>
        <p class="hint">${this.say("hours.week_hint")}</p>
        ${week === null ? nothing : html`<p class="problem">${week}</p>`}
      </fieldset>
      ${this.#dates(form)}`;
    const { id } = form;
    const remove = id === null ? nothing : this.removeButton(this.say("lead.delete_sure", { name: form.name }), () => this.api.deleteHours(id));
    return this.editor(id === null ? this.say("hours.new") : (this.taken?.name ?? form.name), fields, remove);
  }

  #dates(form: HoursForm): TemplateResult {
    const reason = this.reason("dates");
    const put = (place: number, entry: HoursForm["dates"][number] | null): void =>
      this.change({ dates: form.dates.flatMap((one, index) => (index !== place ? [one] : entry === null ? [] : [entry])) });
    return html`<fieldset id="field-dates" tabindex="-1" class="dates">
      <legend>${this.named("dates", this.say("hours.dates"))}</legend>
      <p class="hint">${this.say("hours.dates_hint")}</p>
      ${form.dates.map(
        ([date, intervals], place) => html`<div class="date" role="group" aria-label=${date || this.say("hours.date")}>
          <input
            class="input"
            type="date"
            aria-label=${this.say("hours.date")}
            .value=${date}
            @change=${(event: Event) => put(place, [(event.target as HTMLInputElement).value, intervals])}
          />
          <ochota-desk-interval-editor
            .desk=${this.desk}
            .intervals=${intervals}
            .name=${date}
            @desk-intervals=${(event: CustomEvent<readonly Interval[]>) => put(place, [date, event.detail])}
          ></ochota-desk-interval-editor>
          <button type="button" class="button quiet small" aria-label="${this.say("lead.remove")}: ${date}" @click=${() => put(place, null)}>${this.say("lead.remove")}</button>
        </div>`,
      )}
      <p><button type="button" class="button small" @click=${() => this.change({ dates: [...form.dates, [isoDay(new Date(this.desk.now())), []]] })}>${plusIcon}${this.say("hours.add_date")}</button></p>
      ${reason === null ? nothing : html`<p class="problem">${reason}</p>`}
    </fieldset>`;
  }

  #country(code: string): string {
    return new Intl.DisplayNames([this.desk.language], { type: "region" }).of(code) ?? code;
  }
}

function emptyForm(): HoursForm {
  return { id: null, version: null, name: "", time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone || "Europe/Prague", week: WORKING_WEEK, holidays: "CZ", dates: [] };
}

function toForm({ id, version, name, time_zone, week, holidays, dates }: Hours): HoursForm {
  const sorted = Object.entries(dates).sort(([one], [other]) => one.localeCompare(other));
  return { id, version, name, time_zone, week, holidays: holidays ?? "", dates: sorted };
}

function timeZones(chosen: string): readonly string[] {
  const zones = Intl.supportedValuesOf("timeZone");
  return zones.includes(chosen) ? zones : [chosen, ...zones];
}

function countries(chosen: string): readonly string[] {
  return chosen === "" || COUNTRIES.some((one) => one === chosen) ? COUNTRIES : [chosen, ...COUNTRIES];
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-hours": HoursPage;
  }
}
