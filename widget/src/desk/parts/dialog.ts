/** What every dialog of the desk is: a title, a way out, and a modal that Esc and the backdrop close. */
import { html, type TemplateResult } from "lit";
import { query } from "lit/decorators.js";
import type { WordKey } from "../words";
import { DeskElement, stylesOf } from "./element";
import { closeIcon } from "./icons";
import sheet from "./dialog.css?inline";

/** The dialogs' common sheet and an element's own one. */
export function dialogStylesOf(...texts: readonly string[]): ReturnType<typeof stylesOf> {
  return stylesOf(sheet, ...texts);
}

export abstract class DeskDialog extends DeskElement {
  static override styles = dialogStylesOf();

  @query("dialog") private dialog!: HTMLDialogElement;

  show(): void {
    if (this.dialog.open) return;
    this.dialog.showModal();
    // What is to be filled in, not the way out.
    this.dialog.querySelector<HTMLElement>("form :is(input, select, textarea, button)")?.focus();
  }

  close(): void {
    this.dialog.close();
  }

  protected frame(title: WordKey, body: TemplateResult): TemplateResult {
    return html`<dialog aria-labelledby="title" @click=${this.#leave}>
      <div class="inside">
        <header>
          <h2 id="title">${this.say(title)}</h2>
          <button type="button" class="button quiet icon" aria-label=${this.say("app.close")} @click=${() => this.close()}>${closeIcon}</button>
        </header>
        ${body}
      </div>
    </dialog>`;
  }

  /** The buttons at a form's end: what it does, and the way out. */
  protected actions(label: WordKey, busy: boolean): TemplateResult {
    return html`<div class="actions">
      <button type="button" class="button" @click=${() => this.close()}>${this.say("app.cancel")}</button>
      <button class="button primary" ?disabled=${busy}>${this.say(label)}</button>
    </div>`;
  }

  /** A click on the backdrop lands on the dialog itself. */
  readonly #leave = (event: MouseEvent): void => {
    if (event.target === this.dialog) this.close();
  };
}
