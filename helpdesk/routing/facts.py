"""What is known of a handoff when it is routed, read in its own transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpdesk.conversations import log
from helpdesk.handoffs.states import Channel, Reason
from helpdesk.language import Language
from helpdesk.models import Conversation, Customer, Event, Handoff, Turn
from helpdesk.routing.conditions import Facts, HeardTone, Tier

# what was said longer ago is another matter
_LATEST_MESSAGES = 3


@dataclass(frozen=True, kw_only=True)
class Heard:
    """The strongest tone so far, and the last message that was heard, 0 without one."""

    tone: HeardTone | None
    sequence: int


def heard_by_assistant(session: Session, conversation: Conversation, handoff: Handoff) -> Heard:
    """The tone in the handoff's evidence and of the latest messages that the assistant read."""
    heard = {
        turn.sequence: tone
        for turn in _latest_turns(session, conversation)
        if (tone := tone_in(turn.reply)) is not None
    }
    tones = [tone for tone in (tone_in(handoff.evidence), *heard.values()) if tone is not None]
    return Heard(tone=strongest(tones), sequence=max(heard, default=0))


def facts_of(
    session: Session, conversation: Conversation, handoff: Handoff, tone: HeardTone | None
) -> Facts:
    """What the rules look at."""
    customer = session.get(Customer, conversation.customer_id) if conversation.customer_id else None
    return Facts(
        reason=cast(Reason, handoff.reason),
        text=_latest_text(session, conversation) or handoff.question or "",
        tier=cast(Tier, customer.tier) if customer else "standard",
        language=cast(Language, conversation.language),
        page_url=conversation.page_url or "",
        channel=cast(Channel, handoff.channel),
        tone=tone,
    )


def strongest(tones: Iterable[HeardTone]) -> HeardTone | None:
    """The greatest anger and the greatest urgency; None where there is no tone."""
    heard = list(tones)
    if not heard:
        return None
    return HeardTone(
        anger=max(tone.anger for tone in heard), urgency=max(tone.urgency for tone in heard)
    )


def latest_messages(
    session: Session, conversation_id: str, *, after: int = 0
) -> list[tuple[int, str]]:
    """The customer's latest three messages after this sequence, newest first."""
    messages = session.scalars(
        select(Event)
        .where(
            Event.conversation_id == conversation_id,
            Event.kind == "message",
            Event.author == "customer",
            Event.sequence > after,
        )
        .order_by(Event.sequence.desc())
        .limit(_LATEST_MESSAGES)
    )
    return [(message.sequence, log.text_of(message)) for message in messages]


def _latest_text(session: Session, conversation: Conversation) -> str:
    return "\n".join(text for _, text in latest_messages(session, conversation.id))


def _latest_turns(session: Session, conversation: Conversation) -> Sequence[Turn]:
    """The latest messages that the assistant read since it was last in charge."""
    return session.scalars(
        select(Turn)
        .where(
            Turn.conversation_id == conversation.id,
            Turn.assistant_session == conversation.assistant_session,
            Turn.reply.is_not(None),
        )
        .order_by(Turn.sequence.desc())
        .limit(_LATEST_MESSAGES)
        .execution_options(populate_existing=True)
    ).all()


def tone_in(evidence: dict[str, Any] | None) -> HeardTone | None:
    """The tone that an assistant's reply or a handoff's evidence carries, if it is one.

    The evidence is what others sent, kept as it came: nothing of its shape is taken for granted.
    """
    heard = _part(evidence, "tone") or _part(_part(evidence, "search"), "tone")
    anger, urgency = _probability(heard.get("anger")), _probability(heard.get("urgency"))
    if anger is None or urgency is None:
        return None
    return HeardTone(anger=anger, urgency=urgency)


def _part(value: Any, name: str) -> dict[str, Any]:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def _probability(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and 0 <= value <= 1 else None
