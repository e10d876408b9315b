"""The queue's order: first come first served within a priority, and nobody starves.

A handoff's rank is the moment it began to wait, less a head start of 30 minutes for each step of
priority. The earliest rank is next. So a high one passes every normal one that came in the last
half hour, an urgent one those of the last hour; and whoever has waited 30 minutes longer than
somebody a step above them is next before that one. However many urgent ones keep coming, only
those that come within an hour after a normal one can pass it.
"""

from datetime import datetime, timedelta

HEAD_START = timedelta(minutes=30)


def rank_at(waiting_since: datetime, priority: int) -> datetime:
    """The moment a handoff's place in the queue is reckoned from."""
    return waiting_since - priority * HEAD_START
