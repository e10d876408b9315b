/** Search results as the FAQ page's own markup shows them. */

import type { FoundEntries, FoundEntry } from "../api/faq";
import { append, make } from "../dom/build";
import { FAQ_WORDS, type FaqKey } from "../i18n/faq";
import type { Language } from "../i18n/language";
import { Translator } from "../i18n/translator";
import { marked } from "./marking";

export interface ResultsPlace {
  /** Address of the FAQ in its language; an entry's is below it. */
  readonly address: string;
  /** Search parameters every address keeps (an embedded page stays embedded). */
  readonly within: URLSearchParams;
  readonly embedded: boolean;
}

export type FaqWords = Translator<FaqKey>;

export function faqWords(language: Language): FaqWords {
  return new Translator(language, FAQ_WORDS);
}

export function resultsSection(
  query: string,
  found: FoundEntries,
  words: FaqWords,
  place: ResultsPlace,
): HTMLElement {
  const section = make("section", { class: "results", "aria-labelledby": "results-title" });
  section.append(
    make("h2", { id: "results-title" }, `${words.say("answersTo")} `, make("q", { dir: "auto" }, query)),
  );
  if (found.results.length === 0) {
    section.append(make("p", {}, words.say("noneFound")));
  } else {
    if (!found.good_match) section.append(make("p", { class: "soft" }, words.say("noneGood")));
    const list = make("ol");
    list.append(
      ...found.results.map((entry, index) => {
        const isBest = index === 0 && found.good_match;
        return resultItem(entry, isBest, query, words, place);
      }),
    );
    section.append(list);
  }
  section.append(make("p", {}, askButton(query, words, place)));
  return section;
}

function resultItem(
  entry: FoundEntry,
  isBest: boolean,
  query: string,
  words: FaqWords,
  place: ResultsPlace,
): HTMLElement {
  const classes = [isBest && "best", !entry.good_match && "weak"].filter(Boolean).join(" ");
  const item = make("li", { class: classes || null });
  const href = addressOf(`${place.address}/${encodeURIComponent(entry.id)}`, place.within);
  const link = make("a", { href, lang: entry.language });
  appendMarked(link, entry.question, query);
  const excerpt = make("p", { lang: entry.language });
  appendMarked(excerpt, entry.excerpt, query);
  item.append(
    make("h3", {}, link, " ", entry.cross_lingual && make("span", { class: "tag" }, words.say("onlyIn"))),
    excerpt,
  );
  return item;
}

export function askButton(query: string, words: FaqWords, place: ResultsPlace): HTMLElement {
  const href = addressOf(place.address, new URLSearchParams({ ask: query }));
  // A framed page has no chat of its own: the question opens the full page.
  return place.embedded
    ? make("a", { class: "button", href, target: "_blank", rel: "noopener" }, words.say("askThis"))
    : make("a", { class: "button", href, "data-ochota-ask": query }, words.say("askThis"));
}

function appendMarked(parent: HTMLElement, text: string, query: string): void {
  append(
    parent,
    marked(text, query).map((piece) => (piece.matched ? make("mark", {}, piece.text) : piece.text)),
  );
}

function addressOf(path: string, parameters: URLSearchParams): string {
  const search = parameters.toString();
  return search === "" ? path : `${path}?${search}`;
}
