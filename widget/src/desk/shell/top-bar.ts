/**
 * `<ochota-desk-top-bar>`: where one is, whether the desk is live, who is signed in and what they
 * are told.
 *
 * Properties: `desk`, `section`. Events: `desk-shortcuts`, `desk-settings`. Call `showNotices()`.
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { needsCare } from "../model/certificate";
import { waiting } from "../model/queue";
import type { Section } from "../model/routes";
import { isLead } from "../model/standing";
import { DeskElement, stylesOf } from "../parts/element";
import { keyboardIcon, settingsIcon, signOutIcon } from "../parts/icons";
import type { WordKey } from "../words";
import type { NoticeList } from "./notices";
import "./notices";
import "./presence";
import sheet from "./top-bar.css?inline";

@customElement("ochota-desk-top-bar")
export class TopBar extends DeskElement {
  static override styles = stylesOf(sheet);

  @property() section: Section = "queue";
  @query("ochota-desk-notices") private notices!: NoticeList;

  showNotices(): void {
    this.notices.show();
  }

  protected override render(): TemplateResult {
    const { agent, open } = this.desk.state;
    const count = this.section === "queue" ? 0 : waiting(open ?? []).length;
    return html`<header>
      <span class="brand"><span class="mark" aria-hidden="true">O</span><span class="name">Ochota</span></span>
      <nav aria-label=${this.say("app.title")}>
        ${this.#page("#/waiting", "app.queue", "queue", count > 0 ? html` <span class="badge accent">${count}</span>` : nothing)}
        ${isLead(agent) ? this.#page("#/knowledge", "app.knowledge", "knowledge") : nothing}
        ${this.#page("#/quality", "app.quality", "quality", this.#care())}
        ${isLead(agent) ? this.#page("#/board", "app.operations", "lead") : nothing}
      </nav>
      ${this.#connection()}
      <span class="who">${agent?.name} <span class="badge">${this.say(`role.${agent?.role ?? "agent"}`)}</span></span>
      <ochota-desk-presence .desk=${this.desk}></ochota-desk-presence>
      <span class="tools">
        <ochota-desk-notices .desk=${this.desk}></ochota-desk-notices>
        ${this.section !== "queue" ? nothing : this.#tool("app.shortcuts", keyboardIcon, "desk-shortcuts")}
        ${this.#tool("app.settings", settingsIcon, "desk-settings")}
        <button class="button quiet icon" aria-label=${this.say("app.sign_out")} title=${this.say("app.sign_out")} @click=${() => void this.desk.signOut()}>
          ${signOutIcon}
        </button>
      </span>
    </header>`;
  }

  #page(href: string, words: WordKey, section: Section, badge: TemplateResult | typeof nothing = nothing): TemplateResult {
    return html`<a href=${href} aria-current=${section === this.section ? "page" : "false"}>${this.say(words)}${badge}</a>`;
  }

  /** Tells a lead that the certificate's promise does not hold. */
  #care(): TemplateResult | typeof nothing {
    const { certificate, agent } = this.desk.state;
    if (certificate === null || !isLead(agent) || !needsCare(certificate)) return nothing;
    const status = certificate.status === "alarm" ? "alarm" : "invalid";
    const words = this.say(`quality.care_more.${status}`);
    return html` <span class="badge care ${status === "alarm" ? "bad" : "careful"}" title=${words}>${this.say(`quality.care.${status}`)}</span>`;
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
