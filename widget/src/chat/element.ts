/**
 * `<ochota-chat>`: a launcher and the chat it opens.
 *
 * Attributes: `server` (origin of the helpdesk), `language` (cs, en), `position` (right, left),
 * `heading`, `greeting`, `open`, `theme` (light, dark; otherwise as the reader's system),
 * `conversation` (its id: the chat then fills its page and shows this one, opened by the address).
 *
 * Methods: open(), close(), ask(text), setLanguage(language).
 *
 * Events, bubbling and composed: `ochota-open`, `ochota-close`, `ochota-message` (detail: the
 * event of the log), `ochota-state` (detail: the conversation), `ochota-unread` (detail: count).
 *
 * Parts for styling: `launcher`, `panel`. Colours: the `--ochota-*` properties in tokens.css.
 */

import type { LogEvent } from "../api/types";
import { icon, ICONS, make, setAttributes } from "../dom/build";
import { chooseLanguage, type Language } from "../i18n/language";
import { sheetOf } from "../styles/sheet";
import tokens from "../styles/tokens.css?inline";
import { linkedStorage } from "./linked";
import { unreadCount, type ChatState } from "./model/state";
import { ChatSession } from "./session";
import { browserStore, ChatStorage } from "./storage";
import { CHAT_STYLES } from "./styles";
import { ComposerView } from "./view/composer";
import { HeaderView } from "./view/header";
import { LogView } from "./view/log";
import type { RowContext } from "./view/rows";
import { fitToViewport, isFullScreen, keepFocusInside } from "./view/screen";
import { takesFiles, WaitingView } from "./view/waiting";
import { WORDS, type ChatWords } from "./view/words";

export class OchotaChat extends HTMLElement {
  static readonly observedAttributes = ["language", "heading", "greeting"];

  readonly #launcher = make("button", {
    type: "button",
    class: "launcher",
    part: "launcher",
    "aria-haspopup": "dialog",
    "aria-expanded": "false",
  });
  readonly #badge = make("span", { class: "badge", "aria-hidden": "true", hidden: true });
  readonly #panel = make("section", {
    class: "panel",
    part: "panel",
    role: "dialog",
    "aria-labelledby": "title",
    tabindex: "-1",
    hidden: true,
  });
  readonly #banner = make("div", { class: "banner", role: "status" });
  readonly #header = new HeaderView({
    close: () => this.close(),
    requestHuman: () => {
      this.#session?.requestHuman();
      this.#composer.focus();
    },
  });
  readonly #log = new LogView();
  readonly #composer = new ComposerView({
    send: (text) => {
      this.#session?.say(text);
      this.#log.scrollToEnd();
    },
    draft: (text) => this.#storage?.keepDraft(text),
    typing: () => this.#session?.noteTyping(),
    sendFile: async (file) => {
      await this.#session?.sendFile(file);
      this.#log.scrollToEnd();
    },
  });
  readonly #waiting = new WaitingView({
    leaveContact: async (body) => this.#session?.leaveContact(body),
    writing: () => this.#composer.text.trim() !== "",
    changed: () => this.#render(),
  });
  #storage: ChatStorage | null = null;
  #session: ChatSession | null = null;
  #language: Language | null = null;
  #cameFrom: HTMLElement | null = null;
  #renderRequested = false;
  #stopFitting: (() => void) | null = null;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheetOf(tokens, ...CHAT_STYLES)];
    this.#launcher.append(icon(ICONS.chat), this.#badge);
    this.#panel.append(
      this.#header.element,
      this.#banner,
      this.#log.element,
      this.#waiting.element,
      this.#composer.element,
    );
    root.append(this.#panel, this.#launcher);
    this.#launcher.addEventListener("click", () => (this.isOpen ? this.close() : this.open()));
    this.#panel.addEventListener("keydown", (event) => this.#onKey(event));
    this.#panel.addEventListener("click", (event) => this.#onClick(event));
  }

  connectedCallback(): void {
    if (this.#session) return;
    const origin = this.getAttribute("server") ?? location.origin;
    this.#storage = this.#linkedTo
      ? linkedStorage(origin, this.#linkedTo)
      : new ChatStorage(origin, browserStore("localStorage"), browserStore("sessionStorage"));
    this.#session = new ChatSession({
      origin,
      storage: this.#storage,
      language: () => this.#words.language,
      page: () => ({ url: location.href, title: document.title }),
      onChange: (state, before) => this.#onChange(state, before),
      onEvent: (event) => this.#onEvent(event),
    });
    this.#composer.text = this.#storage.draft();
    document.addEventListener("visibilitychange", this.#onVisibility);
    globalThis.addEventListener("online", this.#requestRender);
    globalThis.addEventListener("offline", this.#requestRender);
    this.#session.start();
    this.#render();
    const open = this.#linkedTo !== null || (this.#storage.panelOpen() ?? this.hasAttribute("open"));
    if (open) this.#show();
  }

  disconnectedCallback(): void {
    document.removeEventListener("visibilitychange", this.#onVisibility);
    globalThis.removeEventListener("online", this.#requestRender);
    globalThis.removeEventListener("offline", this.#requestRender);
    this.#stopFitting?.();
    this.#session?.stop();
    this.#session = null;
  }

  attributeChangedCallback(): void {
    this.#requestRender();
  }

  get isOpen(): boolean {
    return !this.#panel.hidden;
  }

  /** Opens the panel and takes the focus into it. */
  open(): void {
    if (!this.isOpen) {
      this.#cameFrom = focusedElement();
      this.#storage?.keepPanelOpen(true);
      this.#show();
      this.#tell("ochota-open", null);
    }
    this.#takeFocus();
  }

  /** Closes the panel; the focus goes back to where it came from. */
  close(): void {
    if (!this.isOpen || this.#linkedTo !== null) return;
    this.#panel.hidden = true;
    this.#launcher.hidden = false;
    this.#launcher.setAttribute("aria-expanded", "false");
    this.#stopFitting?.();
    this.#storage?.keepPanelOpen(false);
    const back = this.#cameFrom?.isConnected ? this.#cameFrom : this.#launcher;
    this.#cameFrom = null;
    back.focus();
    this.#tell("ochota-close", null);
  }

  /** Opens the panel and, unless `text` is empty, asks it. */
  ask(text = ""): void {
    this.open();
    this.#session?.say(text);
    this.#log.scrollToEnd();
  }

  setLanguage(language: Language): void {
    this.#language = chooseLanguage(language);
    this.#render();
  }

  /** The conversation of a page that shows nothing else. */
  get #linkedTo(): string | null {
    return this.getAttribute("conversation");
  }

  get #words(): ChatWords {
    return WORDS[
      this.#language ??
        chooseLanguage(this.getAttribute("language"), document.documentElement.lang, navigator.language)
    ];
  }

  #show(): void {
    this.#panel.hidden = false;
    this.#launcher.setAttribute("aria-expanded", "true");
    this.#stopFitting?.();
    if (this.#linkedTo === null) this.#stopFitting = fitToViewport(this.#panel, () => this.#log.scrollToEnd());
    this.#session?.markRead();
    this.#render();
    this.#log.scrollToEnd();
  }

  #takeFocus(): void {
    // On a touch screen the keyboard would cover half of what was opened.
    if (matchMedia("(pointer: coarse)").matches) this.#panel.focus();
    else this.#composer.focus();
  }

  #onChange(state: ChatState, before: ChatState): void {
    if (state.conversation !== before.conversation) this.#tell("ochota-state", state.conversation);
    // Whoever comes by a link reads in the language of the conversation, whatever the browser's.
    if (this.#linkedTo !== null && before.conversation === null) this.#language ??= state.conversation?.language ?? null;
    const unread = unreadCount(state);
    if (unread !== unreadCount(before)) this.#tell("ochota-unread", unread);
    this.#requestRender();
  }

  #onEvent(event: LogEvent): void {
    this.#tell("ochota-message", event);
    if (this.isOpen && document.visibilityState === "visible") this.#session?.markRead();
  }

  readonly #onVisibility = (): void => {
    if (this.isOpen && document.visibilityState === "visible") this.#session?.markRead();
  };

  #onKey(event: KeyboardEvent): void {
    if (event.key === "Escape" && !event.isComposing) {
      event.stopPropagation();
      this.close();
    } else if (event.key === "Tab" && this.#linkedTo === null && isFullScreen()) {
      keepFocusInside(this.#panel, event);
    }
  }

  /** Over all of the screen the chat would cover the page that a link leads to. */
  #onClick(event: MouseEvent): void {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[href]");
    const modified = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || modified || !isFullScreen() || link.origin !== location.origin) return;
    link.removeAttribute("target");
    this.close();
  }

  #tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  /** Many events of one moment are shown together. */
  readonly #requestRender = (): void => {
    if (this.#renderRequested) return;
    this.#renderRequested = true;
    queueMicrotask(() => {
      this.#renderRequested = false;
      this.#render();
    });
  };

  #render(): void {
    const session = this.#session;
    if (!session) return;
    const words = this.#words;
    const { state } = session;
    this.#panel.lang = words.language;
    this.#launcher.lang = words.language;
    this.#panel.setAttribute("aria-modal", String(this.#linkedTo === null && isFullScreen()));
    this.#header.update(state, words, this.getAttribute("heading"));
    this.#showBanner(state, words);
    this.#showLauncher(unreadCount(state), words);
    this.#waiting.update(state, words);
    this.#composer.update(words, takesFiles(state));
    this.#composer.element.hidden = this.#waiting.formOpen;
    if (!this.isOpen) return;
    const focusWithin = this.shadowRoot?.activeElement ?? null;
    const greeting = this.getAttribute("greeting") ?? words.say("greeting");
    this.#log.update(state, this.#context(session, words), greeting);
    // A button that was pressed and is gone must not throw the focus out of the panel.
    if (focusWithin && !this.shadowRoot?.activeElement) this.#composer.focus();
  }

  #context(session: ChatSession, words: ChatWords): RowContext {
    return {
      origin: this.getAttribute("server") ?? location.origin,
      words,
      choose: (sequence, choiceId, label) => {
        session.choose(sequence, choiceId, label);
        this.#log.scrollToEnd();
      },
      rate: (sequence, helpful) => void session.rate(sequence, helpful),
      sendAgain: (id) => session.sendAgain(id),
      discard: (id) => session.discard(id),
      requestHuman: () => session.requestHuman(),
      fileOf: (attachmentId) => session.fileOf(attachmentId),
    };
  }

  #showBanner(state: ChatState, words: ChatWords): void {
    const text =
      state.connection === "lost"
        ? words.say(navigator.onLine ? "reconnecting" : "offline")
        : this.#linkedTo !== null && (state.renewed || this.#session?.begun === false)
          ? words.say("linkOver")
          : state.renewed && state.events.length === 0
            ? words.say("renewed")
            : "";
    if (this.#banner.textContent !== text) this.#banner.textContent = text;
    this.#banner.classList.toggle("lost", state.connection === "lost");
  }

  #showLauncher(unread: number, words: ChatWords): void {
    const label = unread > 0 ? words.say("openChatUnread", { count: unread }) : words.say("openChat");
    setAttributes(this.#launcher, { "aria-label": this.isOpen ? words.say("closeChat") : label });
    this.#badge.hidden = unread === 0;
    this.#badge.textContent = unread > 9 ? "9+" : String(unread);
  }
}

/** The page's element that has the focus; null for the chat itself. */
function focusedElement(): HTMLElement | null {
  const focused = document.activeElement;
  return focused instanceof HTMLElement && focused !== document.body && !(focused instanceof OchotaChat)
    ? focused
    : null;
}
