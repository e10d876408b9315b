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
from helpdesk.migrations.command import upgrade
from helpdesk.settings import Settings
from tests.databases import DATABASE_KINDS, empty_database
from tests.knowledge_double import KnowledgeDouble

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


@pytest.fixture(params=DATABASE_KINDS)
def settings(
    request: pytest.FixtureRequest, tmp_path: Path, knowledge: KnowledgeDouble
) -> Iterator[Settings]:
    with empty_database(request.param, tmp_path) as url:
        state = tmp_path / "state"
        state.mkdir()
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
    upgrade(database)
    yield application
    application.extensions["helpdesk"].knowledge.close()
    database.close()


@pytest.fixture
def database(app: Flask) -> Database:
    found: Database = app.extensions["helpdesk"].database
    return found


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
