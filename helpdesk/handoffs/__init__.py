"""Handoffs: the state machine of docs/handoff.md and the queue."""

from helpdesk.handoffs.queue import gone_customers, handoffs_in, open_handoffs, position
from helpdesk.handoffs.states import REASONS, HandoffState, Reason
from helpdesk.handoffs.transitions import (
    AlreadyClaimed,
    AtCapacity,
    HandoffRefused,
    Need,
    NotAssignedToYou,
    UnknownHandoff,
    abandon,
    claim,
    in_charge,
    latest,
    release,
    request,
    resolve,
    return_to_queue,
)

__all__ = [
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
    "open_handoffs",
    "position",
    "release",
    "request",
    "resolve",
    "return_to_queue",
]
