"""Why a verb was refused; each is an answer the API gives as it is."""

from helpdesk.errors import Conflict, Invalid, NotFound


class UnknownHandoff(NotFound):
    """There is no such handoff."""

    code = "unknown_handoff"


class UnknownTarget(Invalid):
    """The agent or department it should go to is unknown or no longer active."""


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


class AtCapacityOfOther(HandoffRefused):
    """The other agent has as many conversations as their capacity allows. Choose another."""

    code = "at_capacity_of_other"


class AgentAbsent(HandoffRefused):
    """The other agent is offline. Choose another, or a department."""

    code = "agent_absent"


class TooLate(HandoffRefused):
    """This can no longer be undone: ten seconds have gone by, or something happened since."""

    code = "too_late"
