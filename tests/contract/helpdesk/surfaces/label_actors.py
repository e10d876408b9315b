"""Who has to do with labels: customers whom the assistant answered, agents who judge."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from helpdesk import clock
from helpdesk.conversations import access, feedback, log
from helpdesk.database import Database
from helpdesk.language import Language
from helpdesk.models import Turn

from .conftest import Visitor

LABELS = "/api/v1/desk/labels"


@dataclass
class AnsweredCustomer:
    """Somebody who chatted; what the assistant did is written down as its runner would."""

    database: Database
    id: str = ""
    sequences: list[int] = field(default_factory=list)

    def starts(self, language: Language = "cs", page_url: str | None = None) -> "AnsweredCustomer":
        with self.database.write() as session:
            self.id = access.start(session, language, page_url=page_url)[0].id
        return self

    def asks(
        self,
        text: str,
        *,
        answered_with: str | None = None,
        version: int = 1,
        confidence: float = 0.9,
        certifiable: float | None = None,
        picked: str | None = None,
        to_human: bool = False,
        intent: str = "faq",
        at: datetime | None = None,
    ) -> int:
        """The number of the bot's message, or of the question where it gave no answer."""
        at = at or clock.now()
        with self.database.write() as session:
            conversation = log.lock(session, self.id)
            asked = log.append(
                session,
                conversation,
                kind="message",
                author="customer",
                at=at,
                client_message_id=str(uuid4()),
                parts=[{"type": "text", "text": text}],
            )
            if to_human:
                return asked.sequence
            turn = Turn(
                conversation_id=self.id, sequence=asked.sequence, payload=picked, created_at=at
            )
            session.add(turn)
            if answered_with is None:
                return asked.sequence
            part = _answer_part(answered_with, version, confidence)
            turn.state = "answered"
            turn.finished_at = at
            turn.reply = {
                "parts": [part],
                "intent": intent,
                "intent_confidence": confidence,
                "search": _search(answered_with, version, confidence, certifiable),
                "error": None,
            }
            turn.reply_sequence = log.append(
                session, conversation, kind="message", author="bot", at=at, parts=[part]
            ).sequence
            return turn.reply_sequence

    def finds(self, sequence: int, *, helpful: bool) -> None:
        """Say whether the bot's message helped."""
        with self.database.write() as session:
            feedback.give_feedback(session, self.id, sequence, helpful=helpful)


def _answer_part(entry_id: str, version: int, confidence: float) -> dict[str, Any]:
    entry = {
        "id": entry_id,
        "version": version,
        "language": "cs",
        "question": "?",
        "confidence": confidence,
        "cross_lingual": False,
    }
    return {"type": "text", "text": "Ano.", "language": "cs", "entry": entry}


def _search(
    entry_id: str, version: int, confidence: float, certifiable: float | None
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "decision": "answer",
        "reason": None,
        "confidence": confidence,
        "candidates": [{"entry_id": entry_id, "version": version, "confidence": confidence}],
    }
    return found if certifiable is None else {**found, "certifiable_confidence": certifiable}


def draws(agent: Visitor, count: int) -> dict[str, Any]:
    """The counts after a draw."""
    response = agent.sends("POST", f"{LABELS}/draw", json={"count": count})
    assert response.status_code == 200, response.text
    drawn: dict[str, Any] = response.json
    return drawn


def next_of(agent: Visitor, limit: int = 20) -> list[dict[str, Any]]:
    """The questions an agent is shown."""
    response = agent.sees(f"{LABELS}/next?limit={limit}")
    assert response.status_code == 200, response.text
    questions: list[dict[str, Any]] = response.json["questions"]
    return questions


def judges(
    agent: Visitor, question: dict[str, Any], verdict: str, right_entry_id: str | None = None
) -> Any:
    """The response to a verdict on the question's top candidate."""
    judged = verdict in ("right", "wrong")
    body = {
        "verdict": verdict,
        "entry_id": question["candidates"][0]["entry_id"] if judged else None,
        "right_entry_id": right_entry_id,
    }
    return agent.sends("PUT", f"{LABELS}/{question['id']}", json=body)
