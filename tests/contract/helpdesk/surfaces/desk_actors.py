"""What a desk knows from its stream, and what agents do over the API."""

from typing import Any
from uuid import uuid4

from werkzeug.test import TestResponse

from tests.contract.helpdesk.core.conftest import Customer, Reader

from .conftest import Visitor

DESK = "/api/v1/desk"


def last_queue(reader: Reader) -> list[dict[str, Any]] | None:
    """The open handoffs as a desk would list them from what it has read so far."""
    rows: dict[str, dict[str, Any]] | None = None
    for frame in list(reader.frames):
        if frame["event"] == "handoffs":
            rows = {row["id"]: row for row in frame["data"]["handoffs"]}
        elif frame["event"] == "handoff_changes" and rows is not None:
            for handoff_id in frame["data"]["removed"]:
                del rows[handoff_id]
            rows.update({row["id"]: row for row in frame["data"]["changed"]})
    return None if rows is None else sorted(rows.values(), key=lambda r: (r["rank_at"], r["id"]))


def logged(reader: Reader, customer: Customer) -> list[int]:
    """Numbers of the customer's events that the desk was shown, in the order it was."""
    return [e["sequence"] for e in reader.of("log") if e["conversation_id"] == customer.id]


def unread(reader: Reader) -> dict[str, int]:
    """Conversation → unread messages, as the desk would mark them; zeros left out."""
    counts: dict[str, int] = {}
    for told in reader.of("unread"):
        counts.update(told["conversations"])
    return {one: count for one, count in counts.items() if count}


def viewing(reader: Reader, customer: Customer) -> list[str]:
    """User names of those who have the customer's conversation open, as the desk was last told."""
    told = [one for one in reader.of("viewing") if one["conversation_id"] == customer.id]
    return [viewer["username"] for viewer in told[-1]["viewers"]] if told else []


def claims(agent: Visitor, customer: Customer) -> TestResponse:
    """Take the customer's waiting conversation."""
    listed = agent.sees(f"{DESK}/handoffs").json["handoffs"]
    (handoff,) = [one for one in listed if one["conversation_id"] == customer.id]
    response = agent.sends("POST", f"{DESK}/handoffs/{handoff['id']}/claim")
    assert response.status_code == 200, response.text
    return response


def writes(agent: Visitor, customer: Customer, text: str) -> TestResponse:
    """Write to the customer."""
    body = {"client_message_id": str(uuid4()), "text": text}
    return of(agent, customer, "POST", "messages", body)


def of(agent: Visitor, customer: Customer, method: str, path: str, body: Any = None) -> Any:
    """The answer to a request about the customer's conversation."""
    return agent.sends(method, f"{DESK}/conversations/{customer.id}/{path}", json=body)


def detail(agent: Visitor, customer: Customer) -> dict[str, Any]:
    """The conversation as the desk opens it."""
    response = agent.sees(f"{DESK}/conversations/{customer.id}")
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json
    return body
