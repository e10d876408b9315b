"""Handoffs: the state machine of docs/handoff.md and the queue."""

from helpdesk.handoffs.current import in_charge, latest, may_return
from helpdesk.handoffs.presence import AGENT_PRESENT_FOR
from helpdesk.handoffs.queue import gone_customers, position
from helpdesk.handoffs.record import Need
from helpdesk.handoffs.refusals import (
    AgentAbsent,
    AlreadyClaimed,
    AtCapacity,
    AtCapacityOfOther,
    HandoffRefused,
    NotAssignedToYou,
    TooLate,
    UnknownHandoff,
    UnknownTarget,
)
from helpdesk.handoffs.states import REASONS, HandoffState, Reason
from helpdesk.handoffs.transitions.claiming import claim, take_over
from helpdesk.handoffs.transitions.handing_in import (
    release,
    resolve,
    resolve_as_merged,
    undo_merge,
    undo_resolve,
)
from helpdesk.handoffs.transitions.requesting import abandon, request, return_to_queue
from helpdesk.handoffs.transitions.rerouting import reroute
from helpdesk.handoffs.transitions.snoozing import snooze, wake, wake_up
from helpdesk.handoffs.transitions.transferring import transfer_to_agent, transfer_to_department

__all__ = [
    "AGENT_PRESENT_FOR",
    "REASONS",
    "AgentAbsent",
    "AlreadyClaimed",
    "AtCapacity",
    "AtCapacityOfOther",
    "HandoffRefused",
    "HandoffState",
    "Need",
    "NotAssignedToYou",
    "Reason",
    "TooLate",
    "UnknownHandoff",
    "UnknownTarget",
    "abandon",
    "claim",
    "gone_customers",
    "in_charge",
    "latest",
    "may_return",
    "position",
    "release",
    "request",
    "reroute",
    "resolve",
    "resolve_as_merged",
    "return_to_queue",
    "snooze",
    "take_over",
    "transfer_to_agent",
    "transfer_to_department",
    "undo_merge",
    "undo_resolve",
    "wake",
    "wake_up",
]
