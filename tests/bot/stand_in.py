"""A small real HTTP server in the knowledge base's place: the outside world of the assistant."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

ENTRIES: dict[str, dict[str, Any]] = {
    "return-period": {
        "status": "published",
        "version": 3,
        "variants": {
            "cs": {
                "question": "Do kdy mohu zboží vrátit?",
                "answer": "Do **14 dnů**.\n\nStačí poslat zpět.",
            },
            "en": {"question": "How long can I return goods?", "answer": "Within **14 days**."},
        },
    },
    "delivery-time": {
        "status": "published",
        "version": 1,
        "variants": {
            "cs": {"question": "Jak dlouho trvá doručení?", "answer": "Dva pracovní dny."},
            "en": {"question": "How long does delivery take?", "answer": "Two working days."},
        },
    },
    "only-english": {
        "status": "published",
        "version": 2,
        "variants": {"en": {"question": "Do you ship to Iceland?", "answer": "Yes, in a week."}},
    },
}


@dataclass
class KnowledgeBaseStandIn:
    """Decides by words in the text; behaves badly when told to."""

    port: int = 0
    delay_seconds: float = 0.0
    status: int = 200
    raw: str | None = None
    entries_status: int = 200
    requests: list[dict[str, Any]] = field(default_factory=list)

    async def search(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.requests.append({**body, "authorization": request.headers.get("Authorization")})
        if self.delay_seconds:
            await asyncio.sleep(self.delay_seconds)
        if self.status != 200:
            return web.json_response({"error": {"code": "broken"}}, status=self.status)
        if self.raw is not None:
            return web.Response(text=self.raw, content_type="application/json")
        return web.json_response(decide(body["text"], body["language"]))

    async def entry(self, request: web.Request) -> web.Response:
        entry_id = request.match_info["entry_id"]
        if self.entries_status != 200:
            return web.json_response({}, status=self.entries_status)
        if entry_id not in ENTRIES:
            return web.json_response({"error": {"code": "not_found"}}, status=404)
        return web.json_response({"id": entry_id, **ENTRIES[entry_id]})

    def behave(self) -> None:
        """Well again."""
        self.delay_seconds, self.status, self.raw, self.entries_status = 0.0, 200, None, 200
        self.requests.clear()


def decide(text: str, language: str) -> dict[str, Any]:
    """What the knowledge base would say of the text."""
    lowered = text.lower()
    if any(word in lowered for word in ("vrátit", "vratit", "return")):
        return _found("answer", 0.93, ["return-period", "delivery-time"], language)
    if any(word in lowered for word in ("balík", "balik", "parcel", "doruč")):
        return _found("answer", 0.9, ["delivery-time"], language)
    if "island" in lowered or "iceland" in lowered:
        return _found("answer", 0.88, ["only-english"], language)
    if "nejasn" in lowered or "unclear" in lowered:
        return _found(
            "clarify",
            0.5,
            ["return-period", "delivery-time", "only-english", "return-period"],
            language,
        )
    if "jediné" in lowered:
        return _found("clarify", 0.6, ["delivery-time"], language)
    if "nejist" in lowered:
        return _found("hand_off", 0.2, ["delivery-time"], language, reason="low_confidence")
    return _found("hand_off", 0.02, [], language, reason="no_answer")


def _found(
    decision: str, confidence: float, ids: list[str], language: str, reason: str | None = None
) -> dict[str, Any]:
    return {
        "decision": decision,
        "reason": reason,
        "confidence": confidence,
        "certified": False,
        "thresholds": {"answer": 0.8, "clarify": 0.35},
        "candidates": [_candidate(entry_id, language, confidence) for entry_id in ids],
        "knowledge_base_version": 1,
        "encoder": "stand-in",
        "milliseconds": 1.0,
    }


def _candidate(entry_id: str, language: str, confidence: float) -> dict[str, Any]:
    entry = ENTRIES[entry_id]
    shown = language if language in entry["variants"] else "en"
    variant = entry["variants"][shown]
    return {
        "entry_id": entry_id,
        "version": entry["version"],
        "language": shown,
        "cross_lingual": shown != language,
        "category": "returns",
        "question": variant["question"],
        "answer": variant["answer"],
        "confidence": confidence,
        "score": 1.0,
        "matched_text": variant["question"],
    }


@contextlib.contextmanager
def running_stand_in() -> Iterator[KnowledgeBaseStandIn]:
    """The stand-in on a free port, in a thread with an event loop of its own."""
    stand_in = KnowledgeBaseStandIn()
    loop = asyncio.new_event_loop()
    started = threading.Event()
    stopping = asyncio.Event()

    async def serve() -> None:
        application = web.Application()
        application.router.add_post("/search", stand_in.search)
        application.router.add_get("/entries/{entry_id}", stand_in.entry)
        runner = web.AppRunner(application)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", stand_in.port)
        await site.start()
        stand_in.port = runner.addresses[0][1]
        started.set()
        await stopping.wait()
        await runner.cleanup()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    if not started.wait(5):
        raise RuntimeError("the stand-in did not start")
    try:
        yield stand_in
    finally:
        loop.call_soon_threadsafe(stopping.set)
        thread.join(5)
