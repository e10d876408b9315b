"""The tables of the helpdesk. Guards that must never break are constraints here."""

from helpdesk.models.agents import Agent, AgentSession, SignInFailure
from helpdesk.models.base import Base
from helpdesk.models.conversations import Conversation, Event, Turn
from helpdesk.models.feedback import EntryFeedback, MessageFeedback
from helpdesk.models.handoffs import Handoff, HandoffTransition, HumanStretch
from helpdesk.models.labels import DrawnQuestion

__all__ = [
    "Agent",
    "AgentSession",
    "Base",
    "Conversation",
    "DrawnQuestion",
    "EntryFeedback",
    "Event",
    "Handoff",
    "HandoffTransition",
    "HumanStretch",
    "MessageFeedback",
    "SignInFailure",
    "Turn",
]
