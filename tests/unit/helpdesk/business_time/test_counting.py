"""Business time agrees with counting minute by minute, whatever the calendar, zone and date."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.business_time import FARTHEST
from tests.unit.helpdesk.business_time.calendars import (
    A_MINUTE,
    Description,
    descriptions,
    minute_after,
    minutes_between,
    moments,
    open_minutes,
)

_slow = settings(max_examples=60, deadline=None)
_quick = settings(max_examples=150, deadline=None)
_instants = st.tuples(moments(), st.integers(0, 60_000_000)).map(
    lambda drawn: drawn[0] + timedelta(microseconds=drawn[1])
)


@_slow
@given(descriptions(), moments(), st.integers(0, 5 * 24 * 60))
def test_what_lies_between_two_moments_is_what_minutes_count_up_to(
    described: Description, start: datetime, minutes: int
) -> None:
    end = start + minutes * A_MINUTE

    assert described.hours().seconds_between(start, end) == 60 * minutes_between(
        described, start, end
    )


@_slow
@given(descriptions(), moments(), st.integers(0, 4 * 24 * 60))
def test_a_due_time_is_the_minute_counting_ends_at(
    described: Description, start: datetime, real_minutes: int
) -> None:
    # so many as there are in the next days, for the walk to end
    minutes = minutes_between(described, start, start + real_minutes * A_MINUTE)

    assert described.hours().add(start, 60 * minutes) == minute_after(described, start, minutes)


@_slow
@given(descriptions(), moments())
def test_it_is_open_when_the_intervals_say_so(described: Description, start: datetime) -> None:
    hours = described.hours()
    walked = open_minutes(described, start)

    for moment, is_open in [next(walked) for _ in range(600)][::7]:
        assert hours.is_open(moment) == is_open
        assert (hours.opens_at(moment) == moment) == is_open


@_quick
@given(descriptions(), _instants, st.floats(0, 40 * 3600))
def test_exactly_the_added_seconds_lie_before_a_due_time_and_it_is_the_earliest(
    described: Description, start: datetime, seconds: float
) -> None:
    hours = described.hours()
    due_at = hours.add(start, seconds)

    if due_at == start + FARTHEST:
        return
    assert hours.seconds_between(start, due_at) == timedelta(seconds=seconds).total_seconds()
    if due_at > start:
        before = due_at - timedelta.resolution
        assert hours.seconds_between(start, before) < timedelta(seconds=seconds).total_seconds()


@_quick
@given(descriptions(), st.lists(_instants, min_size=3, max_size=3).map(sorted))
def test_parts_of_a_time_add_up_to_the_whole(
    described: Description, moments_in_order: list[datetime]
) -> None:
    first, second, third = moments_in_order
    count = described.hours().seconds_between

    assert abs(count(first, second) + count(second, third) - count(first, third)) < 1e-5
    assert count(third, first) == (0 if third >= first else count(first, third))


@_quick
@given(descriptions(), _instants)
def test_the_next_opening_is_open_and_nothing_before_it_is(
    described: Description, at: datetime
) -> None:
    hours = described.hours()
    opens_at = hours.opens_at(at)

    assert opens_at >= at
    assert hours.seconds_between(at, opens_at) == 0
    if opens_at < at + FARTHEST:
        assert hours.is_open(opens_at)
