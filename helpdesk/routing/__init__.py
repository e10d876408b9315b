"""Where a handoff goes and how urgent it is: department and priority from the leads' rules."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from helpdesk import departments
from helpdesk.handoffs.order import rank_at
from helpdesk.handoffs.states import PRIORITIES
from helpdesk.models import Conversation, Handoff
from helpdesk.routing import rules
from helpdesk.routing.deciding import decide
from helpdesk.routing.facts import facts_of


def route(session: Session, conversation: Conversation, handoff: Handoff, at: datetime) -> None:
    """Set department, priority, rank and `routing` of a handoff just requested or reopened."""
    facts = facts_of(session, conversation, handoff)
    active = [department.id for department in departments.active(session)]
    decision = decide(rules.active(session), facts, active)
    handoff.department_id = decision.department_id
    handoff.priority = PRIORITIES.index(decision.priority)
    handoff.rank_at = rank_at(handoff.waiting_since, handoff.priority)
    handoff.routing = {
        "rules": decision.matched_view(),
        "tone": asdict(facts.tone) if facts.tone else None,
    }
    handoff.updated_at = at
    session.flush()
