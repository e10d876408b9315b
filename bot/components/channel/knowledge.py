"""Owns the question to the knowledge base: asked once a turn, asynchronously, checked, slimmed."""

from __future__ import annotations

import asyncio
import json
import math
from typing import Any, Dict, FrozenSet, List, Optional

import aiohttp

TIMEOUT_SECONDS = 2.0
CANDIDATES = 5
MAX_CHOICES = 3

_DECISIONS = ("answer", "clarify", "hand_off")
_CANDIDATE_FIELDS = {
    "entry_id": str,
    "version": int,
    "language": str,
    "cross_lingual": bool,
    "question": str,
    "answer": str,
    "confidence": (int, float),
}

Search = Dict[str, Any]


class KnowledgeUnavailable(Exception):
    """The knowledge base gave no usable answer; the message says why."""


class KnowledgeBase:
    """The knowledge base's search over one pool of kept-alive connections."""

    def __init__(self, url: str, token: str) -> None:
        self._url = f"{url}/search"
        self._token = token
        self._session: Optional[aiohttp.ClientSession] = None

    async def search(self, text: str, language: str) -> Search:
        """The knowledge base's answer, checked; raises KnowledgeUnavailable within 2 s."""
        body = {"text": text, "language": language, "limit": CANDIDATES, "exclude_entry_ids": []}
        try:
            async with self._open_session().post(self._url, json=body) as response:
                if response.status != 200:
                    raise KnowledgeUnavailable(f"the knowledge base answered {response.status}")
                found = json.loads(await response.read())
        except asyncio.TimeoutError as error:
            raise KnowledgeUnavailable(
                f"the knowledge base did not answer within {TIMEOUT_SECONDS:g} s"
            ) from error
        except aiohttp.ClientError as error:
            raise KnowledgeUnavailable(f"the knowledge base cannot be reached: {error}") from error
        except ValueError as error:
            raise KnowledgeUnavailable("the knowledge base's answer is no JSON") from error
        return check_search(found)

    async def close(self) -> None:
        """Closes the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open_session(self) -> aiohttp.ClientSession:
        # made on first use: a session belongs to the running event loop
        if self._session is None:
            self._session = aiohttp.ClientSession(
                headers={"Authorization": f"Bearer {self._token}"},
                timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS),
            )
        return self._session


def check_search(found: Any) -> Search:
    """The same search result when it keeps the contract; raises KnowledgeUnavailable if not."""
    if not isinstance(found, dict) or found.get("decision") not in _DECISIONS:
        raise KnowledgeUnavailable("the knowledge base's answer holds no decision")
    if not _is_probability(found.get("confidence")):
        raise KnowledgeUnavailable("the knowledge base's confidence is no probability")
    candidates = found.get("candidates")
    if not isinstance(candidates, list) or not all(map(_is_candidate, candidates)):
        raise KnowledgeUnavailable("the knowledge base's candidates are not of the agreed shape")
    if found["decision"] != "hand_off" and not candidates:
        raise KnowledgeUnavailable("the knowledge base decided for an entry and named none")
    return found


def without_answers(found: Search) -> Search:
    """The search result for the helpdesk's records, without the answers' texts."""
    candidates = [
        {key: value for key, value in candidate.items() if key != "answer"}
        for candidate in found["candidates"]
    ]
    return {**found, "candidates": candidates}


def slim(found: Search, shown_entry_ids: FrozenSet[str]) -> Search:
    """What the dialogue needs of a search result.

    It is stored with the message and loaded at every later turn: one candidate with its answer
    for an answer, up to three without for a clarification, none for a handoff.
    """
    candidates: List[Dict[str, Any]] = []
    if found["decision"] == "answer":
        candidates = [_slim_candidate(found["candidates"][0], shown_entry_ids, with_answer=True)]
    elif found["decision"] == "clarify":
        candidates = [
            _slim_candidate(candidate, shown_entry_ids, with_answer=False)
            for candidate in found["candidates"][:MAX_CHOICES]
        ]
    return {
        "decision": found["decision"],
        "reason": found.get("reason"),
        "confidence": float(found["confidence"]),
        "candidates": candidates,
    }


def unavailable() -> Search:
    """What stands in the place of a search result that could not be had."""
    return {"decision": "unavailable", "reason": None, "confidence": 0.0, "candidates": []}


def _slim_candidate(
    candidate: Dict[str, Any], shown_entry_ids: FrozenSet[str], *, with_answer: bool
) -> Dict[str, Any]:
    kept = {key: candidate[key] for key in _CANDIDATE_FIELDS if with_answer or key != "answer"}
    return {**kept, "already_shown": candidate["entry_id"] in shown_entry_ids}


def _is_candidate(candidate: Any) -> bool:
    return (
        isinstance(candidate, dict)
        and all(isinstance(candidate.get(key), kind) for key, kind in _CANDIDATE_FIELDS.items())
        and _is_probability(candidate["confidence"])
        and candidate["language"] in ("cs", "en")
    )


def _is_probability(value: Any) -> bool:
    return (
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and math.isfinite(value)
        and 0.0 <= value <= 1.0
    )
