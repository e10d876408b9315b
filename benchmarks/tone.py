"""`python -m benchmarks.tone`: how well anger and urgency are heard in sentences held apart.

The classifier learns from the sentences in `knowledge_base/tone/sentences` and is measured on
those in `tests/data/tone`: each language with all it learns from, with the other language only,
and beside a list of words a lead might write into a rule. Both parts have the same author.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.made_knowledge import served_encoder
from benchmarks.tables import Table, percent
from knowledge_base.content import Content
from knowledge_base.corpus import published
from knowledge_base.demo import load_demo
from knowledge_base.encoder import Encoder
from knowledge_base.entries import LANGUAGES, Language
from knowledge_base.folding import fold
from knowledge_base.measures import ranking_area
from knowledge_base.spelling import Spelling
from knowledge_base.store import Database
from knowledge_base.store.migrating import migrate
from knowledge_base.tone import ToneClassifier
from knowledge_base.tone.sentences import Sentence, learnt_sentences, read_sentences

HELD_OUT = Path(__file__).parent.parent / "tests" / "data" / "tone"
THRESHOLD = 0.7
RESAMPLES = 2000
KINDS = ("anger", "urgency")

# without diacritics; a beginning of a word counts
WORDS = {
    "anger": (
        "neprijateln|hanb|ostud|drzost|podvod|lhar|lzi|lhal|neschopn|hruz|hrozn|skandal|nehoraz|otres"
        "|zklaman|stiznost|stezov|coi|pravnik|soud|policie|sakra|vymluv|k nicemu|vysmech"
        "|unacceptable|shame|disgrace|scam|fraud|liar|lied|lies|incompetent|terrible|awful|outrage"
        "|disappoint|complain|lawyer|court|police|hell|excuse|useless|joke|ridiculous|worst"
    ),
    "urgency": (
        "okamzit|ihned|hned|spech|pospich|urgent|nalehav|nejrychleji|nejdriv|co nejdriv|dnes|zitra"
        "|neodklad|obratem|do hodiny|nejpozdeji|rychle"
        "|immediately|right now|right away|at once|urgent|asap|as soon as|today|tomorrow|hurry"
        "|quick|fast|within the hour|deadline|by noon"
    ),
}

Probabilities = npt.NDArray[np.float64]
Truth = npt.NDArray[np.bool_]


def main() -> None:
    """Print the tables."""
    encoder = served_encoder()
    held = {name: read_sentences(HELD_OUT / f"held_out_{name}.yaml") for name in LANGUAGES}
    both = ToneClassifier.fitted(encoder, learnt_sentences())
    rows = []
    for language, sentences in held.items():
        other = ToneClassifier.fitted(
            encoder, learnt_sentences([name for name in LANGUAGES if name != language])
        )
        for kind in KINDS:
            truth = np.array([getattr(sentence, kind) for sentence in sentences])
            for name, classifier in (("both languages", both), ("the other one", other)):
                heard = _heard(classifier, encoder, sentences, kind)
                rows.append([f"{language}, {kind}", name, *_figures(heard, truth)])
            rows.append(
                [f"{language}, {kind}", "words", *_figures_of_words(sentences, truth, kind)]
            )
    headings = ["held apart", "learnt from", "accuracy", "precision", "recall", "AUROC (95 %)"]
    notes = [
        f"Accuracy at a probability of 0.5, precision and recall at {THRESHOLD:g}, which the "
        "demo's rules ask for; of the words, at any of them."
    ]
    print(Table(title="Tone", headings=headings, rows=rows, notes=notes))
    print(_mending(encoder, both, held))


def _heard(
    classifier: ToneClassifier, encoder: Encoder, sentences: Sequence[Sentence], kind: str
) -> Probabilities:
    vectors = encoder.encode_questions([sentence.text for sentence in sentences])
    return np.array([getattr(classifier.tone(vector), kind) for vector in vectors])


def _figures(heard: Probabilities, truth: Truth) -> list[str]:
    taken = heard >= THRESHOLD
    low, high = _interval(lambda rows: ranking_area(heard[rows], truth[rows]), truth)
    return [
        percent(float(((heard >= 0.5) == truth).mean())),
        percent(float(truth[taken].mean()) if taken.any() else 0.0),
        percent(float(taken[truth].mean())),
        f"{ranking_area(heard, truth):.2f} ({low:.2f}–{high:.2f})",
    ]


def _figures_of_words(sentences: Sequence[Sentence], truth: Truth, kind: str) -> list[str]:
    pattern = re.compile(rf"\b(?:{WORDS[kind]})")
    taken = np.array([bool(pattern.search(fold(sentence.text))) for sentence in sentences])
    return [
        percent(float((taken == truth).mean())),
        percent(float(truth[taken].mean()) if taken.any() else 0.0),
        percent(float(taken[truth].mean())),
        "–",
    ]


def _interval(figure: Callable[[npt.NDArray[np.intp]], float], truth: Truth) -> tuple[float, float]:
    """The middle 95 % of the figure over resampled sentences."""
    draw = np.random.default_rng(7)
    found = []
    while len(found) < RESAMPLES:
        rows = draw.integers(len(truth), size=len(truth))
        if truth[rows].any() and not truth[rows].all():
            found.append(figure(rows))
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)


def _mending(
    encoder: Encoder, classifier: ToneClassifier, held: dict[Language, list[Sentence]]
) -> str:
    """How far the tone moves when search first mends a text's typos with the demo's words."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/demo.db")
        migrate(database)
        content = Content(database)
        load_demo(content)
        entries = published(content.published_entries(content.published_state().stamps))
        database.close()
    spelling = Spelling(entries)
    moved, crossed, count = 0.0, 0, 0
    for language, sentences in held.items():
        mended = [
            Sentence(text=spelling.mended(one.text, language), anger=one.anger, urgency=one.urgency)
            for one in sentences
        ]
        for kind in KINDS:
            before = _heard(classifier, encoder, sentences, kind)
            after = _heard(classifier, encoder, mended, kind)
            moved += float(np.abs(before - after).sum())
            crossed += int(((before >= THRESHOLD) != (after >= THRESHOLD)).sum())
            count += len(sentences)
    return (
        f"Search mends typos before it encodes. That moves a probability by {moved / count:.3f} on "
        f"average; {crossed} of {count} come to lie on the other side of {THRESHOLD:g}.\n"
    )


if __name__ == "__main__":
    main()
