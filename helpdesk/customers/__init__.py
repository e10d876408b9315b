"""Who the customer is: name, e-mail, tier, tags and notes, known across conversations.

All of it is as the customer or an agent stated it; nothing is verified. So two conversations of
one customer are shown together to agents only: no customer's token ever opens another one's.
"""

from helpdesk.customers.identity import Stated, change, follow_previous, identify
from helpdesk.customers.notes import NotYourNote, UnknownNote, add_note, delete_note
from helpdesk.customers.views import customer_view

__all__ = [
    "NotYourNote",
    "Stated",
    "UnknownNote",
    "add_note",
    "change",
    "customer_view",
    "delete_note",
    "follow_previous",
    "identify",
]
