/** The log: rows by their key, what is being typed below them, and where it is scrolled to. */

import { icon, ICONS, make, setAttributes } from "../../dom/build";
import { itemsOf } from "../model/items";
import { caughtUp, type ChatState } from "../model/state";
import { rowFor, type Row, type RowContext } from "./rows";

/** Whoever has scrolled up by no more than this still wants to see what comes. */
const NEAR_END_PIXELS = 80;

export class LogView {
  readonly element: HTMLElement;
  readonly #scroller = make("div", { class: "scroller", tabindex: "0", role: "group" });
  readonly #log = make("div", { class: "log", role: "log", "aria-live": "polite" });
  readonly #greeting = make("article", { class: "message bot leads greeting" });
  readonly #typing = make("div", { class: "typing", role: "status" });
  readonly #down = make("button", { type: "button", class: "down", hidden: true });
  readonly #rows = new Map<string, Row>();
  #wasAtEnd = true;
  #greeted = "";
  #shownTyping = "";

  constructor() {
    this.#log.append(this.#greeting);
    this.#scroller.append(this.#log, this.#typing);
    this.element = make("div", { class: "history" }, this.#scroller, this.#down);
    this.#scroller.addEventListener("scroll", () => this.#markEnd(), { passive: true });
    // A composer that grows or a keyboard that opens must not cover what was just read.
    new ResizeObserver(() => {
      if (this.#wasAtEnd) this.scrollToEnd();
    }).observe(this.#scroller);
    this.#down.addEventListener("click", () => {
      this.scrollToEnd();
      this.#scroller.focus();
    });
  }

  update(state: ChatState, context: RowContext, greeting: string): void {
    const atEnd = this.#wasAtEnd;
    const { words } = context;
    setAttributes(this.#log, {
      "aria-label": words.say("conversation"),
      "aria-busy": caughtUp(state) ? "false" : "true",
    });
    this.#scroller.setAttribute("aria-label", words.say("conversation"));
    this.#down.replaceChildren(icon(ICONS.arrowDown), words.say("newMessages"));
    this.#greet(greeting, context);
    this.#showRows(state, context);
    this.#showTyping(state, context);
    if (atEnd) this.scrollToEnd();
    else this.#markEnd();
  }

  scrollToEnd(): void {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#wasAtEnd = true;
    this.#down.hidden = true;
  }

  #showRows(state: ChatState, context: RowContext): void {
    const items = itemsOf(state);
    const keys = new Set(items.map((item) => item.key));
    for (const [key, row] of this.#rows) {
      if (keys.has(key)) continue;
      row.element.remove();
      this.#rows.delete(key);
    }
    let before: HTMLElement = this.#greeting;
    for (const item of items) {
      let row = this.#rows.get(item.key);
      if (!row) {
        row = rowFor(item);
        this.#rows.set(item.key, row);
      }
      row.update(item, context);
      if (before.nextElementSibling !== row.element) before.after(row.element);
      before = row.element;
    }
  }

  #greet(greeting: string, { words }: RowContext): void {
    if (this.#greeted === words.language + greeting) return;
    this.#greeted = words.language + greeting;
    this.#greeting.lang = words.language;
    this.#greeting.replaceChildren(
      make(
        "div",
        { class: "speaker" },
        make("span", { class: "avatar", "aria-hidden": "true" }, icon(ICONS.spark)),
        make("span", { class: "name" }, words.say("assistant")),
      ),
      make("div", { class: "body" }, make("div", { class: "bubble", dir: "auto" }, make("p", {}, greeting))),
    );
  }

  #showTyping(state: ChatState, { words }: RowContext): void {
    const name = state.conversation?.agent_name ?? words.say("agentUnnamed");
    const text = state.typing.agent
      ? words.say("typingAgent", { name })
      : state.typing.bot
        ? words.say("typingBot")
        : "";
    if (text === this.#shownTyping) return;
    this.#shownTyping = text;
    const dots = make("span", { class: "dots", "aria-hidden": "true" }, make("i"), make("i"), make("i"));
    this.#typing.replaceChildren(...(text === "" ? [] : [dots, make("span", {}, text)]));
  }

  #atEnd(): boolean {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight <= NEAR_END_PIXELS;
  }

  #markEnd(): void {
    this.#wasAtEnd = this.#atEnd();
    this.#down.hidden = this.#wasAtEnd;
  }
}
