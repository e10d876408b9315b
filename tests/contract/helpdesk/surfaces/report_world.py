"""A desk whose conversations go any way they may, and a slow, obvious count of them."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpdesk import business_time, clock, handoffs
from helpdesk.conversations import access, log, sends
from helpdesk.database import Database
from helpdesk.errors import HelpdeskError
from helpdesk.labels.outcomes import live_answer
from helpdesk.models import (
    Agent,
    BusinessHours,
    Conversation,
    Department,
    Event,
    Handoff,
    HandoffTransition,
    HumanStretch,
    MessageFeedback,
    SlaClock,
    SlaTarget,
    Turn,
)
from helpdesk.turns.counting import counts_of_failure, counts_of_reply

PRAGUE = ZoneInfo("Europe/Prague")
REASONS = ("customer_request", "no_answer", "negative_feedback")
DEPARTMENTS = ("sales", "technical")
PICKED = '/choose_entry{"entry": "return-period"}'
QUESTION_INTENTS = ("faq", "faq_ambiguous", "nlu_fallback", "no_answer", "knowledge_unavailable")


def reply(decision: str, *, shown: bool = True, first: str = "") -> dict[str, Any]:
    """A reply of the assistant whose search found an entry; `first`: words before the answer."""
    intent = {"answer": "faq", "clarify": "faq_ambiguous", "hand_off": "no_answer"}[decision]
    parts: list[dict[str, Any]] = [{"type": "text", "text": first}] if first else []
    entry = {"id": "return-period", "version": 1} if shown else None
    parts.append({"type": "text", "text": "Do 14 dnů.", "entry": entry})
    found = {"entry_id": "return-period", "version": 1, "confidence": 0.9}
    search = {"decision": decision, "confidence": 0.9, "candidates": [found]}
    return {"intent": intent, "parts": parts, "search": search, "error": None}


@dataclass
class Desk:
    """Two departments, one of them with hours and promises, two agents and a lead."""

    database: Database
    agent_ids: list[int] = field(default_factory=list)

    def opens(self) -> None:
        with self.database.write() as session:
            now = clock.now()
            week = {day: [["08:00", "16:30"]] for day in ("mon", "tue", "wed", "thu", "fri")}
            hours = BusinessHours(
                name="Office", time_zone="Europe/Prague", week=week, dates={}, updated_at=now
            )
            session.add(hours)
            session.flush()
            for number, name in enumerate(DEPARTMENTS):
                names = {"cs": name.title(), "en": name.title()}
                hours_id = hours.id if name == "technical" else None
                session.add(
                    Department(id=name, names=names, business_hours_id=hours_id, updated_at=now)
                )
                session.flush()
                session.add(
                    SlaTarget(
                        department_id=name,
                        channel="chat",
                        priority=0,
                        first_response_minutes=30 * (1 + number),
                        next_response_minutes=60,
                        resolution_minutes=240,
                    )
                )
            for username, role in (("petr", "agent"), ("eva", "agent"), ("jana", "lead")):
                agent = Agent(
                    username=username,
                    name=username.title(),
                    role=role,
                    password_hash="-",
                    capacity=100,
                    created_at=now,
                )
                session.add(agent)
                session.flush()
                self.agent_ids.append(agent.id)

    def talks(self, at: datetime, steps: list[tuple[str, int, int]]) -> str:
        """A conversation that begins then; of each (verb, choice, minutes later) what may be."""
        with self.database.write() as session:
            conversation, _ = access.start(session, "cs", at=at)
            conversation_id = conversation.id
        for verb, choice, minutes in steps:
            at += timedelta(minutes=minutes)
            try:
                with self.database.write() as session:
                    _STEPS[verb](session, log.lock(session, conversation_id), at, choice, self)
            except HelpdeskError:
                pass  # what may not be now is refused and leaves nothing
        return conversation_id


def _handoff_id(session: Session, conversation: Conversation) -> str:
    handoff = handoffs.latest(session, conversation.id)
    if handoff is None:
        raise handoffs.UnknownHandoff
    return handoff.id


def _says(session: Session, conversation: Conversation, at: datetime) -> Event:
    parts = [{"type": "text", "text": "Kde je moje zásilka?", "html": ""}]
    return log.append(session, conversation, kind="message", author="customer", at=at, parts=parts)


def _asks(session: Session, conversation: Conversation, at: datetime, choice: int, _: Desk) -> None:
    """A customer's message with the bot's turn: answers, near misses, small talk, failures."""
    asked = _says(session, conversation, at)
    thumbs = {0: True, 1: False}
    replies: list[dict[str, Any] | None] = [
        reply("answer"),
        reply("answer", first="Našla jsem to:"),
        reply("answer", shown=False),
        reply("clarify"),
        reply("hand_off"),
        {**reply("answer"), "intent": "greet", "search": None},
        None,
    ]
    made = replies[choice % len(replies)]
    is_hidden = choice == 10
    counts = counts_of_failure(None) if made is None else counts_of_reply(None, made)
    answered = log.append(session, conversation, kind="message", author="bot", at=at)
    session.add(
        Turn(
            conversation_id=conversation.id,
            sequence=asked.sequence,
            state="failed" if made is None else "hidden" if is_hidden else "answered",
            **({} if is_hidden else counts),
            reply=made,
            reply_sequence=answered.sequence,
            created_at=at,
            finished_at=at,
        )
    )
    if choice in thumbs:
        session.add(
            MessageFeedback(
                conversation_id=conversation.id,
                sequence=answered.sequence,
                helpful=thumbs[choice],
                created_at=at,
            )
        )


def _picks(session: Session, conversation: Conversation, at: datetime, _: int, __: Desk) -> None:
    picked = _says(session, conversation, at)
    session.add(
        Turn(
            conversation_id=conversation.id,
            sequence=picked.sequence,
            payload=PICKED,
            **counts_of_reply(PICKED, reply("answer")),
            state="answered",
            reply=reply("answer"),
            created_at=at,
            finished_at=at,
        )
    )


def _requests(
    session: Session, conversation: Conversation, at: datetime, choice: int, _: Desk
) -> None:
    need = handoffs.Need(reason=REASONS[choice % len(REASONS)], actor="customer")
    handoffs.request(session, conversation, need, at=at)


def _by_agent(move: Callable[..., Any], **details: Any) -> Callable[..., None]:
    def step(
        session: Session, conversation: Conversation, at: datetime, choice: int, desk: Desk
    ) -> None:
        agent_id = desk.agent_ids[choice % len(desk.agent_ids)]
        move(session, _handoff_id(session, conversation), agent_id, at=at, **details)

    return step


def _goes_to(
    session: Session, conversation: Conversation, at: datetime, choice: int, _: Desk
) -> None:
    handoffs.reroute(
        session,
        _handoff_id(session, conversation),
        None,
        department_id=DEPARTMENTS[choice % len(DEPARTMENTS)],
        actor="system",
        at=at,
    )


def _answers(
    session: Session, conversation: Conversation, at: datetime, choice: int, desk: Desk
) -> None:
    agent_id = desk.agent_ids[choice % len(desk.agent_ids)]
    sends.post_agent_message(session, conversation.id, agent_id, str(uuid4()), "Hned.", at=at)


def _gives_up(session: Session, conversation: Conversation, at: datetime, _: int, __: Desk) -> None:
    handoffs.abandon(session, _handoff_id(session, conversation), at=at)


_STEPS: dict[str, Callable[..., None]] = {
    "asks": _asks,
    "picks": _picks,
    "requests": _requests,
    "goes_to": _goes_to,
    "claims": _by_agent(handoffs.claim),
    "takes_over": _by_agent(handoffs.take_over),
    "answers": _answers,
    "releases": _by_agent(handoffs.release),
    "solves": _by_agent(handoffs.resolve),
    "does_not_solve": _by_agent(handoffs.resolve, outcome="not_solved"),
    "calls_spam": _by_agent(handoffs.resolve, outcome="spam"),
    "undoes": _by_agent(handoffs.undo_resolve),
    "gives_up": _gives_up,
}
VERBS = tuple(_STEPS)


@dataclass
class Counted:
    """One conversation, counted the slow way: what it is grouped by, and its figures."""

    day: str
    department: str | None
    agent: str | None
    reason: str | None
    figures: Counter[str] = field(default_factory=Counter)
    first_response: float | None = None
    resolution: float | None = None


def counted(session: Session, conversation_id: str) -> Counted | None:
    """The conversation as docs/reports.md says, row by row; None where nothing was said."""
    conversation = session.get_one(Conversation, conversation_id)
    if conversation.last_sequence == 0:
        return None

    def of(model: Any, *order: Any) -> list[Any]:
        query = select(model).where(model.conversation_id == conversation_id)
        return list(session.scalars(query.order_by(*order)))

    needs = of(Handoff, Handoff.requested_at, Handoff.id)
    moves = of(HandoffTransition, HandoffTransition.id)
    stretches = of(HumanStretch, HumanStretch.id)
    said = [e for e in of(Event, Event.sequence) if e.kind == "message" and e.author == "agent"]
    first = needs[0] if needs else None
    last_agent = session.get_one(Agent, stretches[-1].agent_id).username if stretches else None
    one = Counted(
        day=conversation.created_at.astimezone(PRAGUE).date().isoformat(),
        department=first.department_id if first else None,
        agent=last_agent,
        reason=next(
            (m.reason for m in moves if m.verb == "request" and m.handoff_id == first.id), None
        )
        if first
        else None,
    )
    one.figures["conversations"] = 1
    one.figures["handoffs"] = int(bool(needs))
    one.figures["bot_only"] = int(not needs)
    one.figures["reopened"] = int(any(move.verb == "reopen" for move in moves))
    one.figures["abandoned"] = int(bool(needs) and needs[-1].state == "abandoned")
    if needs:
        state, outcome = needs[-1].state, needs[-1].outcome
        name = outcome if state == "resolved" else "abandoned" if state == "abandoned" else "open"
        one.figures[f"outcomes.{name}"] = 1
        one.figures[f"by_reason.{one.reason}"] = 1
    if first is not None:
        hours = business_time.of_department(session, first.department_id)
        if said:
            seconds = hours.seconds_between(first.requested_at, said[0].created_at)
            one.first_response = seconds / 60
        if first.state == "resolved" and first.outcome != "spam":
            one.resolution = _open_seconds(hours, first.id, moves) / 60
    _count_promises(one, of(SlaClock, SlaClock.id))
    _count_answers(one, of(Turn, Turn.sequence), of(MessageFeedback, MessageFeedback.sequence))
    return one


def _open_seconds(hours: business_time.Hours, handoff_id: str, moves: list[Any]) -> float:
    """Business seconds in which the handoff was waiting or assigned, added second by second."""
    total, since = 0.0, None
    for move in moves:
        if move.handoff_id != handoff_id:
            continue
        is_open = move.to_state in ("waiting", "assigned")
        if since is None and is_open:
            since = move.created_at
        elif since is not None and not is_open:
            total += hours.seconds_between(since, move.created_at)
            since = None
    return total


def _count_promises(one: Counted, clocks: list[SlaClock]) -> None:
    for promise in clocks:
        if promise.breached_at is not None or promise.state == "met":
            one.figures[f"sla.{promise.promise}.of"] += 1
            one.figures[f"sla.{promise.promise}.kept"] += promise.breached_at is None


def _count_answers(one: Counted, turns: list[Turn], thumbs: list[MessageFeedback]) -> None:
    helpful = {thumb.sequence: thumb.helpful for thumb in thumbs}
    questions = answered = 0
    for turn in turns:
        intent = (turn.reply or {}).get("intent")
        if turn.payload is not None:
            answered += turn.state == "answered"
            continue
        questions += turn.state == "failed"
        questions += turn.state == "answered" and intent in QUESTION_INTENTS
        if turn.state == "answered" and live_answer(turn.reply or {}):
            answered += 1
            if turn.reply_sequence in helpful:
                one.figures["judged"] += 1
                one.figures["right"] += helpful[turn.reply_sequence]
    one.figures["questions"] = questions
    one.figures["answered"] = min(questions, answered)


def percentile_90(values: list[float]) -> float:
    """Between the two values around nine tenths of the way from the least to the greatest."""
    ordered = sorted(values)
    place = 0.9 * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def spread(values: list[float]) -> dict[str, Any]:
    """What a report says of these minutes."""
    if not values:
        return {"n": 0, "median_minutes": None, "p90_minutes": None}
    return {
        "n": len(values),
        "median_minutes": median(values),
        "p90_minutes": percentile_90(values),
    }


def monday(weeks: int) -> datetime:
    """Some Monday's first second in Prague's winter, so many weeks on."""
    return datetime(2001, 1, 1, tzinfo=UTC) + timedelta(weeks=weeks, hours=-1)
