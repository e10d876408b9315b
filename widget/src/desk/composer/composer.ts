/**
 * `<ochota-desk-composer>`: the reply or the private note being written, each kept as a draft per
 * conversation.
 *
 * Properties: `desk`, `conversationId`, `standing`. Call `write()`, `insert()`.
 */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { completed, type Wanted } from "../model/completion";
import { firstUnfilled, unfilled } from "../model/placeholders";
import type { Standing } from "../model/standing";
import { DeskElement, stylesOf } from "../parts/element";
import { lockIcon, sendIcon } from "../parts/icons";
import { Preview } from "../parts/preview";
import { Completions, type Option } from "./completions";
import { FileIntake } from "./file-intake";
import { filesView } from "./files";
import { wantsToSend } from "./send-key";
import "../parts/prose";
import sheet from "./composer.css?inline";

const LONGEST = 4_000;

export type Mode = "reply" | "note";

@customElement("ochota-desk-composer")
export class Composer extends DeskElement {
  static override styles = stylesOf(sheet);

  @property({ attribute: false }) conversationId!: string;
  @property({ attribute: false }) standing: Standing = { kind: "none", name: "", deeds: [] };
  @state() private mode: Mode = "reply";
  @state() private text = "";
  @state() private previewing = false;
  @state() private storing = false;
  /** Placeholders that stood in the way of the last attempt to send. */
  @state() private missing: readonly string[] = [];
  @query("textarea") private area!: HTMLTextAreaElement | null;

  readonly #preview = new Preview(this, (text, signal) => this.desk.call(() => this.desk.api.preview(text, signal)));
  readonly #intake = new FileIntake(this, {
    takes: () => this.mode === "reply" && this.standing.kind === "mine",
    take: (file) => void this.desk.uploads.add(this.conversationId, file),
  });
  readonly #completions = new Completions(this, (wanted, option) => this.#complete(wanted, option));

  /** Puts the cursor into the reply or the note. */
  write(mode: Mode): void {
    this.#turnTo(mode);
    this.#focus();
  }

  /** Puts `text` where the cursor is, or after what is written, and the cursor behind it. */
  insert(text: string): void {
    if (this.standing.kind !== "mine") return;
    if (this.mode !== "reply") this.#turnTo("reply");
    const at = this.area?.selectionStart ?? this.text.length;
    const to = this.area?.selectionEnd ?? at;
    const before = this.text.slice(0, at);
    const gap = before === "" || before.endsWith("\n") ? "" : "\n\n";
    this.#keep(before + gap + text + this.text.slice(to));
    const end = before.length + gap.length + text.length;
    this.#focus([end, end]);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has("conversationId")) {
      const previous = changed.get("conversationId") as string | undefined;
      if (previous !== undefined) this.desk.sending.typing(previous, false);
      this.#turnTo("reply");
    }
  }

  protected override updated(): void {
    if (this.area === null) return;
    // Grows with the text; the sheet limits it.
    this.area.style.height = "auto";
    this.area.style.height = `${this.area.scrollHeight + 2}px`;
  }

  protected override render(): TemplateResult | typeof nothing {
    if (this.standing.kind === "none") return nothing;
    const writable = this.mode === "note" || this.standing.kind === "mine";
    return html`<form
      class="${this.mode} ${this.#intake.dropping ? "dropping" : ""}"
      @submit=${this.#submit}
      @dragover=${this.#intake.dragged}
      @dragleave=${this.#intake.dragLeft}
      @drop=${this.#intake.dropped}
    >
      <div class="tabs">
        ${this.#modeTab("reply")} ${this.#modeTab("note")}
        ${writable ? html`<span class="views">${this.#viewTab(false)} ${this.#viewTab(true)}</span>` : nothing}
      </div>
      ${writable ? this.#editor() : html`<p class="note">${this.#whyNot()}</p>`}
    </form>`;
  }

  #modeTab(mode: Mode): TemplateResult {
    return html`<button type="button" class="tab ${mode}" aria-pressed=${mode === this.mode} @click=${() => this.write(mode)}>
      ${mode === "note" ? lockIcon : nothing}${this.say(`composer.${mode}`)}
    </button>`;
  }

  #viewTab(previewing: boolean): TemplateResult {
    const show = previewing ? this.#showPreview : () => this.#focus();
    return html`<button type="button" class="tab" aria-pressed=${previewing === this.previewing} @click=${show}>
      ${this.say(previewing ? "composer.preview" : "composer.write")}
    </button>`;
  }

  #whyNot(): string {
    switch (this.standing.kind) {
      case "waiting":
        return this.say("composer.claim_first");
      case "other":
        return this.say("composer.with_other", { name: this.standing.name });
      case "abandoned":
        return this.say("composer.abandoned");
      default:
        return this.say("composer.closed");
    }
  }

  #editor(): TemplateResult {
    const over = this.text.trim().length - LONGEST;
    const reply = this.mode === "reply";
    return html`${this.previewing ? this.#previewView() : this.#area()}
      ${reply ? filesView(this.desk, this.conversationId) : nothing}
      <p class="problem" role="alert">${this.#problem(over)}</p>
      <div class="foot">
        ${reply
          ? this.#intake.button(this.say("files.add"), this.say("files.limits", { megabytes: this.desk.state.attachmentMegabytes }))
          : nothing}
        <span id="hint" class="hint">${this.#hint()}</span>
        <button class="button primary" ?disabled=${!this.#maySend(over)}>${reply ? sendIcon : lockIcon}${this.say(reply ? "composer.send" : "composer.keep_note")}</button>
      </div>`;
  }

  #problem(over: number): string {
    if (this.missing.length > 0) return this.say("composer.unfilled", { names: this.missing.join(", ") });
    return over > 0 ? this.say("composer.too_long", { over }) : "";
  }

  #hint(): string {
    const { enterSends } = this.desk.state.preferences;
    const keys = this.say(enterSends ? "composer.hint_enter" : "composer.hint_ctrl");
    return `${keys} · ${this.say(this.mode === "reply" ? "composer.hint_canned" : "composer.hint_mention")}`;
  }

  #maySend(over: number): boolean {
    if (over > 0 || this.storing) return false;
    if (this.mode === "note") return this.text.trim() !== "";
    const uploads = this.desk.uploads.get(this.conversationId);
    // One that was refused has to go first: nobody should believe it was sent.
    return uploads.every((one) => one.attachment !== null) && (this.text.trim() !== "" || uploads.length > 0);
  }

  #previewView(): TemplateResult {
    return html`<div class="preview" tabindex="0">
      ${this.#preview.html === null
        ? html`<p class="hint">${this.say("composer.preview_empty")}</p>`
        : html`<ochota-desk-prose .html=${this.#preview.html}></ochota-desk-prose>`}
    </div>`;
  }

  #area(): TemplateResult {
    const reply = this.mode === "reply";
    return html`<div class="field">
      ${this.#completions.view(this.say(reply ? "composer.canned" : "composer.colleagues"), (count) => this.say("composer.completions", { count }))}
      <textarea
        class="input"
        rows="2"
        aria-label=${this.say(reply ? "composer.label" : "composer.note_label")}
        aria-describedby="hint"
        aria-autocomplete="list"
        aria-controls="completions"
        aria-activedescendant=${this.#completions.activeId ?? nothing}
        placeholder=${this.say(reply ? "composer.placeholder" : "composer.note_placeholder")}
        .value=${live(this.text)}
        @input=${this.#input}
        @click=${() => this.#look()}
        @keydown=${this.#keydown}
        @paste=${this.#intake.pasted}
        @blur=${this.#left}
      ></textarea>
    </div>`;
  }

  #turnTo(mode: Mode): void {
    this.mode = mode;
    this.previewing = false;
    this.missing = [];
    this.#completions.close();
    const { keepsake } = this.desk;
    this.text = mode === "reply" ? keepsake.draft(this.conversationId) : keepsake.noteDraft(this.conversationId);
  }

  #focus(selection?: readonly [number, number]): void {
    this.previewing = false;
    void this.updateComplete.then(() => {
      this.area?.focus();
      if (selection) this.area?.setSelectionRange(...selection);
    });
  }

  #keep(text: string): void {
    this.text = text;
    this.missing = [];
    if (this.mode === "reply") this.desk.keepsake.keepDraft(this.conversationId, text);
    else this.desk.keepsake.keepNoteDraft(this.conversationId, text);
  }

  #look(): void {
    if (this.area === null) return;
    const signs = this.mode === "reply" ? "/" : "@";
    void this.#completions.look(this.area, { desk: this.desk, conversationId: this.conversationId, signs });
  }

  #complete(wanted: Wanted, option: Option): void {
    const { text, cursor } = completed(this.text, wanted, option.text);
    this.#keep(text);
    this.#focus(firstUnfilled(option.text) === null ? [cursor, cursor] : (firstUnfilled(text) ?? [cursor, cursor]));
  }

  readonly #input = (event: Event): void => {
    this.#keep((event.target as HTMLTextAreaElement).value);
    this.#look();
    if (this.mode === "reply") this.desk.sending.typing(this.conversationId, this.text.trim() !== "");
    else this.desk.colleagues.writes();
  };

  readonly #left = (): void => {
    this.#completions.close();
    this.desk.sending.typing(this.conversationId, false);
  };

  readonly #keydown = (event: KeyboardEvent): void => {
    if (this.#completions.take(event)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "Escape") this.area?.blur();
    else if (wantsToSend(event, this.desk.state.preferences.enterSends)) {
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
    if (!this.#maySend(text.length - LONGEST)) return;
    if (this.mode === "note") return void this.#keepNote(text);
    this.missing = unfilled(text);
    if (this.missing.length > 0) return this.#focus(firstUnfilled(this.text) ?? undefined);
    void this.desk.sending.send(this.conversationId, text, this.desk.uploads.take(this.conversationId));
    this.desk.sending.typing(this.conversationId, false);
    this.#keep("");
    this.#focus();
  }

  /** The note stays in the field until it is stored. */
  async #keepNote(text: string): Promise<void> {
    const { conversationId } = this;
    this.storing = true;
    const done = await this.desk.annotations.note(conversationId, text);
    this.storing = false;
    if (!done) return;
    this.desk.keepsake.keepNoteDraft(conversationId, "");
    if (this.conversationId === conversationId && this.mode === "note") this.write("note");
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-composer": Composer;
  }
}
