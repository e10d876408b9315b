"""What every transition stands on: the locks, the rights, and the move that must find its state."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from helpdesk.conversations import log
from helpdesk.errors import FieldError, Forbidden
from helpdesk.handoffs.refusals import (
    AlreadyClaimed,
    HandoffRefused,
    NotAssignedToYou,
    UnknownHandoff,
    UnknownTarget,
)
from helpdesk.handoffs.states import HandoffState
from helpdesk.models import Agent, Conversation, Department, Handoff


def locked(session: Session, handoff_id: str) -> tuple[Conversation, Handoff]:
    """The handoff as it is now and its conversation, locked. Raises UnknownHandoff."""
    if "\x00" in handoff_id:  # PostgreSQL takes no NUL, which an address can carry
        raise UnknownHandoff
    conversation_id = session.scalar(
        select(Handoff.conversation_id).where(Handoff.id == handoff_id)
    )
    if conversation_id is None:
        raise UnknownHandoff
    conversation = log.lock(session, conversation_id)
    handoff = session.get_one(Handoff, handoff_id, populate_existing=True)
    return conversation, handoff


def active_agent(session: Session, agent_id: int) -> Agent:
    """The agent who acts; raises Forbidden if they no longer work here."""
    agent = session.get(Agent, agent_id, populate_existing=True)
    if agent is None or not agent.active:
        raise Forbidden("This agent may not take conversations.")
    return agent


def active_department(session: Session, department_id: str) -> Department:
    """The department something goes to. Raises UnknownTarget."""
    known = "\x00" not in department_id
    department = session.get(Department, department_id) if known else None
    if department is None or not department.active:
        unknown = FieldError(field="department", reason="is unknown or not active")
        raise UnknownTarget(fields=[unknown])
    return department


def require_own_or_lead(handoff: Handoff, agent: Agent) -> None:
    """Let pass the handoff's agent and every lead. Raises NotAssignedToYou."""
    if handoff.agent_id == agent.id or agent.role != "agent":
        return
    if handoff.agent_id is None:
        raise NotAssignedToYou("Claim the conversation first, or ask a lead.")
    raise NotAssignedToYou


def require_assigned(handoff: Handoff) -> None:
    """Let pass what an agent has. Raises HandoffRefused."""
    if handoff.state != "assigned":
        raise HandoffRefused


def move(session: Session, handoff: Handoff, from_state: HandoffState, **values: Any) -> None:
    """Change the handoff if it is in this state. Raises AlreadyClaimed or HandoffRefused."""
    moved = session.execute(
        update(Handoff)
        .where(Handoff.id == handoff.id, Handoff.state == from_state)
        .values(**values)
        .returning(Handoff.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    session.refresh(handoff)
    if moved is None:
        if from_state == "waiting" and handoff.state == "assigned":
            raise AlreadyClaimed
        raise HandoffRefused


def next_assistant_session(conversation: Conversation) -> None:
    """The bot answers from here on, and begins afresh."""
    conversation.assistant_session += 1
    conversation.assistant_session_turns = 0
