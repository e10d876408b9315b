/**
 * The list offered while one types: canned replies after `/`, colleagues after `@`. Belongs to one
 * text area; its options are in the same root, as a listbox that the area's focus walks through.
 */
import { html, nothing, type LitElement, type TemplateResult } from "lit";
import { cannedReplies, mentionable, wantedAt, type Wanted } from "../model/completion";
import { fill } from "../model/placeholders";
import type { Language } from "../model/types";
import type { Desk } from "../store/desk";

export interface Option {
  readonly title: string;
  readonly hint: string;
  /** What takes the place of the word. */
  readonly text: string;
}

export interface Place {
  readonly desk: Desk;
  readonly conversationId: string;
  /** Which signs mean something here. */
  readonly signs: string;
}

export class Completions {
  wanted: Wanted | null = null;
  #options: readonly Option[] = [];
  #active = 0;
  #asked = 0;
  readonly #host: LitElement;
  readonly #choose: (wanted: Wanted, option: Option) => void;

  constructor(host: LitElement, choose: (wanted: Wanted, option: Option) => void) {
    this.#host = host;
    this.#choose = choose;
  }

  get open(): boolean {
    return this.wanted !== null && this.#options.length > 0;
  }

  get activeId(): string | null {
    return this.open ? `option-${this.#active}` : null;
  }

  /** Looks at what stands before the cursor and offers what fits. */
  async look(area: HTMLTextAreaElement, place: Place): Promise<void> {
    const wanted = wantedAt(area.value, area.selectionStart, place.signs);
    const asked = (this.#asked += 1);
    const options = wanted === null ? [] : await optionsOf(wanted, place);
    // What was typed meanwhile has its own list.
    if (asked !== this.#asked) return;
    this.wanted = wanted;
    this.#options = options;
    this.#active = 0;
    this.#host.requestUpdate();
  }

  close(): void {
    this.#asked += 1;
    this.wanted = null;
    this.#options = [];
    this.#host.requestUpdate();
  }

  /** True where the key was for the list. */
  take(event: KeyboardEvent): boolean {
    if (!this.open || event.isComposing) return false;
    switch (event.key) {
      case "ArrowDown":
        return this.#move(1);
      case "ArrowUp":
        return this.#move(-1);
      case "Enter":
      case "Tab":
        if (event.ctrlKey || event.metaKey || event.shiftKey) return false;
        this.#take(this.#active);
        return true;
      case "Escape":
        this.close();
        return true;
      default:
        return false;
    }
  }

  view(label: string, said: (count: number) => string): TemplateResult {
    return html`<p class="visually-hidden" role="status">${this.open ? said(this.#options.length) : ""}</p>
      <ul id="completions" role="listbox" aria-label=${label} ?hidden=${!this.open}>
        ${this.#options.map(
          (option, place) => html`<li
            id="option-${place}"
            role="option"
            aria-selected=${place === this.#active ? "true" : "false"}
            @pointerdown=${(event: Event) => {
              // The area keeps the focus.
              event.preventDefault();
              this.#take(place);
            }}
          >
            <strong>${option.title}</strong>${option.hint === "" ? nothing : html` <span>${option.hint}</span>`}
          </li>`,
        )}
      </ul>`;
  }

  #move(step: 1 | -1): true {
    this.#active = (this.#active + step + this.#options.length) % this.#options.length;
    this.#host.requestUpdate();
    void this.#host.updateComplete.then(() => this.#host.renderRoot.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" }));
    return true;
  }

  #take(place: number): void {
    const option = this.#options[place];
    const { wanted } = this;
    this.close();
    if (option !== undefined && wanted !== null) this.#choose(wanted, option);
  }
}

async function optionsOf(wanted: Wanted, { desk, conversationId }: Place): Promise<readonly Option[]> {
  if (wanted.sign === "@") {
    const self = desk.state.agent?.username ?? "";
    return mentionable(desk.state.agents, wanted.query, self).map((agent) => ({
      title: agent.name,
      hint: `@${agent.username} · ${desk.say(`presence.${agent.presence}`)}`,
      text: `@${agent.username} `,
    }));
  }
  const thread = desk.threads.get(conversationId);
  const language: Language = thread.conversation?.language === "en" ? "en" : "cs";
  const [replies, values] = await Promise.all([desk.colleagues.cannedReplies(), placeholdersOf(desk, conversationId)]);
  return cannedReplies(replies, wanted.query, language, thread.handoff?.department ?? null).map((reply) => ({
    title: `/${reply.shortcut.replace(/^\//, "")}`,
    hint: reply.title,
    text: fill(reply.texts[language] ?? "", values),
  }));
}

/** Unknown ones stay in the text and keep it from being sent: nothing is lost by not knowing. */
async function placeholdersOf(desk: Desk, conversationId: string): Promise<Readonly<Record<string, string | null>>> {
  try {
    return await desk.call(() => desk.api.conversations.placeholders(conversationId));
  } catch {
    return {};
  }
}
