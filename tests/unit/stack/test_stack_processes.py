"""Starting, watching and stopping, with small real processes in the place of the four."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stack.errors import NoSpaceLeft, PortInUse, StepFailed
from stack.processes import ManagedProcess, ProcessGroup, check_ports
from stack.progress import run_step
from stack.settings import ROOT, StackSettings

SERVER = """
import http.server, sys
class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b'{"status": "ready"}')
    def log_message(self, *args): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Health).serve_forever()
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(condition: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


@pytest.fixture
def settings(tmp_path: Path) -> StackSettings:
    names = ("OCHOTA_PORT", "OCHOTA_KNOWLEDGE_PORT", "OCHOTA_RASA_PORT", "OCHOTA_ACTIONS_PORT")
    ports = {name: str(free_port()) for name in names}
    return StackSettings.from_environment({"OCHOTA_STATE": str(tmp_path), **ports})


@pytest.fixture
def group(settings: StackSettings) -> Iterator[ProcessGroup]:
    """The group with a small health server in the place of each process."""
    group = ProcessGroup(settings, os.environ)
    for process in group.processes.values():
        port = process.health.rsplit(":", 1)[1].split("/")[0]
        process.command = (sys.executable, "-c", SERVER, port)
    yield group
    group.stop()


def test_all_four_start_and_none_is_left_after_stopping(group: ProcessGroup) -> None:
    told: list[str] = []
    group.start(told.append)
    assert len(told) == 4
    running = [process.running for process in group.processes.values()]
    group.stop()
    assert all(process is not None and process.poll() is not None for process in running)


def test_a_process_that_dies_is_started_again(group: ProcessGroup) -> None:
    group.start(lambda text: None)
    rasa = group["rasa"]
    first = rasa.running
    rasa.kill()
    told: list[str] = []

    def is_back() -> bool:
        group.restart_ended(told.append)
        return rasa.running is not first and rasa.status() == "ready"

    wait_until(is_back)
    assert "rasa ended" in told[0]


def test_a_process_that_ends_while_starting_stops_the_start_with_its_last_words(
    group: ProcessGroup,
) -> None:
    group["web"].command = (sys.executable, "-c", "raise SystemExit('no such table')")
    with pytest.raises(StepFailed, match=r"web ended while starting(.|\n)*no such table"):
        group.start(lambda text: None)


def test_a_taken_port_is_named_with_its_setting(settings: StackSettings) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", settings.rasa_port))
        other.listen()
        with pytest.raises(PortInUse, match=rf"Port {settings.rasa_port} \(OCHOTA_RASA_PORT\)"):
            check_ports(settings)


def test_processes_die_with_the_one_that_started_them(tmp_path: Path) -> None:
    port = free_port()
    starter = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"""
import sys, time, os
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from stack.processes import ManagedProcess
ManagedProcess(name="web", command=(sys.executable, "-c", {SERVER!r}, "{port}"), health="",
    environment=os.environ, log=Path({str(tmp_path)!r}) / "log").start()
time.sleep(60)
""",
        ],
    )
    watched = ManagedProcess(
        name="web",
        command=(),
        health=f"http://127.0.0.1:{port}/health",
        environment={},
        log=tmp_path / "log",
    )
    wait_until(lambda: watched.status() == "ready")
    starter.send_signal(signal.SIGKILL)
    starter.wait()
    wait_until(lambda: watched.status() == "down")


def test_a_failing_step_shows_the_last_lines_of_its_command(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "print('the reason'); raise SystemExit(3)"]
    with pytest.raises(StepFailed, match=r"exit code 3(.|\n)*the reason"):
        run_step("Doing it", command, because="a test", log=tmp_path / "log")
    assert "the reason" in (tmp_path / "log").read_text()


def test_a_full_disk_is_told_in_one_line(tmp_path: Path) -> None:
    words = "OSError: [Errno 28] No space left on device"
    command = [sys.executable, "-c", f"raise SystemExit({words!r})"]
    with pytest.raises(NoSpaceLeft, match="The disk became full while: Doing it"):
        run_step("Doing it", command, because="a test", log=tmp_path / "log")
