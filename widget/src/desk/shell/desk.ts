/**
 * `<ochota-desk>`: the whole agent desk; put on a page alone.
 *
 * Attributes: `origin` (of the helpdesk; the page's own when left out). Owns addresses, the
 * keyboard and what calls an absent agent; the panes own the rest.
 */
import { LitElement, html, nothing, unsafeCSS, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import tokens from "../../styles/tokens.css?inline";
import { DeskApi } from "../api";
import { Keepsake } from "../model/keepsake";
import { neighbour, waiting, type Tab } from "../model/queue";
import { formatRoute, parseRoute, sectionOf, TABS, type Route } from "../model/routes";
import { stylesOf } from "../parts/element";
import { Desk } from "../store/desk";
import type { Context } from "../context/context";
import type { Queue } from "../queue/queue";
import type { Thread } from "../thread/thread";
import type { Knowledge } from "../knowledge/knowledge";
import type { Lead } from "../lead/lead";
import { Announcer } from "./announcer";
import { TabIcon, titleWith } from "./attention";
import type { Settings, Shortcuts } from "./dialogs";
import { commandOf, type Command } from "./shortcut-keys";
import type { Toasts } from "./toasts";
import type { TopBar } from "./top-bar";
import "../context/context";
import "../knowledge/knowledge";
import "../lead/lead";
import "../quality/quality";
import "../queue/queue";
import "../thread/thread";
import "./dialogs";
import "./sign-in";
import "./toasts";
import "./top-bar";
import sheet from "./desk.css?inline";

@customElement("ochota-desk")
export class DeskShell extends LitElement {
  static override styles = [unsafeCSS(tokens), ...stylesOf(sheet)];

  @property() origin = "";
  @property({ attribute: false }) desk: Desk | null = null;
  @state() private route: Route = parseRoute(location.hash);
  @state() private tab: Tab = "waiting";
  @state() private detailsOpen = false;
  @state() private announcement = "";
  @query("ochota-desk-queue") private queue!: Queue | null;
  @query("ochota-desk-thread") private thread!: Thread | null;
  @query("ochota-desk-context") private context!: Context | null;
  @query("ochota-desk-knowledge") private knowledge!: Knowledge | null;
  @query("ochota-desk-lead") private lead!: Lead | null;
  @query("ochota-desk-toasts") private toasts!: Toasts | null;
  @query("ochota-desk-top-bar") private topBar!: TopBar | null;
  @query("ochota-desk-shortcuts") private shortcuts!: Shortcuts;
  @query("ochota-desk-settings") private settings!: Settings;
  @query("dialog.expired") private expired!: HTMLDialogElement | null;

  readonly #icon = new TabIcon(document);
  #unsubscribe: (() => void) | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.desk ??= new Desk({
      api: new DeskApi(this.origin),
      keepsake: new Keepsake(storageOrNull()),
      languages: navigator.languages,
    });
    this.#unsubscribe = this.desk.subscribe(() => this.requestUpdate());
    new Announcer(this.desk, (words) => (this.announcement = words));
    addEventListener("hashchange", this.#routed);
    document.addEventListener("keydown", this.#keydown);
    document.addEventListener("visibilitychange", this.#cameBack);
    this.#follow(this.route);
    void this.desk.open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
    removeEventListener("hashchange", this.#routed);
    document.removeEventListener("keydown", this.#keydown);
    document.removeEventListener("visibilitychange", this.#cameBack);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const desk = this.#desk;
    const count = waiting(desk.state.open ?? []).length;
    document.title = titleWith(count, `${desk.say("app.title")} · Ochota`);
    document.documentElement.lang = desk.language;
    this.#icon.show(count);
    this.dataset["theme"] = desk.state.preferences.theme;
    if (desk.state.phase === "expired" && this.expired?.open === false) this.expired.showModal();
  }

  get #desk(): Desk {
    if (this.desk === null) throw new Error("The desk is made when the element is connected.");
    return this.desk;
  }

  protected override render(): TemplateResult {
    return html`<div class="app">${this.#phase(this.#desk)}</div>`;
  }

  #phase(desk: Desk): TemplateResult {
    switch (desk.state.phase) {
      case "opening":
        return html`<p class="empty" aria-busy="true">${desk.say("app.loading")}</p>`;
      case "unreachable":
        return html`<div class="empty">
          <p role="alert">${desk.say("app.unreachable")}</p>
          <p><button class="button" @click=${() => void desk.open()}>${desk.say("app.retry")}</button></p>
        </div>`;
      case "signed-out":
        return html`<ochota-desk-sign-in .desk=${desk}></ochota-desk-sign-in>`;
      case "signed-in":
      case "expired":
        return this.#signedIn(desk);
    }
  }

  #signedIn(desk: Desk): TemplateResult {
    return html`
      <a class="skip button" href="#main" @click=${this.#skip}>${desk.say("app.skip")}</a>
      <ochota-desk-top-bar
        .desk=${desk}
        .section=${sectionOf(this.route)}
        @desk-shortcuts=${() => this.shortcuts.show()}
        @desk-settings=${() => this.settings.show()}
      ></ochota-desk-top-bar>
      ${this.#section(desk)}
      <p class="visually-hidden" aria-live="polite">${this.announcement}</p>
      <ochota-desk-toasts .desk=${desk}></ochota-desk-toasts>
      <ochota-desk-shortcuts .desk=${desk}></ochota-desk-shortcuts>
      <ochota-desk-settings .desk=${desk}></ochota-desk-settings>
      ${desk.state.phase === "expired"
        ? html`<dialog class="expired" aria-label=${desk.say("sign_in.title")} @cancel=${(event: Event) => event.preventDefault()}>
            <ochota-desk-sign-in .desk=${desk} expired></ochota-desk-sign-in>
          </dialog>`
        : nothing}
    `;
  }

  #section(desk: Desk): TemplateResult {
    switch (sectionOf(this.route)) {
      case "knowledge":
        return html`<ochota-desk-knowledge id="main" tabindex="-1" .desk=${desk} .route=${this.route}></ochota-desk-knowledge>`;
      case "quality":
        return html`<ochota-desk-quality id="main" tabindex="-1" .desk=${desk} .route=${this.route}></ochota-desk-quality>`;
      case "lead":
        return html`<ochota-desk-lead id="main" tabindex="-1" .desk=${desk} .page=${this.route.page}></ochota-desk-lead>`;
      case "queue":
        return this.#panes(desk);
    }
  }

  #panes(desk: Desk): TemplateResult {
    const selectedId = this.route.page === "conversation" ? this.route.id : null;
    return html`<div class="panes ${selectedId === null ? "list" : "conversation"} ${this.detailsOpen ? "details" : ""}">
      <aside class="queue" aria-label=${desk.say("list.label")}>
        <ochota-desk-queue .desk=${desk} .tab=${this.tab} .selectedId=${selectedId}></ochota-desk-queue>
      </aside>
      <main id="main" tabindex="-1" aria-label=${desk.say("thread.label")}>
        ${selectedId === null
          ? html`<div class="empty nobody">
              <strong>${desk.say("thread.none")}</strong><span>${desk.say("thread.none_more")}</span>
            </div>`
          : html`<ochota-desk-thread
              .desk=${desk}
              .conversationId=${selectedId}
              @desk-details=${() => (this.detailsOpen = !this.detailsOpen)}
            ></ochota-desk-thread>`}
      </main>
      ${selectedId === null
        ? nothing
        : html`<aside class="context" aria-label=${desk.say("context.label")}>
            <ochota-desk-context
              .desk=${desk}
              .conversationId=${selectedId}
              @desk-close=${() => (this.detailsOpen = false)}
              @desk-insert=${this.#insert}
            ></ochota-desk-context>
          </aside>`}
    </div>`;
  }

  readonly #insert = (event: CustomEvent<string>): void => {
    this.detailsOpen = false;
    this.thread?.insert(event.detail);
  };

  readonly #skip = (event: Event): void => {
    event.preventDefault();
    this.renderRoot.querySelector<HTMLElement>("#main")?.focus();
  };

  readonly #routed = (): void => {
    const wanted = parseRoute(location.hash);
    if (this.knowledge?.mayLeave() === false || this.lead?.mayLeave() === false) {
      history.replaceState(null, "", formatRoute(this.route));
      return;
    }
    this.#follow(wanted);
  };

  #follow(route: Route): void {
    this.route = route;
    if (route.page === "queue") this.tab = route.tab;
    this.detailsOpen = false;
    void this.#desk.threads.select(route.page === "conversation" ? route.id : null);
  }

  /** What streamed in meanwhile is read only now. */
  readonly #cameBack = (): void => {
    const { selectedId } = this.#desk.state;
    if (selectedId === null) return;
    this.#desk.threads.markSeen(selectedId);
    this.#desk.notices.readShown();
  };

  readonly #keydown = (event: KeyboardEvent): void => {
    const desk = this.#desk;
    if (desk.state.phase !== "signed-in" || sectionOf(this.route) !== "queue" || event.defaultPrevented) return;
    const target = event.composedPath()[0];
    if (target instanceof HTMLElement && target.closest("dialog") !== null) return;
    const command = commandOf(event, isWriting(target));
    if (command === null) return;
    // Arrows scroll what has the focus and can scroll.
    if (event.key.startsWith("Arrow") && target instanceof HTMLElement && target.closest(".scroll, [role=log]")?.closest("ul") === null) return;
    event.preventDefault();
    this.#obey(command);
  };

  #obey(command: Command): void {
    switch (command.kind) {
      case "next":
        return this.#step(1);
      case "previous":
        return this.#step(-1);
      case "tab":
        location.hash = formatRoute({ page: "queue", tab: TABS[command.place] ?? "waiting" });
        return;
      case "search":
        // The conversation stays open beside what is found.
        this.tab = "all";
        void this.updateComplete.then(() => this.queue?.focusSearch());
        return;
      case "insert": {
        const text = this.context?.suggestion(command.place) ?? null;
        if (text !== null) this.thread?.insert(text);
        return;
      }
      case "thread":
        return this.thread?.command(command.command);
      case "undo":
        return this.toasts?.undo();
      case "notices":
        return this.topBar?.showNotices();
      case "details":
        this.detailsOpen = !this.detailsOpen;
        return;
      case "help":
        return this.shortcuts.show();
    }
  }

  #step(step: 1 | -1): void {
    const next = neighbour(this.queue?.shown ?? [], this.#desk.state.selectedId, step);
    if (next !== null) location.hash = formatRoute({ page: "conversation", id: next.conversation_id });
  }
}

function isWriting(target: EventTarget | undefined): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}

function storageOrNull(): Storage | null {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk": DeskShell;
  }
}
