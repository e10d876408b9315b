"""Where a handoff goes and how urgent it is: department and priority from the leads' rules."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from helpdesk import departments
from helpdesk.handoffs.order import rank_at
from helpdesk.handoffs.states import PRIORITIES
from helpdesk.models import Conversation, Handoff
from helpdesk.routing import rules
from helpdesk.routing.deciding import Decision, decide
from helpdesk.routing.facts import Heard, facts_of, heard_by_assistant


def route(session: Session, conversation: Conversation, handoff: Handoff, at: datetime) -> None:
    """Set department, priority, rank and `routing` of a handoff just requested or reopened."""
    heard = heard_by_assistant(session, conversation, handoff)
    decision = decision_on(session, conversation, handoff, heard)
    handoff.department_id = decision.department_id
    handoff.priority = PRIORITIES.index(decision.priority)
    handoff.rank_at = rank_at(handoff.waiting_since, handoff.priority)
    handoff.routing = routing_of(decision, heard)
    handoff.updated_at = at
    session.flush()


def decision_on(
    session: Session, conversation: Conversation, handoff: Handoff, heard: Heard
) -> Decision:
    """What the rules, as they are now, say of the handoff."""
    facts = facts_of(session, conversation, handoff, heard.tone)
    active = [department.id for department in departments.active(session)]
    return decide(rules.active(session), facts, active)


def routing_of(decision: Decision, heard: Heard) -> dict[str, Any]:
    """What a handoff keeps of its routing; `heard_sequence` is the last message that was heard."""
    return {
        "rules": decision.matched_view(),
        "tone": asdict(heard.tone) if heard.tone else None,
        "heard_sequence": heard.sequence,
    }
