"""What is known of a handoff when it is routed, read in its own transaction."""

from collections.abc import Iterable
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


def facts_of(session: Session, conversation: Conversation, handoff: Handoff) -> Facts:
    """What the rules look at. The tone is the strongest of the latest messages' tones."""
    customer = session.get(Customer, conversation.customer_id) if conversation.customer_id else None
    tones = [_tone_in(handoff.evidence), *_tones_of_turns(session, conversation)]
    return Facts(
        reason=cast(Reason, handoff.reason),
        text=_latest_text(session, conversation) or handoff.question or "",
        tier=cast(Tier, customer.tier) if customer else "standard",
        language=cast(Language, conversation.language),
        page_url=conversation.page_url or "",
        channel=cast(Channel, handoff.channel),
        tone=strongest(tone for tone in tones if tone is not None),
    )


def strongest(tones: Iterable[HeardTone]) -> HeardTone | None:
    """The greatest anger and the greatest urgency; None where there is no tone."""
    heard = list(tones)
    if not heard:
        return None
    return HeardTone(
        anger=max(tone.anger for tone in heard), urgency=max(tone.urgency for tone in heard)
    )


def _latest_text(session: Session, conversation: Conversation) -> str:
    messages = session.scalars(
        select(Event)
        .where(
            Event.conversation_id == conversation.id,
            Event.kind == "message",
            Event.author == "customer",
        )
        .order_by(Event.sequence.desc())
        .limit(_LATEST_MESSAGES)
    )
    return "\n".join(log.text_of(message) for message in messages)


def _tones_of_turns(session: Session, conversation: Conversation) -> list[HeardTone | None]:
    """Of the latest messages that the assistant read since it was last in charge."""
    replies = session.scalars(
        select(Turn.reply)
        .where(
            Turn.conversation_id == conversation.id,
            Turn.assistant_session == conversation.assistant_session,
            Turn.reply.is_not(None),
        )
        .order_by(Turn.sequence.desc())
        .limit(_LATEST_MESSAGES)
    )
    return [_tone_in(reply) for reply in replies]


def _tone_in(evidence: dict[str, Any] | None) -> HeardTone | None:
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
