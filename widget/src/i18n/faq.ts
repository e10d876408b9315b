/** The FAQ search's words. */

import type { Catalogues, Message } from "./translator";

const en = {
  answersTo: "Answers to",
  noneFound: "We found no answer to this.",
  noneGood: "We found no exact answer. One of these may help:",
  count: { one: "{count} answer found", other: "{count} answers found" },
  searching: "Searching…",
  onlyIn: "in Czech",
  askThis: "Ask this in the chat",
  unreachable: "The search can't be reached. Check your connection; we keep trying.",
  unavailable: "The search is taking a short break. We'll try again in a moment.",
  busy: "A little slower, please. We'll search again in a moment.",
  frameTitle: "Help centre",
} satisfies Record<string, Message>;

export type FaqKey = keyof typeof en;

const cs: Record<FaqKey, Message> = {
  answersTo: "Odpovědi na dotaz",
  noneFound: "Na tohle jsme odpověď nenašli.",
  noneGood: "Přesnou odpověď jsme nenašli. Snad pomůže něco z tohoto:",
  count: {
    one: "Nalezena {count} odpověď",
    few: "Nalezeny {count} odpovědi",
    other: "Nalezeno {count} odpovědí",
  },
  searching: "Hledáme…",
  onlyIn: "anglicky",
  askThis: "Zeptat se na tohle v chatu",
  unreachable: "Hledání je mimo dosah. Zkontrolujte připojení, zkoušíme to dál.",
  unavailable: "Hledání si dává krátkou pauzu. Za chvilku to zkusíme znovu.",
  busy: "Trochu pomaleji, prosím. Za chvilku hledáme znovu.",
  frameTitle: "Časté dotazy",
};

export const FAQ_WORDS: Catalogues<FaqKey> = { cs, en };
