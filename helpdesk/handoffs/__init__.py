"""Handoffs: the state machine of docs/handoff.md and the queue."""

from helpdesk.handoffs.queue import gone_customers, handoffs_in, open_handoffs, position
from helpdesk.handoffs.record import Need
from helpdesk.handoffs.refusals import (
    AlreadyClaimed,
    AtCapacity,
    HandoffRefused,
    NotAssignedToYou,
    UnknownHandoff,
)
from helpdesk.handoffs.states import REASONS, HandoffState, Reason
from helpdesk.handoffs.transitions import (
    AGENT_PRESENT_FOR,
    abandon,
    claim,
    in_charge,
    latest,
    may_return,
    release,
    request,
    resolve,
    return_to_queue,
)

__all__ = [
    "AGENT_PRESENT_FOR",
    "REASONS",
    "AlreadyClaimed",
    "AtCapacity",
    "HandoffRefused",
    "HandoffState",
    "Need",
    "NotAssignedToYou",
    "Reason",
    "UnknownHandoff",
    "abandon",
    "claim",
    "gone_customers",
    "handoffs_in",
    "in_charge",
    "latest",
    "may_return",
    "open_handoffs",
    "position",
    "release",
    "request",
    "resolve",
    "return_to_queue",
]
