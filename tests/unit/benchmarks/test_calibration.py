"""The confidence's coefficients: well-formed material, and a fit that finds what is there."""

import numpy as np
import pytest

from benchmarks.calibration.__main__ import MATERIAL
from benchmarks.calibration.fitting import fit
from benchmarks.calibration.lessons import Lesson
from benchmarks.quality.sets import EvaluationSet, read_sets
from knowledge_base.confidence import FEATURES
from knowledge_base.folding import fold

WRITTEN = read_sets(MATERIAL).own


def lesson(seed: int, count: int, telling: int, sign: float = 1.0, weight: float = 1.0) -> Lesson:
    """Questions whose outcome hangs on one feature alone."""
    draw = np.random.default_rng(seed)
    features = draw.normal(size=(count, len(FEATURES))).astype(np.float32)
    chance = 1 / (1 + np.exp(-2 * sign * features[:, telling]))
    return Lesson(features=features, right=draw.random(count) < chance, weight=weight)


@pytest.mark.parametrize("one", WRITTEN, ids=lambda one: one.name)
def test_each_written_knowledge_base_has_answerable_and_unanswerable_questions(
    one: EvaluationSet,
) -> None:
    asked = {id_ for query in one.queries for id_ in query.relevant}

    assert asked == {entry.id for entry in one.entries}
    assert 0.3 < one.unanswerable / len(one.queries) < 0.6


@pytest.mark.parametrize("one", WRITTEN, ids=lambda one: one.name)
def test_no_written_question_is_a_stored_phrasing(one: EvaluationSet) -> None:
    stored = {
        fold(text).strip(" .?!")
        for entry in one.entries
        for variant in entry.variants.values()
        for text in variant.phrasings
    }

    assert [q.text for q in one.queries if fold(q.text).strip(" .?!") in stored] == []


def test_the_fit_finds_the_feature_that_tells() -> None:
    found = fit({"a": [lesson(1, 2000, 3)], "b": [lesson(2, 2000, 3)]}, {"a": 1.0, "b": 1.0})

    others = [abs(value) for place, value in enumerate(found.coefficients) if place != 3]
    assert found.coefficients[3] > 1.0
    assert max(others) < 0.3


def test_a_set_weighs_what_it_is_given_however_many_questions_it_has() -> None:
    taught = {"large": [lesson(3, 4000, 0, sign=-1.0)], "small": [lesson(4, 400, 0)]}

    heavier_small = fit(taught, {"large": 0.2, "small": 1.0})
    heavier_large = fit(taught, {"large": 1.0, "small": 0.2})

    assert heavier_small.coefficients[0] > 0.3
    assert heavier_large.coefficients[0] < -0.3


def test_a_version_without_a_question_is_passed_over() -> None:
    nothing = Lesson(
        features=np.zeros((0, len(FEATURES)), dtype=np.float32),
        right=np.zeros(0, dtype=bool),
        weight=1.0,
    )
    taught = lesson(5, 500, 1)

    assert fit({"a": [taught, nothing]}, {"a": 1.0}) == fit({"a": [taught]}, {"a": 1.0})
