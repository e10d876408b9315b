/**
 * The FAQ inside another page: `<ochota-faq src="https://…/faq/cs">` holds it in a frame as high as
 * what it shows; the framed page tells its height.
 *
 * Attributes: `src` (a page of the FAQ), or `server` and `language`; `heading` (the frame's name).
 */

import { chooseLanguage } from "../i18n/language";
import { faqWords } from "./results";
import { sheetOf } from "../styles/sheet";

interface HeightMessage {
  readonly type: "ochota-faq:height";
  readonly height: number;
  /** A new number for each page shown. */
  readonly page: number;
}

const STYLES = `
:host { display: block; }
iframe { display: block; inline-size: 100%; block-size: 480px; border: 0; color-scheme: normal; }
`;
const HIGHEST_PIXELS = 20_000;

export class OchotaFaq extends HTMLElement {
  static readonly observedAttributes = ["src", "server", "language", "heading"];
  readonly #frame = document.createElement("iframe");
  #page: number | null = null;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheetOf(STYLES)];
    this.#frame.setAttribute("loading", "lazy");
    root.append(this.#frame);
  }

  connectedCallback(): void {
    globalThis.addEventListener("message", this.#onMessage);
    this.#load();
  }

  disconnectedCallback(): void {
    globalThis.removeEventListener("message", this.#onMessage);
  }

  attributeChangedCallback(): void {
    if (this.isConnected) this.#load();
  }

  #load(): void {
    const language = chooseLanguage(this.getAttribute("language"), document.documentElement.lang);
    const address = this.#address(language);
    address.searchParams.set("embed", "1");
    this.#frame.title = this.getAttribute("heading") ?? faqWords(language).say("frameTitle");
    if (this.#frame.src !== address.href) this.#frame.src = address.href;
  }

  #address(language: string): URL {
    const given = this.getAttribute("src");
    if (given !== null) return new URL(given, location.href);
    return new URL(`/faq/${language}`, this.getAttribute("server") ?? location.origin);
  }

  readonly #onMessage = (event: MessageEvent<unknown>): void => {
    if (event.source !== this.#frame.contentWindow || !isHeight(event.data)) return;
    const height = Math.min(Math.max(event.data.height, 120), HIGHEST_PIXELS);
    this.#frame.style.blockSize = `${Math.ceil(height)}px`;
    // The next page begins at its top, not where the reader was on the one before.
    const isNextPage = this.#page !== null && this.#page !== event.data.page;
    this.#page = event.data.page;
    if (isNextPage && this.getBoundingClientRect().top < 0) this.scrollIntoView();
  };
}

/** Tells the page around this one how high it is, whenever that changes. */
export function tellHeight(): void {
  if (globalThis.parent === globalThis.window) return;
  const page = Math.random();
  let told = -1;
  const tell = (): void => {
    const height = document.body.getBoundingClientRect().height;
    if (height === told) return;
    told = height;
    const message: HeightMessage = { type: "ochota-faq:height", height, page };
    // A height is no secret, and the page around may be of any allowed origin.
    globalThis.parent.postMessage(message, "*");
  };
  new ResizeObserver(tell).observe(document.body);
  tell();
}

function isHeight(data: unknown): data is HeightMessage {
  if (typeof data !== "object" || data === null) return false;
  const { type, height, page } = data as Partial<Record<keyof HeightMessage, unknown>>;
  return (
    type === "ochota-faq:height" &&
    typeof height === "number" &&
    Number.isFinite(height) &&
    typeof page === "number"
  );
}
