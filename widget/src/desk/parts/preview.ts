/** A Markdown preview made by the server, for a host that redraws when it has come. */
import type { LitElement } from "lit";

type Render = (text: string, signal: AbortSignal) => Promise<string>;

/** Typing is not answered letter by letter. */
const PAUSE_MILLISECONDS = 300;

export class Preview {
  /** Null while there is nothing to show. */
  html: string | null = null;
  #running: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #shownText: string | null = null;

  constructor(
    private readonly host: LitElement,
    private readonly render: Render,
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#running?.abort();
  }

  /** Shows `text` after a pause in the typing; the last text asked for wins. */
  showSoon(text: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.show(text), PAUSE_MILLISECONDS);
  }

  show(text: string): void {
    clearTimeout(this.#timer);
    this.#running?.abort();
    if (text.trim() === "") return this.#have(text, null);
    if (text === this.#shownText) return;
    const running = new AbortController();
    this.#running = running;
    this.render(text, running.signal).then(
      (html) => {
        if (this.#running === running) this.#have(text, html);
      },
      // The preview stays as it was; the next key press tries again.
      () => undefined,
    );
  }

  #have(text: string, html: string | null): void {
    this.#shownText = text;
    this.html = html;
    this.host.requestUpdate();
  }
}
