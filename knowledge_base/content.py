"""The content: entries, categories and revisions, and every change to them.

Each change is one transaction: the entry, its revision and, where published content changed, the
content's version. Knows nothing of HTTP, files or the index.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from knowledge_base.entries import Entry, Status
from knowledge_base.entry_rules import CategoryFields, EntryFields
from knowledge_base.errors import (
    CategoryNotFound,
    EntryExists,
    EntryNotFound,
    StoreNotEmpty,
    VersionConflict,
)
from knowledge_base.folding import fold
from knowledge_base.logs import line
from knowledge_base.store import Database, rows
from knowledge_base.store.tables import CategoryRow, ContentVersionRow, EntryRow, RevisionRow

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Category:
    """A category with the number of published entries in it."""

    id: str
    name_cs: str
    name_en: str
    position: int
    published_entries: int


@dataclass(frozen=True, kw_only=True)
class Revision:
    """An entry as it was in one version; `snapshot` has the shape of the HTTP interface."""

    version: int
    snapshot: dict[str, Any]
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, kw_only=True)
class EntryPage:
    """Some of the entries that were asked for, and how many there are in all."""

    entries: tuple[Entry, ...]
    total: int


@dataclass(frozen=True, kw_only=True)
class PublishedState:
    """Which database this is, how often its published content changed, and its entries' stamps.

    Two entries with the same id and stamp are the same entry in the same version.
    """

    database_id: str
    content_version: int
    stamps: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class ImportCounts:
    """What an import changed, or would change."""

    created: int
    updated: int
    unchanged: int
    new_categories: tuple[str, ...]


class Content:
    """Reads and changes the content of one database; safe to use from several threads.

    Every method raises StoreUnavailable when the database cannot do it; then nothing changed.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def database(self) -> Database:
        """The database that holds the content."""
        return self._database

    def entries(
        self,
        *,
        status: Status | None = None,
        category: str | None = None,
        query: str = "",
        page: int = 1,
        page_size: int = 50,
    ) -> EntryPage:
        """A page of entries, last changed first; `query` is looked for in all their texts."""
        wanted = select(EntryRow)
        if status is not None:
            wanted = wanted.where(EntryRow.status == status)
        if category is not None:
            wanted = wanted.where(EntryRow.category_id == category)
        for word in fold(query).split():
            wanted = wanted.where(EntryRow.folded_text.contains(word, autoescape=True))
        with self._database.reading() as session:
            total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
            found = session.scalars(
                wanted.order_by(EntryRow.updated_at.desc(), EntryRow.id)
                .limit(page_size)
                .offset((page - 1) * page_size)
            )
            return EntryPage(entries=tuple(map(rows.entry_of, found)), total=total)

    def all_entries(self) -> list[Entry]:
        """Every entry, by id."""
        with self._database.reading() as session:
            return rows.all_entries(session)

    def entry(self, entry_id: str) -> Entry:
        """The newest version of an entry; raises EntryNotFound."""
        with self._database.reading() as session:
            return rows.entry_of(_found(session, entry_id))

    def create(self, fields: EntryFields, *, by: str) -> Entry:
        """Stores a new entry in version 1; raises EntryExists, CategoryNotFound."""
        try:
            with self._database.writing() as session:
                if session.get(EntryRow, fields.id) is not None:
                    raise EntryExists(f"an entry with the id {fields.id!r} exists already")
                _require_category(session, fields.category)
                row = rows.new_entry(fields, by=by, now=_now())
                session.add(row)
                created = _recorded(session, row, was=None)
        except IntegrityError as error:  # somebody stored the same id at the same moment
            raise EntryExists(f"an entry with the id {fields.id!r} exists already") from error
        _log_change("entry_created", created)
        return created

    def edit(self, fields: EntryFields, *, version: int, by: str) -> Entry:
        """Stores a changed entry as its next version; the same content makes no version.

        Raises EntryNotFound, CategoryNotFound, and VersionConflict unless `version` is the newest.
        """
        with self._database.writing() as session:
            row = _found(session, fields.id)
            _require_version(row, version)
            _require_category(session, fields.category)
            if not rows.differs(row, fields):
                return rows.entry_of(row)
            edited = _changed(session, row, fields, by=by)
        _log_change("entry_edited", edited)
        return edited

    def set_status(
        self, entry_id: str, status: Status, *, by: str, version: int | None = None
    ) -> Entry:
        """Publishes, unpublishes or archives an entry; raises as `edit`."""
        with self._database.writing() as session:
            row = _found(session, entry_id)
            if version is not None:
                _require_version(row, version)
            before = rows.entry_of(row)
            if before.status == status:
                return before
            fields = EntryFields.of(before).model_copy(update={"status": status})
            changed = _changed(session, row, fields, by=by)
        _log_change(f"entry_{status.value}", changed)
        return changed

    def revisions(self, entry_id: str) -> list[Revision]:
        """Every version of an entry, newest first; raises EntryNotFound."""
        with self._database.reading() as session:
            _found(session, entry_id)
            found = session.scalars(
                select(RevisionRow)
                .where(RevisionRow.entry_id == entry_id)
                .order_by(RevisionRow.version.desc())
            )
            return [
                Revision(
                    version=row.version,
                    snapshot=row.snapshot,
                    changed_at=row.changed_at,
                    changed_by=row.changed_by,
                )
                for row in found
            ]

    def categories(self) -> list[Category]:
        """Every category in its place, with its number of published entries."""
        with self._database.reading() as session:
            counted = session.execute(
                select(EntryRow.category_id, func.count())
                .where(EntryRow.status == Status.PUBLISHED)
                .group_by(EntryRow.category_id)
            )
            published = dict(counted.all())
            found = session.scalars(
                select(CategoryRow).order_by(CategoryRow.position, CategoryRow.id)
            )
            return [
                Category(
                    id=row.id,
                    name_cs=row.name_cs,
                    name_en=row.name_en,
                    position=row.position,
                    published_entries=published.get(row.id, 0),
                )
                for row in found
            ]

    def put_category(self, fields: CategoryFields) -> Category:
        """Stores a category, new or changed."""
        with self._database.writing() as session:
            rows.put_category(session, fields)
        log.info(line("category_stored", category=fields.id))
        return next(found for found in self.categories() if found.id == fields.id)

    def published_state(self) -> PublishedState:
        """What the index must hold to be up to date."""
        with self._database.reading() as session:
            current = session.get_one(ContentVersionRow, 1)
            found = session.execute(
                select(EntryRow.id, EntryRow.version, EntryRow.updated_at).where(
                    EntryRow.status == Status.PUBLISHED
                )
            )
            return PublishedState(
                database_id=current.database_id,
                content_version=current.number,
                stamps={id_: rows.stamp(version, moment) for id_, version, moment in found},
            )

    def content_version(self) -> int:
        """How often published content changed."""
        with self._database.reading() as session:
            return session.get_one(ContentVersionRow, 1).number

    def published_entries(self, ids: Iterable[str]) -> list[Entry]:
        """Those of the entries that are published, in no particular order."""
        with self._database.reading() as session:
            return rows.published_entries(session, list(ids))

    def import_all(
        self,
        entries: Sequence[EntryFields],
        categories: Sequence[CategoryFields] = (),
        *,
        by: str,
        dry_run: bool = False,
        into_empty_only: bool = False,
    ) -> ImportCounts:
        """Stores all of it in one transaction, or, in a dry run, only counts.

        A category that is named but not defined is created with its id as its name. Raises
        StoreNotEmpty where `into_empty_only` and there is an entry.
        """
        with self._database.writing() as session:
            if into_empty_only and session.scalar(select(func.count()).select_from(EntryRow)):
                raise StoreNotEmpty("the database already holds entries")
            counts = _import_into(session, entries, categories, by=by)
            if dry_run:
                session.rollback()
        if not dry_run:
            log.info(
                line(
                    "content_imported",
                    created=counts.created,
                    updated=counts.updated,
                    unchanged=counts.unchanged,
                    by=by,
                )
            )
        return counts


def _import_into(
    session: Session,
    entries: Sequence[EntryFields],
    categories: Sequence[CategoryFields],
    *,
    by: str,
) -> ImportCounts:
    known = set(session.scalars(select(CategoryRow.id)))
    for category in categories:
        rows.put_category(session, category)
    defined = known | {category.id for category in categories}
    missing = list(dict.fromkeys(e.category for e in entries if e.category not in defined))
    rows.append_categories(session, missing)
    session.flush()

    stored = rows.entries_by_id(session, [fields.id for fields in entries])
    created = updated = 0
    published_changed = False
    now = _now()
    for fields in entries:
        row = stored.get(fields.id)
        if row is None:
            row = rows.new_entry(fields, by=by, now=now)
            session.add(row)
            created += 1
        elif rows.differs(row, fields):
            published_changed |= row.status == Status.PUBLISHED
            rows.change(row, fields, by=by, now=now)
            updated += 1
        else:
            continue
        published_changed |= row.status == Status.PUBLISHED
        session.add(rows.revision_of(row))
    session.flush()
    if published_changed:
        _count_change(session)
    return ImportCounts(
        created=created,
        updated=updated,
        unchanged=len(entries) - created - updated,
        new_categories=tuple(sorted((defined | set(missing)) - known)),
    )


def _changed(session: Session, row: EntryRow, fields: EntryFields, *, by: str) -> Entry:
    was = Status(row.status)
    _claim_version(session, row)
    rows.change(row, fields, by=by, now=_now())
    return _recorded(session, row, was=was)


def _claim_version(session: Session, row: EntryRow) -> None:
    """Makes sure that the row still has the version that was read, and keeps it so until commit.

    On SQLite the transaction already excludes other writers; on PostgreSQL the row is locked.
    """
    unchanged = session.execute(
        update(EntryRow)
        .where(EntryRow.id == row.id, EntryRow.version == row.version)
        .values(version=EntryRow.version)
        .execution_options(synchronize_session=False)
    )
    if unchanged.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result has it
        raise _conflict(row.id)


def _recorded(session: Session, row: EntryRow, *, was: Status | None) -> Entry:
    session.flush()
    session.add(rows.revision_of(row))
    if Status.PUBLISHED in (was, row.status):
        _count_change(session)
    session.flush()
    return rows.entry_of(row)


def _count_change(session: Session) -> None:
    session.execute(
        update(ContentVersionRow)
        .values(number=ContentVersionRow.number + 1)
        .execution_options(synchronize_session=False)
    )


def _found(session: Session, entry_id: str) -> EntryRow:
    row = session.get(EntryRow, entry_id)
    if row is None:
        raise EntryNotFound(f"there is no entry {entry_id!r}")
    return row


def _require_version(row: EntryRow, version: int) -> None:
    if row.version != version:
        raise _conflict(row.id)


def _conflict(entry_id: str) -> VersionConflict:
    return VersionConflict(
        f"the entry {entry_id!r} was changed in the meantime; load it again and repeat the change"
    )


def _require_category(session: Session, category_id: str) -> None:
    if session.get(CategoryRow, category_id) is None:
        raise CategoryNotFound(f"there is no category {category_id!r}; create it first")


def _now() -> datetime:
    return datetime.now(UTC)


def _log_change(action: str, entry: Entry) -> None:
    log.info(line(action, entry_id=entry.id, version=entry.version, by=entry.updated_by))
