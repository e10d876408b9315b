"""The audit log over HTTP, to be read only."""

from typing import Annotated, Any

from flask import Response
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field

from helpdesk.agents import guard
from helpdesk.api.answers import uncached
from helpdesk.api.setting_shapes import GREATEST_ID
from helpdesk.app import helpdesk
from helpdesk.audit import reading
from helpdesk.audit.reading import Filters
from helpdesk.errors import ErrorBody

api = APIBlueprint(
    "audit",
    __name__,
    url_prefix="/api/v1/desk/audit",
    abp_tags=[Tag(name="audit", description="Who did what.")],
    abp_security=[{"agent": []}],
    abp_responses={401: ErrorBody, 403: ErrorBody},
)
api.before_request(guard.require_lead)

# PostgreSQL takes no NUL, which an address can carry
_Word = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00]+$")]


class AuditQuery(BaseModel):
    """Which entries; `before` is the `next_before` of the page before."""

    before: int | None = Field(default=None, ge=1, le=GREATEST_ID)
    subject_kind: _Word | None = None
    subject_id: _Word | None = None
    actor: _Word | None = None
    limit: int = Field(default=reading.PAGE, ge=1, le=500)


class EntryView(BaseModel):
    """One thing somebody did; `address` is shown to admins only."""

    id: int
    at: str
    actor: str
    action: str
    subject_kind: str
    subject_id: str
    details: dict[str, Any]
    address: str | None


class AuditView(BaseModel):
    """Entries, newest first, and where the next page begins (null: there is none)."""

    entries: list[EntryView]
    next_before: int | None


@api.get("", summary="Read the audit log", responses={200: AuditView, 422: ErrorBody})
def read_audit(query: AuditQuery) -> Response:
    """Entries, newest first. Leads see no sign-ins and no network addresses."""
    filters = Filters(
        before=query.before,
        subject_kind=query.subject_kind,
        subject_id=query.subject_id,
        actor=query.actor,
    )
    with helpdesk().database.read() as session:
        found, next_before = reading.entries(
            session, filters, all_of_it=guard.signed_in().is_admin, limit=query.limit
        )
    return uncached({"entries": found, "next_before": next_before})
