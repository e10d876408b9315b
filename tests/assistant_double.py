"""A small HTTP assistant for what the real one cannot be made to do on demand: fail.

It listens on a free port of loopback and speaks the contract of docs/architecture.md. Tell it
how to behave by setting `behaviour`; the questions it was asked are in `questions`.
"""

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[["Exchange"], None]


class Exchange:
    """One question, and the ways to answer it."""

    def __init__(self, handler: BaseHTTPRequestHandler, question: dict[str, Any]) -> None:
        self._handler = handler
        self.question = question

    def reply(self, body: bytes, status: int = 200) -> None:
        """Send these bytes."""
        self._handler.send_response(status)
        self._handler.send_header("Content-Type", "application/json")
        self._handler.send_header("Content-Length", str(len(body)))
        self._handler.end_headers()
        self._handler.wfile.write(body)

    def hang_up(self) -> None:
        """Close the connection without an answer."""
        self._handler.close_connection = True
        self._handler.connection.close()

    def drip(self, pieces: int, pause_seconds: float) -> None:
        """Send a body that never quite ends."""
        self._handler.send_response(200)
        self._handler.send_header("Content-Length", str(pieces + 1))
        self._handler.end_headers()
        for _ in range(pieces):
            self._handler.wfile.write(b" ")
            self._handler.wfile.flush()
            time.sleep(pause_seconds)


def text_reply(text: str, *, entry_id: str | None = None, handoff: str | None = None) -> bytes:
    """A well-formed reply: words, perhaps from an entry, perhaps with a wish for a human."""
    entry = None
    if entry_id is not None:
        entry = {"id": entry_id, "version": 1, "language": "cs", "question": "?", "confidence": 0.9}
    parts: list[dict[str, Any]] = [{"type": "text", "text": text, "language": "cs", "entry": entry}]
    if handoff is not None:
        parts.append({"type": "handoff", "reason": handoff})
    return as_reply(parts)


def as_reply(parts: list[dict[str, Any]], error: dict[str, str] | None = None) -> bytes:
    """A reply of these parts."""
    search = {"decision": "answer", "candidates": []}
    reply = {"parts": parts, "intent": "faq", "intent_confidence": 0.9, "search": search}
    return json.dumps(reply | {"error": error}).encode()


def echo(exchange: Exchange) -> None:
    """Answer with the question's own words."""
    exchange.reply(text_reply(f"echo: {exchange.question['text']}"))


class AssistantDouble:
    """The stand-in: its port, its behaviour and what it was asked."""

    def __init__(self) -> None:
        self.behaviour: Behaviour = echo
        self.questions: list[dict[str, Any]] = []
        double = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                question = json.loads(self.rfile.read(length))
                double.questions.append(question)
                # some tests want the helpdesk to give up on it
                with contextlib.suppress(OSError):
                    double.behaviour(Exchange(self, question))

            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *arguments: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def assistant_double() -> Iterator[AssistantDouble]:
    """A stand-in that listens while the context lasts."""
    double = AssistantDouble()
    try:
        yield double
    finally:
        double.close()
