/**
 * `<ochota-desk-flag>`: what was wrong with the assistant's answer, or the entry that a customer's
 * question wants. Properties: `desk`, `conversationId`. Call `ask()`.
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { FlagKind, LogEvent } from "../model/types";
import type { EntryChoice } from "../parts/entry-choice";
import { ConversationDialog } from "./conversation-dialog";
import "../parts/entry-choice";

@customElement("ochota-desk-flag")
export class FlagDialog extends ConversationDialog {
  @state() private kind: FlagKind = "wrong_answer";
  @state() private question = "";
  @state() private answer = "";
  #event: LogEvent | null = null;

  ask(kind: FlagKind, event: LogEvent): void {
    this.kind = kind;
    this.#event = event;
    this.show();
  }

  protected override begin(): void {
    this.question = this.#questionOf();
    this.answer = this.kind === "missing_entry" ? this.#answerAfter() : "";
    this.requestUpdate();
    void this.updateComplete.then(() => this.#choice?.begin(this.question));
  }

  protected override render(): TemplateResult {
    const wrong = this.kind === "wrong_answer";
    return this.frame(
      wrong ? "flag.title.wrong_answer" : "flag.title.missing_entry",
      html`<form @submit=${this.#submit}>
        ${wrong
          ? html`<p class="hint">${this.say("flag.which")}</p>
              <ochota-desk-entry-choice .desk=${this.desk}></ochota-desk-entry-choice>`
          : html`${this.#field("question", "entry.question", 2)} ${this.#field("answer", "entry.answer", 5)}
              <p class="hint">${this.say("flag.for_leads")}</p>`}
        ${this.actions("flag.send", this.busy || (!wrong && this.question.trim() === ""))}
      </form>`,
    );
  }

  #field(name: "question" | "answer", label: "entry.question" | "entry.answer", rows: number): TemplateResult | typeof nothing {
    return html`<div class="field">
      <label for=${name}>${this.say(label)}</label>
      <textarea id=${name} class="input" rows=${rows} .value=${this[name]} @input=${(event: Event) => (this[name] = (event.target as HTMLTextAreaElement).value)}></textarea>
    </div>`;
  }

  get #choice(): EntryChoice | null {
    return this.renderRoot.querySelector("ochota-desk-entry-choice");
  }

  /** The customer's words themselves, or those that the assistant answered. */
  #questionOf(): string {
    const at = this.#event?.sequence ?? 0;
    const asked = this.thread.events.findLast(
      (event) => event.kind === "message" && event.author === "customer" && event.sequence <= at,
    );
    return textOf(asked);
  }

  /** The agent's first answer after the question. */
  #answerAfter(): string {
    const at = this.#event?.sequence ?? 0;
    return textOf(this.thread.events.find((event) => event.kind === "message" && event.author === "agent" && event.sequence > at));
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    const sequence = this.#event?.sequence ?? 0;
    const flag =
      this.kind === "wrong_answer"
        ? ({ kind: this.kind, sequence, right_entry_id: this.#choice?.chosen ?? null } as const)
        : ({ kind: this.kind, sequence, question: this.question.trim(), answer: this.answer.trim() } as const);
    void this.doing(this.desk.annotations.flag(this.conversationId, flag));
  };
}

function textOf(event: LogEvent | undefined): string {
  return (event?.parts ?? []).map((part) => part.text).join("\n");
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-flag": FlagDialog;
  }
}
