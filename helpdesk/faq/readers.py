"""The reader whose request this is, and their word on an entry."""

from flask import request

from helpdesk.app import helpdesk
from helpdesk.faq.catalogue import ShownEntry
from helpdesk.faq.feedback import reader_hash, store_feedback


def keep_feedback(shown: ShownEntry, *, helpful: bool) -> None:
    """Store what this request's sender thought of the entry."""
    running = helpdesk()
    reader = reader_hash(
        running.settings.internal_token.get_secret_value(),
        request.remote_addr or "",
        request.user_agent.string,
    )
    with running.database.write() as session:
        store_feedback(session, shown, reader, helpful=helpful)
