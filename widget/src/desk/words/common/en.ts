import type { Message } from "../../../i18n/translator";

/** The English words that several parts of the desk share: reasons, states, times; the other languages have these keys. */
export const en = {
  "author.customer": "Customer",
  "author.bot": "Assistant",
  "author.agent": "Agent",
  "author.system": "System",
  "author.you": "You",

  "reason.customer_request": "Asked for a human",
  "reason.low_confidence": "Not sure enough",
  "reason.no_answer": "Nothing answers this",
  "reason.clarification_failed": "Clarification did not help",
  "reason.assistant_unavailable": "Assistant unavailable",
  "reason.negative_feedback": "Answer did not help",
  "reason.policy": "Needs a human by policy",

  "reason_long.customer_request": "The customer asked for a human.",
  "reason_long.low_confidence": "The knowledge base had something similar, but the assistant was not sure enough to send it.",
  "reason_long.no_answer": "Nothing in the knowledge base answers the question.",
  "reason_long.clarification_failed": "The assistant asked what was meant and none of its choices fitted.",
  "reason_long.assistant_unavailable": "The assistant could not answer, so the conversation came straight here.",
  "reason_long.negative_feedback": "The customer marked the assistant's answer as not helpful.",
  "reason_long.policy": "A rule says that a human answers this.",

  "state.waiting": "Waiting",
  "state.assigned": "In hand",
  "state.resolved": "Resolved",
  "state.abandoned": "Abandoned",
  "state.with": "With {name}",

  "decision.answer": "would answer",
  "decision.clarify": "would ask what is meant",
  "decision.hand_off": "would hand over",

  "time.seconds": "{count} s",
  "time.minutes": "{count} min",
  "time.hours": "{hours} h {minutes} min",
  "time.days": "{count} d",

  "state.mine": "With you",

  "priority.normal": "normal",
  "priority.high": "high",
  "priority.urgent": "urgent",

  "priority_long.normal": "normal priority",
  "priority_long.high": "high priority",
  "priority_long.urgent": "urgent priority",

  "presence.online": "online",
  "presence.busy": "busy",
  "presence.away": "away",
  "presence.offline": "offline",

  "promise.first_response": "First response",
  "promise.next_response": "Next response",
  "promise.resolution": "Resolution",

  "due.reply": "reply within {time}",
  "due.resolve": "resolve within {time}",
  "due.reply_by": "reply by {time}",
  "due.resolve_by": "resolve by {time}",
  "due.breached": "overdue by {time}",
  "due.paused": "waiting for the customer",
  "due.kept": "kept",
  "due.late": "done, but late",
  "due.none": "not running",

  "outcome.solved": "Solved",
  "outcome.not_solved": "Not solved",
  "outcome.spam": "Spam",
  "outcome.merged": "Merged",

  "channel.email": "by e-mail",

  "tone.anger": "sounds angry",
  "tone.urgency": "sounds urgent",

  "tier.standard": "standard",
  "tier.premium": "premium",
} as const satisfies Record<string, Message>;
