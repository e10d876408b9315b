"""A made knowledge base in this process and as a running service, whose vectors are kept."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.errors import BenchmarkError
from knowledge_base.encoder import Encoder, load_encoder
from knowledge_base.entries import Entry
from knowledge_base.live_index import SETTLE_SECONDS
from knowledge_base.retriever import Retriever
from knowledge_base.settings import Settings as KnowledgeSettings
from knowledge_base.vectors import VectorCache
from stack.ports import reserved_ports
from stack.progress import say
from stack.settings import ROOT
from stack.temporary import PREPARED_STATE

READY_SECONDS = 600
_TIMEOUT_SECONDS = 30
# A new index is saved once it has settled: that must not be measured with the searches.
_SAVED_AFTER_SECONDS = SETTLE_SECONDS + 3


def served_encoder() -> Encoder:
    """The encoder as the service loads it: the same engine and number of threads."""
    settings = KnowledgeSettings()
    return load_encoder(
        state=PREPARED_STATE, engine=settings.encoder_engine, threads=settings.encoder_threads
    )


def kept_vectors(count: int) -> Path:
    """Where the vectors of so many made entries are kept between measurements."""
    return PREPARED_STATE / "benchmarks" / f"vectors-of-{count}.db"


def retriever_over(entries: Sequence[Entry], encoder: Encoder) -> Retriever:
    """The retriever over made entries; they are encoded once and then kept."""
    say(f"• Indexing {len(entries)} made entries (encoded once: some minutes)")
    return Retriever.build(entries, encoder, cache=VectorCache(kept_vectors(len(entries))))


@dataclass(frozen=True, kw_only=True)
class Service:
    """A running knowledge base, called over HTTP on a connection of the caller's own."""

    port: int
    token: str

    def connect(self) -> http.client.HTTPConnection:
        """A connection that is kept open between calls."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=_TIMEOUT_SECONDS)

    def call(
        self, connection: http.client.HTTPConnection, method: str, path: str, body: object = None
    ) -> dict[str, Any]:
        """The answer to one call; raises BenchmarkError for any but a good one."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        response = connection.getresponse()
        text = response.read().decode()
        if response.status >= http.client.BAD_REQUEST:
            raise BenchmarkError(f"{method} {path} was answered {response.status}: {text[:500]}")
        answer: dict[str, Any] = json.loads(text)
        return answer


@contextmanager
def running_service(entries: Sequence[Entry]) -> Iterator[Service]:
    """The product's own service over made entries, ended and deleted afterwards.

    What was encoded before is not encoded again.
    """
    with reserved_ports(1) as (port,):
        folder = Path(tempfile.mkdtemp(prefix="ochota-bench-"))
        service = Service(port=port, token=secrets.token_hex(16))
        environment = {
            **os.environ,
            "OCHOTA_STATE": str(folder),
            "OCHOTA_KNOWLEDGE_PORT": str(service.port),
            "OCHOTA_INTERNAL_TOKEN": service.token,
        }
        environment.pop("DATABASE_URL", None)
        process: subprocess.Popen[bytes] | None = None
        try:
            (folder / "encoder").symlink_to(PREPARED_STATE / "encoder", target_is_directory=True)
            _run(["migrate"], environment)
            imported = folder / "entries.json"
            imported.write_text(json.dumps(_document(entries)), "utf-8")
            _run(["import", str(imported)], environment)
            kept = kept_vectors(len(entries))
            if kept.exists():
                (folder / "index").mkdir()
                shutil.copy(kept, folder / "index" / "vectors.db")
            process = subprocess.Popen([*_COMMAND, "serve"], cwd=ROOT, env=environment)
            _wait_until_ready(service, process)
            time.sleep(_SAVED_AFTER_SECONDS)
            yield service
        finally:
            if process is not None:
                process.terminate()
                process.wait(_TIMEOUT_SECONDS)
            shutil.rmtree(folder, ignore_errors=True)


_COMMAND = [sys.executable, "-m", "knowledge_base"]


def _run(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    ended = subprocess.run(
        [*_COMMAND, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=READY_SECONDS,
    )
    if ended.returncode:
        raise BenchmarkError(f"knowledge_base {arguments[0]} failed:\n{ended.stderr[-2000:]}")


def _document(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    return [
        {
            "id": entry.id,
            "category": entry.category,
            "status": entry.status.value,
            "variants": {
                language: {
                    "question": variant.question,
                    "answer": variant.answer,
                    "alternatives": list(variant.alternatives),
                }
                for language, variant in entry.variants.items()
            },
        }
        for entry in entries
    ]


def _wait_until_ready(service: Service, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise BenchmarkError(f"the knowledge base ended with status {process.returncode}")
        connection = service.connect()
        try:
            connection.request("GET", "/health")
            if connection.getresponse().status == http.client.OK:
                return
        except OSError:
            pass  # not listening yet
        finally:
            connection.close()
        time.sleep(0.2)
    raise BenchmarkError(f"the knowledge base was not ready after {READY_SECONDS} s")
