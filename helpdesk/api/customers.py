"""Who a conversation's customer is: what agents enter, and their notes for later."""

from typing import Annotated

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import AfterValidator, BaseModel, Field

from helpdesk import customers
from helpdesk.agents import guard
from helpdesk.api.conversation_shapes import EMAIL_CHARACTERS, ConversationPath, checked_text
from helpdesk.api.desk_shapes import NamedAgent
from helpdesk.api.setting_shapes import GREATEST_ID, Line
from helpdesk.app import helpdesk
from helpdesk.conversations import log
from helpdesk.customers.identity import Tier
from helpdesk.errors import ErrorBody
from helpdesk.mail.addresses import checked_address

NOTE_CHARACTERS = 4000
TAGS = 20

api = APIBlueprint(
    "customers",
    __name__,
    url_prefix="/api/v1/desk/conversations/<conversation_id>/customer",
    abp_tags=[Tag(name="customers", description="Who the customer is.")],
    abp_security=[{"agent": []}],
    abp_responses={401: ErrorBody, 403: ErrorBody, 404: ErrorBody},
)
api.before_request(guard.require_agent)


def _address_or_none(text: str) -> str:
    return checked_address(text) if text.strip() else ""


def _name_or_none(text: str) -> str:
    return checked_text(" ".join(text.split())) if text.strip() else ""


class CustomerBody(BaseModel):
    """What to change of a customer. What is left out stays; an empty text takes it away."""

    name: Annotated[str, Field(max_length=120), AfterValidator(_name_or_none)] | None = None
    email: (
        Annotated[str, Field(max_length=EMAIL_CHARACTERS), AfterValidator(_address_or_none)] | None
    ) = None
    tier: Tier | None = None
    tags: Annotated[list[Annotated[Line, Field(max_length=40)]], Field(max_length=TAGS)] | None = (
        None
    )


class CustomerNoteBody(BaseModel):
    """A note on the customer."""

    text: Annotated[str, Field(max_length=NOTE_CHARACTERS), AfterValidator(checked_text)]


class NotePath(ConversationPath):
    """A note's address."""

    note_id: int = Field(ge=1, le=GREATEST_ID)


class CustomerNoteView(BaseModel):
    """What an agent noted of a customer."""

    id: int
    text: str
    agent: NamedAgent
    created_at: str


class CustomerView(BaseModel):
    """A customer; `id` is null while nothing is known."""

    id: str | None
    name: str | None
    email: str | None
    tier: Tier
    tags: list[str]
    notes: list[CustomerNoteView]
    conversations: int
    first_contact_at: str


@api.patch("", summary="Say who the customer is", responses={200: CustomerView})
def change(path: ConversationPath, body: CustomerBody) -> Response:
    """The customer as changed.

    An e-mail address that another customer is known by joins the conversation to that customer.
    """
    with helpdesk().database.write() as session:
        conversation = log.lock(session, path.conversation_id)
        stated = customers.Stated(**body.model_dump())
        customers.change(session, conversation, stated)
        return jsonify(customers.customer_view(session, conversation))


@api.post("/notes", summary="Note something of the customer", responses={201: CustomerView})
def add_note(path: ConversationPath, body: CustomerNoteBody) -> tuple[Response, int]:
    """The customer, with the note."""
    with helpdesk().database.write() as session:
        conversation = log.lock(session, path.conversation_id)
        customers.add_note(session, conversation, guard.signed_in().agent_id, body.text)
        return jsonify(customers.customer_view(session, conversation)), 201


@api.delete("/notes/<int:note_id>", summary="Delete a note", responses={200: CustomerView})
def delete_note(path: NotePath) -> Response:
    """The customer, without the note. 403 `not_your_note`: only its writer or a lead may."""
    agent = guard.signed_in()
    with helpdesk().database.write() as session:
        conversation = log.lock(session, path.conversation_id)
        customers.delete_note(
            session, conversation, path.note_id, agent.agent_id, is_lead=agent.is_lead
        )
        return jsonify(customers.customer_view(session, conversation))
