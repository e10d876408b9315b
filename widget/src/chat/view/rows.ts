/** One row of the log as elements. */

import type { ChoicesPart, EntryReference, Part, TextPart } from "../../api/types";
import { append, icon, ICONS, make } from "../../dom/build";
import { safeNodes } from "../../dom/safe-html";
import { dayName, fullTime, timeOfDay } from "../../i18n/times";
import type { Item, MessageItem, RequestItem, StatusItem } from "../model/items";
import type { Problem } from "../model/state";
import { fileButton, type FilePort } from "./files";
import { statusLine, WORDS, type ChatWords } from "./words";

export interface RowContext extends FilePort {
  readonly origin: string;
  readonly choose: (sequence: number, choiceId: string, label: string) => void;
  readonly rate: (sequence: number, helpful: boolean) => void;
  readonly sendAgain: (id: string) => void;
  readonly discard: (id: string) => void;
  readonly requestHuman: () => void;
}

export interface Row {
  readonly element: HTMLElement;
  /** Shows `item`; what did not change keeps its elements, so that nothing is announced twice. */
  update(item: Item, context: RowContext): void;
}

export function rowFor(item: Item): Row {
  return item.type === "message" ? new MessageRow() : new PlainRow();
}

/** A row that is made anew whenever it changes: a day, a status, a request. */
class PlainRow implements Row {
  readonly element = make("div");
  #shown = "";

  update(item: Item, context: RowContext): void {
    const shown = context.words.language + JSON.stringify(item);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.element.className = item.type;
    if (item.type === "day") this.element.replaceChildren(make("span", {}, dayName(item.at, new Date(), context.words.language)));
    else if (item.type === "status") this.#status(item, context);
    else if (item.type === "request") this.#request(item, context);
  }

  #status(item: StatusItem, context: RowContext): void {
    // A status speaks the customer's language even where the page speaks another.
    const words = item.language ? WORDS[item.language] : context.words;
    const line = statusLine(words, item.kind, item.reason, item.name, item.cause);
    this.element.hidden = line === null;
    this.element.lang = words.language;
    this.element.replaceChildren(line ?? "", " ", clock(item.at, context.words));
  }

  #request(item: RequestItem, context: RowContext): void {
    const failed = item.delivery === "failed";
    this.element.classList.toggle("failed", failed);
    this.element.replaceChildren(context.words.say(failed ? "requestFailed" : "requestPending"), " ");
    if (failed) append(this.element, outgoingButtons(item.outgoingId, context));
  }
}

class MessageRow implements Row {
  readonly element = make("article", { class: "message" });
  readonly #speaker = make("div", { class: "speaker" });
  readonly #body = make("div", { class: "body" });
  readonly #foot = make("div", { class: "foot" });
  #shown = { speaker: "", body: "", foot: "" };

  constructor() {
    this.element.append(this.#speaker, this.#body, this.#foot);
  }

  update(item: Item, context: RowContext): void {
    if (item.type !== "message") return;
    const { words } = context;
    this.element.className = `message ${item.author}${item.leads ? " leads" : ""} ${item.delivery}`;
    this.#once("speaker", [words.language, item.author, item.name, item.leads], () =>
      this.#speaker.replaceChildren(...speakerOf(item, words)),
    );
    const said =
      item.author === "customer"
        ? [words.language, item.parts.map((part) => (part.type === "attachment" ? part.attachment : part.text))]
        : [words.language, item.parts, item.choices];
    this.#once("body", said, () => this.#body.replaceChildren(...bodyOf(item, context)));
    this.#once("foot", [words.language, item.at, item.delivery, item.problem, item.helpful, item.offersHuman, item.seen], () =>
      this.#foot.replaceChildren(...footOf(item, context)),
    );
  }

  #once(part: "speaker" | "body" | "foot", value: unknown, show: () => void): void {
    const shown = JSON.stringify(value);
    if (this.#shown[part] === shown) return;
    this.#shown[part] = shown;
    show();
  }
}

/** Who speaks: seen where the speaker changes, heard with every message. */
function speakerOf(item: MessageItem, words: ChatWords): HTMLElement[] {
  if (item.author === "customer") return [make("span", { class: "unseen" }, words.say("you"))];
  const isAgent = item.author === "agent";
  const name = isAgent ? (item.name ?? words.say("agentUnnamed")) : words.say("assistant");
  const label = make("span", { class: item.leads ? "name" : "name unseen" }, name);
  if (!item.leads) return [label];
  const badge = make("span", { class: "avatar", "aria-hidden": "true" });
  if (isAgent) badge.textContent = initialsOf(name);
  else badge.append(icon(ICONS.spark));
  return isAgent
    ? [badge, label, make("span", { class: "role" }, words.say("agentRole"))]
    : [badge, label];
}

function bodyOf(item: MessageItem, context: RowContext): HTMLElement[] {
  const bubbles: HTMLElement[] = [];
  for (const part of item.parts) {
    if (part.type === "choices") bubbles.push(choicesBubble(part, item, context));
    else if (part.type === "attachment") bubbles.push(fileButton(part.attachment, context));
    // Of a part this version does not know, its words are shown.
    else if (part.type === "text" || (part as Part).text) bubbles.push(textBubble(part, item, context));
  }
  return bubbles;
}

function textBubble(part: TextPart, item: MessageItem, context: RowContext): HTMLElement {
  const language = part.language ?? item.language ?? undefined;
  const bubble = make("div", { class: "bubble", dir: "auto", lang: language });
  bubble.append(item.author === "customer" ? typed(part.text) : formatted(part, context));
  if (part.entry) append(bubble, [sourceOf(part.entry, context)]);
  return bubble;
}

function formatted(part: Part, context: RowContext): Node {
  if (part.html === undefined) return typed(part.text);
  try {
    return safeNodes(part.html, context.origin);
  } catch {
    // A page whose policy allows no parsing of HTML still gets every word.
    return typed(part.text);
  }
}

function typed(text: string): HTMLElement {
  return make("p", { class: "typed", dir: "auto" }, text);
}

function sourceOf(entry: EntryReference, context: RowContext): HTMLElement {
  const { words, origin } = context;
  const source = make("div", { class: "source", lang: words.language, dir: "auto" });
  if (entry.cross_lingual) {
    const language = words.say(entry.language === "cs" ? "languageCs" : "languageEn");
    source.append(make("p", { class: "cross-lingual" }, words.say("crossLingual", { language })));
  }
  const link = make(
    "a",
    {
      href: `${origin}/faq/${entry.language}/${encodeURIComponent(entry.id)}`,
      target: "_blank",
      rel: "noopener",
      lang: entry.language,
    },
    entry.question,
    make("span", { class: "unseen" }, ` (${words.say("newWindow")})`),
  );
  source.append(make("p", {}, words.say("source"), " ", link));
  return source;
}

function choicesBubble(part: ChoicesPart, item: MessageItem, context: RowContext): HTMLElement {
  const { open, chosenId } = item.choices;
  const buttons = part.choices.map((choice) => {
    const chosen = choice.id === chosenId;
    const button = make(
      "button",
      { type: "button", class: chosen ? "choice chosen" : "choice", disabled: !open },
      choice.label,
      chosen && make("span", { class: "unseen" }, ` (${context.words.say("chosen")})`),
    );
    button.addEventListener("click", () => {
      if (item.sequence !== null) context.choose(item.sequence, choice.id, choice.label);
    });
    return button;
  });
  return make(
    "div",
    { class: "bubble", dir: "auto", lang: part.language ?? item.language ?? undefined },
    part.text !== "" && formatted(part, context),
    make("div", { class: "choices", role: "group", "aria-label": part.text || null }, ...buttons),
  );
}

function footOf(item: MessageItem, context: RowContext): Node[] {
  const { words } = context;
  const nodes: Node[] = [];
  const answers = item.author === "bot" && item.parts.some((part) => part.type === "text" && part.entry);
  if (answers && item.sequence !== null) nodes.push(ratingOf(item, item.sequence, context));
  if (item.delivery === "pending") {
    nodes.push(make("span", { class: "state" }, words.say(problemKey(item.problem) ?? "pending")));
  } else if (item.delivery === "failed" && item.outgoingId !== null) {
    const reason = problemKey(item.problem);
    nodes.push(
      make("span", { class: "state" }, words.say("failed"), reason && ` ${words.say(reason)}`),
      ...outgoingButtons(item.outgoingId, context),
    );
  }
  if (item.seen) nodes.push(make("span", { class: "seen" }, words.say("seen")));
  nodes.push(clock(item.at, words));
  return nodes;
}

function ratingOf(item: MessageItem, sequence: number, context: RowContext): HTMLElement {
  const { words } = context;
  const rating = make("span", { class: "rating" });
  if (item.helpful !== null) {
    rating.textContent = words.say(item.helpful ? "thanksYes" : "thanksNo");
    if (item.offersHuman) {
      const human = make("button", { type: "button", class: "link" }, words.say("human"));
      human.addEventListener("click", () => context.requestHuman());
      rating.append(human);
    }
    return rating;
  }
  const button = (helpful: boolean): HTMLElement => {
    const label = words.say(helpful ? "yes" : "no");
    const made = make(
      "button",
      { type: "button", class: "thumb", title: label, "aria-label": label },
      icon(helpful ? ICONS.up : ICONS.down),
    );
    made.addEventListener("click", () => context.rate(sequence, helpful));
    return made;
  };
  append(rating, [make("span", {}, words.say("helpful")), button(true), button(false)]);
  return rating;
}

function outgoingButtons(id: string, context: RowContext): HTMLElement[] {
  const { words } = context;
  const again = make("button", { type: "button", class: "link" }, words.say("sendAgain"));
  again.addEventListener("click", () => context.sendAgain(id));
  const discard = make("button", { type: "button", class: "link" }, words.say("discard"));
  discard.addEventListener("click", () => context.discard(id));
  return [again, discard];
}

function problemKey(
  problem: Problem | null,
): "problemUnreachable" | "problemBusy" | "problemRefused" | "problemOutdated" | null {
  switch (problem) {
    case null:
      return null;
    case "unreachable":
      return "problemUnreachable";
    case "busy":
      return "problemBusy";
    case "refused":
      return "problemRefused";
    case "outdated":
      return "problemOutdated";
  }
}

function clock(at: Date, words: ChatWords): HTMLElement {
  return make(
    "time",
    { datetime: at.toISOString(), title: fullTime(at, words.language) },
    timeOfDay(at, words.language),
  );
}

function initialsOf(name: string): string {
  return name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.charAt(0).toLocaleUpperCase())
    .join("");
}
