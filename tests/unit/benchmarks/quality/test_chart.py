"""The pictures are well-formed, keep within their panels and follow the reader's colours."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from benchmarks.quality.chart import Chart, Line, Panel

SVG = "{http://www.w3.org/2000/svg}"


def chart(*panels: Panel, highest: float = 1.0) -> str:
    return str(
        Chart(
            title="Risk & coverage",
            across="answered, %",
            upwards="wrong, %",
            legend=[("ours", "Ours"), ("dot", "default")],
            panels=panels,
            highest=highest,
        )
    )


def panel(points: list[tuple[float, float]], **dots: list[tuple[float, float]]) -> Panel:
    return Panel(name="a <set>", lines=[Line(points=points, kind="ours")], **dots)


def test_the_picture_is_well_formed_and_names_itself() -> None:
    root = ElementTree.fromstring(chart(panel([(0.0, 0.0), (1.0, 1.0)])))
    assert root.get("aria-label") == "Risk & coverage"
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert "a <set>" in texts
    assert texts.count("50") == 2, "one tick across, one upwards"


def test_a_curve_runs_from_the_lower_left_to_the_upper_right() -> None:
    (curve,) = re.findall(
        r'class="line ours" d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)"',
        chart(panel([(0.0, 0.0), (1.0, 1.0)])),
    )
    left, bottom, right, top = map(float, curve)
    assert left < right
    assert top < bottom


def test_the_axis_ends_at_the_highest_value() -> None:
    root = ElementTree.fromstring(chart(panel([(0.0, 0.5)]), highest=0.5))
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert texts.count("100") == 1, "only across: upwards ends at 50"


def test_a_dot_above_the_axis_is_left_away() -> None:
    inside = chart(panel([], dots=[(0.5, 0.2)]), highest=0.5)
    outside = chart(panel([], dots=[(0.5, 0.7)]), highest=0.5)
    assert inside.count("<circle") == outside.count("<circle") + 1


def test_panels_stand_in_rows_of_three() -> None:
    root = ElementTree.fromstring(chart(*(panel([]) for _ in range(4))))
    places = [group.get("transform") for group in root.findall(f"{SVG}g")]
    xs = [place.split("(")[1].split()[0] for place in places if place]
    assert len(set(xs)) == 3
    assert xs[3] == xs[0]


def test_dark_readers_get_other_colours() -> None:
    assert "prefers-color-scheme: dark" in chart(panel([]))
