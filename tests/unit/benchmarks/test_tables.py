"""What the bench prints reads the same in a terminal and in a document."""

from __future__ import annotations

from benchmarks.tables import Table


def test_columns_are_aligned_and_the_first_one_to_the_left() -> None:
    table = Table(
        title="Speed",
        headings=["assistant", "ms"],
        rows=[["ours", "9.5"], ["reference", "101.0"]],
        notes=["Said below."],
    )
    assert str(table).splitlines() == [
        "## Speed",
        "",
        "| assistant |    ms |",
        "| --------- | ----: |",
        "| ours      |   9.5 |",
        "| reference | 101.0 |",
        "",
        "Said below.",
    ]
