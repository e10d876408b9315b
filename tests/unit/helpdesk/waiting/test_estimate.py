"""The expected wait: an interval that holds as often as it says, and none without a basis."""

import pytest

from benchmarks.waiting import Scenario, coverage
from helpdesk.waiting.estimate import FEWEST_RECENT, Interval, Recent, Room, Waiting, intervals

RECENT = Recent(durations=[300.0 + 10 * n for n in range(40)], delays=[5.0, 10.0, 15.0] * 10)


def waiting(department: str | None = None, language: str = "cs", waited: float = 0.0) -> Waiting:
    return Waiting(department=department, language=language, waited=waited)


def expected(queue: list[Waiting], *rooms: Room, recent: Recent = RECENT) -> list[Interval | None]:
    return intervals(queue, rooms, recent, seed=1)


def first(queue: list[Waiting], *rooms: Room, recent: Recent = RECENT) -> Interval:
    found = expected(queue, *rooms, recent=recent)[0]
    assert found is not None
    return found


@pytest.mark.parametrize(
    "scenario",
    [
        Scenario(name="small team", agents=3, capacity=3, load=0.95),
        Scenario(name="heavy tail", agents=3, capacity=3, load=0.95, spread=1.4),
        Scenario(name="drift", agents=4, capacity=3, load=0.75, drift=2.0),
    ],
    ids=lambda scenario: scenario.name,
)
def test_the_real_wait_lies_in_the_interval_about_four_times_in_five(scenario: Scenario) -> None:
    result = coverage(scenario, customers=600, looks=150, seed=3)

    assert result.told > 80
    assert 0.68 <= result.held <= 0.92
    assert result.held_as_shown >= result.held


def test_too_few_recent_conversations_are_no_basis() -> None:
    few = Recent(durations=[300.0] * (FEWEST_RECENT - 1), delays=[])
    assert expected([waiting()], Room(ages=(), free=1), recent=few) == [None]


def test_with_nobody_present_there_is_no_basis() -> None:
    assert expected([waiting()]) == [None]
    assert expected([waiting()], Room(ages=(), free=0)) == [None]


def test_with_nobody_who_fits_there_is_no_basis() -> None:
    room = Room(ages=(), free=1, departments=frozenset({"sales"}), languages=frozenset({"cs"}))
    found = expected([waiting("technical"), waiting("sales", "en"), waiting("sales")], room)
    assert found[:2] == [None, None]
    assert found[2] is not None


def test_with_room_it_takes_as_long_as_agents_take_to_begin() -> None:
    assert first([waiting()], Room(ages=(), free=1)).highest < 30


def test_the_further_back_the_longer() -> None:
    found = expected([waiting() for _ in range(6)], Room(ages=(10.0, 200.0), free=0))
    highest = [interval.highest for interval in found if interval]
    assert highest == sorted(highest)
    assert len(highest) == 6


def test_those_ahead_whom_others_answer_cost_no_time() -> None:
    sales = Room(ages=(10.0,), free=0, departments=frozenset({"sales"}))
    technical = Room(ages=(), free=1, departments=frozenset({"technical"}))
    behind_sales = expected([waiting("sales")] * 5 + [waiting("technical")], sales, technical)[-1]
    assert behind_sales is not None
    assert behind_sales.highest < 30


def test_a_conversation_that_has_lasted_longer_than_any_is_not_taken_to_end_at_once() -> None:
    assert first([waiting()], Room(ages=(7200.0,), free=0)).highest > 3600


def test_an_agent_who_has_room_and_does_not_begin_is_believed_less_and_less() -> None:
    fresh = first([waiting()], Room(ages=(), free=1, idle_for=600.0))
    ignored = first([waiting(waited=600.0)], Room(ages=(), free=1, idle_for=600.0))
    assert ignored.highest > fresh.highest * 5


@pytest.mark.parametrize(
    ("seconds", "minutes"),
    [((5, 20), (0, 1)), ((61, 541), (1, 10)), ((700, 1500), (10, 25)), ((2000, 5000), (30, 90))],
)
def test_it_is_shown_in_whole_minutes_and_never_narrower(
    seconds: tuple[float, float], minutes: tuple[int, int]
) -> None:
    assert Interval(lowest=seconds[0], highest=seconds[1]).minutes == minutes
