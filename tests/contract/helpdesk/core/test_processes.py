"""The real server in a process of its own: killed, stopped, in several processes."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.assistant_double import AssistantDouble, Exchange, assistant_double, echo, text_reply
from tests.contract.helpdesk.core.conftest import wait_for
from tests.databases import DATABASE_KINDS, empty_database

pytestmark = pytest.mark.slow

Start = Callable[..., "Process"]


class Process:
    """One `python -m helpdesk …`."""

    def __init__(self, command: str, environment: dict[str, str], log_path: Path) -> None:
        self.port = int(environment["OCHOTA_PORT"])
        self._log_path = log_path
        with log_path.open("ab") as output:
            self.popen = subprocess.Popen(
                [sys.executable, "-m", "helpdesk", command],
                env=environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def is_healthy(self) -> bool:
        assert self.popen.poll() is None, self.log()
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/health", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def log(self) -> str:
        return self._log_path.read_text()

    def kill(self) -> None:
        """Like a power cut: master and worker, at once."""
        os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()

    def stop(self) -> int:
        self.popen.send_signal(signal.SIGTERM)
        return self.popen.wait(timeout=25)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(params=DATABASE_KINDS)
def environment(
    request: pytest.FixtureRequest, tmp_path: Path, assistant: AssistantDouble
) -> Iterator[dict[str, str]]:
    with empty_database(request.param, tmp_path) as url:
        environment = {
            **os.environ,
            "OCHOTA_STATE": str(tmp_path),
            "OCHOTA_RASA_PORT": str(assistant.port),
            "OCHOTA_KNOWLEDGE_PORT": str(free_port()),
            "OCHOTA_RATE_LIMITS": "false",
            "OCHOTA_LEASE_SECONDS": "10",
        }
        environment.pop("DATABASE_URL", None)
        if request.param == "postgresql":
            environment["DATABASE_URL"] = url
        migrate = [sys.executable, "-m", "helpdesk", "migrate"]
        subprocess.run(migrate, env=environment, check=True, capture_output=True, timeout=60)
        yield environment


@pytest.fixture
def assistant() -> Iterator[AssistantDouble]:
    with assistant_double() as double:
        yield double


@pytest.fixture
def start(environment: dict[str, str], tmp_path: Path) -> Iterator[Start]:
    running: list[Process] = []

    def start_one(command: str = "serve", **settings: str) -> Process:
        port = {"OCHOTA_PORT": str(free_port())}
        log_path = tmp_path / f"process-{len(running)}.log"
        process = Process(command, {**environment, **port, **settings}, log_path)
        running.append(process)
        if command == "serve":
            wait_for(process.is_healthy)
        return process

    yield start_one
    for process in running:
        if process.popen.poll() is None:
            process.kill()


class Widget:
    """A customer over real HTTP."""

    def __init__(self, port: int) -> None:
        self.port = port
        started = httpx.post(self._url(""), json={"language": "cs"}, timeout=10)
        started.raise_for_status()
        self.id = started.json()["conversation"]["id"]
        self.headers = {"Authorization": f"Bearer {started.json()['token']}"}

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/api/v1/conversations{path}"

    def says(self, text: str) -> None:
        body = {"client_message_id": str(uuid4()), "text": text}
        url = self._url(f"/{self.id}/messages")
        httpx.post(url, json=body, headers=self.headers, timeout=10).raise_for_status()

    def texts(self) -> list[tuple[str, str]]:
        url = self._url(f"/{self.id}/events")
        events: list[dict[str, Any]] = httpx.get(url, headers=self.headers).json()["events"]
        return [(e["author"], e["parts"][0]["text"]) for e in events if e["parts"]]

    def reads(self, seen: list[str], after: int = 0) -> threading.Thread:
        """A thread that collects the stream's lines until it ends."""

        def read() -> None:
            headers = {**self.headers, "Accept": "text/event-stream"}
            url = self._url(f"/{self.id}/events?after={after}")
            try:
                with httpx.stream("GET", url, headers=headers, timeout=30) as response:
                    seen.extend(response.iter_lines())
            except httpx.HTTPError as error:
                seen.append(f"broken: {error!r}")

        thread = threading.Thread(target=read, daemon=True)
        thread.start()
        return thread


def never(exchange: Exchange) -> None:
    time.sleep(20)


def test_a_message_stored_before_a_crash_is_answered_after_it(
    start: Start, assistant: AssistantDouble
) -> None:
    assistant.behaviour = never
    first = start()
    widget = Widget(first.port)
    widget.says("Přežiju to?")
    wait_for(lambda: assistant.questions)
    first.kill()

    assistant.behaviour = echo
    second = start()
    widget.port = second.port
    wait_for(lambda: len(widget.texts()) == 2)
    assert widget.texts() == [("customer", "Přežiju to?"), ("bot", "echo: Přežiju to?")]


def test_a_stop_ends_streams_cleanly_and_the_turn_under_way_too(
    start: Start, assistant: AssistantDouble
) -> None:
    def reply_soon(exchange: Exchange) -> None:
        time.sleep(1.0)
        exchange.reply(text_reply("stihl jsem to"))

    assistant.behaviour = reply_soon
    first = start()
    widget = Widget(first.port)
    seen: list[str] = []
    reading = widget.reads(seen)
    wait_for(lambda: any("state" in line for line in seen))
    widget.says("Stihneš to?")
    wait_for(lambda: assistant.questions)
    assert first.stop() == 0
    reading.join(timeout=10)
    assert not reading.is_alive()
    assert "broken" not in "".join(seen)
    assert "Traceback" not in first.log()

    widget.port = start().port
    wait_for(lambda: len(widget.texts()) == 2)
    assert widget.texts()[1] == ("bot", "stihl jsem to")
    assert len(assistant.questions) == 1


def test_a_runner_of_its_own_answers_what_the_web_process_stores(
    start: Start, assistant: AssistantDouble
) -> None:
    web = start(OCHOTA_TURN_RUNNER="alone")
    runner = start("turn-runner")
    widget = Widget(web.port)
    seen: list[str] = []
    widget.reads(seen)
    widget.says("Kdo odpoví?")
    wait_for(lambda: any("echo: Kdo odpov" in line for line in seen))
    assert runner.stop() == 0


def test_many_streams_do_not_keep_others_waiting(start: Start) -> None:
    web = start()
    widgets = [Widget(web.port) for _ in range(40)]
    seen: list[list[str]] = [[] for _ in widgets]
    for widget, lines in zip(widgets, seen, strict=True):
        widget.reads(lines)
    wait_for(lambda: all(any("state" in line for line in lines) for lines in seen))
    for widget in widgets:
        widget.says("Dobrý den")
    wait_for(lambda: all(any("echo: Dobr" in line for line in lines) for lines in seen))


def test_an_unmigrated_database_is_one_clear_line(tmp_path: Path) -> None:
    environment = {**os.environ, "OCHOTA_STATE": str(tmp_path), "OCHOTA_PORT": str(free_port())}
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-m", "helpdesk", "serve"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "python -m helpdesk migrate" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_in_use_is_said(start: Start, environment: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "helpdesk", "serve"],
            env={**environment, "OCHOTA_PORT": port},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    assert port in done.stderr
    assert "Traceback" not in done.stderr
