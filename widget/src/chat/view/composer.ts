/** Where the customer writes: a text area that grows, a counter near the limit, a send button. */

import { ApiError } from "../../api/errors";
import { icon, ICONS, make, setAttributes } from "../../dom/build";
import type { ChatWords } from "./words";

export const MOST_CHARACTERS = 4_000;
const COUNTED_FROM = 3_600;
/** What the file dialogue offers; the server looks at the bytes. */
const ACCEPTED = "image/png,image/jpeg,image/gif,image/webp,.pdf,.txt,.csv,.docx,.xlsx,.odt,.ods";

export interface ComposerPort {
  readonly send: (text: string) => void;
  readonly draft: (text: string) => void;
  readonly typing: () => void;
  /** Sends a file; rejects where it was not taken. */
  readonly sendFile: (file: File) => Promise<void>;
}

export class ComposerView {
  readonly element: HTMLFormElement;
  readonly #area = make("textarea", {
    rows: 1,
    dir: "auto",
    enterkeyhint: "send",
    autocomplete: "off",
    "aria-describedby": "counter",
  });
  readonly #send = make("button", { type: "submit", class: "send" }, icon(ICONS.send));
  readonly #attach = make("button", { type: "button", class: "attach", hidden: true }, icon(ICONS.clip));
  readonly #file = make("input", { type: "file", hidden: true, tabindex: "-1", accept: ACCEPTED });
  readonly #fileState = make("div", { class: "file-state", role: "status" });
  readonly #counter = make("div", { id: "counter", class: "counter", role: "status" });
  readonly #port: ComposerPort;
  #words: ChatWords | null = null;

  constructor(port: ComposerPort) {
    this.#port = port;
    this.element = make(
      "form",
      { class: "composer", novalidate: true },
      make("div", { class: "field" }, this.#attach, this.#area, this.#send),
      this.#file,
      this.#fileState,
      this.#counter,
    );
    this.#attach.addEventListener("click", () => this.#file.click());
    this.#file.addEventListener("change", () => void this.#sendChosen());
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#area.addEventListener("keydown", (event) => {
      // While an input method composes, Enter belongs to it.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#submit();
    });
    this.#area.addEventListener("input", () => {
      this.#changed();
      this.#port.typing();
    });
  }

  get text(): string {
    return this.#area.value;
  }

  set text(text: string) {
    this.#area.value = text;
    this.#changed();
  }

  /** `takesFiles`: whether there is a human to read them. */
  update(words: ChatWords, takesFiles: boolean): void {
    this.#attach.hidden = !takesFiles;
    if (this.#words === words) return;
    this.#words = words;
    const label = words.say("composer");
    setAttributes(this.#area, { "aria-label": label, placeholder: words.say("composerPlaceholder") });
    setAttributes(this.#attach, { "aria-label": words.say("attach"), title: words.say("attach") });
    setAttributes(this.#send, { "aria-label": words.say("send"), title: words.say("send") });
    this.#count();
  }

  focus(): void {
    this.#area.focus();
  }

  #submit(): void {
    const text = this.#area.value;
    if (text.trim() === "" || charactersOf(text.trim()) > MOST_CHARACTERS) return;
    this.text = "";
    this.#port.send(text);
  }

  async #sendChosen(): Promise<void> {
    const file = this.#file.files?.[0];
    const words = this.#words;
    // The same file may be chosen again.
    this.#file.value = "";
    if (!file || !words) return;
    this.#attach.disabled = true;
    this.#tellOfFile(words.say("attaching", { name: file.name }));
    try {
      await this.#port.sendFile(file);
      this.#tellOfFile("");
    } catch (error) {
      this.#tellOfFile(words.say(reasonOf(error)), true);
    } finally {
      this.#attach.disabled = false;
      this.focus();
    }
  }

  #tellOfFile(text: string, failed = false): void {
    this.#fileState.textContent = text;
    this.#fileState.classList.toggle("failed", failed);
  }

  #changed(): void {
    this.#grow();
    this.#count();
    this.#port.draft(this.#area.value);
  }

  #grow(): void {
    this.#area.style.height = "auto";
    // Without layout (a closed panel) there is no height to take.
    if (this.#area.scrollHeight > 0) this.#area.style.height = `${this.#area.scrollHeight}px`;
  }

  #count(): void {
    const characters = charactersOf(this.#area.value.trim());
    const left = MOST_CHARACTERS - characters;
    const shown = characters >= COUNTED_FROM;
    this.#counter.textContent =
      !shown || !this.#words
        ? ""
        : left >= 0
          ? this.#words.say("charactersLeft", { count: left })
          : this.#words.say("tooLong", { count: -left });
    this.#counter.classList.toggle("over", left < 0);
    this.#area.setAttribute("aria-invalid", String(left < 0));
    this.#send.disabled = characters === 0 || left < 0;
  }
}

function reasonOf(error: unknown): "attachTooLarge" | "attachType" | "attachFailed" {
  if (error instanceof ApiError && error.status === 413) return "attachTooLarge";
  if (error instanceof ApiError && error.status === 422) return "attachType";
  return "attachFailed";
}

/** As the server counts: an emoji is one character, not two. */
function charactersOf(text: string): number {
  let count = 0;
  for (const character of text) count += character === "" ? 0 : 1;
  return count;
}
