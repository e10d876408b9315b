/**
 * `<ochota-desk-notices>`: the bell, how much is unread, and what it was.
 *
 * Properties: `desk`. Call `show()`. A notice leads to its conversation, where it counts as read;
 * all are marked as read by a button, so that none is lost by a glance.
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, query } from "lit/decorators.js";
import { fullTime, sameDay, timeOfDay } from "../../i18n/times";
import { formatRoute } from "../model/routes";
import type { AgentNotice } from "../model/types";
import { DeskElement, stylesOf } from "../parts/element";
import { bellIcon } from "../parts/icons";
import type { Menu } from "../parts/menu";
import { noticeWords } from "./notice-words";
import "../parts/menu";
import sheet from "./notices.css?inline";

/** As many as the stream brings: where there are fewer, there are no older ones. */
const PAGE = 20;

@customElement("ochota-desk-notices")
export class NoticeList extends DeskElement {
  static override styles = stylesOf(sheet);

  @query("ochota-desk-menu") private menu!: Menu;
  #noOlder = false;

  show(): void {
    this.menu.show();
  }

  protected override render(): TemplateResult {
    const { unread, list } = this.desk.state.notices;
    const label = unread > 0 ? this.say("notices.unread", { count: unread }) : this.say("notices.title");
    return html`<ochota-desk-menu .label=${label}>
      <span slot="button" class="bell">${bellIcon}${unread > 0 ? html`<span class="number" aria-hidden="true">${unread > 99 ? "99+" : unread}</span>` : nothing}</span>
      <div class="list">
        <header>
          <h2>${this.say("notices.title")}</h2>
          ${unread > 0
            ? html`<button class="button small quiet" data-stay @click=${() => void this.desk.notices.read()}>${this.say("notices.read")}</button>`
            : nothing}
        </header>
        ${list.length === 0 ? html`<p class="hint">${this.say("notices.none")}</p>` : html`<ul>${list.map((notice) => html`<li>${this.#notice(notice)}</li>`)}</ul>`}
        ${list.length >= PAGE && !this.#noOlder
          ? html`<button class="button small" data-stay @click=${this.#older}>${this.say("notices.older")}</button>`
          : nothing}
      </div>
    </ochota-desk-menu>`;
  }

  #notice(notice: AgentNotice): TemplateResult {
    const at = new Date(notice.created_at);
    const today = sameDay(at, new Date(this.desk.now()));
    const time = today ? timeOfDay(at, this.desk.language) : at.toLocaleDateString(this.desk.language, { day: "numeric", month: "numeric" });
    const body = html`<span class="dot" aria-hidden="true"></span>
      <span class="words">${noticeWords(notice, this.desk)}${notice.read ? nothing : html`<span class="visually-hidden"> ${this.say("notices.is_new")}</span>`}</span>
      <time datetime=${notice.created_at} title=${fullTime(at, this.desk.language)}>${time}</time>`;
    const unread = notice.read ? "" : "unread";
    if (notice.conversation_id === null) return html`<p class="item ${unread}">${body}</p>`;
    return html`<a class="item ${unread}" href=${formatRoute({ page: "conversation", id: notice.conversation_id })}>${body}</a>`;
  }

  readonly #older = async (): Promise<void> => {
    this.#noOlder = !(await this.desk.notices.loadOlder());
    this.requestUpdate();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-notices": NoticeList;
  }
}
