"""What the tables of speed say of expectations that were kept, and that were not."""

from collections.abc import Sequence

import pytest

from benchmarks import indexing, large_index, search
from benchmarks.questions import Question
from benchmarks.timing import ROUNDS, WARM_UP, Figures, in_turns, measured

NOT_KEPT = "**not kept**"


def figures(p50: float, p95: float, per_second: float) -> Figures:
    return Figures(p50=p50, p95=p95, per_second=per_second)


def search_table(one: Figures, eight: Figures) -> str:
    encoding = figures(4.0, 5.0, 250)
    return str(
        search.table(
            {
                1: {search.ENCODING: encoding, search.SEARCH: one},
                8: {search.ENCODING: encoding, search.SEARCH: eight},
            },
            1000,
            450,
            threads=2,
        )
    )


def test_a_search_within_its_bounds_is_said_to_keep_them() -> None:
    shown = search_table(figures(5.6, 8.0, 180), figures(40, 60, 190))

    assert "(seen: 1.40×)" in shown
    assert "(seen: 2.00×)" in shown
    assert "(seen: 1.06×)" in shown
    assert NOT_KEPT not in shown


@pytest.mark.parametrize(
    ("one", "eight", "seen"),
    [
        (figures(6.4, 8.0, 150), figures(40, 60, 190), "1.60×"),
        (figures(5.6, 13.0, 180), figures(40, 60, 190), "3.25×"),
        (figures(5.6, 8.0, 180), figures(40, 60, 90), "0.50×"),
    ],
)
def test_each_bound_that_a_search_breaks_is_named(one: Figures, eight: Figures, seen: str) -> None:
    shown = search_table(one, eight)

    assert f"(seen: {seen}, {NOT_KEPT})" in shown
    assert shown.count(NOT_KEPT) == 1


@pytest.mark.parametrize(("seconds", "kept"), [(108.0, True), (112.0, False)])
def test_indexing_is_compared_with_the_encoding_in_it(seconds: float, kept: bool) -> None:
    encoding = indexing.Taken(seconds=100, processor_seconds=150)
    whole = indexing.Taken(seconds=seconds, processor_seconds=160)

    shown = str(indexing.build_table(whole, encoding, 1000, 17_000))

    assert (NOT_KEPT not in shown) == kept


@pytest.mark.parametrize(("worst", "kept"), [(0.9, True), (1.2, False)])
def test_the_slowest_edit_counts(worst: float, kept: bool) -> None:
    shown = str(indexing.edits_table([0.1, 0.2, worst], 1000))

    assert f"{worst:.2f} s" in shown
    assert (NOT_KEPT not in shown) == kept


@pytest.mark.parametrize(
    ("milliseconds", "recall", "broken"), [(1.0, 0.99, 0), (2.0, 0.99, 1), (2.0, 0.9, 2)]
)
def test_a_large_index_has_to_be_both_fast_and_right(
    milliseconds: float, recall: float, broken: int
) -> None:
    def one(p50: float, recall: float | None) -> large_index.Figures:
        return large_index.Figures(build_seconds=1, p50=p50, p95=p50, recall=recall)

    shown = large_index.table(
        {
            large_index.FLAT: one(6.0, 1.0),
            large_index.OURS: one(milliseconds, recall),
            large_index.BM25: one(0.5, None),
        },
        16_000,
        100_000,
    )

    assert str(shown).count(NOT_KEPT) == broken


QUESTIONS = [Question(language="en", text=str(n), entry_id=None) for n in range(30)]


def asked_by(callers: int) -> list[tuple[str, str]]:
    """Way and question, in the order they came in, after warming up."""
    asked: list[tuple[str, str]] = []
    ways = {
        name: lambda question, name=name: asked.append((name, question.text)) for name in ("a", "b")
    }
    in_turns(ways, QUESTIONS, callers)
    return asked[2 * WARM_UP :]


def test_for_one_caller_the_ways_alternate_and_never_over_the_same_question() -> None:
    asked = asked_by(1)

    assert [name for name, _ in asked] == ["a", "b"] * len(QUESTIONS)
    for way in ("a", "b"):
        texts = [text for name, text in asked if name == way]
        assert sorted(texts) == sorted(question.text for question in QUESTIONS)
    assert all(a[1] != b[1] for a, b in zip(asked[::2], asked[1::2], strict=True))


def test_several_callers_take_turns_in_rounds_over_the_same_questions() -> None:
    asked = asked_by(8)

    assert [name for name, _ in asked] == (["a"] * 6 + ["b"] * 6) * ROUNDS
    of_a, of_b = ([text for name, text in asked if name == way] for way in ("a", "b"))
    assert sorted(of_a) == sorted(of_b) == sorted(question.text for question in QUESTIONS)


def test_every_caller_asks_and_a_failure_is_not_a_figure() -> None:
    asked: list[str] = []

    shown = measured(lambda question: asked.append(question.text), QUESTIONS, 8)

    assert sorted(asked) == sorted(question.text for question in QUESTIONS)
    assert shown.p50 <= shown.p95

    def failing(_: Question) -> Sequence[str]:
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        measured(failing, QUESTIONS, 2)


def test_the_stopwatch_counts_what_the_engine_encodes() -> None:
    class Engine:
        name, precision, dimension = "test", "fp32", 2

        def encode(self, texts: Sequence[str]) -> list[str]:
            return list(texts)

    stopwatch = indexing.Stopwatch(Engine())  # type: ignore[arg-type]  # vectors do not matter

    assert stopwatch.encode(["one", "two"]) == ["one", "two"]
    stopwatch.encode(["three"])

    assert stopwatch.texts == 3
    assert stopwatch.taken.seconds > 0
