"""Where a handoff goes and how urgent it is: department and priority from the leads' rules."""

from datetime import datetime

from sqlalchemy.orm import Session

from helpdesk.models import Conversation, Handoff


def route(session: Session, conversation: Conversation, handoff: Handoff, at: datetime) -> None:
    """Set department, priority, rank and `routing` of a handoff just requested or reopened."""
