"""The web process alone with a filled database: what the desk's measurements run on.

Neither the assistant nor the knowledge base runs: every conversation here is with humans.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import delete

from benchmarks.errors import BenchmarkError
from helpdesk import handoffs
from helpdesk.agents.accounts import NewAgent, add_agent
from helpdesk.agents.passwords import Passwords
from helpdesk.conversations import access, log, sends
from helpdesk.database import Database
from helpdesk.migrations.command import upgrade
from helpdesk.models import Agent, Turn
from stack.ports import reserved_ports
from stack.settings import ROOT

PASSWORD = "measured and forgotten"  # noqa: S105 - of agents who live as long as a measurement
AGENTS = ("jana", "petr", "eva", "karel")
QUESTION = "Kde je moje zásilka číslo"
READY_SECONDS = 60
TIMEOUT_SECONDS = 30
_AT_ONCE = 100


@dataclass(frozen=True, kw_only=True)
class Talk:
    """A conversation that one of the agents has: its id, its customer's token, the agent."""

    conversation_id: str
    token: str
    agent: str


@dataclass(frozen=True, kw_only=True)
class DeskServer:
    """A running web process and who talks in it."""

    url: str
    talks: list[Talk]


class Browser:
    """A signed-in agent's requests, over one connection that is kept open."""

    def __init__(self, url: str, username: str) -> None:
        self._host = url.removeprefix("http://")
        self._connection = http.client.HTTPConnection(self._host, timeout=TIMEOUT_SECONDS)
        self.cookie = ""
        credentials = {"username": username, "password": PASSWORD}
        response, body = self._request("POST", "/api/v1/session", credentials)
        self.cookie = (response.getheader("Set-Cookie") or "").partition(";")[0]
        self._csrf_token = json.loads(body)["csrf_token"]

    def get(self, path: str) -> bytes:
        """The body of the answer; raises BenchmarkError for anything but a success."""
        return self._request("GET", path)[1]

    def post(self, path: str, content: dict[str, Any]) -> bytes:
        """As `get`."""
        return self._request("POST", path, content)[1]

    def stream(self, path: str) -> http.client.HTTPResponse:
        """A stream on a connection of its own."""
        connection = http.client.HTTPConnection(self._host, timeout=TIMEOUT_SECONDS)
        connection.request("GET", path, headers={"Cookie": self.cookie})
        return connection.getresponse()

    def _request(
        self, method: str, path: str, content: dict[str, Any] | None = None
    ) -> tuple[http.client.HTTPResponse, bytes]:
        headers = {"Content-Type": "application/json", "Cookie": self.cookie}
        if self.cookie:
            headers["X-CSRF-Token"] = self._csrf_token
        body = None if content is None else json.dumps(content)
        for last_try in (False, True):
            try:
                self._connection.request(method, path, body, headers)
                response = self._connection.getresponse()
                answered = response.read()
                break
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                # the server closes connections that are idle for some seconds
                self._connection.close()
                if last_try:
                    raise
        if response.status >= 400:
            raise BenchmarkError(f"{method} {path}: {response.status} {answered[:300]!r}")
        return response, answered


@contextmanager
def desk_server(*, opened: int, talking: int) -> Iterator[DeskServer]:
    """A web process with so many open conversations, of which the agents have `talking`.

    The rest waits. Its folder, with the SQLite database, is deleted afterwards.
    """
    with reserved_ports(1) as (port,), tempfile.TemporaryDirectory(prefix="ochota-desk-") as folder:
        database = Database(f"sqlite:///{Path(folder) / 'helpdesk.db'}")
        upgrade(database)
        talks = _fill(database, opened, talking)
        database.close()
        environment = {
            **os.environ,
            "OCHOTA_STATE": folder,
            "OCHOTA_PORT": str(port),
            "OCHOTA_RATE_LIMITS": "false",
            "OCHOTA_LOG_LEVEL": "ERROR",
            # customers who are not played must not be taken for gone
            "OCHOTA_ABANDON_MINUTES": "600",
        }
        environment.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "helpdesk", "serve"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment)
        try:
            _wait_until_ready(port, process)
            yield DeskServer(url=f"http://127.0.0.1:{port}", talks=talks)
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _fill(database: Database, opened: int, talking: int) -> list[Talk]:
    capacity = -(-talking // len(AGENTS))
    with database.write() as session:
        for username in AGENTS:
            new = NewAgent(username=username, name=username.title(), role="lead", capacity=capacity)
            add_agent(session, new, PASSWORD, Passwords.cheap())
        agents = {agent.username: agent.id for agent in session.query(Agent)}
    talks: list[Talk] = []
    for start in range(0, opened, _AT_ONCE):
        with database.write(durable=False) as session:
            for number in range(start, min(start + _AT_ONCE, opened)):
                conversation, token = access.start(session, "cs", page_url="https://shop.example/")
                text = f"{QUESTION} {number}? Už týden čekám a nikdo se neozval."
                sends.send_customer_message(
                    session,
                    conversation.id,
                    str(uuid4()),
                    text,
                    detect_language=lambda _, language: language,
                )
                need = handoffs.Need(reason="customer_request", actor="customer")
                handoff = handoffs.request(session, log.lock(session, conversation.id), need)
                if number < talking:
                    username = AGENTS[number % len(AGENTS)]
                    handoffs.claim(session, handoff.id, agents[username])
                    talks.append(Talk(conversation_id=conversation.id, token=token, agent=username))
    with database.write() as session:
        # what was said before a human was asked for is not put to an assistant that does not run
        session.execute(delete(Turn))
    return talks


def _wait_until_ready(port: int, process: subprocess.Popen[bytes]) -> None:
    give_up_at = time.monotonic() + READY_SECONDS
    while time.monotonic() < give_up_at and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/api/v1/session")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise BenchmarkError("the web process did not become ready; see what it wrote above")
