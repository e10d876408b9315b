"""What becomes of a turn: the reply is shown, recorded but hidden, or missing.

Ownership is looked at again under the conversation's lock just before a reply is stored. Reply,
end of turn and request of a handoff are one transaction.
"""

from datetime import timedelta
from typing import Any, Literal

from sqlalchemy.orm import Session

from helpdesk import clock, handoffs
from helpdesk.assistant_client import AssistantFailed, Question, Reply, TextPart
from helpdesk.conversations import log
from helpdesk.conversations.sends import evidence_of
from helpdesk.models import Conversation, Turn
from helpdesk.turns import lease as leases
from helpdesk.turns.counting import counts_of_failure, counts_of_reply
from helpdesk.turns.lease import Lease

Outcome = Literal["answered", "hidden", "failed"]

SHOWN_ENTRIES_KEPT = 200


def question_for(session: Session, lease: Lease, session_turns: int) -> Question | None:
    """What to ask the assistant; None where it is no longer in charge and must not be asked.

    The assistant's session starts afresh after ``session_turns`` turns.
    """
    conversation = log.get(session, lease.conversation_id)
    if handoffs.in_charge(handoffs.latest(session, conversation.id)) != "bot":
        return None
    message = log.event_at(session, lease.conversation_id, lease.sequence)
    assert message is not None, "a turn without its message"
    number, turns_so_far = conversation.assistant_session, conversation.assistant_session_turns
    if turns_so_far >= session_turns:
        number, turns_so_far = number + 1, 0
    return Question.model_validate(
        {
            "conversation_id": conversation.id,
            "session": number,
            "message_id": message.client_message_id or f"{conversation.id}:{message.sequence}",
            "text": log.text_of(message),
            "choice": {"payload": lease.payload} if lease.payload is not None else None,
            "language": message.language,
            "page_url": conversation.page_url,
            "shown_entry_ids": conversation.shown_entry_ids,
            "new_session": turns_so_far == 0,
        }
    )


def store_reply(
    session: Session,
    lease: Lease,
    question: Question,
    reply: Reply,
    *,
    agent_present_for: timedelta = handoffs.AGENT_PRESENT_FOR,
) -> Outcome:
    """Show the reply if the assistant is still in charge, else only record it.

    Raises LeaseLost; then nothing may be committed.
    """
    now = clock.now()
    conversation = log.lock(session, lease.conversation_id)
    recorded = reply.model_dump(mode="json")
    hidden_reason = _hidden_reason(session, conversation)
    _count_turn(conversation, question)
    if hidden_reason is not None:
        leases.finish(
            session,
            lease,
            state="hidden",
            hidden_reason=hidden_reason,
            reply=recorded,
            assistant_session=question.session,
            finished_at=now,
        )
        return "hidden"
    reply_sequence = None
    if reply.shown_parts:
        reply_sequence = log.append(
            session,
            conversation,
            kind="message",
            author="bot",
            at=now,
            language=reply.shown_parts[0].language or question.language,
            parts=[part.model_dump(mode="json") for part in reply.shown_parts],
        ).sequence
        _note_shown_entries(conversation, reply)
    outcome: Outcome = "failed" if reply.error is not None else "answered"
    counts = (
        counts_of_failure(lease.payload)
        if outcome == "failed"
        else counts_of_reply(lease.payload, recorded)
    )
    leases.finish(
        session,
        lease,
        **counts,
        state=outcome,
        reply=recorded,
        reply_sequence=reply_sequence,
        assistant_session=question.session,
        error_code=reply.error.code if reply.error else None,
        error_message=reply.error.message if reply.error else None,
        finished_at=now,
    )
    if reply.handoff_reason is not None:
        need = handoffs.Need(
            reason=reply.handoff_reason, actor="assistant", evidence=evidence_of(recorded)
        )
        handoffs.request(session, conversation, need, at=now, agent_present_for=agent_present_for)
    return outcome


def store_failure(
    session: Session,
    lease: Lease,
    failure: AssistantFailed,
    *,
    agent_present_for: timedelta = handoffs.AGENT_PRESENT_FOR,
) -> Outcome:
    """End the turn without a reply, and ask a human in the assistant's place.

    Raises LeaseLost; then nothing may be committed.
    """
    now = clock.now()
    conversation = log.lock(session, lease.conversation_id)
    leases.finish(
        session,
        lease,
        **counts_of_failure(lease.payload),
        state="failed",
        error_code=failure.code,
        error_message=failure.message[:1000],
        finished_at=now,
    )
    if _hidden_reason(session, conversation) is None:
        error = {"code": failure.code, "message": failure.message[:1000]}
        need = handoffs.Need(
            reason="assistant_unavailable", actor="system", evidence={"error": error}
        )
        handoffs.request(session, conversation, need, at=now, agent_present_for=agent_present_for)
    return "failed"


def store_not_asked(session: Session, lease: Lease) -> Outcome:
    """End a turn the assistant was not asked, as a human is in charge. Raises LeaseLost."""
    conversation = log.lock(session, lease.conversation_id)
    leases.finish(
        session,
        lease,
        state="hidden",
        hidden_reason=_hidden_reason(session, conversation) or "not_in_charge",
        finished_at=clock.now(),
    )
    return "hidden"


def hidden_replies(session: Session, conversation_id: str) -> list[dict[str, Any]]:
    """The replies that were recorded but not shown, for the desk only, oldest first."""
    turns = (
        session.query(Turn)
        .filter(
            Turn.conversation_id == conversation_id,
            Turn.state == "hidden",
            Turn.reply.is_not(None),
        )
        .order_by(Turn.sequence)
    )
    return [
        {"sequence": t.sequence, "hidden_reason": t.hidden_reason, "reply": t.reply} for t in turns
    ]


def _hidden_reason(session: Session, conversation: Conversation) -> str | None:
    """Why a reply may not be shown now; None where it may."""
    if conversation.state != "open":
        return f"conversation_{conversation.state}"
    owner = handoffs.in_charge(handoffs.latest(session, conversation.id))
    return None if owner == "bot" else f"{owner}_in_charge"


def _count_turn(conversation: Conversation, question: Question) -> None:
    """Count the turn in its session, unless a later session has begun meanwhile."""
    if question.session > conversation.assistant_session:
        conversation.assistant_session = question.session
        conversation.assistant_session_turns = 0
    if question.session == conversation.assistant_session:
        conversation.assistant_session_turns += 1


def _note_shown_entries(conversation: Conversation, reply: Reply) -> None:
    shown = dict.fromkeys(conversation.shown_entry_ids)
    for part in reply.shown_parts:
        if isinstance(part, TextPart) and part.entry is not None:
            shown[part.entry.id] = None
    # a new list: a change inside the old one would not be noticed and stored
    conversation.shown_entry_ids = list(shown)[-SHOWN_ENTRIES_KEPT:]
