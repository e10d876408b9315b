"""Promises to customers: when they are answered and their need is met, in business time.

How each second is counted, with examples: docs/sla.md. The clocks follow what happens in the
transaction in which it happens; the sweep (`helpdesk.sla.sweep`) looks for due times that are
near or have passed. Nothing here may import it or the rest of `helpdesk.handoffs` than its words:
the transitions call this package.
"""

from helpdesk.sla.following import follow_handoff, follow_message
from helpdesk.sla.recounting import recount
from helpdesk.sla.summary import NO_PROMISE, summary_of

__all__ = ["NO_PROMISE", "follow_handoff", "follow_message", "recount", "summary_of"]
