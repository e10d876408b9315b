"""The vector index and the checked folder that saved things lie in."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from threadpoolctl import threadpool_info

from knowledge_base.checked_folder import (
    FolderDamaged,
    FolderMissing,
    verified_manifest,
    write_manifest,
    written_atomically,
)
from knowledge_base.index import LARGE, CompressedIndex, FlatIndex, VectorIndex, index_of

MAKERS = pytest.mark.parametrize("made", [FlatIndex, CompressedIndex])
Made = Callable[[npt.NDArray[np.float32]], VectorIndex]


def directions(count: int, dimension: int = 384, seed: int = 1) -> npt.NDArray[np.float32]:
    """Rows of unit length that vary more in some directions than in others, as those of texts."""
    turned, _ = np.linalg.qr(np.random.default_rng(0).standard_normal((dimension, dimension)))
    spread = (1 + np.arange(dimension) / 15) ** -0.7
    rows = np.random.default_rng(seed).standard_normal((count, dimension)) * spread @ turned
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float32)


def share_found(index: VectorIndex, questions: npt.NDArray[np.float32], count: int) -> float:
    """Of the rows that are really nearest, so many of which the index finds."""
    found = [
        len({*index.compare(one).nearest(count)} & {*np.argsort(index.vectors @ one)[-count:]})
        for one in questions
    ]
    return float(np.mean(found)) / count


@MAKERS
def test_the_nearest_rows_come_best_first_and_no_more_than_there_are(made: Made) -> None:
    compared = made(np.eye(4, dtype=np.float32)).compare(
        np.asarray([0.1, 0.9, 0.3, 0.2], dtype=np.float32)
    )

    rows = compared.nearest(10)

    assert list(rows) == [1, 2, 3, 0]
    assert list(compared.nearest(2)) == [1, 2]
    assert list(compared.nearest(0)) == []
    assert compared.products(rows) == pytest.approx([0.9, 0.3, 0.2, 0.1])


@MAKERS
@pytest.mark.parametrize("count", [1, 10, 100])
def test_nearly_all_of_the_nearest_of_many_rows_are_found(made: Made, count: int) -> None:
    index = made(directions(5000))

    assert share_found(index, directions(50, seed=2), count) >= 0.98


@MAKERS
def test_products_are_exact_for_rows_that_are_far(made: Made) -> None:
    rows, question = directions(300), directions(1, seed=2)[0]

    products = made(rows).compare(question).products(np.asarray([299, 0, 7]))

    assert products == pytest.approx(rows[[299, 0, 7]] @ question, abs=1e-6)


@MAKERS
def test_an_empty_index_finds_nothing(made: Made) -> None:
    compared = made(np.zeros((0, 4), dtype=np.float32)).compare(np.zeros(4, np.float32))

    assert len(compared.nearest(5)) == 0


@MAKERS
def test_an_only_row_is_found(made: Made) -> None:
    row = directions(1, dimension=4)

    assert list(made(row).compare(row[0]).nearest(5)) == [0]


@MAKERS
def test_rows_that_are_all_alike_are_found_and_a_vector_of_zeros_finds_any(made: Made) -> None:
    rows = np.repeat(directions(1, dimension=8), 40, axis=0)

    assert len({*made(rows).compare(rows[0]).nearest(5)}) == 5
    assert len({*made(directions(40)).compare(np.zeros(384, np.float32)).nearest(5)}) == 5


@MAKERS
def test_a_vector_of_another_dimension_is_refused_with_both_shapes(made: Made) -> None:
    index = made(np.eye(4, dtype=np.float32))

    with pytest.raises(ValueError, match=r"shape \(5,\), expected \(4,\)"):
        index.compare(np.zeros(5, dtype=np.float32))


@MAKERS
def test_rows_of_another_shape_are_refused(made: Made) -> None:
    with pytest.raises(ValueError, match="vectors have 1 dimensions, expected 2"):
        made(np.zeros(4, dtype=np.float32))


@MAKERS
def test_many_threads_find_the_same(made: Made) -> None:
    index, questions = made(directions(3000)), directions(64, seed=2)
    alone = [list(index.compare(one).nearest(10)) for one in questions]

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda one: list(index.compare(one).nearest(10)), questions))

    assert together == alone


def test_few_rows_are_all_compared_and_many_by_their_codes() -> None:
    assert isinstance(index_of(directions(LARGE - 1, dimension=8)), FlatIndex)
    assert isinstance(index_of(directions(LARGE, dimension=8)), CompressedIndex)
    assert isinstance(index_of(directions(LARGE, dimension=7)), FlatIndex)


def test_rows_can_be_added_and_removed_and_the_index_before_stays_right() -> None:
    rows = directions(4000)
    before = CompressedIndex(rows)
    questions = directions(50, seed=2)
    found_before = [list(before.compare(one).nearest(10)) for one in questions]

    after = CompressedIndex(np.concatenate([questions, rows[1000:]]), before)

    assert [after.compare(one).nearest(1)[0] for one in questions] == list(range(50))
    assert share_found(after, directions(50, seed=3), 10) >= 0.98
    assert [list(before.compare(one).nearest(10)) for one in questions] == found_before


def test_products_take_one_thread_whoever_asks_for_them() -> None:
    FlatIndex(np.eye(3, dtype=np.float32))

    with ThreadPoolExecutor(1) as another:
        libraries = another.submit(threadpool_info).result()

    assert [x["num_threads"] for x in libraries if "numpy" in x["filepath"]] == [1]


def write(folder: Path, text: str) -> None:
    with written_atomically(folder) as temporary:
        (temporary / "text").write_text(text)
        write_manifest(temporary, {"kind": "test"})


def test_a_folder_is_replaced_whole(tmp_path: Path) -> None:
    write(tmp_path / "saved", "old")
    write(tmp_path / "saved", "new")

    assert verified_manifest(tmp_path / "saved")["kind"] == "test"
    assert (tmp_path / "saved" / "text").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["saved"]


def test_a_failure_while_writing_leaves_the_old_folder(tmp_path: Path) -> None:
    write(tmp_path / "saved", "old")

    def interrupted() -> None:
        with written_atomically(tmp_path / "saved") as temporary:
            (temporary / "text").write_text("half")
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        interrupted()

    assert (tmp_path / "saved" / "text").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["saved"]


def test_a_changed_missing_or_cut_file_is_noticed(tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    with pytest.raises(FolderMissing):
        verified_manifest(folder)
    for damage in (
        lambda: (folder / "text").write_text("other"),
        lambda: (folder / "text").write_text("longer text"),
        lambda: (folder / "text").unlink(),
        lambda: (folder / "manifest.json").write_text("{"),
    ):
        write(folder, "whole")
        damage()
        with pytest.raises(FolderDamaged):
            verified_manifest(folder)


def test_a_file_changed_after_it_was_checked_is_noticed(tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    write(folder, "whole")
    verified_manifest(folder)
    assert verified_manifest(folder)["kind"] == "test"

    (folder / "text").write_text("wholf")

    with pytest.raises(FolderDamaged):
        verified_manifest(folder)


def test_a_damaged_record_of_checks_is_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    write(folder, "whole")
    for content in ("{", "[]", '{"text": 1}'):
        (folder / "checked.json").write_text(content)

        assert verified_manifest(folder)["kind"] == "test"
