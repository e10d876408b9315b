"""The desk's lists of handoffs: which, in what order, from where on."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import Session

from helpdesk.desk.rows import NEWEST_FIRST, QUEUE_ORDER, Read, as_views, read_rows
from helpdesk.desk.unread import unread_of
from helpdesk.errors import FieldError, Invalid
from helpdesk.handoffs.states import OPEN_STATES, HandoffState
from helpdesk.models import Conversation, Customer, Handoff

# a state, or the states in which somebody is waited for, or no longer
Listed = HandoffState | Literal["open", "closed"]
_STATES: dict[str, tuple[HandoffState, ...]] = {
    "open": OPEN_STATES,
    "closed": ("resolved", "abandoned"),
}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a list is to show; `mine` narrows it to what the asking agent has, or had last."""

    state: Listed = "open"
    mine: bool = False
    department: str | None = None
    # part of a name, an e-mail address or a question
    query: str = ""
    limit: int = 200
    # where the page before ended
    after: str | None = None


def list_handoffs(
    session: Session, agent_id: int, wanted: Wanted
) -> tuple[list[dict[str, Any]], str | None]:
    """Rows with the agent's unread messages, and the cursor to go on after them, if there are more.

    Open ones come in the queue's order, finished ones newest first. Raises Invalid for a cursor
    that is none of ours.
    """
    states = _STATES.get(wanted.state) or (wanted.state,)
    is_open = set(states) <= set(OPEN_STATES)
    conditions = [Handoff.state.in_(states), *_narrowed(agent_id, wanted)]
    if wanted.after is not None:
        conditions.append(_beyond(wanted.after, is_open=is_open))
    rows = read_rows(
        session,
        *conditions,
        order=QUEUE_ORDER if is_open else NEWEST_FIRST,
        # one more than asked for tells whether there are more
        limit=wanted.limit + 1,
    )
    shown = as_views(session, rows[: wanted.limit])
    unread = unread_of(session, agent_id) if is_open else {}
    for view in shown:
        view["unread"] = unread.get(view["conversation_id"])
    has_more = len(rows) > wanted.limit
    return shown, _cursor(rows[wanted.limit - 1], is_open=is_open) if has_more else None


def _narrowed(agent_id: int, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.mine:
        had_it_last = and_(Handoff.agent_id.is_(None), Handoff.last_agent_id == agent_id)
        mine = Handoff.agent_id == agent_id
        conditions.append(or_(mine, and_(Handoff.state != "waiting", had_it_last)))
    if wanted.department:
        conditions.append(Handoff.department_id == wanted.department)
    if text := wanted.query.strip():
        # SQLite folds the case of ASCII letters only: the usual spellings stand in for the others
        spellings = {text, text.lower(), text.upper(), text.capitalize(), text.title()}
        conditions.append(
            or_(
                *(
                    column.icontains(spelling, autoescape=True)
                    for column in (Customer.name, Customer.email, Handoff.question)
                    for spelling in sorted(spellings)
                ),
                Conversation.id == text.lower(),
            )
        )
    return conditions


def _cursor(last: Read, *, is_open: bool) -> str:
    moment: datetime = last.rank_at if is_open else last.updated_at
    return f"{moment.isoformat()}~{last.id}"


def _beyond(cursor: str, *, is_open: bool) -> ColumnElement[bool]:
    written, _, handoff_id = cursor.partition("~")
    try:
        moment = datetime.fromisoformat(written).astimezone(UTC)
    except ValueError:
        reason = "is no cursor of this list; begin without one"
        raise Invalid(fields=[FieldError(field="after", reason=reason)]) from None
    column = Handoff.rank_at if is_open else Handoff.updated_at
    further = column > moment if is_open else column < moment
    return or_(further, and_(column == moment, Handoff.id > handoff_id))
