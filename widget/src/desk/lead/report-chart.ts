/**
 * `<ochota-desk-report-chart>`: one chart, drawn in the room there is. Its numbers stand in the
 * report's table as well: the drawing is one picture with a name.
 *
 * Properties: `title`… as `heading`, `labels` (of the places), `series` (at most two), `stacked`,
 * `lying` (bars from left to right, for names), `write` (a value as text), `top` (of the axis),
 * `nothing` (said where there is no value at all).
 */
import { html, LitElement, nothing, svg, type SVGTemplateResult, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { axisTop, type Series } from "../model/lead-reports";
import { stylesOf } from "../parts/element";
import sheet from "./report-chart.css?inline";

const HEIGHT = 190;
const AXIS_WIDTH = 52;
const ABOVE = 18;
const BELOW = 22;
const ROW = 34;
/** Narrower columns have no room for their value above them. */
const LABELLED_WIDTH = 26;

@customElement("ochota-desk-report-chart")
export class ReportChart extends LitElement {
  static override styles = stylesOf(sheet);

  @property() heading = "";
  @property({ attribute: false }) labels: readonly string[] = [];
  @property({ attribute: false }) series: readonly Series[] = [];
  @property({ type: Boolean }) stacked = false;
  @property({ type: Boolean }) lying = false;
  @property({ attribute: false }) top: number | null = null;
  @property({ attribute: false }) write: (value: number) => string = String;
  @property() picture = "";
  @property({ attribute: false }) nothing = "";
  @state() private width = 480;
  readonly #observer = new ResizeObserver(([entry]) => {
    if (entry) this.width = Math.max(240, Math.round(entry.contentRect.width));
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  protected override render(): TemplateResult {
    const drawn = this.series.some((one) => one.values.some((value) => value !== null));
    const height = this.lying ? Math.max(1, this.labels.length) * ROW : HEIGHT;
    return html`<figure>
      <figcaption>
        <h3>${this.heading}</h3>
        ${this.series.length < 2 || !drawn
          ? nothing
          : html`<ul class="legend" aria-hidden="true">
              ${this.series.map((one, place) => html`<li>${this.#key(place)}${one.name}</li>`)}
            </ul>`}
      </figcaption>
      ${drawn ? this.#picture(height) : html`<p>${this.nothing}</p>`}
    </figure>`;
  }

  #picture(height: number): TemplateResult {
    return html`<svg role="img" aria-label=${this.picture} width=${this.width} height=${height} viewBox="0 0 ${this.width} ${height}">
        ${hatch()} ${this.lying ? this.#bars() : this.#columns()}
      </svg>`;
  }

  #key(place: number): TemplateResult {
    return html`<svg width="14" height="14"><rect class="piece-${place}" fill=${fill(place)} x="1" y="1" width="12" height="12" rx="2" /></svg>`;
  }

  get #top(): number {
    return this.top ?? axisTop(this.series, this.stacked);
  }

  #columns(): SVGTemplateResult {
    const top = this.#top;
    const floor = HEIGHT - BELOW;
    const scale = (value: number): number => (value / top) * (floor - ABOVE);
    const step = (this.width - AXIS_WIDTH) / Math.max(1, this.labels.length);
    const every = Math.ceil(46 / step);
    return svg`${[0, top / 2, top].map(
      (value) => svg`<line class="grid" x1=${AXIS_WIDTH} x2=${this.width} y1=${floor - scale(value)} y2=${floor - scale(value)} />
        <text class="axis" x=${AXIS_WIDTH - 6} y=${floor - scale(value) + 4} text-anchor="end">${this.write(value)}</text>`,
    )}
    ${this.labels.map((label, place) => {
      const left = AXIS_WIDTH + place * step;
      return svg`${this.stacked ? this.#stack(place, left, step, floor, scale) : this.#group(place, left, step, floor, scale)}
        ${place % every === 0 ? svg`<text class="axis" x=${left + step / 2} y=${HEIGHT - 6} text-anchor="middle">${label}</text>` : nothing}`;
    })}`;
  }

  #stack(place: number, left: number, step: number, floor: number, scale: (value: number) => number): SVGTemplateResult {
    let y = floor;
    const total = this.series.reduce((sum, one) => sum + (one.values[place] ?? 0), 0);
    const pieces = this.series.map((one, index) => {
      const size = scale(one.values[place] ?? 0);
      y -= size;
      return svg`<rect class="piece-${index}" fill=${fill(index)} x=${left + step * 0.14} y=${y} width=${step * 0.72} height=${size} />`;
    });
    return svg`${pieces}${total > 0 && this.#hasRoom(place, step) ? this.#value(left + step / 2, y, total) : nothing}`;
  }

  /** Every value has its number where there is room; else those that stand above both neighbours. */
  #hasRoom(place: number, step: number): boolean {
    if (step >= LABELLED_WIDTH) return true;
    const height = (at: number): number => {
      const values = this.series.map((one) => one.values[at] ?? 0);
      return this.stacked ? values.reduce((sum, value) => sum + value, 0) : Math.max(...values);
    };
    return height(place) > height(place - 1) && height(place) > height(place + 1);
  }

  #group(place: number, left: number, step: number, floor: number, scale: (value: number) => number): SVGTemplateResult {
    const width = (step * 0.76) / this.series.length;
    return svg`${this.series.map((one, index) => {
      const value = one.values[place] ?? null;
      if (value === null) return nothing;
      const x = left + step * 0.12 + index * width;
      const last = index === this.series.length - 1;
      return svg`<rect class="piece-${index}" fill=${fill(index)} x=${x} y=${floor - scale(value)} width=${Math.max(1, width - 1)} height=${Math.max(1, scale(value))} />
        ${width >= LABELLED_WIDTH + 10 || (last && this.#hasRoom(place, step)) ? this.#value(x + width / 2, floor - scale(value), value) : nothing}`;
    })}`;
  }

  #value(x: number, y: number, value: number): SVGTemplateResult {
    return svg`<text class="value" x=${x} y=${y - 4} text-anchor="middle">${this.write(value)}</text>`;
  }

  /** One row per name: the name above, its bars and their values beneath. */
  #bars(): SVGTemplateResult {
    const top = this.#top;
    const room = this.width - 120;
    const thickness = this.stacked || this.series.length === 1 ? 14 : 8;
    return svg`${this.labels.map((label, place) => {
      const y = place * ROW;
      let x = 0;
      const values = this.series.map((one) => one.values[place] ?? null);
      const pieces = values.map((value, index) => {
        const size = ((value ?? 0) / top) * room;
        const at = this.stacked ? x : 0;
        x += size;
        return svg`<rect class="piece-${index}" fill=${fill(index)} x=${at} y=${y + 16 + (this.stacked ? 0 : index * thickness)} width=${size} height=${thickness - (this.stacked ? 0 : 1)} />`;
      });
      const end = this.stacked ? x : Math.max(0, ...values.map((value) => ((value ?? 0) / top) * room));
      const said = values.every((value) => value === null) ? "–" : values.map((value) => (value === null ? "–" : this.write(value))).join(this.stacked ? " + " : " / ");
      return svg`<text class="name" x="0" y=${y + 12}>${label}</text>${pieces}<text class="value" x=${end + 6} y=${y + 27}>${said}</text>`;
    })}`;
  }
}

/** An attribute: a sheet's address would be looked for outside the shadow root. */
function fill(place: number): string | typeof nothing {
  return place === 1 ? "url(#hatch)" : nothing;
}

/** Stripes tell the second series from the first without their colours. */
function hatch(): SVGTemplateResult {
  return svg`<defs>
    <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect class="hatch-ground" width="6" height="6" />
      <rect class="hatch-line" width="2.5" height="6" />
    </pattern>
  </defs>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-report-chart": ReportChart;
  }
}
