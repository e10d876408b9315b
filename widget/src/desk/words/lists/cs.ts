import type { Message } from "../../../i18n/translator";
import type { en } from "./en";

/** The Czech words of the lists of conversations. */
export const cs: Readonly<Record<keyof typeof en, Message>> = {
  "tab.waiting": "Čekají",
  "tab.mine": "Moje",
  "tab.closed": "Hotové",

  "list.label": "Konverzace",
  "list.waiting.empty": "Nikdo nečeká.",
  "list.waiting.empty_more": "Nové žádosti se tu objeví samy.",
  "list.mine.empty": "Nemáte žádnou konverzaci.",
  "list.mine.empty_more": "Vezměte si některou z čekajících.",
  "list.closed.empty": "Zatím tu není nic vyřešeného ani opuštěného.",
  "list.new": "Nově čeká zákazník ({reason}).",
  "list.new_messages": "Nová zpráva",
  "list.position": "{position}. v pořadí",
  "list.waits": "čeká {time}",
  "list.refresh": "Obnovit",

  "tab.all": "Všechny",

  "list.all.empty": "Žádná konverzace neodpovídá.",
  "list.snoozed": "Odložené",
  "list.until": "do {time}",
  "list.unread": { one: "{count} nepřečtená zpráva", few: "{count} nepřečtené zprávy", other: "{count} nepřečtených zpráv" },
  "list.unread_more": "nepřečtených",
  "list.answered": "Zákazník odpověděl: {text}",
  "list.search": "Hledat v konverzacích",
  "list.searching": "Hledám v hotových…",
  "list.found_closed": "Hotové konverzace",
  "list.filter.department": "Oddělení",
  "list.filter.agent": "Operátor",
  "list.filter.language": "Jazyk",
};
