/**
 * `<ochota-desk-bar>`: what a conversation is, who else has it open, and what can be done with it.
 *
 * Properties: `desk`, `thread`, `standing`, `busy`. Events: `desk-deed` (detail: the deed),
 * `desk-details` (the context is asked for, where there is no room beside the conversation).
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { countdown } from "../model/due";
import { formatRoute, HOME } from "../model/routes";
import type { Deed, Standing } from "../model/standing";
import type { Thread } from "../model/thread";
import { dueView } from "../parts/due";
import { DeskElement, stylesOf, Ticker } from "../parts/element";
import { backIcon, checkIcon, chevronIcon, flagIcon, forwardIcon, infoIcon, mergeIcon, moonIcon, moreIcon, returnIcon } from "../parts/icons";
import "../parts/menu";
import sheet from "./bar.css?inline";

/** Beside the button of the deed in the menu, and its key. */
const MENU: readonly (readonly [Exclude<Deed, "outcome">, TemplateResult, string])[] = [
  ["take-over", forwardIcon, "o"],
  ["transfer", forwardIcon, "t"],
  ["snooze", moonIcon, "s"],
  ["wake", moonIcon, "s"],
  ["triage", flagIcon, "p"],
  ["merge", mergeIcon, "m"],
  ["release", returnIcon, "b"],
];

@customElement("ochota-desk-bar")
export class Bar extends DeskElement {
  static override styles = stylesOf(sheet);

  @property({ attribute: false }) thread!: Thread;
  @property({ attribute: false }) standing!: Standing;
  @property({ type: Boolean }) busy = false;

  constructor() {
    super();
    new Ticker(this, 1000);
  }

  protected override render(): TemplateResult {
    const { handoff } = this.thread;
    const { deeds } = this.standing;
    return html`<header>
      <a class="button quiet icon back" href=${formatRoute(HOME)} aria-label=${this.say("app.back")}>${backIcon}</a>
      <div class="title">
        <h1>${this.#name()}</h1>
        <span class="facts">${this.#state()} ${handoff === null ? nothing : this.#priority(handoff.priority ?? "normal")} ${this.#due()}</span>
      </div>
      ${this.#viewers()}
      ${deeds.includes("claim") ? this.#button("claim", "primary", checkIcon) : nothing}
      ${deeds.includes("take-over") ? this.#button("take-over", "wide", forwardIcon) : nothing}
      ${deeds.includes("transfer") ? this.#button("transfer", "wide", forwardIcon) : nothing}
      ${deeds.includes("snooze") ? this.#button("snooze", "wide", moonIcon) : nothing}
      ${deeds.includes("wake") ? this.#button("wake", "wide", moonIcon) : nothing}
      ${deeds.includes("resolve")
        ? html`<span class="split">${this.#button("resolve", "", checkIcon)}<button
              class="button icon outcome"
              ?disabled=${this.busy}
              aria-label=${this.say("thread.outcome")}
              title="${this.say("thread.outcome")} (Shift+E)"
              @click=${() => this.#do("outcome")}
            >
              ${chevronIcon}
            </button></span>`
        : nothing}
      ${this.#menu()}
      <button class="button quiet icon details" aria-label=${this.say("thread.details")} title=${this.say("thread.details")} @click=${this.#details}>
        ${infoIcon}
      </button>
    </header>`;
  }

  #name(): string {
    const { handoff, customer } = this.thread;
    return customer?.name ?? (handoff ? this.say(`reason.${handoff.reason}`) : this.say("thread.label"));
  }

  #state(): TemplateResult | typeof nothing {
    const { handoff } = this.thread;
    if (handoff === null) return nothing;
    const { kind, name } = this.standing;
    const words = kind === "other" ? this.say("state.with", { name }) : kind === "mine" ? this.say("state.mine") : this.say(`state.${handoff.state}`);
    return html`<span class="badge ${kind === "mine" ? "accent" : kind === "waiting" ? "careful" : ""}">${words}</span>`;
  }

  #priority(priority: "normal" | "high" | "urgent"): TemplateResult | typeof nothing {
    if (priority === "normal") return nothing;
    return html`<span class="badge ${priority === "urgent" ? "bad" : "careful"}">${this.say(`priority_long.${priority}`)}</span>`;
  }

  #due(): TemplateResult | typeof nothing {
    const sla = this.thread.handoff?.sla;
    const due = countdown(sla, this.desk.now());
    return due === null ? nothing : dueView(due, sla?.due_at ?? null, this.desk);
  }

  #viewers(): TemplateResult | typeof nothing {
    const { viewers } = this.thread;
    if (viewers.length === 0) return nothing;
    const names = viewers.map((viewer) => viewer.name).join(", ");
    return html`<span class="viewers" role="img" aria-label=${this.say("thread.viewers", { names })} title=${this.say("thread.viewers", { names })}>
      ${viewers.slice(0, 3).map((viewer) => html`<i class=${viewer.writing ? "writing" : ""}>${initials(viewer.name)}</i>`)}${viewers.length > 3 ? html`<i>+${viewers.length - 3}</i>` : nothing}
    </span>`;
  }

  #button(deed: "claim" | "take-over" | "transfer" | "snooze" | "wake" | "resolve", look: string, icon: TemplateResult): TemplateResult {
    return html`<button class="button ${look} ${deed}" ?disabled=${this.busy} title=${this.say(`deed_long.${deed}`)} @click=${() => this.#do(deed)}>
      ${icon}<span>${this.say(`deed.${deed}`)}</span>
    </button>`;
  }

  #menu(): TemplateResult | typeof nothing {
    const listed = MENU.filter(([deed]) => this.standing.deeds.includes(deed));
    if (listed.length === 0) return nothing;
    return html`<ochota-desk-menu .label=${this.say("thread.more")}>
      <span slot="button">${moreIcon}</span>
      ${listed.map(
        ([deed, icon, key]) => html`<button class="item" ?disabled=${this.busy} @click=${() => this.#do(deed)}>${icon}${this.say(`deed.${deed}`)} <kbd>${key}</kbd></button>`,
      )}
    </ochota-desk-menu>`;
  }

  #do(deed: Deed): void {
    this.dispatchEvent(new CustomEvent("desk-deed", { detail: deed }));
  }

  readonly #details = (): void => {
    this.dispatchEvent(new CustomEvent("desk-details", { bubbles: true, composed: true }));
  };
}

/** The first letters of the first and the last name. */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
  return chosen.map((word) => [...(word ?? "")][0]?.toLocaleUpperCase() ?? "").join("");
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-bar": Bar;
  }
}
