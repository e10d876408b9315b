"""Canned replies over HTTP: agents use them, leads make and change them."""

from typing import Annotated, Self
from zoneinfo import ZoneInfo

from flask import Response
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import AfterValidator, BaseModel, Field, model_validator

from helpdesk import canned_replies, clock
from helpdesk.agents import guard
from helpdesk.api.answers import uncached
from helpdesk.api.conversation_shapes import MESSAGE_CHARACTERS, checked_text
from helpdesk.api.setting_shapes import GREATEST_ID, Line, SlugId, Version
from helpdesk.app import helpdesk
from helpdesk.canned_replies import CannedReplyFields, Writer, placeholders
from helpdesk.errors import ErrorBody
from helpdesk.language import Language

api = APIBlueprint(
    "canned_replies",
    __name__,
    url_prefix="/api/v1/desk",
    abp_tags=[Tag(name="canned replies", description="Prepared answers.")],
    abp_security=[{"agent": []}],
    abp_responses={401: ErrorBody, 403: ErrorBody},
)
api.before_request(guard.require_lead_to_change)


class CannedReplyPath(BaseModel):
    """A canned reply's address."""

    reply_id: int = Field(ge=1, le=GREATEST_ID)


class ConversationPath(BaseModel):
    """A conversation's address."""

    conversation_id: str


class ListQuery(BaseModel):
    """Which canned replies to list."""

    department: SlugId | None = None


Text = Annotated[
    str,
    Field(max_length=MESSAGE_CHARACTERS),
    AfterValidator(checked_text),
    AfterValidator(placeholders.checked_placeholders),
]


class Texts(BaseModel):
    """The reply in Markdown, in at least one language; null where there is none."""

    cs: Text | None = None
    en: Text | None = None

    @model_validator(mode="after")
    def _in_some_language(self) -> Self:
        if self.cs is None and self.en is None:
            raise ValueError("write the reply in at least one language")
        return self

    def as_dict(self) -> dict[Language, str]:
        """The texts by language."""
        by_language: dict[Language, str | None] = {"cs": self.cs, "en": self.en}
        return {language: text for language, text in by_language.items() if text is not None}


class CannedReplyBody(BaseModel):
    """A canned reply as it shall be; without a department it is for every one."""

    shortcut: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
    title: Line
    texts: Texts
    department: SlugId | None = None
    active: bool = True

    def fields(self) -> CannedReplyFields:
        """What is stored of it."""
        return CannedReplyFields(
            shortcut=self.shortcut,
            title=self.title,
            texts=self.texts.as_dict(),
            department_id=self.department,
            active=self.active,
        )


class EditedCannedReplyBody(CannedReplyBody):
    """A changed canned reply with the version that was edited."""

    version: Version


class CannedReplyView(BaseModel):
    """A canned reply; `texts` has the languages in which there is one."""

    id: int
    shortcut: str
    title: str
    texts: dict[Language, str]
    department: str | None
    active: bool
    version: int


class CannedRepliesView(BaseModel):
    """Canned replies by shortcut."""

    canned_replies: list[CannedReplyView]


@api.get("/canned-replies", summary="List canned replies", responses={200: CannedRepliesView})
def list_canned_replies(query: ListQuery) -> Response:
    """Every canned reply; of a department only those that its agents can use now."""
    with helpdesk().database.read() as session:
        found = canned_replies.listed(session, department_id=query.department)
        shown = [canned_replies.canned_reply_view(reply) for reply in found]
    return uncached({"canned_replies": shown})


@api.post(
    "/canned-replies",
    summary="Make a canned reply",
    responses={201: CannedReplyView, 409: ErrorBody, 422: ErrorBody},
)
def create_canned_reply(body: CannedReplyBody) -> Response:
    """The new canned reply. 409 `shortcut_taken`."""
    with helpdesk().database.write() as session:
        reply = canned_replies.create(session, body.fields(), _writer())
        answer = uncached(canned_replies.canned_reply_view(reply))
    answer.status_code = 201
    return answer


@api.put(
    "/canned-replies/<int:reply_id>",
    summary="Change a canned reply",
    responses={200: CannedReplyView, 404: ErrorBody, 409: ErrorBody, 422: ErrorBody},
)
def change_canned_reply(path: CannedReplyPath, body: EditedCannedReplyBody) -> Response:
    """The changed canned reply. 409 `version_conflict` or `shortcut_taken`."""
    with helpdesk().database.write() as session:
        reply = canned_replies.change(
            session, path.reply_id, body.fields(), _writer(), version=body.version
        )
        return uncached(canned_replies.canned_reply_view(reply))


@api.delete(
    "/canned-replies/<int:reply_id>", summary="Delete a canned reply", responses={404: ErrorBody}
)
def delete_canned_reply(path: CannedReplyPath) -> Response:
    """204: the canned reply is gone; what was sent with it stays."""
    with helpdesk().database.write() as session:
        canned_replies.delete(session, path.reply_id, _writer())
    return Response(status=204)


@api.get(
    "/conversations/<conversation_id>/placeholders",
    summary="What stands for placeholders",
    responses={404: ErrorBody},
)
def read_placeholders(path: ConversationPath) -> Response:
    """Each placeholder's value in this conversation for the asking agent; null: not known."""
    parts = helpdesk()
    with parts.database.read() as session:
        found = placeholders.values(
            session,
            path.conversation_id,
            agent_name=guard.signed_in().name,
            company=parts.settings.company,
            time_zone=ZoneInfo(parts.settings.time_zone),
            at=clock.now(),
        )
    return uncached(found)


def _writer() -> Writer:
    agent = guard.signed_in()
    return Writer(agent_id=agent.agent_id, username=agent.username)
