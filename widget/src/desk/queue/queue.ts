/**
 * `<ochota-desk-queue>`: the lists of conversations beside the conversation itself.
 *
 * Properties: `desk`, `tab`, `selectedId`. Navigation is by links; it fires nothing.
 */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { DeskElement, stylesOf, Ticker } from "../parts/element";
import { refreshIcon } from "../parts/icons";
import { isUnread, mine, others, waiting, type Tab } from "../model/queue";
import { formatRoute } from "../model/routes";
import type { Handoff } from "../model/types";
import { timeOfDay, fullTime, sameDay } from "../../i18n/times";
import { waitingTime } from "../words";
import sheet from "./queue.css?inline";

const TABS: readonly Tab[] = ["waiting", "mine", "closed"];

@customElement("ochota-desk-queue")
export class Queue extends DeskElement {
  static override styles = stylesOf(sheet);

  @property() tab: Tab = "waiting";
  @property({ attribute: false }) selectedId: string | null = null;
  @query('a[aria-current="true"]') private current!: HTMLElement | null;

  constructor() {
    super();
    new Ticker(this, 1000);
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("selectedId")) this.current?.scrollIntoView({ block: "nearest" });
    if (changed.has("tab") && this.tab === "closed") void this.desk.loadClosed();
  }

  protected override render(): TemplateResult {
    const { open, agent } = this.desk.state;
    const username = agent?.username ?? "";
    const counts: Record<Tab, number | null> = {
      waiting: open ? waiting(open).length : null,
      mine: open ? mine(open, username).length : null,
      closed: null,
    };
    return html`
      <div class="head">
        <div role="tablist" aria-label=${this.say("list.label")} @keydown=${this.#moveTab}>
        ${TABS.map(
          (tab) => html`<a
            role="tab"
            id=${tab}
            href=${formatRoute({ page: "queue", tab })}
            aria-selected=${tab === this.tab ? "true" : "false"}
            tabindex=${tab === this.tab ? "0" : "-1"}
            >${this.say(`tab.${tab}`)}${counts[tab]
              ? html` <span class="count ${tab === "waiting" ? "calls" : ""}">${counts[tab]}</span>`
              : nothing}</a
          >`,
        )}
        </div>
        <button class="button quiet icon" title=${this.say("list.refresh")} aria-label=${this.say("list.refresh")} @click=${this.#refresh}>
          ${refreshIcon}
        </button>
      </div>
      <div class="scroll" role="tabpanel" aria-labelledby=${this.tab}>${this.#lists(username)}</div>
    `;
  }

  #lists(username: string): TemplateResult {
    const { open, closed } = this.desk.state;
    if (this.tab === "closed") {
      if (closed === null) return this.#loading();
      return closed.length === 0 ? this.#empty("list.closed.empty") : this.#list(closed);
    }
    if (open === null) return this.#loading();
    if (this.tab === "mine") {
      const own = mine(open, username);
      const colleagues = others(open, username);
      return html`${own.length === 0 ? this.#empty("list.mine.empty", "list.mine.empty_more") : this.#list(own)}
      ${colleagues.length > 0 ? html`<h2>${this.say("list.others")}</h2>${this.#list(colleagues)}` : nothing}`;
    }
    const queue = waiting(open);
    return queue.length === 0 ? this.#empty("list.waiting.empty", "list.waiting.empty_more") : this.#list(queue);
  }

  #list(handoffs: readonly Handoff[]): TemplateResult {
    return html`<ul>
      ${repeat(
        handoffs,
        (handoff) => handoff.id,
        (handoff, index) => html`<li>${this.#row(handoff, index)}</li>`,
      )}
    </ul>`;
  }

  #row(handoff: Handoff, index: number): TemplateResult {
    const selected = handoff.conversation_id === this.selectedId;
    const waits = handoff.state === "waiting";
    const unread = !selected && isUnread(handoff, this.desk.keepsake.seen(handoff.conversation_id));
    const last = handoff.last_message;
    return html`<a
      class="row ${unread ? "unread" : ""}"
      href=${formatRoute({ page: "conversation", id: handoff.conversation_id })}
      aria-current=${selected ? "true" : "false"}
    >
      <span class="top">
        <span class="badge language" title=${this.say("context.language")}>${handoff.language}</span>
        <span class="reason">${this.say(`reason.${handoff.reason}`)}</span>
        ${waits ? this.#waits(handoff) : this.#when(handoff)}
      </span>
      <span class="text">${handoff.question ?? last?.text ?? ""}</span>
      <span class="bottom">
        ${waits
          ? html`<span>${this.say("list.position", { position: handoff.position ?? index + 1 })}</span>`
          : html`<span>${this.#stateWords(handoff)}</span>`}
        ${unread ? html`<span class="badge accent">${this.say("list.new_messages")}</span>` : nothing}
      </span>
      ${last !== null && last.text !== (handoff.question ?? last.text)
        ? html`<span class="last">${this.say(`author.${last.author}`)}: ${last.text}</span>`
        : nothing}
    </a>`;
  }

  #stateWords(handoff: Handoff): string {
    const another = handoff.agent !== null && handoff.agent.username !== this.desk.state.agent?.username;
    if (handoff.state === "assigned" && another) return this.say("state.with", { name: handoff.agent?.name ?? "" });
    return this.say(`state.${handoff.state}`);
  }

  #waits(handoff: Handoff): TemplateResult {
    const since = Date.parse(handoff.waiting_since);
    const waited = this.desk.now() - since;
    const words = waitingTime(waited, this.say);
    // Colour only underlines what the number says.
    const urgency = waited > 600_000 ? "long" : waited > 180_000 ? "while" : "";
    return html`<time
      class="waits ${urgency}"
      datetime=${handoff.waiting_since}
      title=${fullTime(new Date(since), this.desk.language)}
      aria-label=${this.say("list.waits", { time: words })}
      >${words}</time
    >`;
  }

  #when(handoff: Handoff): TemplateResult {
    const at = new Date(handoff.last_message?.created_at ?? handoff.requested_at);
    const today = sameDay(at, new Date(this.desk.now()));
    const words = today
      ? timeOfDay(at, this.desk.language)
      : at.toLocaleDateString(this.desk.language, { day: "numeric", month: "numeric" });
    return html`<time datetime=${at.toISOString()} title=${fullTime(at, this.desk.language)}>${words}</time>`;
  }

  #empty(key: "list.waiting.empty" | "list.mine.empty" | "list.closed.empty", more?: "list.waiting.empty_more" | "list.mine.empty_more"): TemplateResult {
    return html`<p class="empty">
      <strong>${this.say(key)}</strong>${more ? html`<span>${this.say(more)}</span>` : nothing}
    </p>`;
  }

  #loading(): TemplateResult {
    return html`<p class="empty" aria-busy="true">${this.say("knowledge.loading")}</p>`;
  }

  readonly #moveTab = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = TABS[(TABS.indexOf(this.tab) + step + TABS.length) % TABS.length] ?? "waiting";
    location.hash = formatRoute({ page: "queue", tab: next });
    this.renderRoot.querySelector<HTMLElement>(`#${next}`)?.focus();
  };

  readonly #refresh = (): void => {
    void this.desk.refresh();
    if (this.tab === "closed") void this.desk.loadClosed();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-queue": Queue;
  }
}
