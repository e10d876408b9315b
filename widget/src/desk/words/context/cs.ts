import type { Message } from "../../../i18n/translator";
import type { en } from "./en";

/** The Czech words beside a conversation: why it came, who it is with. */
export const cs: Readonly<Record<keyof typeof en, Message>> = {
  "context.label": "O této konverzaci",
  "context.why": "Proč přišla",
  "context.question": "Otázka",
  "context.would": "Co by asistent odpověděl",
  "context.would_none": "Žádný záznam se neblížil.",
  "context.no_evidence": "Nic se nehledalo.",
  "context.intent": "Pochopeno jako",
  "context.error": "Závada asistenta",
  "context.uncertified": "necertifikováno",
  "context.uncertified_more": "Jistota je kalibrovaná, ale ne certifikovaná na označených otázkách.",
  "context.certified": "certifikováno",
  "context.customer": "Zákazník",
  "context.language": "Jazyk",
  "context.page": "Stránka",
  "context.first_contact": "První kontakt",
  "context.waiting_since": "Čeká od",
  "context.department": "Oddělení",
  "context.priority": "Priorita",
  "context.suggestions": "Navrhované odpovědi",
  "context.suggestions_none": "Znalostní báze nemá co navrhnout.",
  "context.suggestions_failed": "Návrhy se nepodařilo načíst.",
  "context.insert": "Vložit",
  "context.insert_number": "Vložit (Alt+{number})",
  "context.version": "verze {version}",
  "context.search": "Hledat ve znalostní bázi",
  "context.name": "Jméno",
  "context.email": "E-mail",
};
