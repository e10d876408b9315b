"""Whether an entry helped its reader. Readers stay anonymous."""

import hashlib
import hmac

from sqlalchemy import delete
from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.faq.catalogue import ShownEntry
from helpdesk.models import EntryFeedback


def reader_hash(key: str, address: str, browser: str) -> str:
    """What tells one reader from another on one day, and nothing about either.

    Keyed and with the day in it: it leads back to no address, and to no reader tomorrow.
    """
    day = clock.now().date().isoformat()
    told = "\n".join((day, address, browser))
    return hmac.new(key.encode(), told.encode(), hashlib.sha256).hexdigest()


def store_feedback(session: Session, entry: ShownEntry, reader: str, *, helpful: bool) -> None:
    """Keep the reader's word on this entry; a second one of the same day replaces the first."""
    session.execute(
        delete(EntryFeedback).where(
            EntryFeedback.entry_id == entry.id, EntryFeedback.reader_hash == reader
        )
    )
    session.add(
        EntryFeedback(
            entry_id=entry.id,
            entry_version=entry.version,
            language=entry.language,
            helpful=helpful,
            reader_hash=reader,
            created_at=clock.now(),
        )
    )
