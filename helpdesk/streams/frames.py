"""Server-Sent Events as text: frames, comments and the answer that carries them."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from flask import Response

# how long a browser waits before it connects again
RETRY_MILLISECONDS = 1000
OPENING = f"retry: {RETRY_MILLISECONDS}\n\n"
COMMENT = ":\n\n"


def frame(event: str, data: Any, *, event_id: int | None = None) -> str:
    """One event. Only events of a log have an id: what is ephemeral cannot be resumed after."""
    return serialised_frame(event, as_json(data), event_id=event_id)


def serialised_frame(event: str, data: str, *, event_id: int | None = None) -> str:
    """One event whose data is JSON text already."""
    lines = [] if event_id is None else [f"id: {event_id}"]
    # JSON has no line breaks of its own, so the data is one line
    lines += [f"event: {event}", f"data: {data}"]
    return "\n".join(lines) + "\n\n"


def as_json(data: Any) -> str:
    """The data as JSON on one line."""
    return json.dumps(data, ensure_ascii=False)


def stream_response(frames: Iterator[str], on_close: Callable[[], None]) -> Response:
    """The answer that carries ``frames`` until either side ends it; then ``on_close`` runs."""
    response = Response(frames, mimetype="text/event-stream")
    response.headers["Cache-Control"] = "no-cache, no-transform"
    # a proxy that buffers would hold back every message
    response.headers["X-Accel-Buffering"] = "no"
    response.call_on_close(on_close)
    return response
