/**
 * `<ochota-desk-menu>`: a button that opens a small panel of further buttons below it.
 *
 * Properties: `label` (of the button, for everybody who cannot see it), `align` ("end" or "start").
 * Slots: `button` (what the button shows), the default one (the panel). Events: `desk-menu-open`.
 * A click on a button or a link inside closes it, unless that one has `data-stay`.
 */
import { html, nothing, type TemplateResult } from "lit";
import { LitElement, css } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { stylesOf } from "./element";

@customElement("ochota-desk-menu")
export class Menu extends LitElement {
  static override styles = [
    ...stylesOf(),
    css`
      :host {
        position: relative;
        display: inline-flex;
      }
      .panel {
        position: absolute;
        z-index: 6;
        top: calc(100% + 4px);
        display: grid;
        gap: 2px;
        min-width: 200px;
        max-width: calc(100vw - 16px);
        max-height: 70vh;
        padding: 6px;
        overflow-y: auto;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface-raised);
        box-shadow: var(--shadow);
      }
      .panel.end {
        right: 0;
      }
      .panel.start {
        left: 0;
      }
      .panel[hidden] {
        display: none;
      }
    `,
  ];

  @property() label = "";
  @property() align: "start" | "end" = "end";
  @property() kind = "button quiet icon";
  @state() private open = false;
  @query("button") private button!: HTMLButtonElement;
  @query(".panel") private panel!: HTMLElement;

  /** Opens the panel and puts the focus on what is first in it. */
  show(): void {
    if (this.open) return;
    this.open = true;
    this.dispatchEvent(new CustomEvent("desk-menu-open"));
    void this.updateComplete.then(() => (this.#items()[0] ?? this.panel).focus());
  }

  close(): void {
    this.open = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("pointerdown", this.#outside);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("pointerdown", this.#outside);
  }

  protected override render(): TemplateResult {
    return html`<button
        type="button"
        class=${this.kind}
        aria-label=${this.label || nothing}
        title=${this.label || nothing}
        aria-expanded=${this.open ? "true" : "false"}
        aria-controls="panel"
        @click=${() => (this.open ? this.close() : this.show())}
      >
        <slot name="button"></slot>
      </button>
      <div id="panel" class="panel ${this.align}" tabindex="-1" ?hidden=${!this.open} @click=${this.#chosen} @keydown=${this.#keydown} @focusout=${this.#left}>
        <slot></slot>
      </div>`;
  }

  #items(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("button:not(:disabled), a[href]")].filter((item) => item.slot !== "button");
  }

  readonly #chosen = (event: Event): void => {
    const item = (event.target as HTMLElement).closest<HTMLElement>("button, a");
    if (item === null || item.dataset["stay"] !== undefined) return;
    this.close();
  };

  readonly #keydown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      event.stopPropagation();
      this.close();
      this.button.focus();
      return;
    }
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const items = this.#items();
    const at = items.findIndex((item) => item.matches(":focus"));
    items[(at + step + items.length) % items.length]?.focus();
  };

  readonly #left = (event: FocusEvent): void => {
    const to = event.relatedTarget;
    if (to instanceof Node && !this.contains(to) && to !== this) this.close();
  };

  readonly #outside = (event: Event): void => {
    if (this.open && !event.composedPath().includes(this)) this.close();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-menu": Menu;
  }
}
