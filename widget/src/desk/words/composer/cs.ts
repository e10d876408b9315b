import type { Message } from "../../../i18n/translator";
import type { en } from "./en";

/** The Czech words of the composer. */
export const cs: Readonly<Record<keyof typeof en, Message>> = {
  "composer.label": "Odpověď zákazníkovi",
  "composer.placeholder": "Napište odpověď… Můžete použít Markdown",
  "composer.send": "Odeslat",
  "composer.write": "Psaní",
  "composer.preview": "Náhled",
  "composer.preview_empty": "Zatím není co ukázat.",
  "composer.hint_ctrl": "Ctrl+Enter odešle, Enter zalomí řádek",
  "composer.hint_enter": "Enter odešle, Shift+Enter zalomí řádek",
  "composer.too_long": "o {over} znaků víc, než je možné",
  "composer.claim_first": "Odpovídat můžete po převzetí.",
  "composer.with_other": "Konverzaci má {name}.",
  "composer.closed": "Konverzace je vyřešená, odpovídá asistent.",
  "composer.abandoned": "Zákazník odešel. Když znovu napíše, vrátí se do fronty.",

  "composer.reply": "Odpověď",
  "composer.note": "Poznámka",
  "composer.note_label": "Soukromá poznámka, vidí ji jen operátoři",
  "composer.note_placeholder": "Vidí jen operátoři. @ zmíní kolegu",
  "composer.keep_note": "Uložit poznámku",
  "composer.hint_canned": "/ připravené odpovědi",
  "composer.hint_mention": "@ zmíní kolegu",
  "composer.canned": "Připravené odpovědi",
  "composer.colleagues": "Kolegové",
  "composer.completions": { one: "{count} návrh, vybírá se šipkami", few: "{count} návrhy, vybírá se šipkami", other: "{count} návrhů, vybírá se šipkami" },
  "composer.unfilled": "Před odesláním doplňte: {names}",

  "files.label": "Přílohy",
  "files.add": "Přiložit soubor",
  "files.limits": "do {megabytes} MB; obrázky, PDF, text, tabulky, dokumenty",
  "files.uploading": "Nahrávám {name}",
  "files.remove": "Odebrat {name}",
  "files.too_large": "Větší, než je povoleno.",
  "files.type_not_allowed": "Soubory tohoto typu poslat nejde.",
  "files.too_many": "Příloh je příliš mnoho.",
};
