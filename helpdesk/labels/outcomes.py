"""Which answers the assistant gave on its own proved right or wrong: evidence on a certificate.

An answer counts when the search decided to answer and the entry it was sure of was shown. Who
says whether it was right: an agent's verdict on the drawn question, else an agent's flag on the
message, else the customer's thumb on it. Thumbs and flags are biased towards bad answers, so that
an alarm comes too early rather than too late. Where nobody said anything, nothing is assumed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeGuard

from sqlalchemy import ColumnElement, Integer, and_, cast, func, select
from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.labels.labelled import relevant_entries
from helpdesk.models import AnswerFlag, DrawnQuestion, Event, MessageFeedback, Turn


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A live answer: the confidence it was given with, before labels corrected it, and its fate."""

    conversation_id: str
    confidence: float
    wrong: bool
    at: datetime

    def as_json(self) -> dict[str, Any]:
        """The outcome as the knowledge base is told it."""
        return {"confidence": self.confidence, "wrong": self.wrong, "at": clock.rfc3339(self.at)}


@dataclass(frozen=True, kw_only=True)
class LiveAnswer:
    """The entry that was given as an answer, and how sure the search was of it."""

    entry_id: str
    version: int
    confidence: float


def live_outcomes(session: Session, since: datetime) -> list[Outcome]:
    """The outcomes of all answers given since then that somebody has judged, oldest first."""
    judged = (*_thumbs(session, since), *_flags(session, since), *_verdicts(session, since))
    return sorted(dict(judged).values(), key=lambda outcome: outcome.at)


def marker(session: Session) -> tuple[object, ...]:
    """What differs whenever some thumb, flag or verdict was given, changed or taken back."""
    thumbs = session.execute(
        select(
            func.count(),
            func.sum(cast(MessageFeedback.helpful, Integer)),
            func.max(MessageFeedback.created_at),
        ).select_from(MessageFeedback)
    ).one()
    verdicts = session.execute(
        select(func.count(DrawnQuestion.verdict), func.max(DrawnQuestion.judged_at))
    ).one()
    flags = session.execute(
        select(func.count(), func.max(AnswerFlag.id)).where(AnswerFlag.kind == "wrong_answer")
    ).one()
    return (*thumbs, *verdicts, *flags)


def live_answer(reply: dict[str, Any]) -> LiveAnswer | None:
    """The answer that a stored reply of the assistant gave because its search was sure enough.

    None for clarifications, small talk, handoffs, and pointers to what was said before.
    """
    search = reply.get("search") or {}
    candidates = search.get("candidates") or []
    if search.get("decision") != "answer" or not candidates:
        return None
    top = candidates[0]
    shown = {part["entry"]["id"] for part in reply.get("parts", ()) if part.get("entry")}
    confidence = search.get("certifiable_confidence", search.get("confidence"))
    if top.get("entry_id") not in shown or not _is_probability(confidence):
        return None
    return LiveAnswer(
        entry_id=top["entry_id"], version=top.get("version", 0), confidence=confidence
    )


def was_wrong(answer: LiveAnswer, question: DrawnQuestion) -> bool | None:
    """Whether the answer was wrong according to a verdict given later; None: it does not tell.

    The verdict is about the entry that a search found then, which may be another one, or another
    version of it.
    """
    if question.verdict == "not_a_question":
        return None
    same_entry = question.shown_entry_id == answer.entry_id
    if question.verdict in ("right", "wrong") and same_entry:
        same_version = question.shown_entry_version == answer.version
        return question.verdict == "wrong" if same_version else None
    relevant = relevant_entries(question)
    if question.verdict == "wrong" and not relevant:
        return None
    return answer.entry_id not in relevant


# with the id of the turn: the later one of two on the same turn holds
_Judged = tuple[int, Outcome]


def _thumbs(session: Session, since: datetime) -> Iterator[_Judged]:
    rows = session.execute(
        select(Turn, MessageFeedback.helpful)
        .join(
            MessageFeedback,
            and_(
                MessageFeedback.conversation_id == Turn.conversation_id,
                MessageFeedback.sequence == Turn.reply_sequence,
            ),
        )
        .where(_answered_since(since))
    )
    for turn, helpful in rows:
        answer = live_answer(turn.reply or {})
        if answer is not None:
            yield turn.id, _outcome(turn, answer, wrong=not helpful)


def _flags(session: Session, since: datetime) -> Iterator[_Judged]:
    turns = session.scalars(
        select(Turn)
        .join(
            AnswerFlag,
            and_(
                AnswerFlag.conversation_id == Turn.conversation_id,
                AnswerFlag.sequence == Turn.reply_sequence,
            ),
        )
        .where(_answered_since(since), AnswerFlag.kind == "wrong_answer")
    )
    for turn in turns:
        answer = live_answer(turn.reply or {})
        if answer is not None:
            yield turn.id, _outcome(turn, answer, wrong=True)


def _verdicts(session: Session, since: datetime) -> Iterator[_Judged]:
    rows = session.execute(
        select(Turn, DrawnQuestion)
        .join(
            Event,
            and_(Event.conversation_id == Turn.conversation_id, Event.sequence == Turn.sequence),
        )
        .join(DrawnQuestion, DrawnQuestion.event_id == Event.id)
        .where(_answered_since(since), DrawnQuestion.verdict.is_not(None))
    )
    for turn, question in rows:
        answer = live_answer(turn.reply or {})
        wrong = was_wrong(answer, question) if answer is not None else None
        if answer is not None and wrong is not None:
            yield turn.id, _outcome(turn, answer, wrong=wrong)


def _outcome(turn: Turn, answer: LiveAnswer, *, wrong: bool) -> Outcome:
    assert turn.finished_at is not None, "found by when it finished"
    return Outcome(
        conversation_id=turn.conversation_id,
        confidence=answer.confidence,
        wrong=wrong,
        at=turn.finished_at,
    )


def _answered_since(since: datetime) -> ColumnElement[bool]:
    return and_(Turn.state == "answered", Turn.payload.is_(None), Turn.finished_at >= since)


def _is_probability(value: object) -> TypeGuard[float]:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and 0 <= value <= 1  # type: ignore[operator]  # a number by now
