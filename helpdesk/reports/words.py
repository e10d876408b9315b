"""What a report's columns and groups are called, in both languages: as the desk calls them."""

from typing import Final

from helpdesk.handoffs.states import Reason
from helpdesk.language import Language
from helpdesk.reports.asking import Grouping

REASON_NAMES: Final[dict[Language, dict[Reason, str]]] = {
    "cs": {
        "customer_request": "Chce člověka",
        "low_confidence": "Málo jisté",
        "no_answer": "Nic neodpovídá",
        "clarification_failed": "Upřesnění nepomohlo",
        "assistant_unavailable": "Asistent nedostupný",
        "negative_feedback": "Odpověď nepomohla",
        "policy": "Podle pravidel",
    },
    "en": {
        "customer_request": "Asked for a human",
        "low_confidence": "Not sure enough",
        "no_answer": "Nothing answers this",
        "clarification_failed": "Clarification did not help",
        "assistant_unavailable": "Assistant unavailable",
        "negative_feedback": "Answer did not help",
        "policy": "Needs a human by policy",
    },
}

GROUPING_NAMES: Final[dict[Language, dict[Grouping, str]]] = {
    "cs": {"day": "Den", "department": "Oddělení", "agent": "Operátor", "reason": "Důvod"},
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
        "reason": "No handoff",
    },
}

TOTAL: Final[dict[Language, str]] = {"cs": "Celkem", "en": "Total"}

# path of a figure in a row → heading
FIGURES: Final[dict[Language, dict[str, str]]] = {
    "cs": {
        "conversations": "Konverzace",
        "bot_only": "Jen asistent",
        "bot_only_share": "Podíl jen asistenta",
        "handoffs": "Předání",
        "handoff_rate": "Podíl předání",
        "questions": "Otázky",
        "answered": "Zodpověděl asistent",
        "coverage": "Pokrytí",
        "judged": "Posouzené odpovědi",
        "right": "Správné odpovědi",
        "accuracy": "Přesnost",
        "first_response.n": "První odpověď: počet",
        "first_response.median_minutes": "První odpověď: medián (min)",
        "first_response.p90_minutes": "První odpověď: 90. percentil (min)",
        "resolution.n": "Vyřešení: počet",
        "resolution.median_minutes": "Vyřešení: medián (min)",
        "resolution.p90_minutes": "Vyřešení: 90. percentil (min)",
        "sla.first_response.kept": "SLA první odpověď: dodrženo",
        "sla.first_response.of": "SLA první odpověď: z celkem",
        "sla.next_response.kept": "SLA další odpověď: dodrženo",
        "sla.next_response.of": "SLA další odpověď: z celkem",
        "sla.resolution.kept": "SLA vyřešení: dodrženo",
        "sla.resolution.of": "SLA vyřešení: z celkem",
        "outcomes.solved": "Vyřešeno",
        "outcomes.not_solved": "Nevyřešeno",
        "outcomes.spam": "Spam",
        "outcomes.merged": "Sloučeno",
        "outcomes.not_said": "Neuvedeno",
        "outcomes.open": "Otevřeno",
        "abandoned": "Opuštěno",
        "reopened": "Znovu otevřeno",
    },
    "en": {
        "conversations": "Conversations",
        "bot_only": "Assistant alone",
        "bot_only_share": "Share of assistant alone",
        "handoffs": "Handoffs",
        "handoff_rate": "Handoff rate",
        "questions": "Questions",
        "answered": "Answered by the assistant",
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
        "abandoned": "Abandoned",
        "reopened": "Reopened",
    },
}
