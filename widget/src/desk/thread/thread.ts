/**
 * `<ochota-desk-thread>`: one conversation: what can be done with it, what was said, the reply.
 *
 * Properties: `desk`, `conversationId`. Call `command()`, `insert()`. Events: those of the bar.
 */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { Composer } from "../composer/composer";
import { isLead, standing, type Deed, type Standing } from "../model/standing";
import type { Thread as ThreadState } from "../model/thread";
import { DeskElement, stylesOf } from "../parts/element";
import type { ThreadCommand } from "../shell/shortcut-keys";
import type { FlagDialog } from "./flag-dialog";
import type { MergeDialog } from "./merge-dialog";
import type { OutcomeDialog } from "./outcome-dialog";
import type { SnoozeDialog } from "./snooze-dialog";
import type { TransferDialog } from "./transfer-dialog";
import type { TriageDialog } from "./triage-dialog";
import { logView } from "./log";
import type { Reader } from "./message";
import "../composer/composer";
import "./bar";
import "./flag-dialog";
import "./merge-dialog";
import "./outcome-dialog";
import "./snooze-dialog";
import "./transfer-dialog";
import "./triage-dialog";
import logSheet from "./log.css?inline";
import messageSheet from "./message.css?inline";
import noteSheet from "./note.css?inline";
import sheet from "./thread.css?inline";

/** Nearer to the end than this, new messages keep the end in sight. */
const NEAR_END_PIXELS = 120;

@customElement("ochota-desk-thread")
export class Thread extends DeskElement {
  static override styles = stylesOf(sheet, logSheet, messageSheet, noteSheet);

  @property({ attribute: false }) conversationId!: string;
  /** Whether what was said before the handoff is folded. */
  @state() private folded = false;
  @state() private busy = false;
  @state() private atEnd = true;
  @query(".log") private log!: HTMLElement | null;
  @query("ochota-desk-composer") private composer!: Composer | null;
  @query("ochota-desk-flag") private flagDialog!: FlagDialog;
  @query("ochota-desk-merge") private mergeDialog!: MergeDialog;
  @query("ochota-desk-outcome") private outcomeDialog!: OutcomeDialog;
  @query("ochota-desk-snooze") private snoozeDialog!: SnoozeDialog;
  @query("ochota-desk-transfer") private transferDialog!: TransferDialog;
  @query("ochota-desk-triage") private triageDialog!: TriageDialog;

  /** Does what a key asks for, where it may be done. */
  command(command: ThreadCommand): void {
    switch (command) {
      case "reply":
        return this.composer?.write("reply");
      case "note":
        return this.composer?.write("note");
      case "fold":
        this.folded = !this.folded;
        return;
      case "snooze":
        return this.#standing.deeds.includes("wake") ? this.#do("wake") : this.#do("snooze");
      default:
        return this.#do(command);
    }
  }

  insert(text: string): void {
    this.composer?.insert(text);
  }

  get #thread(): ThreadState {
    return this.desk.threads.get(this.conversationId);
  }

  get #standing(): Standing {
    return standing(this.#thread.handoff, this.desk.state.agent);
  }

  #do(deed: Deed): void {
    if (this.busy || !this.#standing.deeds.includes(deed)) return;
    switch (deed) {
      case "claim":
      case "take-over":
        return void this.#move(deed).then((done) => done && this.command("reply"));
      case "release":
      case "wake":
        return void this.#move(deed);
      case "resolve":
        return void this.#moving(this.desk.verbs.move(this.conversationId, { verb: "resolve", outcome: "solved", note: "" }));
      case "outcome":
        return this.outcomeDialog.show();
      case "transfer":
        return this.transferDialog.show();
      case "snooze":
        return this.snoozeDialog.show();
      case "triage":
        return this.triageDialog.show();
      case "merge":
        return this.mergeDialog.show();
    }
  }

  #move(verb: "claim" | "take-over" | "release" | "wake"): Promise<boolean> {
    return this.#moving(this.desk.verbs.move(this.conversationId, { verb }));
  }

  async #moving(move: Promise<boolean>): Promise<boolean> {
    this.busy = true;
    const done = await move;
    this.busy = false;
    await this.updateComplete;
    return done;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has("conversationId")) {
      this.folded = false;
      this.atEnd = true;
    }
  }

  protected override updated(): void {
    // The texts inside are drawn after this element.
    if (this.atEnd) requestAnimationFrame(() => this.log?.scrollTo({ top: this.log.scrollHeight }));
  }

  protected override render(): TemplateResult {
    const thread = this.#thread;
    const shared = { desk: this.desk, id: this.conversationId };
    return html`<ochota-desk-bar
        .desk=${this.desk}
        .thread=${thread}
        .standing=${this.#standing}
        .busy=${this.busy}
        @desk-deed=${(event: CustomEvent<Deed>) => this.#do(event.detail)}
      ></ochota-desk-bar>
      ${this.#body(thread)}
      <ochota-desk-composer .desk=${this.desk} .conversationId=${this.conversationId} .standing=${this.#standing}></ochota-desk-composer>
      <ochota-desk-flag .desk=${shared.desk} .conversationId=${shared.id}></ochota-desk-flag>
      <ochota-desk-merge .desk=${shared.desk} .conversationId=${shared.id}></ochota-desk-merge>
      <ochota-desk-outcome .desk=${shared.desk} .conversationId=${shared.id}></ochota-desk-outcome>
      <ochota-desk-snooze .desk=${shared.desk} .conversationId=${shared.id}></ochota-desk-snooze>
      <ochota-desk-transfer .desk=${shared.desk} .conversationId=${shared.id}></ochota-desk-transfer>
      <ochota-desk-triage .desk=${shared.desk} .conversationId=${shared.id}></ochota-desk-triage>`;
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
    return html`<div class="log scroll" role="log" tabindex="0" aria-label=${this.say("thread.log")} @scroll=${this.#scrolled}>
        ${logView(thread, this.#reader(), {
          folded: this.folded,
          fold: (folded) => (this.folded = folded),
          resend: (id) => void this.desk.sending.resend(thread.id, id),
          discard: (id) => this.desk.sending.discard(thread.id, id),
          undoMerge: (mergeId) => void this.desk.annotations.undoMerge(thread.id, mergeId),
        })}
        ${this.#typing(thread)}
      </div>
      ${this.atEnd ? nothing : html`<button class="button small latest" @click=${this.#toEnd}>${this.say("thread.latest")}</button>`}`;
  }

  #typing(thread: ThreadState): TemplateResult {
    const dots = html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>`;
    const writing = thread.viewers.filter((viewer) => viewer.writing).map((viewer) => viewer.name);
    return html`<p class="typing" aria-live="polite">
      ${thread.typing_since === null ? nothing : html`<span>${dots}${this.say("thread.customer_types")}</span>`}
      ${writing.length === 0 ? nothing : html`<span class="colleague">${dots}${this.say("thread.colleague_types", { names: writing.join(", "), count: writing.length })}</span>`}
    </p>`;
  }

  #reader(): Reader {
    const { agent } = this.desk.state;
    return {
      desk: this.desk,
      say: this.say,
      language: this.desk.language,
      name: agent?.name ?? null,
      isLead: isLead(agent),
      flags: this.#thread.flags,
      flag: (kind, event) => this.flagDialog.ask(kind, event),
      unflag: (flagId) => void this.desk.annotations.unflag(this.conversationId, flagId),
      attachmentUrl: (id) => this.desk.api.conversations.attachmentUrl(id),
    };
  }

  readonly #scrolled = (): void => {
    if (this.log === null) return;
    this.atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_END_PIXELS;
  };

  readonly #toEnd = (): void => {
    this.atEnd = true;
    this.requestUpdate();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-thread": Thread;
  }
}
