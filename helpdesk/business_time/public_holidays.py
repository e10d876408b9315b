"""Public holidays by country, from the `holidays` library."""

from datetime import date
from functools import lru_cache

import holidays

_ENGLISH = "en_US"


@lru_cache(maxsize=1)
def countries() -> frozenset[str]:
    """The two-letter codes of the countries whose holidays are known."""
    return frozenset(code for code in holidays.list_supported_countries() if len(code) == 2)


def is_holiday(country: str, day: date) -> bool:
    """Whether this day is a public holiday there."""
    return day in _of_year(country, day.year, None)


def next_holidays(
    country: str, day: date, count: int, *, english: bool = False
) -> list[tuple[date, str]]:
    """The next holidays from this day on, the day included, named in the country's own language.

    With ``english`` they are named in English where the library can.
    """
    named = [
        item
        for year in (day.year, day.year + 1, day.year + 2)
        for item in sorted(_of_year(country, year, _ENGLISH if english else None).items())
    ]
    return [(at, name) for at, name in named if at >= day][:count]


@lru_cache(maxsize=256)
def _of_year(country: str, year: int, language: str | None) -> dict[date, str]:
    supported = holidays.country_holidays(country)
    if language not in (supported.supported_languages or ()):
        # named explicitly: left out, it would be the language of the server
        language = supported.default_language
    return dict(holidays.country_holidays(country, years=year, language=language))
