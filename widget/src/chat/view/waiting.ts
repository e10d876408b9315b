/** What a waiting customer is told beside their place: who is there, and that they need not wait. */

import type { ContactBody, Conversation } from "../../api/types";
import { make } from "../../dom/build";
import { comingTime } from "../../i18n/times";
import { inCharge, somebodyThere, type ChatState } from "../model/state";
import { ContactForm } from "./contact-form";
import type { ChatWords } from "./words";

export interface WaitingPort {
  readonly leaveContact: (body: ContactBody) => Promise<void>;
  /** Whether the composer holds words: it must not vanish under them. */
  readonly writing: () => boolean;
  /** The form was opened or closed, so that the composer gives way or comes back. */
  readonly changed: () => void;
}

/** `queue`: somebody is there; `closed`: nobody is; `left`: a message waits to be answered. */
type Mode = "none" | "queue" | "closed" | "left";

export class WaitingView {
  readonly element = make("section", { class: "waiting", hidden: true });
  readonly #said = make("div", { class: "said", role: "status", tabindex: "-1" });
  readonly #offer = make("button", { type: "button", class: "link" });
  readonly #form: ContactForm;
  readonly #port: WaitingPort;
  #mode: Mode = "none";
  /** What the customer decided of the form; null while the circumstances decide. */
  #wanted: boolean | null = null;
  #takesFocus = false;
  #shown = "";

  constructor(port: WaitingPort) {
    this.#port = port;
    this.#form = new ContactForm({
      send: (body) => port.leaveContact(body),
      sent: () => {
        this.#wanted = null;
        this.#takesFocus = true;
        port.changed();
      },
      cancel: () => this.#want(false),
    });
    this.element.append(this.#said, this.#offer);
    this.#offer.addEventListener("click", () => {
      this.#want(true);
      this.#form.focus();
    });
  }

  /** Whether the form stands where the composer would. */
  get formOpen(): boolean {
    if (this.#mode !== "queue" && this.#mode !== "closed") return false;
    return this.#wanted ?? this.#mode === "closed";
  }

  update(state: ChatState, words: ChatWords): void {
    const mode = modeOf(state);
    if (mode === "none") this.#wanted = null;
    // Who is in the middle of a sentence, or waited for somebody who has just gone, chooses.
    else if (mode === "closed" && mode !== this.#mode && (this.#mode === "queue" || this.#port.writing())) this.#wanted ??= false;
    this.#mode = mode;
    this.element.hidden = mode === "none";
    this.#form.update(words);
    if (!this.formOpen) this.#form.element.remove();
    else if (!this.#form.element.isConnected) this.element.append(this.#form.element);
    this.#offer.hidden = this.formOpen || mode === "none" || mode === "left";
    this.#offer.textContent = words.say("ratherEmail");
    this.#say(state.conversation, words);
    if (mode === "left" && this.#takesFocus) {
      this.#takesFocus = false;
      this.#said.focus();
    }
  }

  #want(form: boolean): void {
    this.#wanted = form;
    this.#port.changed();
  }

  #say(conversation: Conversation | null, words: ChatWords): void {
    const lines = this.#mode === "none" || !conversation ? [] : linesOf(this.#mode, conversation, words, this.formOpen);
    const shown = lines.join("\n");
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#said.replaceChildren(...lines.map((line) => make("p", {}, line)));
  }
}

function modeOf(state: ChatState): Mode {
  const { conversation } = state;
  if (conversation?.in_charge !== "queue") return "none";
  if (conversation.channel === "email") return "left";
  if (!conversation.wait) return "none";
  return somebodyThere(state) ? "queue" : "closed";
}

function linesOf(mode: Mode, conversation: Conversation, words: ChatWords, formOpen: boolean): string[] {
  const now = new Date();
  const when = (at: string): string => comingTime(new Date(at), now, words.language);
  if (mode === "left") {
    const contact = conversation.contact;
    if (!contact) return [words.say("contactThanks")];
    const { email, answer_by: by } = contact;
    return [
      words.say("contactThanks"),
      by === null ? words.say("contactAnswer", { email }) : words.say("contactAnswerBy", { email, when: when(by) }),
      words.say("contactCopy"),
    ];
  }
  const lines: string[] = [];
  if (mode === "closed") {
    const opensAt = conversation.wait?.opens_at ?? null;
    lines.push(opensAt === null ? words.say("nobodyHere") : words.say("closedUntil", { when: when(opensAt) }));
  }
  if (mode === "closed" || formOpen) lines.push(words.say("leaveMessage"));
  return lines;
}

/** Whether there is a human who would read a file. */
export function takesFiles(state: ChatState): boolean {
  return inCharge(state) !== "bot";
}
