/**
 * `<ochota-desk-composer>`: the reply being written, kept as a draft per conversation.
 *
 * Properties: `desk`, `conversationId`, `standing`.
 */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { DeskElement, stylesOf } from "../parts/element";
import { sendIcon } from "../parts/icons";
import { Preview } from "../parts/preview";
import { wantsToSend } from "./send-key";
import type { Standing } from "./standing";
import "../parts/prose";
import sheet from "./composer.css?inline";

const LONGEST_REPLY = 4_000;

@customElement("ochota-desk-composer")
export class Composer extends DeskElement {
  static override styles = stylesOf(sheet);

  @property({ attribute: false }) conversationId!: string;
  @property({ attribute: false }) standing: Standing = { kind: "none", verbs: [] };
  @state() private text = "";
  @state() private previewing = false;
  @query("textarea") private area!: HTMLTextAreaElement | null;

  readonly #preview = new Preview(this, (text, signal) => this.desk.call(() => this.desk.api.preview(text, signal)));

  focusText(): void {
    this.previewing = false;
    void this.updateComplete.then(() => this.area?.focus());
  }

  /** Puts `text` where the cursor is, or after what is written, and the cursor behind it. */
  insert(text: string): void {
    if (this.standing.kind !== "mine") return;
    const at = this.area?.selectionStart ?? this.text.length;
    const to = this.area?.selectionEnd ?? at;
    const before = this.text.slice(0, at);
    const gap = before === "" || before.endsWith("\n") ? "" : "\n\n";
    this.#write(before + gap + text + this.text.slice(to));
    const end = before.length + gap.length + text.length;
    this.previewing = false;
    void this.updateComplete.then(() => {
      this.area?.focus();
      this.area?.setSelectionRange(end, end);
    });
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has("conversationId")) {
      const previous = changed.get("conversationId") as string | undefined;
      if (previous !== undefined) this.desk.threads.typing(previous, false);
      this.text = this.desk.keepsake.draft(this.conversationId);
      this.previewing = false;
    }
  }

  protected override updated(): void {
    if (this.area === null) return;
    // Grows with the text; the sheet limits it.
    this.area.style.height = "auto";
    this.area.style.height = `${this.area.scrollHeight + 2}px`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { standing } = this;
    switch (standing.kind) {
      case "mine":
        return this.#editor();
      case "waiting":
        return this.#note(this.say("composer.claim_first"));
      case "other":
        return this.#note(this.say("composer.with_other", { name: standing.name }));
      case "resolved":
        return this.#note(this.say("composer.closed"));
      case "abandoned":
        return this.#note(this.say("composer.abandoned"));
      case "none":
        return nothing;
    }
  }

  #note(words: string): TemplateResult {
    return html`<p class="note">${words}</p>`;
  }

  #editor(): TemplateResult {
    const { enterSends } = this.desk.state.preferences;
    const over = this.text.trim().length - LONGEST_REPLY;
    return html`<form @submit=${this.#submit}>
      <div class="tabs">
        <button type="button" class="tab" aria-pressed=${!this.previewing} @click=${() => this.focusText()}>${this.say("composer.write")}</button>
        <button type="button" class="tab" aria-pressed=${this.previewing} @click=${this.#showPreview}>${this.say("composer.preview")}</button>
      </div>
      ${this.previewing
        ? html`<div class="preview" tabindex="0">
            ${this.#preview.html === null
              ? html`<p class="hint">${this.say("composer.preview_empty")}</p>`
              : html`<ochota-desk-prose .html=${this.#preview.html}></ochota-desk-prose>`}
          </div>`
        : html`<textarea
            class="input"
            rows="2"
            aria-label=${this.say("composer.label")}
            aria-describedby="hint"
            placeholder=${this.say("composer.placeholder")}
            .value=${live(this.text)}
            @input=${this.#input}
            @keydown=${this.#keydown}
            @blur=${() => this.desk.threads.typing(this.conversationId, false)}
          ></textarea>`}
      <div class="foot">
        <span id="hint" class="hint">${this.say(enterSends ? "composer.hint_enter" : "composer.hint_ctrl")}</span>
        ${over > 0 ? html`<span class="problem" role="status">${this.say("composer.too_long", { over })}</span>` : nothing}
        <button class="button primary" ?disabled=${this.text.trim() === "" || over > 0}>${sendIcon}${this.say("composer.send")}</button>
      </div>
    </form>`;
  }

  #write(text: string): void {
    this.text = text;
    this.desk.keepsake.keepDraft(this.conversationId, text);
  }

  readonly #input = (event: Event): void => {
    this.#write((event.target as HTMLTextAreaElement).value);
    this.desk.threads.typing(this.conversationId, this.text.trim() !== "");
  };

  readonly #keydown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      this.area?.blur();
      return;
    }
    if (wantsToSend(event, this.desk.state.preferences.enterSends)) {
      event.preventDefault();
      this.#send();
    }
  };

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    this.#send();
  };

  readonly #showPreview = (): void => {
    this.previewing = true;
    this.#preview.show(this.text);
  };

  #send(): void {
    const text = this.text.trim();
    if (text === "" || text.length > LONGEST_REPLY) return;
    void this.desk.threads.send(this.conversationId, text);
    this.desk.threads.typing(this.conversationId, false);
    this.#write("");
    this.focusText();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-composer": Composer;
  }
}
