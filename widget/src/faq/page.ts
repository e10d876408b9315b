/**
 * The FAQ page with a script: results while typing, a helpful-or-not without leaving the page.
 *
 * The page works without; whatever fails here falls back to what the page does by itself.
 */

import { FaqClient } from "../api/faq";
import { make } from "../dom/build";
import { chooseLanguage } from "../i18n/language";
import { askButton, faqWords, resultsSection, type FaqWords, type ResultsPlace } from "./results";
import { SearchAsYouType, type SearchState } from "./search";

const RESULTS = 8;

/** Takes over the search form of `page`; nothing where there is none. */
export function enhanceSearch(page: Document): void {
  const form = page.querySelector<HTMLFormElement>("form#faq-search");
  const input = form?.querySelector<HTMLInputElement>("input[type='search'], input[name='q']");
  const results = page.getElementById("faq-results");
  if (form && input && results) new FaqSearchPage(form, input, results);
}

class FaqSearchPage {
  readonly #words: FaqWords;
  readonly #place: ResultsPlace;
  readonly #search: SearchAsYouType;
  readonly #status = make("p", { class: "unseen", role: "status" });
  /** Whether this page's own address tells what is searched. */
  readonly #ownAddress: boolean;

  constructor(
    readonly form: HTMLFormElement,
    readonly input: HTMLInputElement,
    readonly results: HTMLElement,
  ) {
    const language = chooseLanguage(form.dataset["language"], document.documentElement.lang);
    const action = new URL(form.action, location.href);
    this.#words = faqWords(language);
    this.#place = {
      address: action.pathname.replace(/\/$/, ""),
      within: hiddenFields(form),
      embedded: document.body.classList.contains("embedded"),
    };
    this.#ownAddress = action.pathname === location.pathname;
    const client = new FaqClient(action.origin);
    this.#search = new SearchAsYouType({
      ask: (query, signal) => client.search(query, language, RESULTS, signal),
      onState: (state) => this.#show(state),
    });
    // One short line is read out instead of every result after every letter.
    results.setAttribute("aria-live", "off");
    results.after(this.#status);
    this.#listen();
    // What was typed before the script came.
    if (input.value !== (new URL(location.href).searchParams.get("q") ?? "")) this.#search.type(input.value);
  }

  #listen(): void {
    this.input.addEventListener("input", (event) => {
      if (!(event instanceof InputEvent && event.isComposing)) this.#search.type(this.input.value);
    });
    this.input.addEventListener("compositionend", () => this.#search.type(this.input.value));
    this.form.addEventListener("submit", (event) => {
      if (!this.#ownAddress || this.input.value.trim() === "") return;
      event.preventDefault();
      this.#search.type(this.input.value);
      this.#search.hurry();
    });
    this.input.addEventListener("keydown", (event) => this.#onInputKey(event));
    this.results.addEventListener("keydown", (event) => this.#onResultKey(event));
  }

  #show(state: SearchState): void {
    this.form.classList.toggle("searching", state.kind === "searching");
    this.results.setAttribute("aria-busy", String(state.kind === "searching"));
    switch (state.kind) {
      case "idle":
        this.results.replaceChildren();
        this.#status.textContent = "";
        this.#keepAddress("");
        break;
      case "searching":
        break;
      case "found":
        this.results.replaceChildren(
          resultsSection(state.query, state.found, this.#words, this.#place),
        );
        this.#status.textContent =
          state.found.results.length === 0
            ? this.#words.say("noneFound")
            : this.#words.say("count", { count: state.found.results.length });
        this.#keepAddress(state.query);
        break;
      case "failed":
        this.#status.textContent = "";
        this.results.replaceChildren(
          make("p", { class: "notice", role: "status" }, this.#words.say(state.why)),
          make("p", {}, askButton(state.query, this.#words, this.#place)),
        );
        break;
    }
  }

  #keepAddress(query: string): void {
    if (!this.#ownAddress) return;
    const address = new URL(location.href);
    address.searchParams.delete("ask");
    if (query === "") address.searchParams.delete("q");
    else address.searchParams.set("q", query);
    history.replaceState(history.state, "", address);
  }

  #onInputKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const [first] = this.#links();
    if (event.key === "ArrowDown" && first) {
      event.preventDefault();
      first.focus();
    }
  }

  #onResultKey(event: KeyboardEvent): void {
    const links = this.#links();
    const at = links.findIndex((link) => link === document.activeElement);
    if (at === -1) return;
    const goal =
      event.key === "ArrowDown"
        ? links[at + 1]
        : event.key === "ArrowUp"
          ? (links[at - 1] ?? this.input)
          : event.key === "Home"
            ? links[0]
            : event.key === "End"
              ? links.at(-1)
              : event.key === "Escape"
                ? this.input
                : undefined;
    if (!goal) return;
    event.preventDefault();
    goal.focus();
  }

  #links(): HTMLAnchorElement[] {
    return [...this.results.querySelectorAll<HTMLAnchorElement>("a[href]")];
  }
}

/** Sends "was this helpful?" in place; the answer is the page's own words of thanks. */
export function enhanceFeedback(page: Document): void {
  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.closest("#feedback")) return;
    event.preventDefault();
    void sendFeedback(form, event.submitter);
  });
}

async function sendFeedback(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  const section = form.closest("#feedback");
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form, submitter)) {
    if (typeof value === "string") body.append(name, value);
  }
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  try {
    const response = await fetch(form.action, { method: "POST", body, signal: AbortSignal.timeout(10_000) });
    if (!response.ok) throw new Error(`The server answered ${response.status}.`);
    const answered = new DOMParser().parseFromString(await response.text(), "text/html");
    const thanks = answered.getElementById("feedback");
    if (!thanks || !section) throw new Error("The answer has no thanks.");
    section.replaceWith(document.adoptNode(thanks));
  } catch {
    // The plain way shows whatever is wrong.
    for (const button of form.querySelectorAll("button")) button.disabled = false;
    const choice = make("input", { type: "hidden", name: "helpful", value: body.get("helpful") ?? "" });
    form.append(choice);
    form.submit();
  }
}

function hiddenFields(form: HTMLFormElement): URLSearchParams {
  const fields = new URLSearchParams();
  for (const field of form.querySelectorAll<HTMLInputElement>("input[type='hidden'][name]")) {
    fields.append(field.name, field.value);
  }
  return fields;
}
