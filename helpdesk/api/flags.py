"""Flags on the bot over HTTP: what agents say of its answers from a conversation."""

from typing import Annotated, Any, Self

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import AfterValidator, BaseModel, Field, model_validator

from helpdesk import flags
from helpdesk.agents import guard
from helpdesk.api.conversation_shapes import MAX_SEQUENCE, ConversationPath, checked_text
from helpdesk.api.desk_shapes import NamedAgent
from helpdesk.api.setting_shapes import GREATEST_ID, SlugId
from helpdesk.app import helpdesk
from helpdesk.errors import ErrorBody
from helpdesk.flags import Kind

QUESTION_CHARACTERS = 1000
ANSWER_CHARACTERS = 20_000

api = APIBlueprint(
    "flags",
    __name__,
    url_prefix="/api/v1/desk/conversations/<conversation_id>/flags",
    abp_tags=[Tag(name="flags", description="What agents say of the bot.")],
    abp_security=[{"agent": []}],
    abp_responses={401: ErrorBody, 403: ErrorBody, 404: ErrorBody},
)
api.before_request(guard.require_agent)


class FlagBody(BaseModel):
    """What is wrong: the bot's answer with this number, or that nothing answers this question."""

    kind: Kind
    sequence: int = Field(ge=1, le=MAX_SEQUENCE)
    right_entry_id: SlugId | None = None
    question: (
        Annotated[str, Field(max_length=QUESTION_CHARACTERS), AfterValidator(checked_text)] | None
    ) = None
    answer: (
        Annotated[str, Field(max_length=ANSWER_CHARACTERS), AfterValidator(checked_text)] | None
    ) = None

    @model_validator(mode="after")
    def _what_belongs_to_the_kind(self) -> Self:
        if self.kind == "wrong_answer" and (self.question or self.answer):
            raise ValueError("question and answer belong to a missing entry")
        if self.kind == "missing_entry" and self.right_entry_id:
            raise ValueError("right_entry_id belongs to a wrong answer")
        return self


class FlagOfConversationPath(ConversationPath):
    """A flag's address in its conversation."""

    flag_id: int = Field(ge=1, le=GREATEST_ID)


class FlagView(BaseModel):
    """A flag; docs/architecture.md has the details of each kind."""

    id: int
    kind: Kind
    conversation_id: str
    sequence: int
    details: dict[str, Any]
    agent: NamedAgent
    created_at: str
    closed_by: NamedAgent | None
    closed_at: str | None


@api.post(
    "",
    summary="Say that the bot was wrong, or that an entry is missing",
    responses={201: FlagView},
)
def raise_flag(path: ConversationPath, body: FlagBody) -> tuple[Response, int]:
    """The flag. Raising it again on the same message changes it."""
    agent_id = guard.signed_in().agent_id
    with helpdesk().database.write() as session:
        if body.kind == "wrong_answer":
            flag = flags.flag_wrong_answer(
                session,
                path.conversation_id,
                agent_id,
                body.sequence,
                right_entry_id=body.right_entry_id,
            )
        else:
            flag = flags.flag_missing_entry(
                session,
                path.conversation_id,
                agent_id,
                body.sequence,
                question=body.question,
                answer=body.answer,
            )
        return jsonify(flags.flag_view(session, flag)), 201


@api.delete("/<int:flag_id>", summary="Take a flag back", responses={204: None})
def take_back(path: FlagOfConversationPath) -> tuple[str, int]:
    """Delete a flag. 403 `not_your_flag`: only who raised it, or a lead, may."""
    agent = guard.signed_in()
    with helpdesk().database.write() as session:
        flags.take_back(
            session, path.conversation_id, path.flag_id, agent.agent_id, is_lead=agent.is_lead
        )
    return "", 204
