/** The panel's head: its title, who is in charge, and the way to a human. */

import { icon, ICONS, make, setAttributes } from "../../dom/build";
import { inCharge, somebodyThere, type ChatState } from "../model/state";
import type { ChatWords } from "./words";

export interface HeaderPort {
  readonly close: () => void;
  readonly requestHuman: () => void;
}

export class HeaderView {
  readonly element: HTMLElement;
  readonly #title = make("h2", { id: "title" });
  readonly #close = make("button", { type: "button", class: "close" }, icon(ICONS.close));
  readonly #charge = make("span", { class: "charge", role: "status" });
  readonly #bar: HTMLElement;
  readonly #human = make("button", { type: "button", class: "human" });
  #shown = "";

  constructor(port: HeaderPort) {
    this.#bar = make("div", { class: "bar" }, this.#charge, this.#human);
    this.element = make("header", {}, make("div", { class: "head" }, this.#title, this.#close), this.#bar);
    this.#close.addEventListener("click", () => port.close());
    this.#human.addEventListener("click", () => port.requestHuman());
  }

  update(state: ChatState, words: ChatWords, title: string | null): void {
    this.#title.textContent = title ?? words.say("title");
    setAttributes(this.#close, { "aria-label": words.say("closeChat"), title: words.say("closeChat") });
    const charge = chargeText(state, words);
    const asking = state.outbox.some((one) => one.body.kind === "handoff" && one.delivery === "pending");
    const who = inCharge(state);
    const shown = `${words.language} ${who} ${asking} ${charge}`;
    // Said once: a status that is set again to the same words would be read out again.
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#bar.className = `bar ${who}`;
    this.#charge.textContent = charge;
    this.#human.hidden = who !== "bot";
    this.#human.disabled = asking;
    this.#human.replaceChildren(icon(ICONS.human), words.say("human"));
  }
}

function chargeText(state: ChatState, words: ChatWords): string {
  switch (inCharge(state)) {
    case "bot":
      return words.say("barBot");
    case "agent":
      return words.say("barAgent", { name: state.conversation?.agent_name ?? words.say("agentUnnamed") });
    case "queue":
      if (state.conversation?.channel === "email") return words.say("barEmail");
      return [placeText(state, words), expectedText(state, words)].filter(Boolean).join(", ");
  }
}

function placeText(state: ChatState, words: ChatWords): string {
  const position = state.conversation?.handoff?.position ?? null;
  // Nobody is next while nobody is there.
  if (position === null || !somebodyThere(state)) return words.say("barWaiting");
  return position === 1 ? words.say("barWaitingNext") : words.say("barWaitingPlace", { position });
}

/** How long it will probably take; empty where nothing honest can be said. */
function expectedText(state: ChatState, words: ChatWords): string {
  const wait = state.conversation?.wait;
  if (!wait?.expected || !somebodyThere(state)) return "";
  const { from_minutes: from, to_minutes: count } = wait.expected;
  return from === 0 ? words.say("barWaitingUpTo", { count }) : words.say("barWaitingBetween", { from, count });
}
