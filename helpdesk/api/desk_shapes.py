"""What the desk's lists and conversations look like; docs/architecture.md tells of each field."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from helpdesk.api.conversation_shapes import EventView
from helpdesk.desk.lists import Listed
from helpdesk.handoffs.states import Channel, HandoffState, Outcome, Priority
from helpdesk.knowledge_answers import Language

PAGE = 200
LONGEST_PAGE = 2000


class HandoffsQuery(BaseModel):
    """Which handoffs: of one state (open ones unless said), of everybody or only mine."""

    state: Listed = "open"
    mine: bool = False
    department: str | None = Field(default=None, max_length=80)
    query: str = Field(default="", max_length=200, pattern=r"^[^\x00]*$")
    limit: int = Field(default=PAGE, ge=1, le=LONGEST_PAGE)
    after: str | None = Field(default=None, max_length=100, pattern=r"^[^\x00]*$")


class NamedAgent(BaseModel):
    """An agent by name."""

    username: str
    name: str


class CustomerOfRow(BaseModel):
    """Whom a row is about; null where nothing is known."""

    name: str | None
    email: str | None
    tier: Literal["standard", "premium"]
    tags: list[str]


class PromiseOfRow(BaseModel):
    """What is promised and due first; all null or false where nothing is."""

    due_at: str | None
    promise: Literal["first_response", "next_response", "resolution"] | None
    breached: bool
    paused: bool


class HandoffRow(BaseModel):
    """A handoff as the desk's lists show it."""

    id: str
    conversation_id: str
    state: HandoffState
    reason: str
    channel: Channel
    department: str | None
    priority: Priority
    rank_at: str
    waiting_since: str
    requested_at: str
    updated_at: str
    snoozed_until: str | None
    outcome: Outcome | None
    agent: NamedAgent | None
    customer: CustomerOfRow
    language: Language
    page_url: str | None
    question: str | None
    last_message: dict[str, str] | None
    last_sequence: int
    customer_read_sequence: int
    sla: PromiseOfRow


class HandoffDeskView(HandoffRow):
    """One handoff, with its place in the queue."""

    position: int | None


class ListedHandoff(HandoffRow):
    """A row of a list, with the asking agent's unread messages where they are counted."""

    unread: int | None


class HandoffsView(BaseModel):
    """Handoffs, open ones in the queue's order, finished ones newest first; and how to go on."""

    handoffs: list[ListedHandoff]
    next: str | None


class ConversationDetail(BaseModel):
    """A conversation with everything an agent needs to go on with it."""

    conversation: dict[str, Any]
    handoff: dict[str, Any] | None
    events: list[EventView]
    hidden_replies: list[dict[str, Any]]
    customer: dict[str, Any]
    notes: list[dict[str, Any]]
    transitions: list[dict[str, Any]]
    earlier: list[dict[str, Any]]
    flags: list[dict[str, Any]]
    viewers: list[dict[str, Any]]
    merged: dict[str, Any]
    sla: list[dict[str, Any]]
    customer_read_sequence: int
    agent_read_sequence: int
