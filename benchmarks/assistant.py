"""Measures the assistant alone: turns through its channel, beside a knowledge base of 10 ms.

Starts `bot/run.py serve` and `bot/run.py actions` on free ports with a state folder of their
own, needs nothing but the two environments, and ends what it started.

    .venv/bin/python -m benchmarks.assistant
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import socket
import statistics
import subprocess
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv-bot" / "bin" / "python"
TOKEN = "benchmark"  # noqa: S105 - guards nothing but this run
SEARCH_SECONDS = 0.010
START_SECONDS = 120.0

_FOUND = json.dumps(
    {
        "decision": "answer",
        "reason": None,
        "confidence": 0.97,
        "certified": False,
        "thresholds": {"answer": 0.8, "clarify": 0.35},
        "candidates": [
            {
                "entry_id": f"entry-{number}",
                "version": 1,
                "language": "cs",
                "cross_lingual": False,
                "category": "delivery",
                "question": "Jak dlouho trvá doručení?",
                "answer": "Zásilku předáváme dopravci týž den. " * 15,
                "confidence": 0.97 / (number + 1),
                "score": 1.0,
                "matched_text": "Kdy to přijde?",
            }
            for number in range(5)
        ],
        "knowledge_base_version": 1,
        "encoder": "none",
        "milliseconds": 10.0,
    }
).encode()


class _KnowledgeBase(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(SEARCH_SECONDS)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(_FOUND)))
        self.end_headers()
        self.wfile.write(_FOUND)

    def log_message(self, format: str, *args: object) -> None:
        pass


class _Customer:
    """One conversation over one kept-alive connection."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
        self._conversation_id = str(uuid.uuid4())
        self._turns = 0

    def ask(self, turns_a_session: int = 40) -> float:
        """Milliseconds from a question to its answer."""
        turn = {
            "conversation_id": self._conversation_id,
            "session": self._turns // turns_a_session,
            "message_id": str(uuid.uuid4()),
            "text": "kdy mi prosím dorazí objednávka?",
            "choice": None,
            "language": "cs",
            "page_url": None,
            "shown_entry_ids": [],
            "new_session": False,
        }
        self._turns += 1
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        started_at = time.perf_counter()
        self._connection.request("POST", "/webhooks/ochota/turn", json.dumps(turn), headers)
        reply = json.loads(self._connection.getresponse().read())
        elapsed = 1000 * (time.perf_counter() - started_at)
        if reply["error"] or reply["intent"] != "faq":
            raise RuntimeError(f"no answer: {reply}")
        return elapsed


def main() -> None:
    """Prints the table."""
    knowledge_base = ThreadingHTTPServer(("127.0.0.1", 0), _KnowledgeBase)
    knowledge_base.daemon_threads = True
    threading.Thread(target=knowledge_base.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as state:
        environment = {
            **os.environ,
            "OCHOTA_STATE": state,
            "OCHOTA_RASA_PORT": str(_free_port()),
            "OCHOTA_ACTIONS_PORT": str(_free_port()),
            "OCHOTA_KNOWLEDGE_PORT": str(knowledge_base.server_port),
            "OCHOTA_INTERNAL_TOKEN": TOKEN,
        }
        started_at = time.perf_counter()
        _run("train", environment)
        _row("training", f"{time.perf_counter() - started_at:.1f} s")
        started_at = time.perf_counter()
        with _started("actions", environment) as actions, _started("serve", environment) as rasa:
            port = int(environment["OCHOTA_RASA_PORT"])
            _wait_until_ready(port)
            _row("start to ready", f"{time.perf_counter() - started_at:.1f} s")
            used = _cpu_seconds(rasa.pid), _cpu_seconds(actions.pid)
            turns = _measure(port)
            for name, before, process in zip(
                ("Rasa", "actions"), used, (rasa, actions), strict=True
            ):
                spent = 1000 * (_cpu_seconds(process.pid) - before) / turns
                _row(f"processor time a turn, {name}", f"{spent:.1f} ms")
            _row("resident memory, Rasa", f"{_resident_megabytes(rasa.pid):.0f} MB")
            _row("resident memory, actions", f"{_resident_megabytes(actions.pid):.0f} MB")
    knowledge_base.shutdown()


def _measure(port: int) -> int:
    """Prints the rows of answers; gives the number of turns taken."""
    customer = _Customer(port)
    for _ in range(20):
        customer.ask()
    took = [customer.ask() for _ in range(200)]
    _row("answer, 1 customer", f"p50 {statistics.median(took):.1f} ms, p95 {_p95(took):.1f} ms")
    customers = [_Customer(port) for _ in range(8)]
    started_at = time.perf_counter()
    with ThreadPoolExecutor(8) as pool:
        asked = pool.map(lambda one: [one.ask() for _ in range(60)], customers)
        took = [milliseconds for one in asked for milliseconds in one]
    rate = len(took) / (time.perf_counter() - started_at)
    _row(
        "answer, 8 customers",
        f"p50 {statistics.median(took):.1f} ms, p95 {_p95(took):.1f} ms, {rate:.0f} messages/s",
    )
    talker = _Customer(port)
    took = [talker.ask(turns_a_session=1_000_000) for _ in range(300)]
    _row("one conversation, turns 1–20", f"p50 {statistics.median(took[:20]):.1f} ms")
    _row("one conversation, turns 281–300", f"p50 {statistics.median(took[-20:]):.1f} ms")
    return 220 + 480 + 300


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def _run(command: str, environment: dict[str, str]) -> None:
    subprocess.run(
        [str(PYTHON), str(ROOT / "bot" / "run.py"), command],
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )


@contextlib.contextmanager
def _started(command: str, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [str(PYTHON), str(ROOT / "bot" / "run.py"), command], env=environment
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(10)


def _wait_until_ready(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/health")
            if json.loads(connection.getresponse().read())["status"] == "ready":
                return
        time.sleep(0.1)
    raise RuntimeError(f"the assistant was not ready within {START_SECONDS:g} s")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _resident_megabytes(process_id: int) -> float:
    status = Path(f"/proc/{process_id}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def _cpu_seconds(process_id: int) -> float:
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _row(name: str, value: str) -> None:
    print(f"{name:32} {value}", flush=True)


if __name__ == "__main__":
    main()
