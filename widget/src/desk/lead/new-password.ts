/**
 * `<ochota-desk-new-password>`: a generated password, shown once, with a way to copy it.
 *
 * Properties: `desk`, `username`, `password`. Events: `desk-close` (it was put away).
 */
import { html, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { DeskElement, stylesOf } from "../parts/element";
import sheet from "./new-password.css?inline";

@customElement("ochota-desk-new-password")
export class NewPassword extends DeskElement {
  static override styles = stylesOf(sheet);

  @property() username = "";
  @property() password = "";
  @state() private copied = false;
  @query(".callout") private callout!: HTMLElement;

  protected override firstUpdated(): void {
    this.callout.focus();
  }

  protected override render(): TemplateResult {
    return html`<section class="callout" tabindex="-1" aria-label=${this.say("people.password_for", { username: this.username })}>
      <p><strong>${this.say("people.password_for", { username: this.username })}</strong></p>
      <p class="secret"><code>${this.password}</code></p>
      <p class="hint">${this.say("people.password_once")}</p>
      <p class="choices">
        <button class="button primary" @click=${() => void this.#copy()}>${this.say("people.copy")}</button>
        <button class="button" @click=${() => this.dispatchEvent(new CustomEvent("desk-close"))}>${this.say("people.password_kept")}</button>
        <span role="status">${this.copied ? this.say("people.copied") : ""}</span>
      </p>
    </section>`;
  }

  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.password);
      this.copied = true;
    } catch {
      // The browser keeps the clipboard to itself: the password is marked instead, for Ctrl+C.
      getSelection()?.selectAllChildren(this.renderRoot.querySelector("code")!);
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-new-password": NewPassword;
  }
}
