"""Starts, watches and stops the four processes.

A process that ends by itself is started again, slower each time; one that never becomes ready stops
the whole start with the last lines of its log. Every process leads a group of its own and dies with
this one, so that nothing is left behind however we end.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from stack.errors import PortInUse, StepFailed
from stack.installation import BOT_PYTHON, PYTHON
from stack.settings import ROOT, StackSettings

READY_TIMEOUT_SECONDS = 300
STOP_TIMEOUT_SECONDS = 12
HEALTH_TIMEOUT_SECONDS = 3
LONGEST_PAUSE_SECONDS = 30
STEADY_SECONDS = 60
LOG_BYTES_KEPT = 10_000_000
PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)


@dataclass
class ManagedProcess:
    """One of our processes: how it is started, where it answers, and how it has been doing."""

    name: str
    command: tuple[str, ...]
    health: str
    environment: Mapping[str, str]
    log: Path
    running: subprocess.Popen[bytes] | None = field(default=None, init=False)
    started_at: float = field(default=0.0, init=False)
    failures: int = field(default=0, init=False)
    restart_at: float = field(default=0.0, init=False)

    def start(self) -> None:
        """Start it; its output goes to its log file."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES_KEPT:
            self.log.replace(self.log.with_suffix(".old.log"))
        with self.log.open("ab") as file:
            self.running = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )
        self.started_at = time.monotonic()

    def status(self) -> str:
        """`ready`, `degraded`, `starting`, or `down`, as its health address says."""
        try:
            with urllib.request.urlopen(self.health, timeout=HEALTH_TIMEOUT_SECONDS) as answer:  # noqa: S310 - ours
                status = str(json.load(answer)["status"])
                # "ok" is what rasa-sdk's own health address says
                return "ready" if status == "ok" else status
        except urllib.error.HTTPError:
            return "starting"
        except (OSError, ValueError, KeyError):
            return "down"

    def has_ended(self) -> bool:
        """Whether it was started and is not running any more."""
        return self.running is not None and self.running.poll() is not None

    def stop(self) -> None:
        """Ask it to end, with its whole group; after a while make it."""
        if self.running is None:
            return
        for sign, patience in ((signal.SIGTERM, STOP_TIMEOUT_SECONDS), (signal.SIGKILL, 5)):
            try:
                os.killpg(self.running.pid, sign)
            except ProcessLookupError:
                break
            try:
                self.running.wait(timeout=patience)
            except subprocess.TimeoutExpired:
                continue
        self.running = None

    def kill(self) -> None:
        """End it without notice, as a crash or a power cut would."""
        assert self.running is not None
        os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait(timeout=5)

    def last_lines(self, count: int = 15) -> str:
        """The end of its log, indented."""
        if not self.log.exists():
            return "    (no log)"
        lines = self.log.read_text(errors="replace").splitlines()[-count:]
        return "\n".join(f"    {line}" for line in lines)


class ProcessGroup:
    """The four processes together."""

    def __init__(self, settings: StackSettings, environment: Mapping[str, str]) -> None:
        self.settings = settings
        self.processes = {process.name: process for process in _four(settings, environment)}

    def __getitem__(self, name: str) -> ManagedProcess:
        return self.processes[name]

    def start(self, tell: Callable[[str], None]) -> None:
        """Start all at once, wait until each is ready; else raise PortInUse or StepFailed."""
        check_ports(self.settings)
        for process in self.processes.values():
            process.start()
        waiting = dict(self.processes)
        deadline = time.monotonic() + READY_TIMEOUT_SECONDS
        while waiting:
            for name, process in list(waiting.items()):
                if process.has_ended():
                    raise StepFailed(
                        f"{name} ended while starting. Its last lines ({process.log}):\n"
                        f"{process.last_lines()}"
                    )
                if process.status() in ("ready", "degraded"):
                    tell(f"  {name} is ready after {time.monotonic() - process.started_at:.0f} s")
                    del waiting[name]
            if time.monotonic() > deadline:
                late = "\n".join(f"{p.name}:\n{p.last_lines()}" for p in waiting.values())
                raise StepFailed(f"Not ready after {READY_TIMEOUT_SECONDS} s:\n{late}")
            time.sleep(0.1)

    def restart_ended(self, tell: Callable[[str], None]) -> None:
        """Start again what has ended by itself, after a pause that grows with each failure."""
        now = time.monotonic()
        for process in self.processes.values():
            if not process.has_ended():
                if now - process.started_at > STEADY_SECONDS:
                    process.failures = 0
                continue
            if not process.restart_at:
                process.failures += 1
                pause = min(2 ** (process.failures - 1), LONGEST_PAUSE_SECONDS)
                process.restart_at = now + pause
                assert process.running is not None
                tell(
                    f"! {process.name} ended (exit code {process.running.returncode}); "
                    f"starting it again in {pause} s. Its log: {process.log}"
                )
            elif now >= process.restart_at:
                process.restart_at = 0.0
                process.start()

    def stop(self) -> None:
        """Stop all: first who takes customers' messages, last who answers the others."""
        for name in ("web", "rasa", "actions", "knowledge base"):
            process = self.processes.get(name)
            if process is not None and process.running is not None and not process.has_ended():
                os.killpg(process.running.pid, signal.SIGTERM)
        for process in self.processes.values():
            process.stop()


def check_ports(settings: StackSettings) -> None:
    """Raise PortInUse, naming each port that another program listens on."""
    taken = []
    for name, port in settings.ports.items():
        host = settings.host if name == "OCHOTA_PORT" else "127.0.0.1"
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                taken.append(
                    f"Port {port} ({name}) cannot be used: {error.strerror}. "
                    f"Stop the program that listens there, or set {name} to a free port."
                )
    if taken:
        raise PortInUse("\n".join(taken))


def _four(settings: StackSettings, environment: Mapping[str, str]) -> list[ManagedProcess]:
    web_host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104 - compared only
    python, bot_python, bot = str(PYTHON), str(BOT_PYTHON), str(ROOT / "bot" / "run.py")
    commands = {
        "knowledge base": (
            (python, "-m", "knowledge_base", "serve"),
            "127.0.0.1",
            settings.knowledge_port,
        ),
        "actions": ((bot_python, bot, "actions"), "127.0.0.1", settings.actions_port),
        "rasa": ((bot_python, bot, "serve"), "127.0.0.1", settings.rasa_port),
        "web": ((python, "-m", "helpdesk", "serve"), web_host, settings.port),
    }
    return [
        ManagedProcess(
            name=name,
            command=command,
            health=f"http://{host}:{port}/health",
            environment=environment,
            log=settings.logs / f"{name.replace(' ', '-')}.log",
        )
        for name, (command, host, port) in commands.items()
    ]


def _die_with_parent() -> None:
    """Have the kernel end this process when the one that started it dies (Linux)."""
    _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
