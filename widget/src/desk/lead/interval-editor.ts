/**
 * `<ochota-desk-interval-editor>`: the intervals of one day, or none: closed.
 *
 * Properties: `desk`, `intervals`, `name` (of the day, for labels). Events: `desk-intervals`.
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { endsNextDay, intervalProblems, nextInterval, tidyTime, type Interval } from "../model/lead-hours";
import { DeskElement, stylesOf } from "../parts/element";
import sheet from "./interval-editor.css?inline";

@customElement("ochota-desk-interval-editor")
export class IntervalEditor extends DeskElement {
  static override styles = stylesOf(sheet);

  @property({ attribute: false }) intervals: readonly Interval[] = [];
  @property() name = "";

  protected override render(): TemplateResult {
    const problems = intervalProblems(this.intervals);
    return html`${this.intervals.length === 0 ? html`<span class="closed">${this.say("hours.closed")}</span>` : nothing}
      ${this.intervals.map((interval, place) => this.#interval(interval, place, problems[place] ?? null))}
      <button type="button" class="button quiet small" aria-label="${this.say("hours.add")}: ${this.name}" @click=${() => this.#tell([...this.intervals, nextInterval(this.intervals)])}>
        + ${this.say("hours.add")}
      </button>`;
  }

  #interval(interval: Interval, place: number, problem: "bad_time" | "overlap" | null): TemplateResult {
    return html`<span class="interval">
      ${this.#time(interval, place, 0, problem)}<span aria-hidden="true">–</span>${this.#time(interval, place, 1, problem)}
      ${endsNextDay(interval) ? html`<span class="badge">${this.say("hours.next_day")}</span>` : nothing}
      <button
        type="button"
        class="button quiet small"
        aria-label="${this.say("hours.remove", { interval: interval.join("–") })}: ${this.name}"
        @click=${() => this.#tell(this.intervals.filter((_, index) => index !== place))}
      >
        ×
      </button>
      ${problem === null ? nothing : html`<span class="problem" id="problem-${place}">${this.say(`hours.problem.${problem}`)}</span>`}
    </span>`;
  }

  #time(interval: Interval, place: number, end: 0 | 1, problem: string | null): TemplateResult {
    return html`<input
      class="input"
      size="5"
      maxlength="5"
      inputmode="numeric"
      autocomplete="off"
      aria-label="${this.name}: ${this.say(end === 0 ? "hours.from" : "hours.to")}"
      aria-invalid=${problem === null ? "false" : "true"}
      aria-describedby=${problem === null ? nothing : `problem-${place}`}
      .value=${interval[end]}
      @change=${(event: Event) => this.#put(place, end, tidyTime((event.target as HTMLInputElement).value))}
    />`;
  }

  #put(place: number, end: 0 | 1, time: string): void {
    this.#tell(
      this.intervals.map((one, index): Interval => {
        if (index !== place) return one;
        return end === 0 ? [time, one[1]] : [one[0], time];
      }),
    );
  }

  #tell(intervals: readonly Interval[]): void {
    this.dispatchEvent(new CustomEvent("desk-intervals", { detail: intervals }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-interval-editor": IntervalEditor;
  }
}
