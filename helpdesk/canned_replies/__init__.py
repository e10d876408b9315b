"""Canned replies: prepared answers with placeholders, kept by leads, used by every agent."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.errors import Conflict, NotFound, VersionConflict
from helpdesk.language import Language
from helpdesk.lead_edits import check_department, locked, record
from helpdesk.models import CannedReply


class UnknownCannedReply(NotFound):
    """There is no such canned reply. Load the canned replies again."""

    code = "unknown_canned_reply"


class ShortcutTaken(Conflict):
    """Another canned reply has this shortcut. Choose another one."""

    code = "shortcut_taken"


@dataclass(frozen=True, kw_only=True)
class CannedReplyFields:
    """What a lead sets of a canned reply; without `department_id` it is for every department.

    `texts` are Markdown by language, with placeholders (`helpdesk.canned_replies.placeholders`).
    """

    shortcut: str
    title: str
    texts: dict[Language, str]
    department_id: str | None = None
    active: bool = True


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Who makes a change: None as id and `system` for what no agent does."""

    agent_id: int | None = None
    username: str = "system"


def listed(session: Session, *, department_id: str | None = None) -> list[CannedReply]:
    """Every canned reply by shortcut; of a department only those that its agents can use now."""
    query = select(CannedReply).order_by(CannedReply.shortcut)
    if department_id is not None:
        of_it = or_(CannedReply.department_id.is_(None), CannedReply.department_id == department_id)
        query = query.where(CannedReply.active, of_it)
    return list(session.scalars(query))


def create(session: Session, fields: CannedReplyFields, by: Writer) -> CannedReply:
    """The new canned reply. Raises ShortcutTaken, or Invalid (`department`)."""
    reply = CannedReply(version=0)
    _store(session, reply, fields, by)
    after = canned_reply_view(reply)
    record(session, by.agent_id, "canned_reply.created", reply.id, before={}, after=after)
    return reply


def change(
    session: Session, reply_id: int, fields: CannedReplyFields, by: Writer, *, version: int
) -> CannedReply:
    """The changed reply. Raises UnknownCannedReply, VersionConflict, or what `create` does."""
    reply = locked(session, CannedReply, reply_id, UnknownCannedReply)
    if reply.version != version:
        raise VersionConflict
    before = canned_reply_view(reply)
    _store(session, reply, fields, by)
    after = canned_reply_view(reply)
    record(session, by.agent_id, "canned_reply.changed", reply.id, before=before, after=after)
    return reply


def delete(session: Session, reply_id: int, by: Writer) -> None:
    """The reply is gone; what was sent with it stays. Raises UnknownCannedReply."""
    reply = locked(session, CannedReply, reply_id, UnknownCannedReply)
    before = canned_reply_view(reply)
    session.delete(reply)
    session.flush()
    record(session, by.agent_id, "canned_reply.deleted", reply_id, before=before, after={})


def canned_reply_view(reply: CannedReply) -> dict[str, Any]:
    """A canned reply as the API shows it."""
    return {
        "id": reply.id,
        "shortcut": reply.shortcut,
        "title": reply.title,
        "texts": reply.texts,
        "department": reply.department_id,
        "active": reply.active,
        "version": reply.version,
    }


def _store(session: Session, reply: CannedReply, fields: CannedReplyFields, by: Writer) -> None:
    check_department(session, fields.department_id, field="department")
    with session.no_autoflush:
        same = select(CannedReply.id).where(CannedReply.shortcut == fields.shortcut)
        if session.scalar(same) not in (None, reply.id):
            raise ShortcutTaken
    reply.shortcut = fields.shortcut
    reply.title = fields.title
    reply.texts = dict(fields.texts.items())
    reply.department_id = fields.department_id
    reply.active = fields.active
    reply.version += 1
    reply.updated_by = by.username
    reply.updated_at = clock.now()
    session.add(reply)
    try:
        session.flush()
    except IntegrityError as error:  # somebody took the shortcut at the same moment
        raise ShortcutTaken from error
