/** The form that leaves a message to be answered by e-mail; what is wrong is said at its field. */

import { ApiError } from "../../api/errors";
import type { ContactBody } from "../../api/types";
import { make, setAttributes } from "../../dom/build";
import { uuid } from "../browser";
import { MOST_CHARACTERS } from "./composer";
import type { ChatWords } from "./words";

type Field = "name" | "email" | "message";
type Fault = "contactEmailWrong" | "contactMessageEmpty" | "contactMessageLong";

export interface ContactFormPort {
  /** Rejects with what the server refused. */
  readonly send: (body: ContactBody) => Promise<void>;
  readonly sent: () => void;
  readonly cancel: () => void;
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/;
const MOST_NAME = 100;

export class ContactForm {
  readonly element: HTMLFormElement;
  readonly #name = input("name", "text", "name");
  readonly #email = input("email", "email", "email");
  readonly #message = make("textarea", { id: "contact-message", rows: 3, dir: "auto", required: true });
  readonly #labels: Readonly<Record<Field, HTMLLabelElement>>;
  readonly #faults: Readonly<Record<Field, HTMLElement>>;
  readonly #said = make("p", { class: "fault", role: "alert" });
  readonly #send = make("button", { type: "submit", class: "primary" });
  readonly #cancel = make("button", { type: "button", class: "link" });
  readonly #port: ContactFormPort;
  #words: ChatWords | null = null;
  /** Under what id these words were sent, so that sending them again is no second message. */
  #sentAs: { id: string; words: string } | null = null;

  constructor(port: ContactFormPort) {
    this.#port = port;
    const parts = (["name", "email", "message"] as const).map((field) => {
      const label = make("label", { for: `contact-${field}` });
      const fault = make("p", { class: "fault", id: `contact-${field}-fault` });
      return { label, fault, row: make("div", { class: "row" }, label, this.#field(field), fault) };
    });
    const [name, email, message] = parts as [(typeof parts)[0], (typeof parts)[0], (typeof parts)[0]];
    this.#labels = { name: name.label, email: email.label, message: message.label };
    this.#faults = { name: name.fault, email: email.fault, message: message.fault };
    this.element = make(
      "form",
      { class: "contact", novalidate: true },
      name.row,
      email.row,
      message.row,
      this.#said,
      make("div", { class: "actions" }, this.#send, this.#cancel),
    );
    setAttributes(this.#name, { maxlength: MOST_NAME });
    this.#cancel.addEventListener("click", () => this.#port.cancel());
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#submit();
    });
  }

  update(words: ChatWords): void {
    if (this.#words === words) return;
    this.#words = words;
    this.element.setAttribute("aria-label", words.say("contactForm"));
    this.#labels.name.textContent = words.say("contactName");
    this.#labels.email.textContent = words.say("contactEmail");
    this.#labels.message.textContent = words.say("contactMessage");
    this.#send.textContent = words.say("contactSend");
    this.#cancel.textContent = words.say("keepWaiting");
  }

  focus(): void {
    (this.#email.value === "" ? this.#name : this.#message).focus();
  }

  #field(field: Field): HTMLInputElement | HTMLTextAreaElement {
    return { name: this.#name, email: this.#email, message: this.#message }[field];
  }

  async #submit(): Promise<void> {
    const words = this.#words;
    const faults = this.#check();
    this.#show(faults);
    if (!words || this.#send.disabled || Object.keys(faults).length > 0) return;
    const said = { name: this.#name.value.trim(), email: this.#email.value.trim(), message: this.#message.value.trim() };
    const content = JSON.stringify(said);
    if (this.#sentAs?.words !== content) this.#sentAs = { id: uuid(), words: content };
    this.#send.disabled = true;
    this.#send.textContent = words.say("contactSending");
    try {
      await this.#port.send({ client_request_id: this.#sentAs.id, ...said });
      this.#message.value = "";
      this.#port.sent();
    } catch (error) {
      this.#refused(error, words);
    } finally {
      this.#send.disabled = false;
      this.#send.textContent = words.say("contactSend");
    }
  }

  #check(): Partial<Record<Field, Fault>> {
    const message = this.#message.value.trim();
    return {
      ...(EMAIL.test(this.#email.value.trim()) ? {} : { email: "contactEmailWrong" as const }),
      ...(message === "" ? { message: "contactMessageEmpty" as const } : {}),
      ...([...message].length > MOST_CHARACTERS ? { message: "contactMessageLong" as const } : {}),
    };
  }

  #refused(error: unknown, words: ChatWords): void {
    const wrong = error instanceof ApiError ? error.fields.map((fault) => fault.field) : [];
    if (wrong.includes("email")) this.#show({ email: "contactEmailWrong" });
    else {
      const tooMany = error instanceof ApiError && error.status === 429;
      this.#said.textContent = words.say(tooMany ? "contactTooMany" : "contactFailed");
    }
  }

  /** Says each fault at its field and takes the focus to the first. */
  #show(faults: Partial<Record<Field, Fault>>): void {
    this.#said.textContent = "";
    for (const field of ["message", "email", "name"] as const) {
      const fault = faults[field];
      const box = this.#field(field);
      this.#faults[field].textContent = fault ? (this.#words?.say(fault, { count: MOST_CHARACTERS }) ?? "") : "";
      setAttributes(box, {
        "aria-invalid": fault ? "true" : null,
        "aria-describedby": fault ? `contact-${field}-fault` : null,
      });
      if (fault) box.focus();
    }
  }
}

function input(field: Field, type: string, autocomplete: string): HTMLInputElement {
  return make("input", { id: `contact-${field}`, type, autocomplete, dir: "auto", required: field === "email" });
}
