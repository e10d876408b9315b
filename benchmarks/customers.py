"""Customers as a browser would be them: one stream, messages by POST, answers from the log."""

from __future__ import annotations

import json
import queue
import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import httpx

ANSWER_TIMEOUT_SECONDS = 30


@dataclass(frozen=True)
class Reply:
    """The assistant's reply to one message and how long it took to be shown."""

    milliseconds: float
    entry_id: str | None
    handed_off: bool


class Customer:
    """One conversation with its open stream; close it when done."""

    def __init__(self, url: str, language: str) -> None:
        self._url = url
        self._language = language
        self._client = httpx.Client(base_url=url, timeout=ANSWER_TIMEOUT_SECONDS)
        self._events: queue.Queue[tuple[float, dict]] = queue.Queue()
        self._begin()

    def asks(self, text: str) -> Reply:
        """Send a message and wait until the reply is on the stream."""
        started = time.perf_counter()
        sent = self._client.post(
            f"/api/v1/conversations/{self._id}/messages",
            headers=self._headers,
            json={"client_message_id": str(uuid.uuid4()), "text": text},
        )
        sent.raise_for_status()
        sequence = sent.json()["sequence"]
        handed_off = False
        while True:
            arrived, event = self._events.get(timeout=ANSWER_TIMEOUT_SECONDS)
            if event["sequence"] <= sequence:
                continue
            handed_off = handed_off or event["kind"] == "handoff_requested"
            if event["author"] == "bot" or handed_off:
                break
        entries = [part["entry"]["id"] for part in event.get("parts", []) if part.get("entry")]
        reply = Reply((arrived - started) * 1000, entries[0] if entries else None, handed_off)
        if handed_off:
            self.close()
            self._begin()
        return reply

    def close(self) -> None:
        """Close the stream."""
        self._response.close()

    def _begin(self) -> None:
        made = self._client.post("/api/v1/conversations", json={"language": self._language})
        made.raise_for_status()
        self._id = made.json()["conversation"]["id"]
        self._headers = {"Authorization": f"Bearer {made.json()['token']}"}
        # a connection of its own: the stream never gives it back
        stream = httpx.Client(base_url=self._url, timeout=httpx.Timeout(10, read=60))
        request = stream.build_request(
            "GET",
            f"/api/v1/conversations/{self._id}/events?after=0",
            headers={**self._headers, "Accept": "text/event-stream"},
        )
        self._response = stream.send(request, stream=True)
        self._response.raise_for_status()
        threading.Thread(target=self._read, args=(self._response,), daemon=True).start()

    def _read(self, response: httpx.Response) -> None:
        kind = ""
        try:
            for line in response.iter_lines():
                if line.startswith("event:"):
                    kind = line[6:].strip()
                elif line.startswith("data:") and kind == "log":
                    self._events.put((time.perf_counter(), json.loads(line[5:])))
        except httpx.HTTPError:
            return  # closed by us, or the server went: `asks` times out and says so


def ask_at_once(
    url: str, questions: Sequence[tuple[str, str]], customers: int
) -> tuple[list[Reply], float]:
    """Let this many customers ask the questions (language, text), shared out among them.

    Returns the replies and the messages per second over all customers.
    """
    shares = [questions[number::customers] for number in range(customers)]
    replies: list[list[Reply]] = [[] for _ in shares]
    ready = threading.Barrier(customers + 1)

    def converse(number: int) -> None:
        customer = Customer(url, shares[number][0][0])
        ready.wait()
        for _language, text in shares[number]:
            replies[number].append(customer.asks(text))
        customer.close()

    threads = [threading.Thread(target=converse, args=(number,)) for number in range(customers)]
    for thread in threads:
        thread.start()
    ready.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    flat = [reply for share in replies for reply in share]
    return flat, len(flat) / seconds
