"""Between rows and values: entries read from, written to and compared with their rows.

Decides nothing about what may change; takes the session of whoever does.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge_base.entries import Entry, Language, Status, Variant
from knowledge_base.entry_rules import CategoryFields, EntryFields
from knowledge_base.folding import fold
from knowledge_base.store.tables import (
    AlternativeRow,
    CategoryRow,
    EntryRow,
    RevisionRow,
    VariantRow,
)

IDS_PER_QUERY = 500  # far below what either database takes as parameters of one statement


def entry_of(row: EntryRow) -> Entry:
    """The entry that a row and its variants hold."""
    return Entry(
        id=row.id,
        category=row.category_id,
        tags=tuple(row.tags),
        status=Status(row.status),
        version=row.version,
        variants=_variants_of(row),
        created_at=row.created_at,
        updated_at=row.updated_at,
        updated_by=row.updated_by,
    )


def entry_as_json(entry: Entry) -> dict[str, Any]:
    """An entry as the HTTP interface and the revisions show it."""
    return {
        "id": entry.id,
        "category": entry.category,
        "tags": list(entry.tags),
        "status": entry.status.value,
        "version": entry.version,
        "variants": {
            language: {
                "question": variant.question,
                "answer": variant.answer,
                "alternatives": list(variant.alternatives),
            }
            for language, variant in entry.variants.items()
        },
        "created_at": moment_as_text(entry.created_at),
        "updated_at": moment_as_text(entry.updated_at),
        "updated_by": entry.updated_by,
    }


def moment_as_text(moment: datetime) -> str:
    """A moment in UTC such as `2026-11-22T10:00:00Z`, with fractions of a second if it has any."""
    return moment.isoformat().replace("+00:00", "Z")


def stamp(version: int, updated_at: datetime) -> str:
    """What tells one version of an entry from another, also after a restored backup."""
    return f"{version}@{moment_as_text(updated_at)}"


def new_entry(fields: EntryFields, *, by: str, now: datetime) -> EntryRow:
    """A row for a new entry in version 1; a draft unless it says otherwise."""
    row = EntryRow(id=fields.id, status=Status.DRAFT.value, version=0, created_at=now, variants=[])
    change(row, fields, by=by, now=now)
    return row


def change(row: EntryRow, fields: EntryFields, *, by: str, now: datetime) -> None:
    """Puts the fields into the row, as its next version."""
    row.category_id = fields.category
    row.tags = list(fields.tags)
    if fields.status is not None:
        row.status = fields.status.value
    row.version += 1
    row.updated_at = now
    row.updated_by = by
    row.folded_text = _folded(fields)
    _change_variants(row, fields.as_variants())


def differs(row: EntryRow, fields: EntryFields) -> bool:
    """Whether storing the fields would change the row."""
    return (
        row.category_id != fields.category
        or tuple(row.tags) != fields.tags
        or (fields.status is not None and row.status != fields.status)
        or _variants_of(row) != fields.as_variants()
    )


def revision_of(row: EntryRow) -> RevisionRow:
    """A record of the row as it is now."""
    return RevisionRow(
        entry_id=row.id,
        version=row.version,
        snapshot=entry_as_json(entry_of(row)),
        changed_at=row.updated_at,
        changed_by=row.updated_by,
    )


def all_entries(session: Session) -> list[Entry]:
    """Every entry, by id."""
    return [entry_of(row) for row in session.scalars(select(EntryRow).order_by(EntryRow.id))]


def entries_by_id(session: Session, ids: Sequence[str]) -> dict[str, EntryRow]:
    """The rows of those entries that exist, locked until the end of the transaction."""
    found: dict[str, EntryRow] = {}
    for start in range(0, len(ids), IDS_PER_QUERY):
        wanted = select(EntryRow).where(EntryRow.id.in_(ids[start : start + IDS_PER_QUERY]))
        found |= {row.id: row for row in session.scalars(wanted.with_for_update())}
    return found


def published_entries(session: Session, ids: Sequence[str]) -> list[Entry]:
    """Those of the entries that are published."""
    found: list[Entry] = []
    for start in range(0, len(ids), IDS_PER_QUERY):
        wanted = select(EntryRow).where(
            EntryRow.id.in_(ids[start : start + IDS_PER_QUERY]),
            EntryRow.status == Status.PUBLISHED,
        )
        found += map(entry_of, session.scalars(wanted))
    return found


def put_category(session: Session, fields: CategoryFields) -> None:
    """Stores a category, new or changed."""
    session.merge(
        CategoryRow(
            id=fields.id,
            name_cs=fields.names.cs,
            name_en=fields.names.en,
            position=fields.position,
        )
    )


def append_categories(session: Session, ids: Sequence[str]) -> None:
    """Stores new categories behind the others, each named by its id."""
    session.flush()
    last = session.scalar(select(func.max(CategoryRow.position))) or 0
    session.add_all(
        CategoryRow(id=id_, name_cs=id_, name_en=id_, position=last + place)
        for place, id_ in enumerate(ids, start=1)
    )


def _variants_of(row: EntryRow) -> dict[Language, Variant]:
    return {
        variant.language: Variant(  # type: ignore[misc]  # the table holds the two languages only
            question=variant.question,
            answer=variant.answer,
            alternatives=tuple(alternative.text for alternative in variant.alternatives),
        )
        for variant in sorted(row.variants, key=lambda variant: variant.language)
    }


def _change_variants(row: EntryRow, variants: dict[Language, Variant]) -> None:
    kept = {variant.language: variant for variant in row.variants}
    for language in kept.keys() - variants.keys():
        row.variants.remove(kept[language])
    for language, variant in variants.items():
        stored = kept.get(language)
        if stored is None:
            stored = VariantRow(language=language, alternatives=[])
            row.variants.append(stored)
        stored.question = variant.question
        stored.answer = variant.answer
        _change_alternatives(stored, variant.alternatives)


def _change_alternatives(row: VariantRow, texts: tuple[str, ...]) -> None:
    for alternative, text in zip(row.alternatives, texts, strict=False):
        alternative.text = text
    del row.alternatives[len(texts) :]
    for position in range(len(row.alternatives), len(texts)):
        row.alternatives.append(AlternativeRow(position=position, text=texts[position]))


def _folded(fields: EntryFields) -> str:
    texts = [fields.id, *fields.tags]
    for variant in fields.variants.values():
        texts += [variant.question, *variant.alternatives, variant.answer]
    return fold("\n".join(texts))
