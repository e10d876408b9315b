/**
 * `<ochota-desk-top-bar>`: where one is, whether the desk is live, and who is signed in.
 *
 * Properties: `desk`, `inKnowledge`. Events: `desk-shortcuts`, `desk-settings`.
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { waiting } from "../model/queue";
import { DeskElement, stylesOf } from "../parts/element";
import { keyboardIcon, settingsIcon, signOutIcon } from "../parts/icons";
import type { WordKey } from "../words";
import sheet from "./top-bar.css?inline";

@customElement("ochota-desk-top-bar")
export class TopBar extends DeskElement {
  static override styles = stylesOf(sheet);

  @property({ type: Boolean }) inKnowledge = false;

  protected override render(): TemplateResult {
    const { agent, open } = this.desk.state;
    const count = waiting(open ?? []).length;
    return html`<header>
      <span class="brand"><span class="mark" aria-hidden="true">O</span><span class="name">Ochota</span></span>
      <nav aria-label=${this.say("app.title")}>
        ${this.#page("#/waiting", "app.queue", !this.inKnowledge, this.inKnowledge ? count : 0)}
        ${agent?.role === "lead" ? this.#page("#/knowledge", "app.knowledge", this.inKnowledge, 0) : nothing}
      </nav>
      ${this.#connection()}
      <span class="who">${agent?.name} <span class="badge">${this.say(`role.${agent?.role ?? "agent"}`)}</span></span>
      <span class="tools">
        ${this.inKnowledge ? nothing : this.#tool("app.shortcuts", keyboardIcon, "desk-shortcuts")}
        ${this.#tool("app.settings", settingsIcon, "desk-settings")}
        <button class="button quiet icon" aria-label=${this.say("app.sign_out")} title=${this.say("app.sign_out")} @click=${() => void this.desk.signOut()}>
          ${signOutIcon}
        </button>
      </span>
    </header>`;
  }

  #page(href: string, words: WordKey, current: boolean, count: number): TemplateResult {
    return html`<a href=${href} aria-current=${current ? "page" : "false"}
      >${this.say(words)}${count > 0 ? html` <span class="badge accent">${count}</span>` : nothing}</a
    >`;
  }

  #connection(): TemplateResult {
    const { connection, phase } = this.desk.state;
    const key: WordKey =
      connection === "open" ? "connection.live" : connection === "connecting" && phase === "signed-in" ? "connection.connecting" : "connection.lost";
    return html`<span class="connection ${connection}" role="status" title=${this.say(key)}
      ><i aria-hidden="true"></i><span>${this.say(key)}</span></span
    >`;
  }

  #tool(words: WordKey, icon: TemplateResult, event: string): TemplateResult {
    return html`<button
      class="button quiet icon ${event}"
      aria-label=${this.say(words)}
      title=${this.say(words)}
      @click=${() => this.dispatchEvent(new CustomEvent(event))}
    >
      ${icon}
    </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-top-bar": TopBar;
  }
}
