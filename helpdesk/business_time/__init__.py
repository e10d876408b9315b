"""Business time: when a department works, and how much of that lies between two moments.

How time is counted, with examples: docs/sla.md. `Hours` is the calendar, `ALWAYS_OPEN` the one of
a department without hours; `of_row`, `of_department` and `of_departments` read them from the
tables.
"""

from helpdesk.business_time.hours import ALWAYS_OPEN, FARTHEST, Hours, NeverOpen
from helpdesk.business_time.lookup import of_department, of_departments, of_row

__all__ = [
    "ALWAYS_OPEN",
    "FARTHEST",
    "Hours",
    "NeverOpen",
    "of_department",
    "of_departments",
    "of_row",
]
