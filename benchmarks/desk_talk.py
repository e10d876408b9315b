"""Customers and agents who talk: how long a message is under way, to the desk and back.

Every conversation has its customer's stream open, every agent a desk. Each customer writes, the
agent answers at once, and the customer pauses before the next message.
"""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from benchmarks.desk_server import AGENTS, TIMEOUT_SECONDS, Browser, DeskServer, Talk
from benchmarks.errors import BenchmarkError

# what somebody who chats takes to read an answer and to write again
PAUSE_SECONDS = 20.0
_POSTERS = 16


@dataclass(frozen=True, kw_only=True)
class Ways:
    """Milliseconds of each message: from the customer's POST to the desk, from the agent's POST
    to the customer, and both together.
    """

    to_desk: Sequence[float]
    to_customer: Sequence[float]

    @property
    def there_and_back(self) -> list[float]:
        """Both ways of each exchange."""
        return [there + back for there, back in zip(self.to_desk, self.to_customer, strict=True)]


def talk(server: DeskServer, talks: Sequence[Talk], seconds: float) -> Ways:
    """Let these conversations go on for so long; raises BenchmarkError when a message is lost."""
    arrivals = _Arrivals()
    desks = {username: Browser(server.url, username) for username in AGENTS}
    streams = [desk.stream("/api/v1/desk/events") for desk in desks.values()]
    streams += [_customer_stream(server.url, one) for one in talks]
    for number, stream in enumerate(streams):
        owner = "desk" if number < len(desks) else "customer"
        threading.Thread(target=arrivals.read, args=(stream, owner), daemon=True).start()
    arrivals.wait_until_open(len(streams))
    ways: list[tuple[float, float]] = []
    problems: list[Exception] = []
    started_at = time.perf_counter()

    def converse(mine: Sequence[Talk]) -> None:
        """Play some of the conversations, in turns, each once a pause."""
        try:
            customer = http.client.HTTPConnection(_host(server.url), timeout=TIMEOUT_SECONDS)
            browsers = {name: Browser(server.url, name) for name in {one.agent for one in mine}}
            for turn, (one, due_at) in enumerate(_schedule(mine, started_at)):
                if due_at > started_at + seconds:
                    return
                time.sleep(max(0.0, due_at - time.perf_counter()))
                there = arrivals.times("desk", lambda key, o=one: _says(customer, o, key))
                path = f"/api/v1/desk/conversations/{one.conversation_id}/messages"
                back = arrivals.times(
                    "customer",
                    lambda key, p=path, t=turn, b=browsers[one.agent]: b.post(
                        p, {"client_message_id": key, "text": f"Podívám se na to ({t})."}
                    ),
                )
                ways.append((there, back))
        except Exception as error:
            problems.append(error)

    posters = [
        threading.Thread(target=converse, args=(talks[number::_POSTERS],), daemon=True)
        for number in range(min(_POSTERS, len(talks)))
    ]
    for poster in posters:
        poster.start()
    for poster in posters:
        poster.join()
    if problems:
        raise problems[0]
    return Ways(to_desk=[there for there, _ in ways], to_customer=[back for _, back in ways])


class _Arrivals:
    """When each message, by the id its sender gave it, came out of a stream."""

    def __init__(self) -> None:
        self._open = threading.Semaphore(0)
        self._waited_for: dict[tuple[str, str], tuple[threading.Event, list[float]]] = {}

    def read(self, stream: http.client.HTTPResponse, owner: str) -> None:
        """Follow a stream of the desk or of a customer until it ends."""
        first = True
        for event, data in _frames(stream):
            if first:
                self._open.release()
                first = False
            if event != "log":
                continue
            arrived_at = time.perf_counter()
            waited_for = self._waited_for.get((owner, json.loads(data)["client_message_id"]))
            if waited_for is not None:
                waited_for[1].append(arrived_at)
                waited_for[0].set()

    def wait_until_open(self, count: int) -> None:
        """Return once so many streams have sent something; raises BenchmarkError."""
        for _ in range(count):
            if not self._open.acquire(timeout=TIMEOUT_SECONDS):
                raise BenchmarkError("a stream sent nothing; see what the web process wrote")

    def times(self, owner: str, send: Callable[[str], object]) -> float:
        """Milliseconds from sending until the message came out of the first of these streams."""
        key = str(uuid4())
        arrived, moments = threading.Event(), []  # type: ignore[var-annotated]  # of floats
        self._waited_for[owner, key] = arrived, moments
        sent_at = time.perf_counter()
        send(key)
        if not arrived.wait(TIMEOUT_SECONDS):
            raise BenchmarkError(f"a message never came to the {owner}")
        del self._waited_for[owner, key]
        return 1000 * (moments[0] - sent_at)


def _schedule(talks: Sequence[Talk], started_at: float) -> Iterator[tuple[Talk, float]]:
    """Each conversation once a pause, evenly spread over it, and when it is its turn."""
    number = 0
    while True:
        for place, one in enumerate(talks):
            yield one, started_at + PAUSE_SECONDS * (number + place / len(talks))
        number += 1


def _says(connection: http.client.HTTPConnection, one: Talk, key: str) -> None:
    body = json.dumps({"client_message_id": key, "text": "A kdy to tedy přijde?"})
    headers = {"Authorization": f"Bearer {one.token}", "Content-Type": "application/json"}
    for last_try in (False, True):
        try:
            path = f"/api/v1/conversations/{one.conversation_id}/messages"
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            answer.read()
            break
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            # the server closes connections that are idle for some seconds
            connection.close()
            if last_try:
                raise
    if answer.status >= 400:
        raise BenchmarkError(f"a customer's message was refused: {answer.status}")


def _customer_stream(url: str, one: Talk) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(_host(url), timeout=TIMEOUT_SECONDS)
    headers = {"Authorization": f"Bearer {one.token}", "Accept": "text/event-stream"}
    connection.request("GET", f"/api/v1/conversations/{one.conversation_id}/events", None, headers)
    return connection.getresponse()


def _frames(stream: http.client.HTTPResponse) -> Iterator[tuple[str, Any]]:
    event = ""
    try:
        while line := stream.readline():
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name == "event":
                event = value
            elif name == "data":
                yield event, value
    except (OSError, http.client.HTTPException, AttributeError, ValueError):
        # the server stops, or this process does
        return


def _host(url: str) -> str:
    return url.removeprefix("http://")
