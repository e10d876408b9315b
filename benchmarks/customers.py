"""Customers as a browser would be them: one stream, messages by POST, answers from the log.

On the standard library's HTTP client, because the driver shares the cores with what it measures.
"""

from __future__ import annotations

import http.client
import json
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from benchmarks.errors import BenchmarkError
from benchmarks.questions import Question

ANSWER_SECONDS = 30


@dataclass(frozen=True, kw_only=True)
class Reply:
    """The assistant's reply to one message, and how long it took to be shown."""

    milliseconds: float
    entry_ids: tuple[str, ...]
    choices: tuple[str, ...]
    handed_off: bool


class Customer:
    """One customer with an open conversation; a handoff or a repeated entry begins a new one."""

    def __init__(self, url: str, language: str) -> None:
        address = urlsplit(url)
        self._host, self._port = address.hostname or "", address.port or 80
        self._language = language
        self._connection = http.client.HTTPConnection(
            self._host, self._port, timeout=ANSWER_SECONDS
        )
        self._begin()

    def asks(self, text: str) -> Reply:
        """The reply to this message; raises BenchmarkError when none comes in time."""
        body = {"client_message_id": str(uuid.uuid4()), "text": text}
        started_at = time.perf_counter()
        sequence = self._request("POST", f"{self._path}/messages", body)["sequence"]
        event = self._next_event_of_bot(sequence, text)
        elapsed = 1000 * (time.perf_counter() - started_at)
        parts = event["parts"]
        entry_ids = tuple(part["entry"]["id"] for part in parts if part.get("entry"))
        choices = tuple(one["label"] for part in parts for one in part.get("choices", ()))
        self.shown_entry_ids.update(entry_ids)
        return Reply(
            milliseconds=elapsed,
            entry_ids=entry_ids,
            choices=choices,
            # asked for with the clock stopped: the stream tells it too, but not that it did not
            handed_off=not entry_ids and not choices and self._is_with_humans(),
        )

    def begins_anew(self) -> None:
        """Leave the conversation and open another."""
        self._stream.close()
        self._begin()

    def leaves(self) -> None:
        """Close the stream and the connection."""
        self._stream.close()
        self._connection.close()

    def _begin(self) -> None:
        self._token: str | None = None
        made = self._request("POST", "/api/v1/conversations", {"language": self._language})
        self._path = f"/api/v1/conversations/{made['conversation']['id']}"
        self._token = made["token"]
        self.shown_entry_ids: set[str] = set()
        # a connection of its own: the stream never gives it back
        connection = http.client.HTTPConnection(self._host, self._port, timeout=ANSWER_SECONDS)
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "text/event-stream"}
        connection.request("GET", f"{self._path}/events?after=0", headers=headers)
        self._stream = connection.getresponse()
        if self._stream.status != 200:
            raise BenchmarkError(f"the stream was refused: {self._stream.read(500)!r}")
        while self._next_frame()[0] != "state":
            pass

    def _next_event_of_bot(self, sequence: int, text: str) -> dict[str, Any]:
        """What the log says next after the message: the bot's words, or only that it gave up."""
        give_up_at = time.monotonic() + ANSWER_SECONDS
        while time.monotonic() < give_up_at:
            try:
                kind, data = self._next_frame()
            except TimeoutError:
                break
            if kind != "log" or data["sequence"] <= sequence:
                continue
            if data["author"] == "bot" or data["kind"] == "handoff_requested":
                return data
        raise BenchmarkError(
            f"no reply to {text!r} within {ANSWER_SECONDS} s; see the stack's logs of web and rasa"
        )

    def _is_with_humans(self) -> bool:
        return bool(self._request("GET", self._path)["in_charge"] != "bot")

    def _next_frame(self) -> tuple[str, dict[str, Any]]:
        kind = data = ""
        while True:
            line = self._stream.readline().decode()
            if not line:
                raise BenchmarkError("the web process ended the stream; see its log")
            if line == "\n" and kind:
                return kind, json.loads(data)
            name, _, value = line.rstrip("\n").partition(": ")
            if name == "event":
                kind = value
            elif name == "data":
                data = value

    def _request(
        self, method: str, path: str, body: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        content = None if body is None else json.dumps(body)
        headers = {"Content-Type": "application/json"}
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        for last_try in (False, True):
            try:
                self._connection.request(method, path, content, headers)
                answer = self._connection.getresponse()
                break
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                # the server closes connections that are idle for some seconds
                self._connection.close()
                if last_try:
                    raise
        answered = answer.read()
        if answer.status >= 400:
            raise BenchmarkError(f"{method} {path}: {answer.status} {answered[:500]!r}")
        decoded: dict[str, Any] = json.loads(answered)
        return decoded


def ask_at_once(
    url: str, questions: Sequence[Question], customers: int, *, apart: bool = False
) -> tuple[list[Reply], float]:
    """Let this many customers ask the questions, shared out among them, each after its answer.

    Returns the replies in the order of the questions, and the messages per second of them all
    together. Nobody asks in a conversation what was answered in it already, as the assistant
    would then only point to the answer above; `apart` gives each question a conversation.
    """
    replies: list[Reply | None] = [None] * len(questions)

    def converse(number: int, ready: Callable[[], object]) -> None:
        customer = Customer(url, questions[number].language)
        ready()
        for index in range(number, len(questions), customers):
            question = questions[index]
            if question.entry_id in customer.shown_entry_ids:
                customer.begins_anew()
            reply = customer.asks(question.text)
            replies[index] = reply
            if apart or reply.handed_off:
                customer.begins_anew()
        customer.leaves()

    seconds = _together(customers, converse)
    answered = [reply for reply in replies if reply is not None]
    return answered, len(answered) / seconds


def _together(count: int, work: Callable[[int, Callable[[], object]], None]) -> float:
    """Seconds that `count` threads take from the moment all are ready; raises what one raised."""
    barrier = threading.Barrier(count + 1)
    problems: list[Exception] = []

    def run(number: int) -> None:
        try:
            work(number, barrier.wait)
        except Exception as error:
            problems.append(error)
            barrier.abort()

    threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(count)]
    for thread in threads:
        thread.start()
    try:
        barrier.wait(ANSWER_SECONDS)
    except threading.BrokenBarrierError:
        problems.append(BenchmarkError(f"{count} customers could not open their conversations"))
    started_at = time.perf_counter()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]
    return time.perf_counter() - started_at
