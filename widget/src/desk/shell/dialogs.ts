/** The desk's two small dialogs: the list of shortcuts, and the preferences with one's password. */
import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { DeskDialog, dialogStylesOf } from "../parts/dialog";
import { notificationsAllowed } from "./attention";
import type { WordKey } from "../words";
import "./password-form";
import sheet from "./dialogs.css?inline";

type Shortcut = readonly [keys: readonly string[], meaning: WordKey];

const GROUPS: readonly (readonly [title: WordKey, shortcuts: readonly Shortcut[]])[] = [
  [
    "keys.lists",
    [
      [["j", "k", "↓", "↑"], "keys.move"],
      [["1", "2", "3", "4"], "keys.open"],
      [["/"], "keys.search"],
      [["g"], "keys.notices"],
    ],
  ],
  [
    "keys.conversation",
    [
      [["c"], "keys.claim"],
      [["o"], "keys.take_over"],
      [["e"], "keys.resolve"],
      [["Shift+E"], "keys.outcome"],
      [["z"], "keys.undo"],
      [["t"], "keys.transfer"],
      [["s"], "keys.snooze"],
      [["p"], "keys.triage"],
      [["b"], "keys.release"],
      [["m"], "keys.merge"],
      [["f"], "keys.fold"],
      [["i"], "keys.details"],
    ],
  ],
  [
    "keys.writing",
    [
      [["r"], "keys.reply"],
      [["n"], "keys.note"],
      [["/"], "keys.canned"],
      [["@"], "keys.mention"],
      [["Alt+1", "…", "Alt+5"], "keys.insert"],
      [["Ctrl+Enter"], "keys.send"],
      [["Esc"], "keys.leave"],
      [["?"], "keys.help"],
    ],
  ],
];

/** `<ochota-desk-shortcuts>`: call `show()`. */
@customElement("ochota-desk-shortcuts")
export class Shortcuts extends DeskDialog {
  static override styles = dialogStylesOf(sheet);

  protected override render(): TemplateResult {
    return this.frame("keys.title", html`<div class="groups">${GROUPS.map(([title, shortcuts]) => this.#group(title, shortcuts))}</div>`);
  }

  #group(title: WordKey, shortcuts: readonly Shortcut[]): TemplateResult {
    return html`<section>
      <h3>${this.say(title)}</h3>
      <dl>
        ${shortcuts.map(
          ([keys, meaning]) =>
            html`<div><dt>${keys.map((key) => (key === "…" ? html`… ` : html`<kbd>${key}</kbd> `))}</dt>
              <dd>${this.say(meaning)}</dd></div>`,
        )}
      </dl>
    </section>`;
  }
}

/** `<ochota-desk-settings>`: call `show()`. Every change holds at once. */
@customElement("ochota-desk-settings")
export class Settings extends DeskDialog {
  static override styles = dialogStylesOf(sheet);

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
        ${this.#notifications(preferences.notifications)}
        ${this.#switch("enterSends", "app.enter_sends", preferences.enterSends)}
        <ochota-desk-password .desk=${this.desk}></ochota-desk-password>
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

  /** The browser is asked only when they are switched on, so that the question has a reason. */
  #notifications(on: boolean): TemplateResult {
    const change = async (event: Event): Promise<void> => {
      const input = event.target as HTMLInputElement;
      const allowed = input.checked && (await notificationsAllowed());
      if (input.checked && !allowed) this.desk.notify("app.notifications_denied", {}, "bad");
      this.desk.prefer({ notifications: allowed });
      input.checked = allowed;
    };
    return html`<label class="switch">
      <input type="checkbox" .checked=${on} @change=${(event: Event) => void change(event)} />
      ${this.say("app.notifications")}
    </label>`;
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
