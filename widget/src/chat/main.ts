/**
 * The script a page includes: makes one `<ochota-chat>` and lets the page's own links ask it.
 *
 *   <script src="https://…/widget.js" data-language="cs" defer></script>
 *   <a href="/faq" data-ochota-ask="Kdy dostanu peníze zpět?">Zeptat se</a>
 */

import { OchotaChat } from "./element";

const ATTRIBUTES: Readonly<Record<string, string>> = {
  language: "language",
  position: "position",
  title: "heading",
  greeting: "greeting",
  theme: "theme",
  open: "open",
};

// Null once the script has run: it must be read at once.
const script = document.currentScript;

function start(): void {
  if (!customElements.get("ochota-chat")) customElements.define("ochota-chat", OchotaChat);
  if (document.querySelector("ochota-chat")) return;
  document.body.append(chatFor(script));
}

function chatFor(included: unknown): HTMLElement {
  const chat = document.createElement("ochota-chat");
  const from = included instanceof HTMLScriptElement ? included : null;
  chat.setAttribute("server", from?.src ? new URL(from.src).origin : location.origin);
  for (const [option, attribute] of Object.entries(ATTRIBUTES)) {
    const value = from?.dataset[option];
    if (value !== undefined && !(option === "open" && value === "false")) chat.setAttribute(attribute, value);
  }
  return chat;
}

function onClick(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey) return;
  const asking = event
    .composedPath()
    .find((target) => target instanceof Element && target.hasAttribute("data-ochota-ask"));
  const chat = document.querySelector<OchotaChat>("ochota-chat");
  if (!(asking instanceof Element) || !chat) return;
  event.preventDefault();
  chat.ask(asking.getAttribute("data-ochota-ask") ?? "");
}

document.addEventListener("click", onClick);
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
