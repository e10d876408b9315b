"""Reports over HTTP, for leads: as JSON, or as a CSV file."""

from datetime import date
from typing import Annotated, Any, Literal

from flask import Response
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, ConfigDict, Field

from helpdesk import reports
from helpdesk.agents import guard
from helpdesk.api.answers import uncached
from helpdesk.app import helpdesk
from helpdesk.errors import ErrorBody
from helpdesk.language import Language
from helpdesk.reports import Grouping, csv_file

api = APIBlueprint(
    "reports",
    __name__,
    url_prefix="/api/v1/desk/reports",
    abp_tags=[Tag(name="reports", description="Figures of a period.")],
    abp_security=[{"agent": []}],
    abp_responses={401: ErrorBody, 403: ErrorBody},
)
api.before_request(guard.require_lead)


class ReportQuery(BaseModel):
    """Which days (both included, at most 400), grouped by what, of one department or all."""

    model_config = ConfigDict(populate_by_name=True)

    first_day: Annotated[date, Field(alias="from")]
    last_day: Annotated[date, Field(alias="to")]
    by: Grouping = "day"
    department: Annotated[str, Field(max_length=80)] | None = None
    format: Literal["json", "csv"] = "json"
    language: Language = Field(default="cs", description="of labels and of the CSV file")


class SpreadView(BaseModel):
    """Of so many conversations, in minutes of business time."""

    n: int
    median_minutes: float | None
    p90_minutes: float | None


class KeptView(BaseModel):
    """Promises kept, of all whose fate is known."""

    kept: int
    of: int


class RowView(BaseModel):
    """The figures of one group; docs/reports.md says what each counts.

    `key` is a day, a department's id, a user name or a reason; null for what belongs to none.
    """

    key: str | None
    label: str | None
    conversations: int
    bot_only: int
    bot_only_share: float | None
    handoffs: int
    handoff_rate: float | None
    by_reason: dict[str, int]
    questions: int
    answered: int
    coverage: float | None
    judged: int
    right: int
    accuracy: float | None
    first_response: SpreadView
    resolution: SpreadView
    sla: dict[str, KeptView]
    outcomes: dict[str, int]
    reopened: int
    abandoned: int


class ReportView(BaseModel):
    """A report; each conversation is in exactly one row."""

    model_config = ConfigDict(populate_by_name=True)

    first_day: Annotated[str, Field(alias="from")]
    to: str
    time_zone: str
    by: Grouping
    department: str | None
    rows: list[RowView]
    total: RowView


@api.get("", summary="A report", responses={200: ReportView, 422: ErrorBody})
def show_report(query: ReportQuery) -> Response:
    """The figures of the conversations that began on these days, in the company's time zone."""
    parts = helpdesk()
    period = reports.asked_for(query.first_day, query.last_day, parts.settings.time_zone)
    with parts.database.read() as session:
        made = reports.report(
            session, period, query.by, department=query.department, language=query.language
        )
    return _csv(made, query) if query.format == "csv" else uncached(made)


def _csv(made: dict[str, Any], query: ReportQuery) -> Response:
    text = csv_file.write(made, query.by, query.language)
    response = Response(text.encode(), content_type="text/csv; charset=utf-8")
    name = f"ochota-{query.by}-{made['from']}-{made['to']}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
