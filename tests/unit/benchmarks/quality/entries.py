"""Entries and outcomes of a few lines, for the tests of the quality bench."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from knowledge_base.entries import Entry, Language, Status, Variant
from knowledge_base.evaluation import Outcomes

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def entry(id_: str, question: str, *alternatives: str, language: Language = "en") -> Entry:
    return Entry(
        id=id_,
        category="general",
        status=Status.PUBLISHED,
        variants={language: Variant(question=question, answer="", alternatives=alternatives)},
        created_at=NOW,
        updated_at=NOW,
    )


def outcomes(*, right: list[bool], owners: list[str] | None = None) -> Outcomes:
    """Outcomes of answerable questions, each of an entry of its own unless named."""
    return Outcomes(
        certainties=np.full(len(right), 0.5),
        ranks=np.where(right, 1.0, np.inf),
        owners=np.asarray(owners or [f"entry-{number}" for number in range(len(right))]),
    )
