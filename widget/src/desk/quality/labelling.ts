/**
 * `<ochota-desk-labelling>`: one drawn question after the other, judged by a key or a click.
 *
 * Properties: `desk`. Owns the keyboard, the focus and what is said to a screen reader; the
 * question, the verdicts and the draw have elements of their own.
 */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import { othersOf, standingOf, verdictsOf, type LabelQuestion, type Verdict } from "../model/labels";
import { DeskElement, stylesOf } from "../parts/element";
import { labelCommandOf } from "./label-keys";
import type { LabelQuestionCard } from "./label-question";
import "./label-draw";
import "./label-progress";
import "./label-question";
import "./label-verdicts";
import sheet from "./labelling.css?inline";

@customElement("ochota-desk-labelling")
export class LabellingPage extends DeskElement {
  static override styles = stylesOf(sheet);

  /** The verdict is "wrong", and which of the others is right is being asked. */
  @state() private picking = false;
  @state() private announcement = "";
  @query("h1") private heading!: HTMLElement;
  @query("ochota-desk-label-question") private card!: LabelQuestionCard | null;

  #shownId: string | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("keydown", this.#keydown);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.#keydown);
  }

  protected override firstUpdated(): void {
    void this.desk.labelling.open();
  }

  /** The next question takes the focus, so that a screen reader reads it at once. */
  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const id = this.#question?.id ?? null;
    if (id === this.#shownId) return;
    const first = this.#shownId === null;
    this.#shownId = id;
    if (first) return;
    if (id === null) this.heading.focus();
    else void this.card?.updateComplete.then(() => this.card?.focus());
  }

  get #question(): LabelQuestion | undefined {
    return this.desk.state.labelling.queue[0];
  }

  protected override render(): TemplateResult {
    const { summary, problem, unsent, stalled } = this.desk.state.labelling;
    return html`<h1 tabindex="-1" class=${this.#question ? "visually-hidden" : ""}>${this.say("labelling.title")}</h1>
      ${stalled && unsent > 0
        ? html`<p class="callout careful" role="status">${this.say("labelling.unsent", { count: unsent })}</p>`
        : nothing}
      ${problem !== null && this.#question === undefined
        ? html`<div class="empty">
            <p class="problem" role="alert">${this.say(problem.key, problem.values)}</p>
            <p><button class="button" @click=${this.#again}>${this.say("app.retry")}</button></p>
          </div>`
        : summary === null
          ? html`<p class="empty" aria-busy="true">${this.say("quality.loading")}</p>`
          : this.#body(standingOf(summary))}
      <p class="visually-hidden" role="status">${this.announcement}</p>`;
  }

  #body(standing: ReturnType<typeof standingOf>): TemplateResult {
    const question = this.#question;
    if (question === undefined && standing === "label") {
      return html`<p class="empty" aria-busy="true">${this.say("labelling.waiting")}</p>`;
    }
    return html`<ochota-desk-label-progress .desk=${this.desk}></ochota-desk-label-progress>
      ${question === undefined
        ? html`<ochota-desk-label-draw .desk=${this.desk} @desk-look=${this.#again}></ochota-desk-label-draw>`
        : html`${keyed(question.id, this.#card(question))}
            <ochota-desk-label-verdicts
              .desk=${this.desk}
              .offered=${verdictsOf(question)}
              .picking=${this.picking}
              @desk-verdict=${(event: CustomEvent<Verdict>) => this.#judge(event.detail)}
              @desk-undo=${() => this.#undo()}
            ></ochota-desk-label-verdicts>`}
      <details class="why" ?open=${question === undefined}>
        <summary>${this.say("labelling.why")}</summary>
        <p>${this.say("labelling.why_more")}</p>
      </details>`;
  }

  #card(question: LabelQuestion): TemplateResult {
    return html`<ochota-desk-label-question
      .desk=${this.desk}
      .question=${question}
      .picking=${this.picking}
      @desk-pick=${(event: CustomEvent<number | null>) => this.#pick(event.detail)}
    ></ochota-desk-label-question>`;
  }

  readonly #again = (): void => void this.desk.labelling.open();

  readonly #keydown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || this.desk.state.phase !== "signed-in") return;
    const target = event.composedPath()[0];
    if (target instanceof HTMLElement && target.closest("dialog, input, textarea, select") !== null) return;
    const command = labelCommandOf(event, this.picking);
    if (command === null) return;
    // Enter on a button or a link is a click on it.
    if (command.kind === "skip" && target instanceof HTMLElement && target.matches("button, a, summary")) return;
    event.preventDefault();
    switch (command.kind) {
      case "verdict":
        return this.#judge(command.verdict);
      case "pick":
        return this.#pick(command.place);
      case "skip":
        return this.#pick(null);
      case "undo":
        return this.#undo();
    }
  };

  #judge(verdict: Verdict): void {
    const question = this.#question;
    if (question === undefined || !verdictsOf(question).includes(verdict)) return;
    if (verdict === "wrong" && othersOf(question).length > 0) {
      this.picking = true;
      void this.updateComplete.then(() => this.card?.askWhich());
      return;
    }
    this.#give(verdict, null);
  }

  /** Ends the choice of the right one: by its place among the others, or without any. */
  #pick(place: number | null): void {
    if (!this.picking || this.#question === undefined) return;
    const picked = place === null ? null : othersOf(this.#question)[place];
    if (picked !== undefined) this.#give("wrong", picked?.entry_id ?? null);
  }

  #give(verdict: Verdict, rightEntryId: string | null): void {
    this.picking = false;
    this.desk.labelling.give(verdict, rightEntryId);
    this.#announce("labelling.said", { verdict: this.say(`labelling.verdict.${verdict}`) });
  }

  /** Takes back the choice that is open, else the last verdict. */
  #undo(): void {
    if (this.picking) {
      this.picking = false;
      void this.updateComplete.then(() => this.card?.focus());
    } else if (this.desk.labelling.undo()) this.#announce("labelling.undone", {});
    else this.announcement = this.say("labelling.nothing_to_undo");
  }

  #announce(key: "labelling.said" | "labelling.undone", values: Record<string, string>): void {
    const { summary } = this.desk.state.labelling;
    if (summary !== null) this.announcement = this.say(key, { ...values, done: summary.labelled, total: summary.drawn });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-labelling": LabellingPage;
  }
}
