"""What a reply of the whole assistant was worth, and the interval around a share of mistakes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from scipy.stats import beta

from benchmarks.customers import Reply
from knowledge_base.entries import Entry
from knowledge_base.evaluation import Query


class Outcome(StrEnum):
    """What became of a question."""

    RIGHT = "answered right"
    WRONG = "answered wrong"
    SMALL_TALK_FOR_QUESTION = "small talk instead of an answer"
    SMALL_TALK = "small talk, where nothing answers"
    OFFERED = "choices, right one offered"
    MISSING = "choices, right one missing"
    HANDED_OFF = "handed off"


# A customer who asked what an entry answers and got pleasantries was answered wrongly.
ANSWERS = (Outcome.RIGHT, Outcome.WRONG, Outcome.SMALL_TALK_FOR_QUESTION)
MISTAKES = (Outcome.WRONG, Outcome.SMALL_TALK_FOR_QUESTION)


def titles_of(entries: Sequence[Entry]) -> dict[str, frozenset[str]]:
    """The ids of the entries that each question stands above, in any language."""
    found: dict[str, set[str]] = {}
    for entry in entries:
        for variant in entry.variants.values():
            found.setdefault(" ".join(variant.question.split()), set()).add(entry.id)
    return {title: frozenset(ids) for title, ids in found.items()}


def judged_reply(query: Query, reply: Reply, titles: Mapping[str, frozenset[str]]) -> Outcome:
    """What the assistant's reply was worth."""
    if reply.entry_ids:
        return Outcome.RIGHT if set(query.relevant) & set(reply.entry_ids) else Outcome.WRONG
    if reply.choices:
        offered = (titles.get(" ".join(label.split()), frozenset()) for label in reply.choices)
        return _offer(any(ids & set(query.relevant) for ids in offered))
    if reply.handed_off:
        return Outcome.HANDED_OFF
    return Outcome.SMALL_TALK_FOR_QUESTION if query.relevant else Outcome.SMALL_TALK


def judged_search(query: Query, found: Mapping[str, Any], *, choices: int = 3) -> Outcome:
    """What the knowledge base's decision alone would have been worth."""
    ids = [candidate["entry_id"] for candidate in found["candidates"]]
    if found["decision"] == "answer":
        return Outcome.RIGHT if ids[0] in query.relevant else Outcome.WRONG
    if found["decision"] == "clarify":
        return _offer(bool(set(query.relevant) & set(ids[:choices])))
    return Outcome.HANDED_OFF


def summary(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Shares of each outcome, and the wrong-answer rates with their exact 95 % intervals.

    `by_entries` is the rate among the entries that were shown, which is what a certificate of
    the knowledge base promises; the other counts small talk in an answer's place as wrong too.
    """
    counts = Counter(outcomes)
    shown, wrong_entries = counts[Outcome.RIGHT] + counts[Outcome.WRONG], counts[Outcome.WRONG]
    answered = sum(counts[one] for one in ANSWERS)
    return {
        "asked": len(outcomes),
        "shares": {str(one): counts[one] / len(outcomes) for one in Outcome},
        "coverage": answered / len(outcomes),
        **_rate(sum(counts[one] for one in MISTAKES), answered),
        "by_entries": _rate(wrong_entries, shown),
    }


def _rate(wrong: int, answered: int) -> dict[str, Any]:
    low, high = exact_interval(wrong, answered)
    return {
        "answered": answered,
        "wrong": wrong,
        "wrong_answer_rate": wrong / answered if answered else None,
        "low": low,
        "high": high,
    }


def exact_interval(hits: int, of: int, *, level: float = 0.95) -> tuple[float, float]:
    """The exact binomial interval of Clopper and Pearson (1934) for hits out of so many."""
    tail = (1 - level) / 2
    low = float(beta.ppf(tail, hits, of - hits + 1)) if hits else 0.0
    high = float(beta.ppf(1 - tail, hits + 1, of - hits)) if hits < of else 1.0
    return low, high


def _offer(right_one: bool) -> Outcome:
    return Outcome.OFFERED if right_one else Outcome.MISSING
