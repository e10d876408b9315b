/**
 * `<ochota-desk-thread>`: one conversation, its verbs and the reply.
 *
 * Properties: `desk`, `conversationId`. Events: `desk-details` (the context is asked for, where
 * there is no room beside it).
 */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { dayName, sameDay } from "../../i18n/times";
import type { HandoffVerb } from "../api";
import { formatRoute, HOME } from "../model/routes";
import { stretches, type Stretch, type Thread as ThreadState } from "../model/thread";
import type { LogEvent } from "../model/types";
import { DeskElement, stylesOf } from "../parts/element";
import { backIcon, checkIcon, infoIcon, returnIcon } from "../parts/icons";
import { standing, type Standing } from "./standing";
import { eventView, hiddenView, outgoingView, type Reader } from "./message";
import type { Composer } from "./composer";
import "./composer";
import sheet from "./thread.css?inline";

/** Nearer to the end than this, new messages keep the end in sight. */
const NEAR_END_PIXELS = 120;

@customElement("ochota-desk-thread")
export class Thread extends DeskElement {
  static override styles = stylesOf(sheet);

  @property({ attribute: false }) conversationId!: string;
  @state() private folded: boolean | null = null;
  @state() private busy: HandoffVerb | null = null;
  @state() private atEnd = true;
  @query(".log") private log!: HTMLElement | null;
  @query("ochota-desk-composer") private composer!: Composer | null;

  /** Puts the cursor into the reply, where there may be one. */
  reply(): void {
    this.composer?.focusText();
  }

  insert(text: string): void {
    this.composer?.insert(text);
  }

  async move(verb: HandoffVerb): Promise<void> {
    if (this.busy !== null || !this.#standing(this.#thread).verbs.includes(verb)) return;
    this.busy = verb;
    const done = await this.desk.threads.move(this.conversationId, verb);
    this.busy = null;
    if (done && verb === "claim") {
      await this.updateComplete;
      this.reply();
    }
  }

  get #thread(): ThreadState {
    return this.desk.threads.get(this.conversationId);
  }

  #standing(thread: ThreadState): Standing {
    return standing(thread.handoff, this.desk.state.agent);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has("conversationId")) {
      this.folded = null;
      this.atEnd = true;
    }
  }

  protected override updated(): void {
    // The texts inside are drawn after this element.
    if (this.atEnd) requestAnimationFrame(() => this.log?.scrollTo({ top: this.log.scrollHeight }));
  }

  protected override render(): TemplateResult {
    const thread = this.#thread;
    return html`${this.#header(thread)} ${this.#body(thread)}
      <ochota-desk-composer
        .desk=${this.desk}
        .conversationId=${this.conversationId}
        .standing=${this.#standing(thread)}
      ></ochota-desk-composer>`;
  }

  #header(thread: ThreadState): TemplateResult {
    const { handoff } = thread;
    const own = this.#standing(thread);
    return html`<header class="bar">
      <a class="button quiet icon back" href=${formatRoute(HOME)} aria-label=${this.say("app.back")}>${backIcon}</a>
      <div class="title">
        <h1>${handoff ? this.say(`reason.${handoff.reason}`) : this.say("thread.label")}</h1>
        ${handoff
          ? html`<span class="badge ${own.kind === "mine" ? "accent" : handoff.state === "waiting" ? "careful" : ""}"
              >${own.kind === "other" ? this.say("state.with", { name: own.name }) : this.say(`state.${handoff.state}`)}</span
            >`
          : nothing}
      </div>
      ${own.verbs.map((verb) => this.#verb(verb))}
      <button class="button quiet icon details" aria-label=${this.say("thread.details")} title=${this.say("thread.details")} @click=${this.#details}>
        ${infoIcon}
      </button>
    </header>`;
  }

  #verb(verb: HandoffVerb): TemplateResult {
    const primary = verb === "claim";
    const icon = verb === "release" ? returnIcon : checkIcon;
    return html`<button
      class="button ${primary ? "primary" : ""} ${verb}"
      ?disabled=${this.busy !== null}
      title=${verb === "resolve" ? this.say("thread.resolve_hint") : this.say(`thread.${verb}`)}
      @click=${() => void this.move(verb)}
    >
      ${icon}<span>${this.say(`thread.${verb}`)}</span>
    </button>`;
  }

  #body(thread: ThreadState): TemplateResult {
    if (!thread.loaded) {
      return html`<div class="empty">
        ${thread.problem === null
          ? html`<span aria-busy="true">${this.say("thread.loading")}</span>`
          : html`<p class="problem" role="alert">${thread.problem}</p>
              <p><button class="button" @click=${() => void this.desk.threads.load(thread.id)}>${this.say("app.retry")}</button></p>`}
      </div>`;
    }
    const reader = this.#reader();
    return html`<div class="log scroll" role="log" tabindex="0" aria-label=${this.say("thread.log")} @scroll=${this.#scrolled}>
        ${stretches(thread.events).map((stretch, place, all) => this.#stretch(stretch, all[place - 1]?.events.at(-1), reader))}
        ${repeat(
          thread.outgoing,
          (message) => message.client_message_id,
          (message) =>
            outgoingView(
              message,
              reader,
              () => void this.desk.threads.resend(thread.id, message.client_message_id),
              () => this.desk.threads.discard(thread.id, message.client_message_id),
            ),
        )}
        <p class="typing" aria-live="polite">
          ${thread.typing_since === null ? nothing : html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>${this.say("thread.customer_types")}`}
        </p>
      </div>
      ${this.atEnd ? nothing : html`<button class="button small latest" @click=${this.#toEnd}>${this.say("thread.latest")}</button>`}`;
  }

  #stretch(stretch: Stretch, before: LogEvent | undefined, reader: Reader): TemplateResult {
    if (!stretch.foldable) return html`${this.#events(stretch.events, before, reader)}`;
    const count = stretch.events.filter((event) => event.kind === "message").length;
    return html`<details ?open=${this.folded !== true} @toggle=${this.#folded}>
      <summary>${this.say("thread.before", { count })}</summary>
      ${this.#events(stretch.events, before, reader)}
    </details>`;
  }

  #events(events: readonly LogEvent[], preceding: LogEvent | undefined, reader: Reader): unknown {
    const now = new Date(this.desk.now());
    const { hidden } = this.#thread;
    return repeat(
      events,
      (event) => event.sequence,
      (event, index) => {
        const at = new Date(event.created_at);
        const before = index === 0 ? preceding : events[index - 1];
        const newDay = before === undefined || !sameDay(new Date(before.created_at), at);
        return html`${newDay ? html`<p class="day"><span>${dayName(at, now, reader.language)}</span></p>` : nothing}
        ${eventView(event, reader)}
        ${hidden.filter((one) => one.sequence === event.sequence).map((one) => hiddenView(one, reader))}`;
      },
    );
  }

  #reader(): Reader {
    const { agent } = this.desk.state;
    return { say: this.say, language: this.desk.language, name: agent?.name ?? null, isLead: agent?.role === "lead" };
  }

  readonly #folded = (event: Event): void => {
    this.folded = !(event.target as HTMLDetailsElement).open;
  };

  readonly #scrolled = (): void => {
    if (this.log === null) return;
    this.atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_END_PIXELS;
  };

  readonly #toEnd = (): void => {
    this.atEnd = true;
    this.requestUpdate();
  };

  readonly #details = (): void => {
    this.dispatchEvent(new CustomEvent("desk-details", { bubbles: true, composed: true }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-thread": Thread;
  }
}
