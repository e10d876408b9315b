/**
 * `<ochota-desk-toasts>`: what was just done or refused, for some seconds, with a way to take it
 * back where there is one.
 *
 * Properties: `desk`. Call `undo()`.
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { DeskElement, stylesOf } from "../parts/element";
import { undoIcon } from "../parts/icons";
import type { Toast } from "../store/state";
import sheet from "./toasts.css?inline";

const SHOWN_MILLISECONDS = 6_000;

@customElement("ochota-desk-toasts")
export class Toasts extends DeskElement {
  static override styles = stylesOf(sheet);

  #shown: Toast | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Takes back what the toast on the screen tells of, if that can be. */
  undo(): void {
    const { toast } = this.desk.state;
    if (toast?.undo === undefined) return;
    this.desk.update({ toast: null });
    toast.undo();
  }

  protected override updated(): void {
    const { toast } = this.desk.state;
    if (toast === this.#shown) return;
    this.#shown = toast;
    clearTimeout(this.#timer);
    if (toast !== null) this.#timer = setTimeout(() => this.#hide(toast), toast.milliseconds ?? SHOWN_MILLISECONDS);
  }

  protected override render(): TemplateResult {
    const { toast } = this.desk.state;
    return html`<div role="status">
      ${toast === null
        ? nothing
        : html`<p class="toast ${toast.tone}">
            <span>${this.say(toast.key, toast.values)}</span>
            ${toast.undo
              ? html`<button class="button small" @click=${() => this.undo()}>${undoIcon}${this.say("toast.undo")} <kbd>z</kbd></button>`
              : nothing}
          </p>`}
    </div>`;
  }

  #hide(toast: Toast): void {
    if (this.desk.state.toast === toast) this.desk.update({ toast: null });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-toasts": Toasts;
  }
}
