"""A set's questions through the running product: its entries imported, its customers asking."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import Any

from benchmarks.customers import Reply, ask_at_once
from benchmarks.errors import BenchmarkError
from benchmarks.questions import Question
from knowledge_base.entries import Entry
from knowledge_base.entry_rules import LONGEST_QUESTION, MOST_ALTERNATIVES
from knowledge_base.evaluation import Query
from stack.temporary import RunningStack, running_stack

_ENVIRONMENT = {"OCHOTA_RATE_LIMITS": "false", "OCHOTA_DEMO": "no"}
_CUSTOMERS = 4
_REQUEST_SECONDS = 600
_READY_SECONDS = 300
# An import needs an answer's text; some sets have none.
_NO_ANSWER_TEXT = "–"


class AssistantRun:
    """The running product with a set's entries in it."""

    def __init__(self, running: RunningStack, entries: Sequence[Entry]) -> None:
        """Use a started stack whose knowledge base is empty; `load` fills it."""
        self._running = running
        self._entries = entries
        self._stored_ids = {entry.id: f"entry-{n:04d}" for n, entry in enumerate(entries)}
        self._own_ids = {stored: own for own, stored in self._stored_ids.items()}

    def load(self) -> None:
        """Import the entries and wait until all are searched."""
        content = {"entries": [self._as_import(entry) for entry in self._entries]}
        outcome = self._call("POST", "/import?format=json&updated_by=bench", content)
        if not outcome["applied"]:
            raise BenchmarkError(f"the set was not imported: {outcome['errors'][:3]}")
        give_up_at = time.monotonic() + _READY_SECONDS
        while self._call("GET", "/health")["entries"] < len(self._entries):
            if time.monotonic() > give_up_at:
                raise BenchmarkError("the set's entries were not searched in time")
            time.sleep(1)

    def ask(self, queries: Sequence[Query]) -> list[Reply]:
        """The replies to the questions, each asked in a conversation of its own."""
        questions = [Question(language=q.language, text=q.text, entry_id=None) for q in queries]
        replies, _ = ask_at_once(self._running.url, questions, _CUSTOMERS, apart=True)
        return [self._in_own_ids(reply) for reply in replies]

    def search(self, queries: Sequence[Query]) -> list[dict[str, Any]]:
        """What the knowledge base alone says to the questions, in the ids of the set."""

        def one(query: Query) -> dict[str, Any]:
            found = self._call("POST", "/search", {"text": query.text, "language": query.language})
            for candidate in found["candidates"]:
                candidate["entry_id"] = self._own_ids[candidate["entry_id"]]
            return found

        with ThreadPoolExecutor(_CUSTOMERS) as pool:
            return list(pool.map(one, queries))

    def certify(self, queries: Sequence[Query], *, alpha: float, delta: float) -> dict[str, Any]:
        """Certify on labelled questions, as the desk does; the knowledge base's answer."""
        questions = [
            {
                "text": query.text,
                "language": query.language,
                "relevant": sorted(self._stored_ids[id_] for id_ in query.relevant),
            }
            for query in queries
        ]
        body = {"alpha": alpha, "delta": delta, "issued_by": "bench", "questions": questions}
        return self._call("POST", "/certificate", body)

    def _in_own_ids(self, reply: Reply) -> Reply:
        return Reply(
            milliseconds=reply.milliseconds,
            entry_ids=tuple(self._own_ids[id_] for id_ in reply.entry_ids),
            choices=reply.choices,
            handed_off=reply.handed_off,
        )

    def _as_import(self, entry: Entry) -> dict[str, Any]:
        return {
            "id": self._stored_ids[entry.id],
            "category": "general",
            "status": "published",
            "variants": {
                language: {
                    "question": variant.question[:LONGEST_QUESTION],
                    "answer": variant.answer or _NO_ANSWER_TEXT,
                    "alternatives": [
                        text[:LONGEST_QUESTION] for text in variant.alternatives[:MOST_ALTERNATIVES]
                    ],
                }
                for language, variant in entry.variants.items()
            },
        }

    def _call(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        connection = http.client.HTTPConnection(
            "127.0.0.1", self._running.settings.knowledge_port, timeout=_REQUEST_SECONDS
        )
        headers = {
            "Authorization": f"Bearer {self._running.internal_token}",
            "Content-Type": "application/json",
        }
        content = None if body is None else json.dumps(body)
        with closing(connection):
            connection.request(method, path, content, headers)
            answer = connection.getresponse()
            answered = answer.read()
        if answer.status >= 400:
            raise BenchmarkError(f"{method} {path}: {answer.status} {answered[:500]!r}")
        said: dict[str, Any] = json.loads(answered)
        return said


@contextmanager
def assistant_with(entries: Sequence[Entry]) -> Iterator[AssistantRun]:
    """The product started for this, with the entries searched; stopped and deleted afterwards."""
    with running_stack(environment=_ENVIRONMENT) as running:
        run = AssistantRun(running, entries)
        run.load()
        yield run
