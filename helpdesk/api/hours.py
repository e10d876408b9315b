"""Business hours over HTTP, for leads. Every wrong field of an edit is named at once."""

from datetime import date, datetime
from functools import lru_cache
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from flask import Response
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from helpdesk import clock
from helpdesk.agents import guard
from helpdesk.api.answers import uncached
from helpdesk.api.setting_shapes import GREATEST_ID, Line, Version
from helpdesk.app import helpdesk
from helpdesk.business_time import editing
from helpdesk.business_time.editing import HoursFields
from helpdesk.business_time.hours import DAY_MINUTES, minutes_of
from helpdesk.business_time.public_holidays import countries, next_holidays
from helpdesk.errors import ErrorBody
from helpdesk.language import Language
from helpdesk.models import BusinessHours

MOST_INTERVALS = 10
MOST_DATES = 1000
HOLIDAYS_SHOWN = 5

api = APIBlueprint(
    "hours",
    __name__,
    url_prefix="/api/v1/desk/hours",
    abp_tags=[Tag(name="hours", description="When departments work.")],
    abp_security=[{"agent": []}],
    abp_responses={401: ErrorBody, 403: ErrorBody},
)
api.before_request(guard.require_lead)

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


@lru_cache(maxsize=1)
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _known_time_zone(name: str) -> str:
    if name not in _time_zones():
        raise PydanticCustomError("time_zone", "is no time zone such as Europe/Prague")
    return name


def _known_country(code: str) -> str:
    if code not in countries():
        raise PydanticCustomError(
            "country", "is no country whose public holidays are known, such as CZ"
        )
    return code


def _clock_time(text: str) -> str:
    try:
        minutes_of(text)
    except ValueError:
        raise PydanticCustomError("clock_time", "is no time such as 08:30") from None
    return text


def _start(text: str) -> str:
    if minutes_of(text) == DAY_MINUTES:
        raise PydanticCustomError("start", "24:00 ends a day; one starts at 00:00")
    return text


def _once_open(week: dict[Weekday, list["Interval"]]) -> dict[Weekday, list["Interval"]]:
    if not any(week.values()):
        raise PydanticCustomError("never_open", "must be open on some day of the week")
    return week


def _near_date(day: date) -> date:
    if not 2000 <= day.year < 2100:
        raise PydanticCustomError("far_date", "must be of this century")
    return day


ClockTime = Annotated[str, AfterValidator(_clock_time)]
Interval = tuple[Annotated[ClockTime, AfterValidator(_start)], ClockTime]
Intervals = Annotated[list[Interval], Field(max_length=MOST_INTERVALS)]


class HoursPath(BaseModel):
    """The hours' address."""

    hours_id: int = Field(ge=1, le=GREATEST_ID)


class HoursQuery(BaseModel):
    """The language of the holidays' names; without it, the country's own."""

    language: Language | None = None


class HoursBody(BaseModel):
    """Hours as they shall be; a day that is not named is closed.

    Times are "HH:MM" by the clock of the time zone, an end may be "24:00"; an end not after its
    start is on the next day. `holidays`: the country whose public holidays are days off. `dates`
    stand instead of the week and the holidays.
    """

    name: Annotated[Line, Field(max_length=80)]
    time_zone: Annotated[str, AfterValidator(_known_time_zone)]
    week: Annotated[dict[Weekday, Intervals], AfterValidator(_once_open)]
    holidays: Annotated[str, AfterValidator(_known_country)] | None = None
    dates: Annotated[
        dict[Annotated[date, AfterValidator(_near_date)], Intervals], Field(max_length=MOST_DATES)
    ] = Field(default_factory=dict)

    def fields(self) -> HoursFields:
        """What is stored of it."""
        return HoursFields(
            name=self.name,
            time_zone=self.time_zone,
            week={day: _as_lists(intervals) for day, intervals in self.week.items()},
            holidays=self.holidays,
            dates={
                day.isoformat(): _as_lists(intervals)
                for day, intervals in sorted(self.dates.items())
            },
        )


class EditedHoursBody(HoursBody):
    """Changed hours with the version that was edited."""

    version: Version


class HolidayView(BaseModel):
    """A public holiday to come."""

    date: str
    name: str


class HoursView(BaseModel):
    """Hours, and the next public holidays that are days off."""

    id: int
    name: str
    time_zone: str
    week: dict[str, list[list[str]]]
    holidays: str | None
    dates: dict[str, list[list[str]]]
    version: int
    next_holidays: list[HolidayView]


class AllHoursView(BaseModel):
    """All hours by their names."""

    hours: list[HoursView]


@api.get("", summary="List hours", responses={200: AllHoursView})
def list_hours(query: HoursQuery) -> Response:
    """All hours by their names."""
    with helpdesk().database.read() as session:
        shown = [_view(found, query.language) for found in editing.listed(session)]
    return uncached({"hours": shown})


@api.post("", summary="Make hours", responses={201: HoursView, 422: ErrorBody})
def make_hours(body: HoursBody, query: HoursQuery) -> tuple[Response, int]:
    """New hours, which departments can be given."""
    with helpdesk().database.write() as session:
        made = editing.create(session, body.fields(), guard.signed_in().agent_id)
        return uncached(_view(made, query.language)), 201


@api.put(
    "/<int:hours_id>",
    summary="Change hours",
    responses={200: HoursView, 404: ErrorBody, 409: ErrorBody, 422: ErrorBody},
)
def change_hours(path: HoursPath, body: EditedHoursBody, query: HoursQuery) -> Response:
    """The changed hours. Due times that run are set anew; what has passed stays as counted.

    409 `version_conflict` when somebody else changed them meanwhile.
    """
    with helpdesk().database.write() as session:
        changed = editing.change(
            session,
            path.hours_id,
            body.fields(),
            version=body.version,
            agent_id=guard.signed_in().agent_id,
        )
        return uncached(_view(changed, query.language))


@api.delete(
    "/<int:hours_id>", summary="Delete hours", responses={204: None, 404: ErrorBody, 409: ErrorBody}
)
def delete_hours(path: HoursPath) -> tuple[str, int]:
    """Delete hours. 409 `in_use` while a department works by them."""
    with helpdesk().database.write() as session:
        editing.delete(session, path.hours_id, guard.signed_in().agent_id)
    return "", 204


def _view(hours: BusinessHours, language: Language | None) -> dict[str, Any]:
    return {**editing.hours_view(hours), "next_holidays": _next_holidays(hours, language)}


def _next_holidays(hours: BusinessHours, language: Language | None) -> list[dict[str, str]]:
    if hours.holidays is None:
        return []
    today = datetime.astimezone(clock.now(), ZoneInfo(hours.time_zone)).date()
    return [
        {"date": day.isoformat(), "name": name}
        for day, name in next_holidays(
            hours.holidays, today, HOLIDAYS_SHOWN, english=language == "en"
        )
    ]


def _as_lists(intervals: list[tuple[str, str]]) -> list[list[str]]:
    return [[start, end] for start, end in intervals]
