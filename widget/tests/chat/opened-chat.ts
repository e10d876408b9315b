/** A chat on a page, and the helpdesk that answers it: new ones for every test. */

import { afterEach, beforeEach, vi } from "vitest";
import { OchotaChat } from "../../src/chat/element";
import { FakeHelpdesk } from "../fake-helpdesk";

customElements.define("ochota-chat", OchotaChat);

export let helpdesk: FakeHelpdesk;
export let chat: OchotaChat;

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  document.body.replaceChildren();
  helpdesk = new FakeHelpdesk();
  vi.stubGlobal("fetch", helpdesk.fetch);
  include({ language: "en" });
});

afterEach(() => {
  chat.remove();
  vi.unstubAllGlobals();
});

/** Puts a chat with these attributes on the page; it is the one looked at from then on. */
export function include(attributes: Record<string, string>): void {
  chat = document.createElement("ochota-chat") as OchotaChat;
  chat.setAttribute("server", helpdesk.origin);
  for (const [name, value] of Object.entries(attributes)) chat.setAttribute(name, value);
  document.body.append(chat);
}

/** Everything in the chat that `selector` selects. */
export function all<Found extends HTMLElement>(selector: string): Found[] {
  return [...(chat.shadowRoot?.querySelectorAll<Found>(selector) ?? [])];
}

/** The first in the chat that `selector` selects; throws without one. */
export function one<Found extends HTMLElement>(selector: string): Found {
  const [found] = all<Found>(selector);
  if (!found) throw new Error(`The chat shows no ${selector}.`);
  return found;
}

/** Waits until `look` holds. */
export function until(look: () => void): Promise<void> {
  return vi.waitFor(look, { timeout: 2_000, interval: 10 });
}
