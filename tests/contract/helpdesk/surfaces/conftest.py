"""The application over a real database, and who uses it: strangers, agents, leads."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from werkzeug.test import TestResponse

from helpdesk.agents.accounts import NewAgent, Role, add_agent
from helpdesk.agents.passwords import Passwords
from helpdesk.app import create_app
from helpdesk.database import Database
from helpdesk.settings import Settings
from tests.contract.helpdesk.core.conftest import Reader
from tests.contract.helpdesk.migrations import migrate
from tests.databases import DATABASE_KINDS, migrated_database
from tests.knowledge_double import KnowledgeDouble, an_entry

PASSWORD = "correct horse battery"
TOKEN = "internal-token-of-tests"


@dataclass
class Visitor:
    """Somebody with a browser; an agent once signed in."""

    client: FlaskClient
    csrf_token: str = ""
    username: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def signs_in(self, username: str, password: str = PASSWORD) -> TestResponse:
        response = self.client.post(
            "/api/v1/session", json={"username": username, "password": password}
        )
        if response.status_code == 200:
            assert response.json is not None
            self.csrf_token = response.json["csrf_token"]
            self.username = username
        return response

    def asks_for(self, path: str) -> str:
        """A page's HTML."""
        response = self.client.get(path, headers={"Accept": "text/html"})
        assert response.status_code == 200, response.status
        return response.get_data(as_text=True)

    def signs_out(self) -> TestResponse:
        return self.sends("DELETE", "/api/v1/session")

    def sees(self, path: str, **request: Any) -> TestResponse:
        return self.client.get(path, **request)

    def sends(self, method: str, path: str, **request: Any) -> TestResponse:
        headers = {"X-CSRF-Token": self.csrf_token, **request.pop("headers", {})}
        return self.client.open(path, method=method, headers=headers, **request)


@pytest.fixture
def knowledge() -> Iterator[KnowledgeDouble]:
    """A knowledge base that speaks the contract over real HTTP."""
    with KnowledgeDouble(token=TOKEN) as double:
        yield double


# the databases of tests that only ask for pages or the knowledge base: one kind will do
ON_SQLITE = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


@pytest.fixture(params=DATABASE_KINDS)
def settings(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    knowledge: KnowledgeDouble,
) -> Iterator[Settings]:
    with migrated_database(request.param, tmp_path, migrate) as url:
        state = tmp_path / "state"
        state.mkdir()
        if request.param == "sqlite":
            Path(url.removeprefix("sqlite:///")).rename(state / "helpdesk.db")
        yield Settings(
            _env_file=None,
            state=state,
            knowledge_port=knowledge.port,
            internal_token=SecretStr(TOKEN),
            database_url=None if request.param == "sqlite" else url,
            allowed_origins=("https://shop.example",),
            rate_limits=False,
            demo=True,
        )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    application = create_app(settings)
    database: Database = application.extensions["helpdesk"].database
    yield application
    application.extensions["helpdesk"].knowledge.close()
    database.close()


@pytest.fixture
def database(app: Flask) -> Database:
    found: Database = app.extensions["helpdesk"].database
    return found


@pytest.fixture
def content(knowledge: KnowledgeDouble) -> KnowledgeDouble:
    """Two topics with three entries, one of them in Czech only, and a draft."""
    knowledge.has_category("delivery", "Doprava", "Delivery", 1)
    knowledge.has_category("returns", "Vrácení zboží", "Returns", 2)
    knowledge.has_category("empty", "Nic", "Nothing", 3)
    knowledge.has(
        an_entry("return-period"),
        an_entry(
            "return-place",
            variants={
                "cs": {
                    "question": "Kam mám vrácené zboží poslat?",
                    "answer": "Na adresu skladu v **Kolíně**.",
                    "alternatives": [],
                }
            },
        ),
        an_entry(
            "delivery-price",
            category="delivery",
            version=3,
            variants={
                "cs": {
                    "question": "Kolik stojí doprava?",
                    "answer": "# Ceny\n\nOd 69 Kč, viz [ceník](/faq/cs/return-period).",
                    "alternatives": ["cena dopravy"],
                },
                "en": {
                    "question": "How much is delivery?",
                    "answer": "From 69 Kč.",
                    "alternatives": ["shipping price"],
                },
            },
        ),
        an_entry("secret-draft", status="draft"),
    )
    return knowledge


@pytest.fixture
def stranger(app: Flask) -> Visitor:
    return Visitor(app.test_client())


@pytest.fixture
def employ(app: Flask, database: Database) -> Callable[[str, Role], Visitor]:
    """Make an account and sign its owner in."""

    def employed(username: str, role: Role) -> Visitor:
        new = NewAgent(username=username, name=username.title(), role=role)
        with database.write() as session:
            add_agent(session, new, PASSWORD, Passwords.cheap())
        visitor = Visitor(app.test_client())
        assert visitor.signs_in(username).status_code == 200
        return visitor

    return employed


@pytest.fixture
def agent(employ: Callable[[str, Role], Visitor]) -> Visitor:
    return employ("petr", "agent")


@pytest.fixture
def lead(employ: Callable[[str, Role], Visitor]) -> Visitor:
    return employ("jana", "lead")


@pytest.fixture
def watch(app: Flask) -> Iterator[Callable[[Visitor], Reader]]:
    """Open an agent's desk and read its stream along; every one is closed at the end."""

    def watched(agent: Visitor) -> Reader:
        response = agent.client.get("/api/v1/desk/events")
        assert response.status_code == 200
        assert response.mimetype == "text/event-stream"
        return Reader(response)

    yield watched
    app.extensions["helpdesk"].wakeups.close()
