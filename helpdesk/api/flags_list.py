"""The flags of all conversations over HTTP: what leads work through."""

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field

from helpdesk import flags
from helpdesk.agents import guard
from helpdesk.api.flags import FlagView
from helpdesk.api.setting_shapes import GREATEST_ID
from helpdesk.app import helpdesk
from helpdesk.errors import ErrorBody
from helpdesk.flags import Kind

api = APIBlueprint(
    "flags_list",
    __name__,
    url_prefix="/api/v1/desk/flags",
    abp_tags=[Tag(name="flags", description="What agents say of the bot.")],
    abp_security=[{"agent": []}],
    abp_responses={401: ErrorBody, 403: ErrorBody, 404: ErrorBody},
)
api.before_request(guard.require_lead)


class FlagPath(BaseModel):
    """A flag's address."""

    flag_id: int = Field(ge=1, le=GREATEST_ID)


class FlagsQuery(BaseModel):
    """Which flags: of one kind or of both, open or closed, below an id."""

    kind: Kind | None = None
    open: bool = True
    before: int | None = Field(default=None, ge=1, le=GREATEST_ID)


class FlagsView(BaseModel):
    """Flags, newest first, at most fifty."""

    flags: list[FlagView]


@api.get("", summary="Flags to work through", responses={200: FlagsView})
def show(query: FlagsQuery) -> Response:
    """A page of flags; the next one begins before its last id."""
    with helpdesk().database.read() as session:
        listed = flags.listed(session, kind=query.kind, is_open=query.open, before=query.before)
    return jsonify({"flags": listed})


@api.post("/<int:flag_id>/close", summary="Close a flag", responses={200: FlagView})
def close(path: FlagPath) -> Response:
    """The flag, closed: its entry was mended or added, or there is nothing to do."""
    with helpdesk().database.write() as session:
        flag = flags.close(session, path.flag_id, guard.signed_in().agent_id)
        return jsonify(flags.flag_view(session, flag))
