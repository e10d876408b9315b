"""What a report's columns and groups are called, in both languages."""

from typing import Final

from helpdesk.handoffs.states import Reason
from helpdesk.language import Language
from helpdesk.reports.asking import Grouping

REASON_NAMES: Final[dict[Language, dict[Reason, str]]] = {
    "cs": {
        "customer_request": "Přání zákazníka",
        "low_confidence": "Nejistá odpověď",
        "no_answer": "Bez odpovědi",
        "clarification_failed": "Upřesnění nepomohlo",
        "assistant_unavailable": "Asistent nedostupný",
        "negative_feedback": "Odpověď nepomohla",
        "policy": "Pravidlo",
    },
    "en": {
        "customer_request": "Customer's wish",
        "low_confidence": "Unsure answer",
        "no_answer": "No answer",
        "clarification_failed": "Clarification failed",
        "assistant_unavailable": "Assistant unavailable",
        "negative_feedback": "Answer did not help",
        "policy": "Policy",
    },
}

GROUPING_NAMES: Final[dict[Language, dict[Grouping, str]]] = {
    "cs": {"day": "Den", "department": "Oddělení", "agent": "Kolega", "reason": "Důvod"},
    "en": {"day": "Day", "department": "Department", "agent": "Agent", "reason": "Reason"},
}

# the row of what belongs to nobody
NOBODY: Final[dict[Language, dict[Grouping, str]]] = {
    "cs": {
        "day": "–",
        "department": "Bez oddělení",
        "agent": "Nikdo z lidí",
        "reason": "Bez předání",
    },
    "en": {
        "day": "–",
        "department": "No department",
        "agent": "No human",
        "reason": "Not handed over",
    },
}

TOTAL: Final[dict[Language, str]] = {"cs": "Celkem", "en": "Total"}

# path of a figure in a row → heading
FIGURES: Final[dict[Language, dict[str, str]]] = {
    "cs": {
        "conversations": "Konverzace",
        "bot_only": "Jen asistent",
        "bot_only_share": "Podíl jen asistent",
        "handoffs": "Předáno lidem",
        "handoff_rate": "Podíl předaných",
        "questions": "Otázky asistentovi",
        "answered": "Zodpovězeno asistentem",
        "coverage": "Pokrytí",
        "judged": "Posouzené odpovědi",
        "right": "Správné odpovědi",
        "accuracy": "Přesnost",
        "first_response.n": "První reakce: počet",
        "first_response.median_minutes": "První reakce: medián (min)",
        "first_response.p90_minutes": "První reakce: 90. percentil (min)",
        "resolution.n": "Vyřešení: počet",
        "resolution.median_minutes": "Vyřešení: medián (min)",
        "resolution.p90_minutes": "Vyřešení: 90. percentil (min)",
        "sla.first_response.kept": "SLA první reakce: dodrženo",
        "sla.first_response.of": "SLA první reakce: z celkem",
        "sla.next_response.kept": "SLA další reakce: dodrženo",
        "sla.next_response.of": "SLA další reakce: z celkem",
        "sla.resolution.kept": "SLA vyřešení: dodrženo",
        "sla.resolution.of": "SLA vyřešení: z celkem",
        "outcomes.solved": "Vyřešeno",
        "outcomes.not_solved": "Nevyřešeno",
        "outcomes.spam": "Spam",
        "outcomes.merged": "Sloučeno",
        "outcomes.not_said": "Bez udání výsledku",
        "outcomes.open": "Otevřeno",
        "abandoned": "Opuštěno zákazníkem",
        "reopened": "Znovu otevřeno",
    },
    "en": {
        "conversations": "Conversations",
        "bot_only": "Bot only",
        "bot_only_share": "Share bot only",
        "handoffs": "Handed over",
        "handoff_rate": "Handoff rate",
        "questions": "Questions to the bot",
        "answered": "Answered by the bot",
        "coverage": "Coverage",
        "judged": "Answers judged",
        "right": "Answers right",
        "accuracy": "Accuracy",
        "first_response.n": "First response: count",
        "first_response.median_minutes": "First response: median (min)",
        "first_response.p90_minutes": "First response: 90th percentile (min)",
        "resolution.n": "Resolution: count",
        "resolution.median_minutes": "Resolution: median (min)",
        "resolution.p90_minutes": "Resolution: 90th percentile (min)",
        "sla.first_response.kept": "SLA first response: kept",
        "sla.first_response.of": "SLA first response: of",
        "sla.next_response.kept": "SLA next response: kept",
        "sla.next_response.of": "SLA next response: of",
        "sla.resolution.kept": "SLA resolution: kept",
        "sla.resolution.of": "SLA resolution: of",
        "outcomes.solved": "Solved",
        "outcomes.not_solved": "Not solved",
        "outcomes.spam": "Spam",
        "outcomes.merged": "Merged",
        "outcomes.not_said": "Outcome not said",
        "outcomes.open": "Open",
        "abandoned": "Abandoned by the customer",
        "reopened": "Reopened",
    },
}
