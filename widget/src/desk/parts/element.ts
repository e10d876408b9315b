/** What every element of the desk is: it redraws when the desk changes and speaks its language. */
import { LitElement, unsafeCSS, type CSSResult, type PropertyValues } from "lit";
import { property } from "lit/decorators.js";
import type { Desk } from "../store/desk";
import type { Say } from "../words";
import badges from "./badges.css?inline";
import base from "./base.css?inline";
import controls from "./controls.css?inline";

const common = unsafeCSS([base, controls, badges].join("\n"));

/** The desk's common sheet and an element's own one. */
export function stylesOf(...texts: readonly string[]): CSSResult[] {
  return [common, ...texts.map((text) => unsafeCSS(text))];
}

export abstract class DeskElement extends LitElement {
  @property({ attribute: false }) desk!: Desk;

  #unsubscribe: (() => void) | null = null;

  readonly say: Say = (key, values) => this.desk.say(key, values);

  override connectedCallback(): void {
    super.connectedCallback();
    this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
    this.#unsubscribe = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("desk")) this.#follow();
  }

  #follow(): void {
    this.#unsubscribe?.();
    // Set by the parent's template: not yet there when an element is made by hand.
    this.#unsubscribe = (this.desk as Desk | undefined)?.subscribe(() => this.requestUpdate()) ?? null;
  }
}

/** Redraws its host every `milliseconds` while the host is on the page: for times that count. */
export class Ticker {
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly host: LitElement,
    private readonly milliseconds: number,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.#timer = setInterval(() => this.host.requestUpdate(), this.milliseconds);
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
  }
}
