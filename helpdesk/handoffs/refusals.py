"""Why a verb was refused; each is an answer the API gives as it is."""

from helpdesk.errors import Conflict, NotFound


class UnknownHandoff(NotFound):
    """There is no such handoff."""

    code = "unknown_handoff"


class HandoffRefused(Conflict):
    """The handoff is not in a state that allows this; nothing changed."""

    code = "wrong_state"


class AlreadyClaimed(HandoffRefused):
    """Another agent was faster: the handoff is already claimed."""

    code = "already_claimed"


class NotAssignedToYou(HandoffRefused):
    """The handoff is assigned to another agent."""

    code = "not_assigned_to_you"


class AtCapacity(HandoffRefused):
    """You have as many conversations as your capacity allows. Resolve or release one first."""

    code = "at_capacity"
