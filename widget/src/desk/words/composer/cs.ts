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
};
