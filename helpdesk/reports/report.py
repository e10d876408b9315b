"""A report: the cohort's figures for each of its groups, and for all of it."""

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from helpdesk.errors import FieldError, Invalid
from helpdesk.language import Language
from helpdesk.models import Department
from helpdesk.reports import cohort as cohorts
from helpdesk.reports.asking import Grouping, Period
from helpdesk.reports.columns import Cohort, Counts
from helpdesk.reports.figures import figures
from helpdesk.reports.words import REASON_NAMES

Names = dict[str, str]


def report(
    session: Session,
    period: Period,
    by: Grouping,
    *,
    department: str | None = None,
    language: Language = "cs",
) -> dict[str, Any]:
    """Rows and total as the API shows them: docs/reports.md says what each figure counts.

    Every conversation is in exactly one row. Labels are in this language. Raises Invalid
    (`department`) for one that is not there.
    """
    _see_one_state(session)
    query = select(Department).order_by(Department.position, Department.id)
    names = {row.id: row.names for row in session.scalars(query)}
    if department is not None and department not in names:
        reason = "there is no such department; load the departments again"
        raise Invalid(fields=[FieldError(field="department", reason=reason)])
    cohort = cohorts.load(session, period)
    places = _places(cohort, department)
    rows = []
    for key, label, theirs in _groups(session, cohort, places, period, by, names, language):
        rows.append({"key": key, "label": label, **figures(cohort, theirs)})
    return {
        "from": period.first_day.isoformat(),
        "to": period.last_day.isoformat(),
        "time_zone": str(period.time_zone),
        "by": by,
        "department": department,
        "rows": rows,
        "total": {"key": None, "label": None, **figures(cohort, places)},
    }


def _see_one_state(session: Session) -> None:
    """Let all queries of the transaction, just beginning, see the same; SQLite's do anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def _places(cohort: Cohort, department: str | None) -> Counts:
    if department is None:
        return np.arange(cohort.size)
    return np.array(
        [place for place, found in enumerate(cohort.department) if found == department],
        dtype=np.int64,
    )


_Group = tuple[str | None, str | None, Counts]


def _groups(
    session: Session,
    cohort: Cohort,
    places: Counts,
    period: Period,
    by: Grouping,
    departments: dict[str, Names],
    language: Language,
) -> list[_Group]:
    """Key, label and places of each row, in order; last what belongs to nobody (key None)."""
    if by == "day":
        days = _parted(cohort.day.tolist(), places)
        nothing = np.array([], dtype=np.int64)
        return [
            (day.isoformat(), day.isoformat(), days.get(number, nothing))
            for number, day in enumerate(period.days)
        ]
    named: list[tuple[Hashable, str, str]]
    if by == "department":
        found = _parted(cohort.department, places)
        named = [(key, key, names[language]) for key, names in departments.items()]
    elif by == "agent":
        found = _parted(cohort.agent, places)
        agents = cohorts.agents_named(session, (key for key in found if key is not None))
        named = [(key, username, name) for key, (username, name) in agents.items()]
        named.sort(key=lambda agent: (agent[2], agent[1]))
    else:
        found = _parted(cohort.reason, places)
        named = [(key, key, name) for key, name in REASON_NAMES[language].items()]
        named.sort(key=lambda reason: -len(found.get(reason[0], ())))
    groups: list[_Group] = [
        (key, label, found[group]) for group, key, label in named if group in found
    ]
    if None in found:
        groups.append((None, None, found[None]))
    return groups


def _parted(keys: Sequence[Any], places: Counts) -> dict[Any, Counts]:
    parts: dict[Any, list[int]] = {}
    for place in places.tolist():
        parts.setdefault(keys[place], []).append(place)
    return {key: np.array(theirs, dtype=np.int64) for key, theirs in parts.items()}
