"""The vector index and the checked folder that saved things lie in."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from knowledge_base.checked_folder import (
    FolderDamaged,
    FolderMissing,
    verified_manifest,
    write_manifest,
    written_atomically,
)
from knowledge_base.index import VectorIndex


def test_the_nearest_rows_come_best_first_and_no_more_than_there_are() -> None:
    compared = VectorIndex(np.eye(3, dtype=np.float32)).compare(
        np.asarray([0.1, 0.9, 0.3], dtype=np.float32)
    )

    rows = compared.nearest(10)

    assert list(rows) == [1, 2, 0]
    assert list(compared.nearest(2)) == [1, 2]
    assert compared.products(rows) == pytest.approx([0.9, 0.3, 0.1])


def test_an_empty_index_finds_nothing() -> None:
    compared = VectorIndex(np.zeros((0, 3), dtype=np.float32)).compare(np.zeros(3, np.float32))

    assert len(compared.nearest(5)) == 0


def test_a_vector_of_another_dimension_is_refused_with_both_shapes() -> None:
    index = VectorIndex(np.eye(3, dtype=np.float32))

    with pytest.raises(ValueError, match=r"shape \(4,\), expected \(3,\)"):
        index.compare(np.zeros(4, dtype=np.float32))


def test_products_take_one_thread_whoever_asks_for_them() -> None:
    VectorIndex(np.eye(3, dtype=np.float32))

    with ThreadPoolExecutor(1) as another:
        libraries = another.submit(threadpool_info).result()

    assert [x["num_threads"] for x in libraries if x["user_api"] == "blas"] == [1]


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
