"""The head tells entries apart by the directions in which their own phrasings do not differ."""

import numpy as np
import pytest

from knowledge_base.head import Head

DIMENSION = 16


def rows(*centres: np.ndarray, each: int = 30) -> tuple[np.ndarray, np.ndarray]:
    """Unit rows around the centres that scatter along the last axis only, and their numbers."""
    draw = np.random.default_rng(5)
    vectors, numbers = [], []
    for number, centre in enumerate(centres):
        for _ in range(each):
            vector = centre + draw.normal(scale=0.01, size=DIMENSION)
            vector[-1] += draw.normal(scale=1.0)
            vectors.append(vector / np.linalg.norm(vector))
            numbers.append(number)
    return np.asarray(vectors, dtype=np.float32), np.asarray(numbers)


def axis(number: int, last: float = 0.0) -> np.ndarray:
    """A direction of its own, with something along the axis of scatter."""
    vector = np.zeros(DIMENSION)
    vector[number] = 1.0
    vector[-1] = last
    return vector


@pytest.fixture
def head() -> Head:
    vectors, numbers = rows(axis(0), axis(1), axis(2))
    return Head(vectors, numbers, entry_count=3)


def test_a_direction_in_which_phrasings_scatter_counts_little(head: Head) -> None:
    question = axis(1, last=3.0)
    stored_as_first = axis(0, last=3.0)
    # by the bare cosine the second question is nearer to the scattered first than to its own centre
    assert question @ stored_as_first > question @ axis(1)

    found = head.log_probabilities((question / np.linalg.norm(question)).astype(np.float32))

    assert found.argmax() == 1


def test_probabilities_of_all_entries_add_up_to_one(head: Head) -> None:
    found = head.log_probabilities(axis(0).astype(np.float32))

    assert np.exp(found).sum() == pytest.approx(1.0, abs=1e-4)
    assert found.shape == (3,)


def test_one_entry_with_one_row_is_all_there_is() -> None:
    alone = Head(axis(0)[np.newaxis].astype(np.float32), np.asarray([0]), entry_count=1)

    assert alone.log_probabilities(axis(4).astype(np.float32)).tolist() == [0.0]


def test_an_edit_moves_an_entry_and_keeps_what_was_fitted(head: Head) -> None:
    vectors, numbers = rows(axis(0), axis(5), axis(2))

    edited = Head(vectors, numbers, entry_count=3, fitted=head)

    assert edited.precision is head.precision
    assert edited.scale == head.scale
    assert edited.log_probabilities(axis(5).astype(np.float32)).argmax() == 1
    assert head.log_probabilities(axis(1).astype(np.float32)).argmax() == 1
