/** The desk's two small dialogs: the list of shortcuts and the preferences. */
import { html, type TemplateResult } from "lit";
import { customElement, query } from "lit/decorators.js";
import { DeskElement, stylesOf } from "../parts/element";
import { closeIcon } from "../parts/icons";
import type { WordKey } from "../words";
import sheet from "./dialogs.css?inline";

abstract class DeskDialog extends DeskElement {
  static override styles = stylesOf(sheet);

  @query("dialog") private dialog!: HTMLDialogElement;

  show(): void {
    if (!this.dialog.open) this.dialog.showModal();
  }

  protected frame(title: WordKey, body: TemplateResult): TemplateResult {
    return html`<dialog aria-labelledby="title" @click=${this.#leave}>
      <div class="inside">
        <header>
          <h2 id="title">${this.say(title)}</h2>
          <button class="button quiet icon" aria-label=${this.say("app.close")} @click=${() => this.dialog.close()}>${closeIcon}</button>
        </header>
        ${body}
      </div>
    </dialog>`;
  }

  /** A click on the backdrop lands on the dialog itself. */
  readonly #leave = (event: MouseEvent): void => {
    if (event.target === this.dialog) this.dialog.close();
  };
}

const SHORTCUTS: readonly (readonly [readonly string[], WordKey])[] = [
  [["j", "k", "↓", "↑"], "keys.move"],
  [["1", "2", "3"], "keys.open"],
  [["c"], "keys.claim"],
  [["r"], "keys.reply"],
  [["e"], "keys.resolve"],
  [["Alt+1", "…", "Alt+5"], "keys.insert"],
  [["Ctrl+Enter"], "keys.send"],
  [["Esc"], "keys.leave"],
  [["?"], "keys.help"],
];

/** `<ochota-desk-shortcuts>`: call `show()`. */
@customElement("ochota-desk-shortcuts")
export class Shortcuts extends DeskDialog {
  protected override render(): TemplateResult {
    return this.frame(
      "keys.title",
      html`<dl>
        ${SHORTCUTS.map(
          ([keys, meaning]) =>
            html`<dt>${keys.map((key) => (key === "…" ? html`… ` : html`<kbd>${key}</kbd> `))}</dt>
              <dd>${this.say(meaning)}</dd>`,
        )}
      </dl>`,
    );
  }
}

/** `<ochota-desk-settings>`: call `show()`. Every change holds at once. */
@customElement("ochota-desk-settings")
export class Settings extends DeskDialog {
  protected override render(): TemplateResult {
    const { preferences } = this.desk.state;
    return this.frame(
      "app.settings",
      html`<div class="settings">
        ${this.#choice("language", "app.language", this.desk.language, [
          ["cs", "Čeština"],
          ["en", "English"],
        ])}
        ${this.#choice("theme", "app.theme", preferences.theme, [
          ["auto", this.say("app.theme.auto")],
          ["light", this.say("app.theme.light")],
          ["dark", this.say("app.theme.dark")],
        ])}
        ${this.#switch("sound", "app.sound", preferences.sound)}
        ${this.#switch("enterSends", "app.enter_sends", preferences.enterSends)}
      </div>`,
    );
  }

  #choice(
    name: "language" | "theme",
    label: WordKey,
    chosen: string,
    options: readonly (readonly [string, string])[],
  ): TemplateResult {
    return html`<div class="field">
      <label for=${name}>${this.say(label)}</label>
      <select
        id=${name}
        class="input"
        @change=${(event: Event) =>
          this.desk.prefer({ [name]: (event.target as HTMLSelectElement).value })}
      >
        ${options.map(([value, words]) => html`<option value=${value} ?selected=${value === chosen}>${words}</option>`)}
      </select>
    </div>`;
  }

  #switch(name: "sound" | "enterSends", label: WordKey, on: boolean): TemplateResult {
    return html`<label class="switch">
      <input
        type="checkbox"
        .checked=${on}
        @change=${(event: Event) => this.desk.prefer({ [name]: (event.target as HTMLInputElement).checked })}
      />
      ${this.say(label)}
    </label>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-shortcuts": Shortcuts;
    "ochota-desk-settings": Settings;
  }
}
