"""The vocabulary of the handoff: states, verbs, reasons and the table of docs/handoff.md."""

from typing import Final, Literal, get_args

HandoffState = Literal["waiting", "assigned", "resolved", "abandoned"]
Verb = Literal["request", "claim", "release", "resolve", "abandon", "return", "reopen"]
Actor = Literal["agent", "assistant", "customer", "system", "timer"]
InCharge = Literal["bot", "queue", "agent"]
Reason = Literal[
    "customer_request",
    "low_confidence",
    "no_answer",
    "clarification_failed",
    "assistant_unavailable",
    "negative_feedback",
    "policy",
]

REASONS: Final[frozenset[str]] = frozenset(get_args(Reason))
OPEN_STATES: Final = ("waiting", "assigned")

# the log's kind of event for each verb
EVENT_KINDS: Final[dict[Verb, str]] = {
    "request": "handoff_requested",
    "claim": "handoff_claimed",
    "release": "handoff_released",
    "resolve": "handoff_resolved",
    "abandon": "handoff_abandoned",
    "return": "handoff_returned",
    "reopen": "handoff_reopened",
}
