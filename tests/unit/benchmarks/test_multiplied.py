"""The larger knowledge bases that speed is measured on."""

import numpy as np
import pytest

from benchmarks import multiplied
from benchmarks.large_index import multiply


def test_entries_have_the_phrasings_asked_for_and_no_two_are_alike() -> None:
    entries = multiplied.entries(300, phrasings=5)

    variants = [variant for entry in entries for variant in entry.variants.values()]
    texts = [text for variant in variants for text in variant.phrasings]
    assert len({entry.id for entry in entries}) == 300
    assert {len(variant.phrasings) for variant in variants} == {5}
    assert len({*texts}) == len(texts)


def test_fewer_entries_are_the_first_of_more() -> None:
    assert multiplied.entries(150) == multiplied.entries(300)[:150]


def test_questions_are_to_these_entries_but_no_stored_phrasing_of_any() -> None:
    entries = {entry.id: entry for entry in multiplied.entries(150)}
    stored = {
        text
        for entry in entries.values()
        for variant in entry.variants.values()
        for text in variant.phrasings
    }

    questions = multiplied.questions(200, of_entries=150)

    assert len({(question.language, question.text) for question in questions}) == 200
    assert {question.entry_id for question in questions} <= entries.keys()
    assert not {question.text for question in questions} & stored


def test_more_than_the_recipe_gives_is_refused_with_what_it_gives() -> None:
    with pytest.raises(ValueError, match=r"the recipe gives \d+ entries, not 100000"):
        multiplied.entries(100_000)
    with pytest.raises(ValueError, match=r"the recipe gives \d+ questions, not 100000"):
        multiplied.questions(100_000, of_entries=10)
    with pytest.raises(ValueError, match=r"the recipe gives \d+ texts, not 10000000"):
        multiplied.texts(10_000_000)


def test_as_many_different_texts_as_asked_for_are_made() -> None:
    assert len({*multiplied.texts(5000)}) == 5000


def test_made_vectors_begin_with_the_real_ones_and_are_of_unit_length() -> None:
    real = np.random.default_rng(1).standard_normal((40, 8)).astype(np.float32)
    real /= np.linalg.norm(real, axis=1, keepdims=True)

    made = multiply(real, 1000)

    assert made.shape == (1000, 8)
    assert np.array_equal(made[:40], real)
    assert np.linalg.norm(made, axis=1) == pytest.approx(1, abs=1e-5)
    assert np.array_equal(multiply(real, 10), real[:10])
