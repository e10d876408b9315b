"""Actors for the assistant's tests: a customer who writes, a knowledge base that can fail.

Everything but the knowledge base is real: the trained model, Rasa's server with our channel and
the action server, each on a free port of its own.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
import sys
import threading
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import skops.io  # noqa: F401  (before TensorFlow, see bot/run.py)

BOT = Path(__file__).resolve().parents[2] / "bot"
sys.path.insert(0, str(BOT))
TOKEN = "a-token-for-tests"
os.environ.update(
    {"RASA_TELEMETRY_ENABLED": "false", "LOG_LEVEL": "WARNING", "OCHOTA_INTERNAL_TOKEN": TOKEN}
)

from sanic import Sanic  # noqa: E402

from tests.bot.stand_in import KnowledgeBaseStandIn, running_stand_in  # noqa: E402


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The trained model, as `bot/run.py train` makes it."""
    from launcher.model import train_when_changed, trained_model

    folder = tmp_path_factory.mktemp("models")
    assert train_when_changed(folder)
    return trained_model(folder)


@pytest.fixture(scope="session")
def knowledge_base_server() -> Iterator[KnowledgeBaseStandIn]:
    with running_stand_in() as stand_in:
        yield stand_in


@pytest.fixture
def knowledge_base(knowledge_base_server: KnowledgeBaseStandIn) -> Iterator[KnowledgeBaseStandIn]:
    """The knowledge base, well at the start of each test and again after it."""
    knowledge_base_server.behave()
    yield knowledge_base_server
    knowledge_base_server.behave()


@dataclass
class Assistant:
    """The running assistant as the helpdesk reaches it."""

    port: int
    app: Sanic
    loop: asyncio.AbstractEventLoop

    @property
    def agent(self) -> Any:
        return self.app.ctx.agent

    def post(
        self, body: Any, token: str | None = TOKEN, path: str = "/webhooks/ochota/turn"
    ) -> tuple[int, dict[str, Any]]:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, headers)
        return _open(request)

    def get(self, path: str) -> tuple[int, dict[str, Any]]:
        return _open(urllib.request.Request(f"http://127.0.0.1:{self.port}{path}"))


def _open(request: urllib.request.Request) -> tuple[int, dict[str, Any]]:
    try:
        with urllib.request.urlopen(request, timeout=15) as response:
            return response.status, json.loads(response.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


@pytest.fixture(scope="session")
def assistant(
    model: Path,
    knowledge_base_server: KnowledgeBaseStandIn,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Assistant]:
    os.environ["OCHOTA_KNOWLEDGE_PORT"] = str(knowledge_base_server.port)
    trackers = tmp_path_factory.mktemp("trackers") / "trackers.db"
    with running_assistant(model, knowledge_base_server.port, trackers) as running:
        yield running


@contextmanager
def running_assistant(model: Path, knowledge_port: int, trackers: Path) -> Iterator[Assistant]:
    """Rasa with our channel and the action server, in one event loop in a thread."""
    from components.channel import OchotaInput
    from components.channel.knowledge import KnowledgeBase
    from components.event_store import EventStore
    from launcher.serving import ActionEndpoint
    from rasa.core.agent import Agent
    from rasa.core.run import configure_app
    from rasa.utils.log_utils import configure_structlog
    from rasa_sdk.endpoint import create_app

    Sanic.test_mode = True
    configure_structlog(logging.WARNING)
    loop = asyncio.new_event_loop()
    ready = threading.Event()
    stopping = asyncio.Event()
    made: list[Any] = []

    async def serve() -> None:
        actions = create_app("actions")
        actions_server, actions_port = await _listen(actions)
        actions_url = f"http://127.0.0.1:{actions_port}"
        channel = OchotaInput(
            token=TOKEN,
            knowledge=KnowledgeBase(f"http://127.0.0.1:{knowledge_port}", TOKEN),
            actions_url=actions_url,
        )
        app = configure_app([channel], enable_api=False)
        endpoint = ActionEndpoint(f"{actions_url}/webhook")
        app.ctx.agent = Agent.load(
            str(model), tracker_store=EventStore(path=str(trackers)), action_endpoint=endpoint
        )
        server, port = await _listen(app)
        made.append(Assistant(port, app, loop))
        ready.set()
        await stopping.wait()
        await endpoint.close()
        for running in (server, actions_server):
            running.close()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    assert ready.wait(120), "the assistant did not start"
    try:
        yield made[0]
    finally:
        loop.call_soon_threadsafe(stopping.set)
        thread.join(10)


async def _listen(app: Sanic) -> tuple[Any, int]:
    # sanic takes port 0 for its default port
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
    await server.startup()
    await server.start_serving()
    return server, listening.getsockname()[1]


@dataclass
class Customer:
    """Someone who writes to the assistant, as the helpdesk passes it on."""

    assistant: Assistant
    language: str = "cs"
    conversation_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    session: int = 1
    shown_entry_ids: list[str] = field(default_factory=list)

    def says(self, text: str, **changes: Any) -> dict[str, Any]:
        return self._takes_turn({"text": text, **changes})

    def picks(self, choice: dict[str, Any]) -> dict[str, Any]:
        return self._takes_turn(
            {"text": choice.get("label", ""), "choice": {"payload": choice["payload"]}}
        )

    def turn(self, **changes: Any) -> dict[str, Any]:
        return {
            "conversation_id": self.conversation_id,
            "session": self.session,
            "message_id": str(uuid.uuid4()),
            "text": "",
            "choice": None,
            "language": self.language,
            "page_url": None,
            "shown_entry_ids": list(self.shown_entry_ids),
            "new_session": False,
            **changes,
        }

    def _takes_turn(self, changes: dict[str, Any]) -> dict[str, Any]:
        status, reply = self.assistant.post(self.turn(**changes))
        assert status == 200, reply
        for part in reply["parts"]:
            if part["type"] == "text" and part["entry"]:
                self.shown_entry_ids.append(part["entry"]["id"])
        return reply


@pytest.fixture
def customer(assistant: Assistant, knowledge_base: KnowledgeBaseStandIn) -> Customer:
    return Customer(assistant)


@pytest.fixture
def english_customer(assistant: Assistant, knowledge_base: KnowledgeBaseStandIn) -> Customer:
    return Customer(assistant, language="en")


def handoff_reasons(reply: dict[str, Any]) -> list[str]:
    """The reasons of the handoffs in a reply."""
    return [part["reason"] for part in reply["parts"] if part["type"] == "handoff"]


def texts(reply: dict[str, Any]) -> str:
    """All that a reply says, in one text."""
    return "\n".join(part["text"] for part in reply["parts"] if part["type"] == "text")


def answers(reply: dict[str, Any]) -> list[dict[str, Any]]:
    """The stored answers in a reply."""
    return [part for part in reply["parts"] if part["type"] == "text" and part["entry"]]


def choices(reply: dict[str, Any]) -> list[dict[str, Any]]:
    """The choices a reply offers."""
    return [
        choice for part in reply["parts"] if part["type"] == "choices" for choice in part["choices"]
    ]
