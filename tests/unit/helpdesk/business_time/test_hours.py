"""The cases of docs/sla.md, one by one."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from helpdesk.business_time import ALWAYS_OPEN, FARTHEST, Hours, NeverOpen, of_row
from helpdesk.business_time.hours import interval, minutes_of
from helpdesk.business_time.public_holidays import countries, next_holidays
from helpdesk.models import BusinessHours

PRAGUE = ZoneInfo("Europe/Prague")
OFFICE = {day: [["08:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
NIGHTS = {day: [["22:00", "06:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
HOUR = 3600


def hours(week: dict[str, list[list[str]]], **described: object) -> Hours:
    row = {"time_zone": "Europe/Prague", "holidays": "CZ", "dates": {}, **described}
    return of_row(BusinessHours(week=week, **row))


def at(text: str) -> datetime:
    """A moment by the clock in Prague."""
    return datetime.fromisoformat(text).replace(tzinfo=PRAGUE)


def test_a_due_time_goes_on_the_next_morning() -> None:
    assert hours(OFFICE).add(at("2026-11-19T17:00"), 2 * HOUR) == at("2026-11-20T09:00")


def test_a_due_time_skips_the_weekend() -> None:
    assert hours(OFFICE).add(at("2026-11-20T17:00"), 2 * HOUR) == at("2026-11-23T09:00")


def test_what_fills_the_day_is_due_when_it_ends() -> None:
    assert hours(OFFICE).add(at("2026-11-20T17:00"), HOUR) == at("2026-11-20T18:00")


def test_nothing_to_count_is_due_at_once_even_on_a_sunday() -> None:
    sunday = at("2026-11-22T12:00")

    assert hours(OFFICE).add(sunday, 0) == sunday
    assert hours(OFFICE).add(sunday, -60) == sunday


def test_czech_public_holidays_do_not_count_unless_the_hours_know_no_country() -> None:
    monday, wednesday = at("2026-11-16T17:00"), at("2026-11-18T09:00")

    assert hours(OFFICE).seconds_between(monday, wednesday) == 2 * HOUR
    assert hours(OFFICE, holidays=None).seconds_between(monday, wednesday) == 12 * HOUR


def test_a_single_date_stands_instead_of_the_week_and_of_a_holiday() -> None:
    dates = {"2026-12-23": [], "2026-12-24": [["09:00", "12:00"]]}
    christmas = hours(OFFICE, dates=dates)

    assert not christmas.is_open(at("2026-12-23T10:00"))
    assert christmas.opens_at(at("2026-12-23T10:00")) == at("2026-12-24T09:00")
    assert christmas.opens_at(at("2026-12-24T12:00")) == at("2026-12-28T08:00")


def test_a_night_is_worked_to_its_end_also_into_a_closed_day() -> None:
    nights = hours(NIGHTS, dates={"2026-11-20": []})

    assert nights.is_open(at("2026-11-20T05:59"))
    assert not nights.is_open(at("2026-11-20T22:00"))
    assert not nights.is_open(at("2026-11-21T05:00"))
    assert nights.opens_at(at("2026-11-20T06:00")) == at("2026-11-21T22:00")


@pytest.mark.parametrize(
    ("intervals", "worked"),
    [
        ([["09:00", "12:00"], ["13:00", "17:00"]], 7),
        ([["09:00", "13:00"], ["12:00", "17:00"]], 8),
        ([["09:00", "17:00"], ["10:00", "11:00"]], 8),
        ([["13:00", "17:00"], ["09:00", "13:00"]], 8),
        ([["18:00", "24:00"]], 6),
        ([["00:00", "24:00"]], 24),
        ([["00:00", "00:00"]], 24),
    ],
)
def test_intervals_of_a_day_count_once_in_any_order(
    intervals: list[list[str]], worked: int
) -> None:
    monday, tuesday = at("2026-11-23T00:00"), at("2026-11-24T00:00")

    assert hours({"mon": intervals}).seconds_between(monday, tuesday) == worked * HOUR


def test_nights_that_overlap_the_next_day_count_once() -> None:
    week = {"mon": [["20:00", "10:00"]], "tue": [["08:00", "12:00"]]}

    assert hours(week).seconds_between(at("2026-11-23T00:00"), at("2026-11-25T00:00")) == 16 * HOUR


@pytest.mark.parametrize(("evening", "worked"), [("2026-03-28", 7), ("2026-10-24", 9)])
def test_a_night_over_a_change_of_clocks_counts_real_hours(evening: str, worked: int) -> None:
    start = at(f"{evening}T20:00")

    assert hours(NIGHTS).seconds_between(start, start + timedelta(hours=13)) == worked * HOUR


def test_a_time_that_is_skipped_is_reached_when_the_clock_jumps_over_it() -> None:
    skipped = hours({"sun": [["02:30", "04:00"]]})

    assert skipped.opens_at(at("2026-03-29T00:00")) == at("2026-03-29T03:00")
    assert skipped.seconds_between(at("2026-03-29T00:00"), at("2026-03-29T12:00")) == HOUR


def test_an_interval_that_is_skipped_whole_is_not_there() -> None:
    skipped = hours({"sun": [["02:10", "02:50"]]})

    assert skipped.opens_at(at("2026-03-29T00:00")) == at("2026-04-05T02:10")


def test_a_time_that_comes_twice_is_reached_the_first_time() -> None:
    midnight, noon = at("2026-10-25T00:00"), at("2026-10-25T12:00")

    # 02:30 comes first by summer time; 03:00 comes once, two real hours after 02:00 first came
    assert hours({"sun": [["01:00", "02:30"]]}).seconds_between(midnight, noon) == 1.5 * HOUR
    assert hours({"sun": [["02:30", "03:00"]]}).seconds_between(midnight, noon) == 1.5 * HOUR


def test_a_whole_day_left_out_of_the_calendar_is_not_worked() -> None:
    apia = hours({"thu": [["09:00", "17:00"]], "fri": [["09:00", "17:00"]]},
                 time_zone="Pacific/Apia", holidays=None)  # fmt: skip
    thursday = datetime(2011, 12, 29, 8, tzinfo=ZoneInfo("Pacific/Apia"))

    assert apia.seconds_between(thursday, thursday + timedelta(days=3)) == 8 * HOUR


def test_without_hours_every_second_counts() -> None:
    start = at("2026-12-24T23:00")

    assert of_row(None) is ALWAYS_OPEN
    assert ALWAYS_OPEN.add(start, 90_061.5) == start + timedelta(seconds=90_061.5)
    assert ALWAYS_OPEN.seconds_between(start, start + timedelta(days=400)) == 400 * 24 * HOUR
    assert ALWAYS_OPEN.is_open(start)


def test_hours_that_are_never_open_are_refused() -> None:
    with pytest.raises(NeverOpen):
        hours({"mon": []}, dates={"2026-11-24": [["09:00", "17:00"]]})


def test_a_due_time_beyond_all_measure_is_set_ten_years_away() -> None:
    monday = at("2026-11-23T00:00")
    a_minute_a_week = hours({"mon": [["09:00", "09:01"]]})

    assert a_minute_a_week.add(monday, 10_000 * 60) == monday.astimezone(UTC) + FARTHEST


def test_moments_in_any_time_zone_mean_the_same() -> None:
    by_prague, by_utc = at("2026-10-25T01:00"), at("2026-10-25T01:00").astimezone(UTC)
    nights = hours(NIGHTS)

    assert nights.add(by_prague, 3 * HOUR) == nights.add(by_utc, 3 * HOUR)
    assert nights.is_open(by_prague) == nights.is_open(by_utc)


@pytest.mark.parametrize("text", ["", "8:00", "08:60", "24:01", "-1:00", "08-00", "٠٨:٠٠", "0800"])
def test_what_is_no_time_of_a_clock_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no time such as 08:30"):
        minutes_of(text)


def test_an_end_not_after_its_start_is_on_the_next_day() -> None:
    assert interval("22:00", "06:00") == (22 * 60, 30 * 60)
    assert interval("08:00", "24:00") == (8 * 60, 24 * 60)


def test_holidays_are_named_in_the_language_of_the_country_or_in_english() -> None:
    november = date(2026, 11, 17)
    czech = next_holidays("CZ", november, 2)
    english = next_holidays("CZ", november, 2, english=True)

    assert [day for day, _ in czech] == [november, date(2026, 12, 24)]
    assert czech[1][1] == "Štědrý den"
    assert english[1][1] == "Christmas Eve"
    assert "CZ" in countries()
    assert "XX" not in countries()
