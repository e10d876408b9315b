"""The helpdesk's core over real databases, and who uses it: customers and agents."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from helpdesk import clock, handoffs
from helpdesk.app import Helpdesk, create_app
from helpdesk.background import Background
from helpdesk.conversations import sends
from helpdesk.database import Database
from helpdesk.migrations.command import upgrade
from helpdesk.models import Agent, Handoff
from helpdesk.settings import Settings
from tests.assistant_double import AssistantDouble, assistant_double
from tests.contract.helpdesk.migrations import migrate
from tests.databases import DATABASE_KINDS, migrated_database

PATIENCE_SECONDS = 15.0


def wait_for(what: Callable[[], Any]) -> Any:
    """The first truthy value of ``what``, looked at again and again."""
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while not (value := what()):
        assert time.monotonic() < give_up_at, "waited in vain"
        time.sleep(0.01)
    return value


@dataclass
class Customer:
    """Somebody at a widget."""

    client: FlaskClient
    id: str = ""
    token: str = ""

    def starts(self, language: str = "cs", **page: Any) -> "Customer":
        response = self.client.post("/api/v1/conversations", json={"language": language, **page})
        assert response.status_code == 201, response.text
        self.id = response.json["conversation"]["id"]
        self.token = response.json["token"]
        return self

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def posts(self, path: str, body: Any = None, **request: Any) -> TestResponse:
        if body is not None:
            request["json"] = body
        return self.client.post(
            f"/api/v1/conversations/{self.id}/{path}", headers=self.headers, **request
        )

    def says(self, text: str, message_id: str | None = None) -> TestResponse:
        body = {"client_message_id": message_id or str(uuid4()), "text": text}
        return self.posts("messages", body)

    def picks(self, sequence: int, choice_id: str) -> TestResponse:
        choice = {"sequence": sequence, "id": choice_id}
        return self.posts("messages", {"client_message_id": str(uuid4()), "choice": choice})

    def wants_a_human(self, request_id: str | None = None) -> TestResponse:
        return self.posts("handoff", {"client_request_id": request_id or str(uuid4())})

    def sees(self, after: int = 0) -> list[dict[str, Any]]:
        return self._reads(after)["events"]

    def state(self) -> dict[str, Any]:
        return self._reads(10**6)["conversation"]

    def waits_for(self, kind: str, author: str | None = None, count: int = 1) -> dict[str, Any]:
        """The ``count``-th event of this kind and author, once it is there."""

        def found() -> dict[str, Any] | None:
            events = [e for e in self.sees() if e["kind"] == kind and author in (None, e["author"])]
            return events[count - 1] if len(events) >= count else None

        return wait_for(found)

    def reads_along(self, after: int = 0, **headers: str) -> "Reader":
        response = self.client.get(
            f"/api/v1/conversations/{self.id}/events?after={after}",
            headers={**self.headers, "Accept": "text/event-stream", **headers},
        )
        assert response.status_code == 200, response.text
        return Reader(response)

    def _reads(self, after: int) -> dict[str, Any]:
        response = self.client.get(
            f"/api/v1/conversations/{self.id}/events?after={after}", headers=self.headers
        )
        assert response.status_code == 200, response.text
        body: dict[str, Any] = response.json
        return body


class Reader:
    """A browser that reads a stream, in a thread of its own."""

    def __init__(self, response: TestResponse) -> None:
        self._response = response
        self.frames: list[dict[str, Any]] = []
        self.comments = 0
        self.ended = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        try:
            for chunk in self._response.iter_encoded():
                for block in chunk.decode().split("\n\n"):
                    self._take(block)
        finally:
            self._response.close()
            self.ended.set()

    def _take(self, block: str) -> None:
        if block.startswith(":"):
            self.comments += 1
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if "event" in fields:
            self.frames.append({**fields, "data": json.loads(fields["data"])})

    def of(self, event: str) -> list[dict[str, Any]]:
        """What arrived under this event's name so far."""
        return [frame["data"] for frame in list(self.frames) if frame["event"] == event]

    def sequences(self) -> list[int]:
        return [event["sequence"] for event in self.of("log")]


@dataclass
class AgentActor:
    """An agent at work, through the functions the desk's API calls."""

    database: Database
    id: int
    name: str
    sent: list[str] = field(default_factory=list)

    def claims(self, handoff_id: str) -> Handoff:
        with self.database.write() as session:
            return handoffs.claim(session, handoff_id, self.id)

    def releases(self, handoff_id: str) -> Handoff:
        with self.database.write() as session:
            return handoffs.release(session, handoff_id, self.id)

    def resolves(self, handoff_id: str) -> Handoff:
        with self.database.write() as session:
            return handoffs.resolve(session, handoff_id, self.id)

    def says(self, customer: Customer, text: str, message_id: str | None = None) -> sends.Sent:
        with self.database.write() as session:
            return sends.post_agent_message(
                session, customer.id, self.id, message_id or str(uuid4()), text
            )

    def is_present(self) -> None:
        with self.database.write() as session:
            session.get_one(Agent, self.id).seen_at = clock.now()


@pytest.fixture(params=DATABASE_KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with migrated_database(request.param, tmp_path, migrate) as url:
        if request.param == "sqlite":
            # where the helpdesk looks for it
            Path(url.removeprefix("sqlite:///")).rename(tmp_path / "helpdesk.db")
        yield url


@pytest.fixture
def assistant() -> Iterator[AssistantDouble]:
    with assistant_double() as double:
        yield double


@pytest.fixture
def settings(database_url: str, tmp_path: Path, assistant: AssistantDouble) -> Settings:
    on_sqlite = database_url.startswith("sqlite")
    return Settings(
        state=tmp_path,
        DATABASE_URL=None if on_sqlite else database_url,
        rasa_port=assistant.port,
        turn_seconds=1.0,
        heartbeat_seconds=0.2,
        rate_limits=False,
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    database = Database(settings.sqlalchemy_url)
    upgrade(database)
    database.close()
    app = create_app(settings)
    yield app
    parts(app).wakeups.close()
    parts(app).assistant.close()
    parts(app).database.close()


def parts(app: Flask) -> Helpdesk:
    shared: Helpdesk = app.extensions["helpdesk"]
    return shared


@pytest.fixture
def database(app: Flask) -> Database:
    return parts(app).database


@pytest.fixture
def new_customer(app: Flask) -> Callable[[], Customer]:
    return lambda: Customer(app.test_client()).starts()


@pytest.fixture
def customer(new_customer: Callable[[], Customer]) -> Customer:
    return new_customer()


@pytest.fixture
def new_agent(database: Database) -> Callable[..., AgentActor]:
    def add(name: str = "jana", role: str = "agent", capacity: int = 5) -> AgentActor:
        with database.write() as session:
            agent = Agent(
                username=f"{name}-{uuid4().hex[:6]}",
                name=name.title(),
                role=role,
                password_hash="-",
                capacity=capacity,
                created_at=clock.now(),
                seen_at=clock.now(),
            )
            session.add(agent)
            session.flush()
            return AgentActor(database=database, id=agent.id, name=agent.name)

    return add


@pytest.fixture
def agent(new_agent: Callable[..., AgentActor]) -> AgentActor:
    return new_agent()


@pytest.fixture
def background(app: Flask) -> Iterator[Background]:
    """Turns, timers and wake-ups, running in threads of this process."""
    shared = parts(app)
    running = Background(
        shared.settings, shared.database, shared.wakeups, shared.assistant, runs_turns=True
    )
    running.start()
    yield running
    running.stop()


def handoff_of(database: Database, customer: Customer) -> Handoff:
    with database.read() as session:
        handoff = handoffs.latest(session, customer.id)
        assert handoff is not None
        return handoff


def all_of(database: Database, model: type[Any], **equal: Any) -> list[Any]:
    with database.read() as session:
        return list(session.scalars(select(model).filter_by(**equal)))
