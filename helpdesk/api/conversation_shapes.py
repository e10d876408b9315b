"""What requests and answers about a conversation look like, and what is refused in them."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, model_validator

from helpdesk.attachments.files import MOST_PER_MESSAGE
from helpdesk.conversations import sends
from helpdesk.mail.addresses import checked_address

MESSAGE_CHARACTERS = 4000
NAME_CHARACTERS = 100
EMAIL_CHARACTERS = 254
# numbers of events are 32-bit integers in the database
MAX_SEQUENCE = 2**31 - 1

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# what is nothing to the eye: spaces, and the joiners and marks that have no width
_NOTHING = re.compile("[\\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]*")


def checked_text(text: str) -> str:
    """The text as it is, or ValueError where it says nothing or carries control characters."""
    if _NOTHING.fullmatch(text):
        raise ValueError("the message is empty")
    if _CONTROLS.search(text):
        raise ValueError("the message has control characters; send text only")
    return text


def _web_address(value: object) -> object:
    """The address if a browser would open it as a page, else None: it is shown as a link."""
    if isinstance(value, str) and re.match(r"https?://[^\s\x00-\x1f]+$", value):
        return value[:2000]
    return None


def _name(text: str) -> str:
    return " ".join(_CONTROLS.sub(" ", text).split())


def _title(value: object) -> object:
    return _CONTROLS.sub(" ", value)[:300] if isinstance(value, str) else None


class PreviousConversation(BaseModel):
    """The conversation this browser had before, with the token that opens it."""

    id: str = Field(max_length=36, pattern=r"^[0-9a-f-]+$")
    token: str = Field(max_length=200)


AttachmentIds = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=36, pattern=r"^[0-9a-f-]+$")]],
    Field(max_length=MOST_PER_MESSAGE, description="files uploaded for this message"),
]


class StartBody(BaseModel):
    """What a page says of itself when a conversation starts."""

    language: Literal["cs", "en"] = Field(default="cs", description="the page's language")
    page_url: Annotated[str | None, BeforeValidator(_web_address)] = None
    page_title: Annotated[str | None, BeforeValidator(_title)] = None
    previous: PreviousConversation | None = Field(
        default=None, description="so that agents see both together; ignored where it is wrong"
    )


class ChoiceBody(BaseModel):
    """A choice: the number of the message that offered it, and its id there."""

    sequence: int = Field(ge=1, le=MAX_SEQUENCE)
    id: str = Field(min_length=1, max_length=80)


class MessageBody(BaseModel):
    """A message: text, files or both; or a choice that was offered."""

    client_message_id: UUID
    text: (
        Annotated[str, Field(max_length=MESSAGE_CHARACTERS), AfterValidator(checked_text)] | None
    ) = None
    choice: ChoiceBody | None = None
    attachments: AttachmentIds = []

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        has_words = self.text is not None or self.attachments != []
        if has_words == (self.choice is not None):
            raise ValueError("send either text (or attachments) or choice")
        return self

    @property
    def content(self) -> str | sends.PickedChoice:
        """What was sent."""
        if self.choice is not None:
            return sends.PickedChoice(sequence=self.choice.sequence, id=self.choice.id)
        return self.text or ""


class ContactBody(BaseModel):
    """What a customer leaves to be answered by e-mail."""

    client_request_id: UUID
    name: Annotated[str, Field(max_length=NAME_CHARACTERS), AfterValidator(_name)] = ""
    email: Annotated[str, Field(max_length=EMAIL_CHARACTERS), AfterValidator(checked_address)]
    message: Annotated[str, Field(max_length=MESSAGE_CHARACTERS), AfterValidator(checked_text)]


class AvailabilityQuery(BaseModel):
    """In which language somebody is sought."""

    language: Literal["cs", "en"] = "cs"


class ReadingBody(BaseModel):
    """The last event that was on the customer's screen."""

    sequence: int = Field(ge=0, le=MAX_SEQUENCE)


class HandoffBody(BaseModel):
    """A request to talk to a human."""

    client_request_id: UUID


class TypingBody(BaseModel):
    """Whether the customer is typing."""

    active: bool = True


class FeedbackBody(BaseModel):
    """Whether a message helped."""

    helpful: bool


class FeedbackView(BaseModel):
    """Whether to offer a human now: after a "no", while the bot is in charge."""

    offer_human: bool


class ConversationPath(BaseModel):
    """A conversation's address."""

    conversation_id: str


class MessagePath(ConversationPath):
    """A message's address."""

    sequence: int = Field(ge=1, le=MAX_SEQUENCE)


class EventsQuery(BaseModel):
    """Where to go on reading."""

    after: int = Field(default=0, ge=0, le=MAX_SEQUENCE)


class HandoffView(BaseModel):
    """A handoff as its customer sees it; position is the place in the queue, from 1."""

    id: str
    state: Literal["waiting", "assigned", "abandoned"]
    reason: str
    position: int | None


class ExpectedWait(BaseModel):
    """How many minutes the wait will probably take: four times in five it is between these."""

    from_minutes: int
    to_minutes: int


class AvailabilityView(BaseModel):
    """Whether somebody answers now; `opens_at` where it is closed."""

    open: bool
    opens_at: datetime | None
    agents_present: bool


class WaitView(AvailabilityView):
    """What a waiting customer may expect; `basis` says what the expectation rests on."""

    position: int
    expected: ExpectedWait | None
    basis: Literal["recent"] | None


class ContactView(BaseModel):
    """Where a message left with an address is answered, and by when if that was promised."""

    email: str
    answer_by: datetime | None


class ConversationView(BaseModel):
    """A conversation as its customer sees it."""

    id: str
    language: Literal["cs", "en"]
    state: Literal["open", "closed", "merged"]
    in_charge: Literal["bot", "queue", "agent"]
    agent_name: str | None
    handoff: HandoffView | None
    channel: Literal["chat", "email"] | None
    contact: ContactView | None
    wait: WaitView | None
    agent_read_sequence: int
    last_sequence: int
    created_at: datetime


class ContactedView(BaseModel):
    """The conversation, which now waits to be answered by e-mail, and what was promised."""

    conversation: ConversationView
    confirmation: ContactView


class StartedView(BaseModel):
    """A new conversation, with the token that opens it, given only here."""

    conversation: ConversationView
    token: str


class EventView(BaseModel):
    """An event of the log; see docs/architecture.md for its parts."""

    conversation_id: str
    sequence: int
    kind: str
    author: Literal["customer", "bot", "agent", "system"]
    author_name: str | None
    client_message_id: str | None
    language: Literal["cs", "en"]
    created_at: datetime
    parts: list[dict[str, Any]]
    handoff: dict[str, Any] | None


class EventsView(BaseModel):
    """Events after a number, at most 500, and the conversation as it is."""

    events: list[EventView]
    conversation: ConversationView
