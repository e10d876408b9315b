"""The columns of a cohort: one place for each conversation."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement

from helpdesk.models import Conversation

PROMISES = ("first_response", "next_response", "resolution")
OUTCOMES = ("solved", "not_solved", "spam", "merged", "not_said", "abandoned", "open")

Counts = NDArray[np.int64]
Minutes = NDArray[np.float64]


@dataclass(kw_only=True)
class Cohort:
    """Column by column, one place for each conversation; NaN minutes: it has no such time."""

    size: int
    day: Counts
    # what the other groupings part it by; None: no human had it, no department, no handoff
    agent: list[int | None]
    department: list[str | None]
    reason: list[str | None]
    # the last handoff's, one of OUTCOMES; None: none
    outcome: list[str | None]
    first_response: Minutes
    resolution: Minutes
    counts: dict[str, Counts] = field(default_factory=dict)


def of_cohort(query: Any, conversation_id: Any, began: ColumnElement[bool]) -> Any:
    """The query of rows that belong to a conversation, of those that began then."""
    return query.join(Conversation, Conversation.id == conversation_id).where(began)


def ones(places: Iterable[int], size: int) -> Counts:
    """A column with 1 at these places and 0 at all others."""
    column = np.zeros(size, dtype=np.int64)
    column[list(places)] = 1
    return column
