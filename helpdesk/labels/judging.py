"""Verdicts: given, corrected, taken back, counted.

The first verdict on a question stands: whoever gave it may correct it, another agent is told
(409) instead of silently overruling a colleague. A lead may take any verdict back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.errors import Conflict, FieldError, Invalid, NotFound
from helpdesk.labels import drawing
from helpdesk.models import Agent, DrawnQuestion

Verdict = Literal["right", "wrong", "nothing", "not_a_question"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
_ABOUT_AN_ENTRY = ("right", "wrong")


class UnknownLabel(NotFound):
    """There is no drawn question with this id; its conversation may have been erased."""

    code = "unknown_label"


class JudgedByAnother(Conflict):
    """Another agent has labelled this question already. Go on with the next one."""

    code = "judged_by_another"


class AnotherEntryShown(Conflict):
    """The question now finds another entry than the one you judged. Load it again."""

    code = "another_entry_shown"


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What an agent says of a question.

    `entry_id` is the entry shown on top, which is right or wrong; `right_entry_id` the one that
    would have been right instead of a wrong one. With the other verdicts neither counts.
    """

    verdict: Verdict
    entry_id: str | None = None
    right_entry_id: str | None = None


def judge(
    session: Session,
    question_id: int,
    agent_id: int,
    judgement: Judgement,
    *,
    is_published: Callable[[str], bool],
    at: datetime | None = None,
) -> DrawnQuestion:
    """The question with this verdict; an agent's second word on it replaces the first.

    Raises UnknownLabel, JudgedByAnother, AnotherEntryShown or Invalid.
    """
    _check(judgement, is_published)
    question = _locked(session, question_id)
    if question.judged_by_id not in (None, agent_id):
        raise JudgedByAnother
    judges_entry = judgement.verdict in _ABOUT_AN_ENTRY
    if judges_entry and judgement.entry_id != question.shown_entry_id:
        raise AnotherEntryShown
    question.verdict = judgement.verdict
    question.right_entry_id = judgement.right_entry_id
    question.judged_by_id = agent_id
    question.judged_at = at or clock.now()
    session.flush()
    return question


def take_back(
    session: Session,
    question_id: int,
    agent_id: int,
    *,
    is_lead: bool,
    at: datetime | None = None,
) -> DrawnQuestion:
    """The question without a verdict, reserved for this agent, who sees it next.

    Without one already, nothing changes. Raises UnknownLabel or JudgedByAnother.
    """
    question = _locked(session, question_id)
    if question.verdict is None:
        return question
    if question.judged_by_id != agent_id and not is_lead:
        raise JudgedByAnother("Another agent has labelled this question; they or a lead may undo.")
    question.verdict = question.right_entry_id = None
    question.judged_by_id = question.judged_at = None
    question.reserved_by_id = agent_id
    question.reserved_until = (at or clock.now()) + drawing.RESERVED_FOR
    session.flush()
    return question


def summary(session: Session) -> dict[str, Any]:
    """How many questions there are, were drawn and were labelled, and with which verdicts."""
    by_state = select(DrawnQuestion.verdict, func.count()).group_by(DrawnQuestion.verdict)
    counted: dict[str | None, int] = dict(session.execute(by_state).all())
    by_verdict = {verdict: counted.get(verdict, 0) for verdict in VERDICTS}
    return {
        "drawn": sum(counted.values()),
        "labelled": sum(by_verdict.values()),
        "population": drawing.population(session),
        "by_verdict": by_verdict,
    }


def label_view(session: Session, question: DrawnQuestion) -> dict[str, Any]:
    """The label as the desk is told it; `verdict` is null while there is none."""
    judge_ = session.get(Agent, question.judged_by_id) if question.judged_by_id else None
    return {
        "id": str(question.id),
        "verdict": question.verdict,
        "entry_id": question.shown_entry_id,
        "entry_version": question.shown_entry_version,
        "confidence": question.shown_confidence,
        "right_entry_id": question.right_entry_id,
        "judged_by": {"username": judge_.username, "name": judge_.name} if judge_ else None,
        "judged_at": clock.rfc3339(question.judged_at) if question.judged_at else None,
    }


def _check(judgement: Judgement, is_published: Callable[[str], bool]) -> None:
    """Raise Invalid where verdict and entries do not go together."""
    verdict, entry_id, right = judgement.verdict, judgement.entry_id, judgement.right_entry_id
    if verdict in _ABOUT_AN_ENTRY and entry_id is None:
        reason = "name the entry that was shown on top; without one, say nothing or not_a_question"
        raise Invalid(fields=[FieldError(field="entry_id", reason=reason)])
    if right is None:
        return
    if verdict != "wrong":
        reason = "only a wrong entry has a right one beside it"
    elif right == entry_id:
        reason = "this is the entry that is said to be wrong"
    elif not is_published(right):
        reason = "there is no published entry with this id"
    else:
        return
    raise Invalid(fields=[FieldError(field="right_entry_id", reason=reason)])


def _locked(session: Session, question_id: int) -> DrawnQuestion:
    question = session.scalars(
        select(DrawnQuestion).where(DrawnQuestion.id == question_id).with_for_update()
    ).one_or_none()
    if question is None:
        raise UnknownLabel
    return question
