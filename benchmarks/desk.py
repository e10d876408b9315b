"""The desk with two thousand open conversations: the list, the first paint, a message's way.

Each figure stands beside the same with twenty conversations, measured on a server of its own on
the same machine in the same run.
"""

from __future__ import annotations

import http.client
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playwright.sync_api import sync_playwright

from benchmarks.desk_server import AGENTS, QUESTION, Browser, DeskServer, desk_server
from benchmarks.desk_talk import PAUSE_SECONDS, Ways, talk
from benchmarks.errors import BenchmarkError
from benchmarks.tables import Table, milliseconds, ratio, verdict
from tests.browser import launch_chromium

FEW, MANY = 20, 2000
TALKING = {FEW: 20, MANY: 200}
LIST_MILLISECONDS = 100
PAINT_MILLISECONDS = 1000
MESSAGE_MILLISECONDS = 250
PAGE = 200
_PAINT_SECONDS = 60
# when the first text was painted, and when the first row stood in the page
_FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Milliseconds of each round with one number of open conversations."""

    drawn: Sequence[float]
    page: Sequence[float]
    whole: Sequence[float]
    first_paint: Sequence[float]
    first_row: Sequence[float]
    ways: Ways


def measure(lists: int, paints: int, seconds: float) -> dict[int, Measured]:
    """The figures with few and with many open conversations; raises BenchmarkError."""
    found = {}
    for opened in (FEW, MANY):
        with desk_server(opened=opened, talking=TALKING[opened]) as server:
            browser = Browser(server.url, AGENTS[0])
            first_paint, first_row = _paints(server, browser, paints)
            found[opened] = Measured(
                drawn=_drawn_lists(server, paints),
                page=_lists(browser, PAGE, lists),
                whole=_lists(browser, MANY, lists),
                first_paint=first_paint,
                first_row=first_row,
                ways=talk(server, server.talks, seconds),
            )
    return found


def tables(found: Mapping[int, Measured]) -> list[Table]:
    """What was measured, as a person reads it."""
    return [_desk_table(found), _message_table(found)]


def _lists(browser: Browser, limit: int, rounds: int) -> list[float]:
    times = []
    for _ in range(rounds):
        started_at = time.perf_counter()
        browser.get(f"/api/v1/desk/handoffs?limit={limit}")
        times.append(1000 * (time.perf_counter() - started_at))
    return times


def _drawn_lists(server: DeskServer, rounds: int) -> list[float]:
    """From asking for a desk's stream to its first frame: the open conversations it draws.

    A colleague's desk is open, as on any working day; the process keeps the rows for it.
    """
    desks = [Browser(server.url, username) for username in AGENTS]
    colleague = desks[0].stream("/api/v1/desk/events")
    _read_list(colleague)
    times = []
    for number in range(rounds):
        started_at = time.perf_counter()
        stream = desks[number % len(desks)].stream("/api/v1/desk/events")
        _read_list(stream)
        times.append(1000 * (time.perf_counter() - started_at))
        stream.close()
    colleague.close()
    return times


def _read_list(stream: http.client.HTTPResponse) -> None:
    while line := stream.readline():
        if line.startswith(b'data: {"handoffs":'):
            return
    raise BenchmarkError("a desk's stream ended before its list")


def _paints(server: DeskServer, signed_in: Browser, rounds: int) -> tuple[list[float], list[float]]:
    """From opening the desk to its first paint and to the first row of the queue in it."""
    name, _, value = signed_in.cookie.partition("=")
    paints, rows = [], []
    with sync_playwright() as playwright:
        chromium = launch_chromium(playwright)
        for _ in range(rounds):
            context = chromium.new_context(locale="cs-CZ")
            context.add_cookies([{"name": name, "value": value, "url": server.url}])
            page = context.new_page()
            page.goto(f"{server.url}/desk#/all", wait_until="commit")
            page.get_by_text(QUESTION).first.wait_for(timeout=1000 * _PAINT_SECONDS)
            rows.append(float(page.evaluate("performance.now()")))
            paints.append(float(page.evaluate(_FIRST_PAINT) or rows[-1]))
            context.close()
        chromium.close()
    return paints, rows


def _desk_table(found: Mapping[int, Measured]) -> Table:
    many = found[MANY]
    rows = []
    for what, times in (
        ("list a desk draws (its stream)", "drawn"),
        (f"list, {PAGE} by request", "page"),
        ("list, whole by request", "whole"),
        ("first paint (Chromium)", "first_paint"),
        ("first row drawn (Chromium)", "first_row"),
    ):
        few, full = getattr(found[FEW], times), getattr(many, times)
        rows.append(
            [
                what,
                milliseconds(statistics.median(few)),
                milliseconds(statistics.median(full)),
                milliseconds(_p95(full)),
                ratio(statistics.median(full) / statistics.median(few)),
            ]
        )
    drawn, listed, painted = _p95(many.drawn), _p95(many.whole), statistics.median(many.first_paint)
    return Table(
        title=f"The desk with {MANY} open conversations",
        headings=["", f"{FEW} open, p50 ms", f"{MANY} open, p50 ms", "p95 ms", "p50 ratio"],
        rows=rows,
        notes=[
            f"Expected: the list in at most {LIST_MILLISECONDS} ms "
            f"{verdict(f'{drawn:.0f} ms, p95 of what a desk draws', drawn <= LIST_MILLISECONDS)} "
            f"{verdict(f'{listed:.0f} ms, p95 of the whole', listed <= LIST_MILLISECONDS)}, first "
            f"paint within {PAINT_MILLISECONDS} ms "
            f"{verdict(f'{painted:.0f} ms', painted <= PAINT_MILLISECONDS)}. Over HTTP on the real "
            "web process with SQLite; the browser has nothing in its cache. A desk draws its lists "
            "from the first frame of its stream, here while a colleague's desk is open; by request "
            f"it asks for the finished ones, {PAGE} at once, and, where no stream gets through, "
            "for the whole."
        ],
    )


def _message_table(found: Mapping[int, Measured]) -> Table:
    rows = []
    for what in ("to_desk", "to_customer", "there_and_back"):
        few, many = getattr(found[FEW].ways, what), getattr(found[MANY].ways, what)
        rows.append(
            [
                what.replace("_", " "),
                str(len(many)),
                milliseconds(statistics.median(few)),
                milliseconds(_p95(few)),
                milliseconds(statistics.median(many)),
                milliseconds(_p95(many)),
                ratio(_p95(many) / _p95(few)),
            ]
        )
    slowest = _p95(found[MANY].ways.there_and_back)
    few, many = TALKING[FEW], TALKING[MANY]
    return Table(
        title="A message's way to the desk and back",
        headings=[
            "way",
            "messages",
            f"{few} talking, p50 ms",
            "p95 ms",
            f"{many} talking, p50 ms",
            "p95 ms",
            "p95 ratio",
        ],
        rows=rows,
        notes=[
            f"Expected: there and back within {MESSAGE_MILLISECONDS} ms at the 95th percentile "
            f"{verdict(f'{slowest:.0f} ms', slowest <= MESSAGE_MILLISECONDS)}. From the POST of "
            f"one side to the stream of the other; {many} customers, each of whom writes every "
            f"{PAUSE_SECONDS:.0f} s and is answered at once, among {MANY} open conversations "
            f"(against {few} among {FEW}), {len(AGENTS)} desks open. The driver runs "
            "on the same cores."
        ],
    )


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20, method="inclusive")[-1]
