/**
 * `<ochota-desk-summary>`: at most five of the customer's own sentences that say what it is about.
 * Draws nothing where there are none or the knowledge base is away.
 *
 * Properties: `desk`, `conversationId`.
 */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { SummaryLine } from "../model/types";
import { DeskElement, stylesOf } from "../parts/element";
import sheet from "./summary.css?inline";
import panelSheet from "./panel.css?inline";

const MOST_LINES = 5;
/** One message is its own summary. */
const FEWEST_MESSAGES = 2;

@customElement("ochota-desk-summary")
export class Summary extends DeskElement {
  static override styles = stylesOf(panelSheet, sheet);

  @property({ attribute: false }) conversationId!: string;
  @state() private lines: readonly SummaryLine[] = [];
  #askedFor = "";
  #asking: AbortController | null = null;

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has("conversationId")) {
      this.#asking?.abort();
      this.#asking = null;
      this.lines = [];
    }
    const thread = this.desk.threads.get(this.conversationId);
    if (!thread.loaded || this.desk.state.phase !== "signed-in") return;
    const said = thread.events.filter((event) => event.kind === "message" && event.author === "customer").length;
    const wanted = `${this.conversationId} ${said}`;
    if (wanted === this.#askedFor || said < FEWEST_MESSAGES) return;
    this.#askedFor = wanted;
    void this.#ask();
  }

  async #ask(): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    try {
      const lines = await this.desk.api.conversations.summary(this.conversationId, asking.signal);
      if (this.#asking === asking) this.lines = lines.slice(0, MOST_LINES);
    } catch {
      // A comfort: the whole conversation stands beside it.
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    if (this.lines.length === 0) return nothing;
    const { conversation } = this.desk.threads.get(this.conversationId);
    return html`<section aria-labelledby="summary">
      <h3 id="summary">${this.say("context.summary")}</h3>
      <ul class="lines" lang=${conversation?.language ?? nothing}>${this.lines.map((line) => html`<li>${line.text}</li>`)}</ul>
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-summary": Summary;
  }
}
