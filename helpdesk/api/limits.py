"""Rate limits of the public API: generous for a person who chats, tight for a script.

Counted in this process's memory; with several web processes each counts for itself.
"""

import time
from typing import cast

from flask import Flask, current_app, request
from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from helpdesk.errors import TooManyRequests
from helpdesk.settings import Settings

# rule → (limits of one token or address) as the library `limits` writes them
RULES: dict[str, list[RateLimitItem]] = {
    "start": parse_many("30/minute;300/hour"),
    "message": parse_many("30/minute;400/hour"),
    "message_of_address": parse_many("300/minute"),
    "handoff": parse_many("10/minute"),
    "contact": parse_many("5/minute;20/hour"),
    # whoever types somebody else's address must not flood that mailbox with confirmations
    "contact_to": parse_many("5/hour"),
    "attachment": parse_many("20/minute;100/hour"),
    "typing": parse_many("120/minute"),
    "feedback": parse_many("60/minute"),
    "read": parse_many("300/minute"),
    "read_of_address": parse_many("3000/minute"),
    "faq": parse_many("300/minute"),
    "faq_feedback": parse_many("30/minute"),
}


class RateLimits:
    """Counts what was spent under each rule by each client."""

    def __init__(self, *, enabled: bool) -> None:
        self._enabled = enabled
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def spend(self, rule: str, client: str) -> None:
        """Count one request of ``client`` under ``rule``. Raises TooManyRequests."""
        if not self._enabled:
            return
        for limit in RULES[rule]:
            if not self._limiter.hit(limit, rule, client):
                reset_at, _ = self._limiter.get_window_stats(limit, rule, client)
                raise TooManyRequests(retry_after=max(1, int(reset_at - time.time()) + 1))


def spend(rule: str, client: str | None = None) -> None:
    """Count this request under ``rule``, for ``client`` or else for the caller's address.

    Raises TooManyRequests, which says when to try again.
    """
    limits = cast(RateLimits, current_app.extensions["rate_limits"])
    limits.spend(rule, client if client is not None else request.remote_addr or "unknown")


def install(app: Flask) -> None:
    """Give the application its counters."""
    settings: Settings = app.extensions["helpdesk"].settings
    app.extensions["rate_limits"] = RateLimits(enabled=settings.rate_limits)
