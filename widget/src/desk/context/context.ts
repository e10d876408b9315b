/**
 * `<ochota-desk-context>`: why a conversation came, who it is with, and what could be answered.
 *
 * Properties: `desk`, `conversationId`. Events: `desk-insert` (detail: the text for the reply),
 * `desk-close` (where it covers the conversation).
 */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { fullTime } from "../../i18n/times";
import { lastCustomerText, type Thread } from "../model/thread";
import type { Candidate, Evidence, Handoff, SearchResult } from "../model/types";
import { DeskElement, stylesOf } from "../parts/element";
import { closeIcon } from "../parts/icons";
import { percent } from "../words";
import "../parts/confidence";
import "../parts/prose";
import sheet from "./context.css?inline";

@customElement("ochota-desk-context")
export class Context extends DeskElement {
  static override styles = stylesOf(sheet);

  @property({ attribute: false }) conversationId!: string;
  /** Null while they are being fetched, or when that failed. */
  @state() private suggestions: readonly Candidate[] | null = null;
  @state() private failed = false;
  #askedFor: string | null = null;
  #asking: AbortController | null = null;

  /** The text of the suggestion with this place (0 is the first), or null. */
  suggestion(place: number): string | null {
    return this.suggestions?.[place]?.answer ?? null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const thread = this.desk.threads.get(this.conversationId);
    if (!thread.loaded) return;
    const { phase } = this.desk.state;
    if (phase !== "signed-in") return;
    const wanted = `${this.conversationId} ${lastCustomerText(thread) ?? ""}`;
    if (wanted !== this.#askedFor) {
      this.#askedFor = wanted;
      void this.#ask();
    }
  }

  async #ask(): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    this.failed = false;
    this.suggestions = null;
    try {
      const found = await this.desk.call(() => this.desk.api.suggestions(this.conversationId, asking.signal));
      if (this.#asking === asking) this.suggestions = found;
    } catch {
      if (this.#asking !== asking) return;
      this.failed = true;
      if (this.desk.state.phase === "expired") this.#askedFor = null;
    }
  }

  protected override render(): TemplateResult {
    const thread = this.desk.threads.get(this.conversationId);
    return html`<header>
        <h2>${this.say("context.label")}</h2>
        <button class="button quiet icon close" aria-label=${this.say("app.close")} @click=${this.#close}>${closeIcon}</button>
      </header>
      <div class="scroll">
        ${thread.loaded ? html`${this.#why(thread)} ${this.#suggested()} ${this.#customer(thread)}` : nothing}
      </div>`;
  }

  #why(thread: Thread): TemplateResult | typeof nothing {
    const { handoff } = thread;
    if (handoff === null) return nothing;
    const evidence = handoff.evidence ?? null;
    const question = handoff.question ?? evidence?.question ?? null;
    return html`<section aria-labelledby="why">
      <h3 id="why">${this.say("context.why")}</h3>
      <p>${this.say(`reason_long.${handoff.reason}`)}</p>
      ${question ? html`<blockquote lang=${handoff.language}>${question}</blockquote>` : nothing}
      ${evidence === null ? nothing : this.#evidence(evidence)}
    </section>`;
  }

  #evidence(evidence: Evidence): TemplateResult {
    return html`${evidence.error
        ? html`<p class="callout bad">${this.say("context.error")}: ${evidence.error.message}</p>`
        : nothing}
      <h4>${this.say("context.would")} ${evidence.search ? this.#certainty(evidence.search) : nothing}</h4>
      ${evidence.search ? this.#candidates(evidence.search) : html`<p class="hint">${this.say("context.no_evidence")}</p>`}
      ${evidence.intent
        ? html`<p class="hint">
            ${this.say("context.intent")}: <code>${evidence.intent}</code>${typeof evidence.intent_confidence === "number"
              ? html` (${percent(evidence.intent_confidence, this.desk.language)})`
              : nothing}
          </p>`
        : nothing}`;
  }

  #certainty(search: SearchResult): TemplateResult {
    return search.certified
      ? html`<span class="badge accent">${this.say("context.certified")}</span>`
      : html`<span class="badge careful" title=${this.say("context.uncertified_more")}>${this.say("context.uncertified")}</span>`;
  }

  #candidates(search: SearchResult): TemplateResult {
    if (search.candidates.length === 0) return html`<p class="hint">${this.say("context.would_none")}</p>`;
    return html`<ol class="candidates">
      ${search.candidates.map(
        (candidate) => html`<li>
          <span class="question" lang=${candidate.language}>${candidate.question}</span>
          <ochota-desk-confidence .value=${candidate.confidence} .language=${this.desk.language}></ochota-desk-confidence>
          <span class="hint">${this.#entryName(candidate)}</span>
        </li>`,
      )}
    </ol>`;
  }

  #entryName(candidate: Candidate): TemplateResult {
    const version = this.say("context.version", { version: String(candidate.version) });
    const words = `${candidate.entry_id} · ${version}`;
    if (this.desk.state.agent?.role !== "lead") return html`${words}`;
    return html`<a href="#/knowledge/${encodeURIComponent(candidate.entry_id)}">${words}</a>`;
  }

  #suggested(): TemplateResult {
    return html`<section aria-labelledby="suggestions">
      <h3 id="suggestions">${this.say("context.suggestions")}</h3>
      ${this.failed
        ? html`<p class="hint">${this.say("context.suggestions_failed")}
            <button class="button small" @click=${() => void this.#ask()}>${this.say("app.retry")}</button></p>`
        : this.suggestions === null
          ? html`<p class="hint" aria-busy="true">${this.say("knowledge.loading")}</p>`
          : this.suggestions.length === 0
            ? html`<p class="hint">${this.say("context.suggestions_none")}</p>`
            : html`<ol class="suggestions">${this.suggestions.map((one, place) => this.#suggestion(one, place))}</ol>`}
    </section>`;
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
        <ochota-desk-prose class="answer" lang=${candidate.language} .html=${candidate.html} .text=${answer}></ochota-desk-prose>
        <p class="actions">
          <button
            class="button small"
            ?disabled=${!mine || answer === ""}
            title=${mine ? this.say("context.insert_number", { number: place + 1 }) : this.say("composer.claim_first")}
            @click=${() => this.#insert(answer)}
          >
            ${this.say("context.insert")} <kbd>Alt+${place + 1}</kbd>
          </button>
          <span class="hint">${this.#entryName(candidate)}</span>
          ${candidate.cross_lingual ? html`<span class="badge careful">${candidate.language}</span>` : nothing}
        </p>
      </details>
    </li>`;
  }

  #isMine(): boolean {
    const { handoff } = this.desk.threads.get(this.conversationId);
    return handoff?.state === "assigned" && handoff.agent?.username === this.desk.state.agent?.username;
  }

  #customer(thread: Thread): TemplateResult {
    const { conversation, handoff } = thread;
    const page = handoff?.page_url ?? conversation?.page_url ?? null;
    const facts: readonly (readonly [string, unknown])[] = [
      [this.say("context.name"), handoff?.customer?.name],
      [this.say("context.email"), handoff?.customer?.email],
      [this.say("context.language"), conversation ? this.say(`entry.language.${conversation.language === "cs" ? "cs" : "en"}`) : null],
      [this.say("context.page"), page === null ? null : pageLink(page)],
      [this.say("context.first_contact"), this.#time(handoff?.customer?.first_contact_at ?? conversation?.created_at)],
      [this.say("context.waiting_since"), this.#waitingSince(handoff)],
      [this.say("context.department"), handoff?.department],
      [this.say("context.priority"), handoff?.priority ? handoff.priority : null],
    ];
    return html`<section aria-labelledby="customer">
      <h3 id="customer">${this.say("context.customer")}</h3>
      <dl>
        ${facts.map(([name, value]) =>
          value === null || value === undefined || value === "" ? nothing : html`<dt>${name}</dt><dd>${value}</dd>`,
        )}
      </dl>
    </section>`;
  }

  #waitingSince(handoff: Handoff | null): TemplateResult | null {
    return handoff?.state === "waiting" ? this.#time(handoff.waiting_since) : null;
  }

  #time(at: string | null | undefined): TemplateResult | null {
    if (at === null || at === undefined) return null;
    return html`<time datetime=${at}>${fullTime(new Date(at), this.desk.language)}</time>`;
  }

  #insert(text: string): void {
    this.dispatchEvent(new CustomEvent("desk-insert", { detail: text, bubbles: true, composed: true }));
  }

  readonly #close = (): void => {
    this.dispatchEvent(new CustomEvent("desk-close", { bubbles: true, composed: true }));
  };
}

/** A link to the customer's page; an address with another scheme is only text. */
function pageLink(url: string): unknown {
  if (!/^https?:\/\//i.test(url)) return url;
  return html`<a href=${url} target="_blank" rel="noopener noreferrer nofollow">${url.replace(/^https?:\/\//i, "")}</a>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-context": Context;
  }
}
