"""The tables of the helpdesk. Guards that must never break are constraints here."""

from helpdesk.models.administration import (
    AuditEntry,
    BusinessHours,
    CannedReply,
    Department,
    RoutingRule,
    SlaClock,
    SlaRule,
    SlaTarget,
)
from helpdesk.models.agents import Agent, AgentDepartment, AgentNotice, AgentSession, SignInFailure
from helpdesk.models.base import Base
from helpdesk.models.conversations import Conversation, Event, Turn
from helpdesk.models.customers import ConversationLink, Customer, CustomerNote
from helpdesk.models.desk import (
    AgentReading,
    AnswerFlag,
    Attachment,
    ConversationViewer,
    Merge,
    PrivateNote,
)
from helpdesk.models.feedback import EntryFeedback, MessageFeedback
from helpdesk.models.handoffs import Handoff, HandoffTransition, HumanStretch
from helpdesk.models.labels import DrawnQuestion
from helpdesk.models.mail import OutgoingMail

__all__ = [
    "Agent",
    "AgentDepartment",
    "AgentNotice",
    "AgentReading",
    "AgentSession",
    "AnswerFlag",
    "Attachment",
    "AuditEntry",
    "Base",
    "BusinessHours",
    "CannedReply",
    "Conversation",
    "ConversationLink",
    "ConversationViewer",
    "Customer",
    "CustomerNote",
    "Department",
    "DrawnQuestion",
    "EntryFeedback",
    "Event",
    "Handoff",
    "HandoffTransition",
    "HumanStretch",
    "Merge",
    "MessageFeedback",
    "OutgoingMail",
    "PrivateNote",
    "RoutingRule",
    "SignInFailure",
    "SlaClock",
    "SlaRule",
    "SlaTarget",
    "Turn",
]
