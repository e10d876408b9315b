/**
 * `<ochota-desk-queue>`: the lists of conversations beside the conversation itself.
 *
 * Properties: `desk`, `tab`, `selectedId`. Navigation is by links; it fires nothing. Only the rows
 * in sight are in the document: their heights are fixed, here and in the sheet.
 */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { mine, NO_FILTER, unread, waiting, type Filter, type Tab } from "../model/queue";
import { formatRoute, TABS } from "../model/routes";
import type { Handoff } from "../model/types";
import { windowOf } from "../model/window";
import { DeskElement, stylesOf, Ticker } from "../parts/element";
import { refreshIcon } from "../parts/icons";
import { handoffsOf, itemsOf, type Item } from "./items";
import { rowView } from "./row";
import type { Filters } from "./filters";
import "./filters";
import sheet from "./queue.css?inline";

const HEIGHTS: Readonly<Record<Item["kind"], number>> = { row: 104, heading: 40, remark: 130 };
/** Where the height of the list is not known yet. */
const ASSUMED_VIEWPORT_PIXELS = 1_000;
const SEARCH_PAUSE_MILLISECONDS = 300;

@customElement("ochota-desk-queue")
export class Queue extends DeskElement {
  static override styles = stylesOf(sheet);

  @property() tab: Tab = "waiting";
  @property({ attribute: false }) selectedId: string | null = null;
  @state() private filter: Filter = NO_FILTER;
  @state() private scrolledTo = 0;
  @query(".scroll") private list!: HTMLElement | null;
  @query("ochota-desk-filters") private filters!: Filters | null;
  #items: readonly Item[] | null = null;
  #searchTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    new Ticker(this, 1000);
  }

  /** The handoffs of the shown list in their order. */
  get shown(): readonly Handoff[] {
    return handoffsOf(itemsOf(this.tab, this.desk.state, this.filter));
  }

  focusSearch(): void {
    void this.updateComplete.then(() => this.filters?.focusSearch());
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.#items = itemsOf(this.tab, this.desk.state, this.filter);
    if (changed.has("tab")) this.scrolledTo = 0;
  }

  protected override updated(changed: PropertyValues): void {
    this.#space();
    if (changed.has("tab")) {
      if (this.list !== null) this.list.scrollTop = 0;
      if (this.tab === "closed") void this.desk.queue.loadClosed();
    }
    if (changed.has("selectedId") || changed.has("tab")) this.#showSelected();
  }

  protected override render(): TemplateResult {
    return html`
      <div class="head">
        <div role="tablist" aria-label=${this.say("list.label")} @keydown=${this.#moveTab}>${TABS.map((tab) => this.#tab(tab))}</div>
        ${this.#isLive
          ? nothing
          : html`<button class="button quiet icon" title=${this.say("list.refresh")} aria-label=${this.say("list.refresh")} @click=${this.#refresh}>
              ${refreshIcon}
            </button>`}
      </div>
      <div class="panel" role="tabpanel" aria-labelledby=${this.tab}>
        ${this.tab === "all"
          ? html`<ochota-desk-filters .desk=${this.desk} .filter=${this.filter} @desk-filter=${this.#filtered}></ochota-desk-filters>`
          : nothing}
        <div class="scroll" @scroll=${this.#scrolled}>
          ${this.#items === null ? html`<p class="empty" aria-busy="true">${this.say("knowledge.loading")}</p>` : this.#list(this.#items)}
        </div>
      </div>
    `;
  }

  #tab(tab: Tab): TemplateResult {
    const count = this.#count(tab);
    return html`<a
      role="tab"
      id=${tab}
      href=${formatRoute({ page: "queue", tab })}
      aria-selected=${tab === this.tab ? "true" : "false"}
      tabindex=${tab === this.tab ? "0" : "-1"}
      >${this.say(`tab.${tab}`)}${count > 0 ? html` <span class="count ${tab === "waiting" ? "calls" : ""}">${count}</span>` : nothing}${tab === "mine" && this.#hasNews()
        ? html`<span class="news" title=${this.say("list.new_messages")}><span class="visually-hidden">${this.say("list.new_messages")}</span></span>`
        : nothing}</a
    >`;
  }

  #count(tab: Tab): number {
    const open = this.desk.state.open ?? [];
    if (tab === "waiting") return waiting(open).length;
    return tab === "mine" ? mine(open, this.#username).length : 0;
  }

  #hasNews(): boolean {
    return mine(this.desk.state.open ?? [], this.#username).some(
      (one) => one.conversation_id !== this.selectedId && unread(one, this.desk.state.unread, this.desk.keepsake.seen(one.conversation_id)) > 0,
    );
  }

  /** Whether the shown list keeps itself up to date. */
  get #isLive(): boolean {
    return this.desk.state.connection === "open";
  }

  get #username(): string {
    return this.desk.state.agent?.username ?? "";
  }

  #list(items: readonly Item[]): TemplateResult {
    const { first, end } = this.#window(items);
    return html`<div class="space above"></div>
      <ul>
        ${repeat(
          items.slice(first, end),
          (item) => item.key,
          (item) => html`<li class=${item.kind}>${this.#item(item)}</li>`,
        )}
      </ul>
      <div class="space below"></div>`;
  }

  #item(item: Item): TemplateResult {
    switch (item.kind) {
      case "row":
        return rowView(this.desk, item.handoff, item.place, this.selectedId);
      case "heading":
        return html`<h2>${this.say(item.words)} <span class="count">${item.count}</span></h2>`;
      case "remark":
        return html`<p class="empty"><strong>${this.say(item.words)}</strong>${item.more ? html`<span>${this.say(item.more)}</span>` : nothing}</p>`;
    }
  }

  #window(items: readonly Item[]): ReturnType<typeof windowOf> {
    const viewport = this.list?.clientHeight || ASSUMED_VIEWPORT_PIXELS;
    return windowOf(items.map((item) => HEIGHTS[item.kind]), this.scrolledTo, viewport);
  }

  /** Through the object model: the page's content security policy refuses style attributes. */
  #space(): void {
    if (this.#items === null) return;
    const { above, below } = this.#window(this.#items);
    for (const [name, height] of [["above", above], ["below", below]] as const) {
      const space = this.renderRoot.querySelector<HTMLElement>(`.space.${name}`);
      if (space !== null) space.style.height = `${height}px`;
    }
  }

  /** Scrolls so far that the selected row is in sight, also where it is not drawn yet. */
  #showSelected(): void {
    const at = (this.#items ?? []).findIndex((item) => item.kind === "row" && item.handoff.conversation_id === this.selectedId);
    if (this.list === null || at < 0) return;
    const top = (this.#items ?? []).slice(0, at).reduce((sum, item) => sum + HEIGHTS[item.kind], 0);
    const { scrollTop, clientHeight } = this.list;
    if (top < scrollTop) this.list.scrollTop = top;
    else if (top + HEIGHTS.row > scrollTop + clientHeight) this.list.scrollTop = top + HEIGHTS.row - clientHeight;
  }

  readonly #scrolled = (): void => {
    this.scrolledTo = this.list?.scrollTop ?? 0;
  };

  readonly #filtered = (event: CustomEvent<Filter>): void => {
    const before = this.filter.text;
    this.filter = event.detail;
    if (this.filter.text === before) return;
    clearTimeout(this.#searchTimer);
    this.#searchTimer = setTimeout(() => void this.desk.queue.search(this.filter.text.trim()), SEARCH_PAUSE_MILLISECONDS);
  };

  readonly #moveTab = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = TABS[(TABS.indexOf(this.tab) + step + TABS.length) % TABS.length] ?? "waiting";
    location.hash = formatRoute({ page: "queue", tab: next });
    this.renderRoot.querySelector<HTMLElement>(`#${next}`)?.focus();
  };

  readonly #refresh = (): void => {
    void this.desk.queue.refresh();
    if (this.tab === "closed") void this.desk.queue.loadClosed();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-queue": Queue;
  }
}
