/**
 * `<ochota-desk-suggestions>`: entries that could answer the customer's last question, in the
 * customer's language.
 *
 * Properties: `desk`, `conversationId`. Events: `desk-insert` (detail: the text for the reply).
 */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { lastCustomerText } from "../model/thread";
import type { Candidate } from "../model/types";
import { DeskElement, stylesOf } from "../parts/element";
import { entryName } from "./why";
import "../parts/confidence";
import "../parts/prose";
import sheet from "./suggestions.css?inline";
import panelSheet from "./panel.css?inline";

@customElement("ochota-desk-suggestions")
export class Suggestions extends DeskElement {
  static override styles = stylesOf(panelSheet, sheet);

  @property({ attribute: false }) conversationId!: string;
  /** Null while they are being fetched, or when that failed. */
  @state() private suggestions: readonly Candidate[] | null = null;
  @state() private failed = false;
  #askedFor: string | null = null;
  #asking: AbortController | null = null;

  /** The text of the suggestion with this place (0 is the first), or null. */
  text(place: number): string | null {
    return this.suggestions?.[place]?.answer ?? null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const thread = this.desk.threads.get(this.conversationId);
    if (!thread.loaded || this.desk.state.phase !== "signed-in") return;
    const wanted = `${this.conversationId} ${lastCustomerText(thread) ?? ""}`;
    if (wanted === this.#askedFor) return;
    this.#askedFor = wanted;
    void this.#ask();
  }

  async #ask(): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    this.failed = false;
    this.suggestions = null;
    try {
      const found = await this.desk.call(() => this.desk.api.conversations.suggestions(this.conversationId, asking.signal));
      if (this.#asking === asking) this.suggestions = found;
    } catch {
      if (this.#asking !== asking) return;
      this.failed = true;
      if (this.desk.state.phase === "expired") this.#askedFor = null;
    }
  }

  protected override render(): TemplateResult {
    return html`<section aria-labelledby="suggestions">
      <h3 id="suggestions">${this.say("context.suggestions")}</h3>
      ${this.#list()}
    </section>`;
  }

  #list(): TemplateResult {
    if (this.failed) {
      return html`<p class="hint">${this.say("context.suggestions_failed")}
        <button class="button small" @click=${() => void this.#ask()}>${this.say("app.retry")}</button></p>`;
    }
    if (this.suggestions === null) return html`<p class="hint" aria-busy="true">${this.say("knowledge.loading")}</p>`;
    if (this.suggestions.length === 0) return html`<p class="hint">${this.say("context.suggestions_none")}</p>`;
    return html`<ol class="suggestions">${this.suggestions.map((one, place) => this.#suggestion(one, place))}</ol>`;
  }

  #suggestion(candidate: Candidate, place: number): TemplateResult {
    const answer = candidate.answer ?? "";
    const mine = this.#isMine();
    return html`<li>
      <details ?open=${place === 0}>
        <summary>
          <span lang=${candidate.language}>${candidate.question}</span>
          <ochota-desk-confidence .value=${candidate.confidence} .language=${this.desk.language}></ochota-desk-confidence>
        </summary>
        <ochota-desk-prose class="answer" tabindex="0" role="group" aria-label=${candidate.question} lang=${candidate.language} .html=${candidate.html} .text=${answer}></ochota-desk-prose>
        <p class="actions">
          <button
            class="button small"
            ?disabled=${!mine || answer === ""}
            title=${mine ? this.say("context.insert_number", { number: place + 1 }) : this.say("composer.claim_first")}
            @click=${() => this.#insert(answer)}
          >
            ${this.say("context.insert")} <kbd>Alt+${place + 1}</kbd>
          </button>
          <span class="hint">${entryName(candidate, this.desk)}</span>
          ${candidate.cross_lingual ? html`<span class="badge careful">${candidate.language}</span>` : nothing}
        </p>
      </details>
    </li>`;
  }

  #isMine(): boolean {
    const { handoff } = this.desk.threads.get(this.conversationId);
    return handoff?.state === "assigned" && handoff.agent?.username === this.desk.state.agent?.username;
  }

  #insert(text: string): void {
    this.dispatchEvent(new CustomEvent("desk-insert", { detail: text, bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-suggestions": Suggestions;
  }
}
