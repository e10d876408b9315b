"""Owns the action server's way to an entry: one request to the knowledge base, 2 s at most."""

from __future__ import annotations

import asyncio
import json
import os
from dataclasses import dataclass
from typing import Any, Dict, Optional

import aiohttp

TIMEOUT_SECONDS = 2.0


class EntryUnavailable(Exception):
    """The knowledge base could not be asked, or its answer is of no use; the message says why."""


@dataclass(frozen=True)
class Answer:
    """An entry's answer in the language nearest to the customer's."""

    entry_id: str
    version: int
    language: str
    question: str
    text: str
    cross_lingual: bool


async def fetch_answer(entry_id: str, language: str) -> Optional[Answer]:
    """The published entry's answer; None when it is gone; raises EntryUnavailable."""
    port = os.environ.get("OCHOTA_KNOWLEDGE_PORT", "8081")
    token = os.environ.get("OCHOTA_INTERNAL_TOKEN", "")
    url = f"http://127.0.0.1:{port}/entries/{entry_id}"
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
    headers = {"Authorization": f"Bearer {token}"}
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, headers=headers) as session,
            session.get(url) as response,
        ):
            if response.status == 404:
                return None
            if response.status != 200:
                raise EntryUnavailable(f"the knowledge base answered {response.status}")
            entry = json.loads(await response.read())
    except asyncio.TimeoutError as error:
        raise EntryUnavailable(f"no answer within {TIMEOUT_SECONDS:g} s") from error
    except aiohttp.ClientError as error:
        raise EntryUnavailable(f"the knowledge base cannot be reached: {error}") from error
    except ValueError as error:
        raise EntryUnavailable("the knowledge base's answer is no JSON") from error
    return answer_of_entry(entry, language)


def answer_of_entry(entry: Any, language: str) -> Optional[Answer]:
    """The answer in the asked language, else in the other; None when not published."""
    try:
        if entry["status"] != "published":
            return None
        variants: Dict[str, Dict[str, Any]] = entry["variants"]
        shown = language if variants.get(language) else next(iter(sorted(variants)))
        return Answer(
            entry_id=str(entry["id"]),
            version=int(entry["version"]),
            language=shown,
            question=str(variants[shown]["question"]),
            text=str(variants[shown]["answer"]),
            cross_lingual=shown != language,
        )
    except (KeyError, TypeError, ValueError, StopIteration) as error:
        raise EntryUnavailable("the knowledge base's entry is not of the agreed shape") from error
