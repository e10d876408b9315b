"""Sentences with what an agent hears in them: to learn tone from, or to measure it on."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from knowledge_base.entries import LANGUAGES

FOLDER = Path(__file__).parent / "sentences"

# each list of a file, and whether anger and urgency are heard in its sentences
_HEARD = {
    "neither": (False, False),
    "angry": (True, False),
    "urgent": (False, True),
    "both": (True, True),
}


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """A customer's message, and whether anger and urgency are heard in it."""

    text: str
    anger: bool
    urgency: bool


def read_sentences(file: Path) -> list[Sentence]:
    """The sentences of a file with the lists `neither`, `angry`, `urgent` and `both`."""
    lists: dict[str, list[str]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return [
        Sentence(text=text, anger=anger, urgency=urgency)
        for name, (anger, urgency) in _HEARD.items()
        for text in lists[name]
    ]


def learnt_sentences(languages: Sequence[str] = LANGUAGES) -> list[Sentence]:
    """What the classifier learns from, in these languages."""
    return [
        sentence
        for language in languages
        for sentence in read_sentences(FOLDER / f"{language}.yaml")
    ]
