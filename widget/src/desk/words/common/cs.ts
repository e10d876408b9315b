import type { Message } from "../../../i18n/translator";
import type { en } from "./en";

/** The Czech words that several parts of the desk share: reasons, states, times. */
export const cs: Readonly<Record<keyof typeof en, Message>> = {
  "author.customer": "Zákazník",
  "author.bot": "Asistent",
  "author.agent": "Operátor",
  "author.system": "Systém",
  "author.you": "Vy",

  "reason.customer_request": "Chce člověka",
  "reason.low_confidence": "Málo jisté",
  "reason.no_answer": "Nic neodpovídá",
  "reason.clarification_failed": "Upřesnění nepomohlo",
  "reason.assistant_unavailable": "Asistent nedostupný",
  "reason.negative_feedback": "Odpověď nepomohla",
  "reason.policy": "Podle pravidel",

  "reason_long.customer_request": "Zákazník si vyžádal člověka.",
  "reason_long.low_confidence": "Ve znalostní bázi je něco podobného, jistota ale na odeslání nestačila.",
  "reason_long.no_answer": "Ve znalostní bázi na tuto otázku nic neodpovídá.",
  "reason_long.clarification_failed": "Asistent nabídl na upřesnění několik možností a žádná neseděla.",
  "reason_long.assistant_unavailable": "Asistent nemohl odpovědět, konverzace proto přišla rovnou sem.",
  "reason_long.negative_feedback": "Zákazník označil odpověď asistenta za neužitečnou.",
  "reason_long.policy": "Podle pravidel na tohle odpovídá člověk.",

  "state.waiting": "Čeká",
  "state.assigned": "Řeší se",
  "state.resolved": "Vyřešeno",
  "state.abandoned": "Opuštěno",
  "state.with": "Řeší {name}",

  "decision.answer": "by odpověděl",
  "decision.clarify": "by se zeptal, co zákazník myslí",
  "decision.hand_off": "by předal člověku",

  "time.seconds": "{count} s",
  "time.minutes": "{count} min",
  "time.hours": "{hours} h {minutes} min",
  "time.days": "{count} d",

  "state.mine": "U vás",

  "priority.normal": "běžná",
  "priority.high": "vysoká",
  "priority.urgent": "naléhavá",

  "priority_long.normal": "běžná priorita",
  "priority_long.high": "vysoká priorita",
  "priority_long.urgent": "naléhavá priorita",

  "presence.online": "k dispozici",
  "presence.busy": "zaneprázdněný",
  "presence.away": "pryč",
  "presence.offline": "odpojený",

  "promise.first_response": "První odpověď",
  "promise.next_response": "Další odpověď",
  "promise.resolution": "Vyřešení",

  "due.reply": "odpovědět do {time}",
  "due.resolve": "vyřešit do {time}",
  "due.reply_by": "odpovědět do {time}",
  "due.resolve_by": "vyřešit do {time}",
  "due.breached": "po termínu o {time}",
  "due.paused": "čeká se na zákazníka",
  "due.kept": "dodrženo",
  "due.late": "splněno pozdě",
  "due.none": "neběží",

  "outcome.solved": "Vyřešeno",
  "outcome.not_solved": "Nevyřešeno",
  "outcome.spam": "Spam",
  "outcome.merged": "Sloučeno",

  "channel.email": "e-mailem",

  "tone.anger": "zní rozzlobeně",
  "tone.urgency": "zní naléhavě",

  "tier.standard": "běžný",
  "tier.premium": "prémiový",
};
