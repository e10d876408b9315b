"""The vocabulary of the handoff: states, verbs, reasons and the table of docs/handoff.md."""

from typing import Final, Literal, get_args

HandoffState = Literal["waiting", "assigned", "resolved", "abandoned"]
Verb = Literal[
    "request",
    "claim",
    "take_over",
    "release",
    "transfer",
    "snooze",
    "wake",
    "reroute",
    "resolve",
    "undo",
    "abandon",
    "return",
    "reopen",
]
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

Channel = Literal["chat", "email"]
# as an agent says it
SettledOutcome = Literal["solved", "not_solved", "spam"]
Outcome = Literal[SettledOutcome, "merged"]
Priority = Literal["normal", "high", "urgent"]

# as the tables keep them: their place here
PRIORITIES: Final[tuple[Priority, ...]] = get_args(Priority)
REASONS: Final[frozenset[str]] = frozenset(get_args(Reason))
OPEN_STATES: Final = ("waiting", "assigned")

# the log's kind of event for each verb that customers are told of; the others are the desk's own
EVENT_KINDS: Final[dict[Verb, str]] = {
    "request": "handoff_requested",
    "claim": "handoff_claimed",
    "take_over": "handoff_claimed",
    "transfer": "handoff_transferred",
    "release": "handoff_released",
    "resolve": "handoff_resolved",
    "undo": "handoff_reopened",
    "abandon": "handoff_abandoned",
    "return": "handoff_returned",
    "reopen": "handoff_reopened",
}
