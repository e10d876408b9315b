/**
 * `<ochota-desk-entry-choice>`: a published entry found by its words, or none.
 *
 * Properties: `desk`. Call `begin(question)`; `chosen` is the entry's id, null for none.
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { FaqClient, type FoundEntry } from "../../api/faq";
import { DeskElement, stylesOf } from "./element";
import sheet from "./dialog.css?inline";

const SHOWN = 8;
const PAUSE_MILLISECONDS = 300;

@customElement("ochota-desk-entry-choice")
export class EntryChoice extends DeskElement {
  static override styles = stylesOf(sheet);

  @property({ attribute: false }) chosen: string | null = null;
  @state() private text = "";
  @state() private found: readonly FoundEntry[] = [];
  @state() private problem = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | null = null;

  /** Starts anew with what is found for this question. */
  begin(question: string): void {
    this.chosen = null;
    this.text = question;
    void this.#search();
  }

  protected override render(): TemplateResult {
    return html`<div class="field">
        <label for="search">${this.say("context.search")}</label>
        <input id="search" class="input" type="search" .value=${this.text} @input=${this.#typed} />
      </div>
      <fieldset class="options scroll">
        <legend>${this.say("flag.right_entry")}</legend>
        ${this.#option(null, html`${this.say("flag.none")}`)}
        ${this.found.map((entry) => this.#option(entry.id, html`<span lang=${entry.language}>${entry.question}</span>`))}
      </fieldset>
      ${this.problem ? html`<p class="problem" role="alert">${this.say("knowledge.unavailable")}</p>` : nothing}`;
  }

  #option(id: string | null, words: TemplateResult): TemplateResult {
    return html`<label class="option">
      <input type="radio" name="entry" .checked=${id === this.chosen} @change=${() => (this.chosen = id)} />${words}
    </label>`;
  }

  readonly #typed = (event: Event): void => {
    this.text = (event.target as HTMLInputElement).value;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#search(), PAUSE_MILLISECONDS);
  };

  async #search(): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    this.problem = false;
    if (this.text.trim() === "") {
      this.found = [];
      return;
    }
    try {
      const client = new FaqClient(this.desk.api.http.origin);
      const { results } = await client.search(this.text, this.desk.language, SHOWN, asking.signal);
      if (this.#asking === asking) this.found = results;
    } catch {
      if (this.#asking === asking) this.problem = true;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-entry-choice": EntryChoice;
  }
}
