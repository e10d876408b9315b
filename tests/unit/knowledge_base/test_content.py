"""The content's changes, revisions and version, on SQLite and PostgreSQL."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge_base.content import Content
from knowledge_base.entries import Status
from knowledge_base.errors import (
    CategoryNotFound,
    EntryExists,
    EntryNotFound,
    StoreNotEmpty,
    VersionConflict,
)
from tests.databases import DATABASE_KINDS
from tests.unit.knowledge_base.content_fixtures import (
    entry_fields,
    migrated_database,
    with_category,
)


@pytest.fixture(params=DATABASE_KINDS)
def content(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Content]:
    with migrated_database(request.param, tmp_path) as (_, database):
        yield with_category(database)


def test_a_new_entry_is_read_back_as_it_was_written(content: Content) -> None:
    created = content.create(entry_fields(), by="jana")

    assert content.entry("return-period") == created
    assert created.version == 1
    assert created.updated_by == "jana"
    assert created.variants["cs"].alternatives == ("lhuta na vraceni", "jak dlouho mam na vraceni")


def test_a_new_entry_without_a_status_is_a_draft(content: Content) -> None:
    assert content.create(entry_fields(status=None), by="jana").status is Status.DRAFT


def test_an_id_is_taken_once(content: Content) -> None:
    content.create(entry_fields(), by="jana")

    with pytest.raises(EntryExists):
        content.create(entry_fields(), by="petr")


def test_an_entry_of_an_unknown_category_is_refused(content: Content) -> None:
    with pytest.raises(CategoryNotFound):
        content.create(entry_fields(category="nowhere"), by="jana")


def test_an_edit_makes_the_next_version_and_keeps_the_one_before(content: Content) -> None:
    content.create(entry_fields(), by="jana")
    english = {"en": {"question": "How long?", "answer": "14 days."}}
    edited = content.edit(entry_fields(variants=english, tags=[]), version=1, by="petr")

    assert edited.version == 2
    assert set(edited.variants) == {"en"}
    newest, oldest = content.revisions("return-period")
    assert (newest.version, newest.changed_by) == (2, "petr")
    assert (oldest.version, oldest.changed_by) == (1, "jana")
    assert oldest.snapshot["variants"]["cs"]["answer"] == "Do **14 dnů** od převzetí."


def test_an_edit_that_changes_nothing_makes_no_version(content: Content) -> None:
    content.create(entry_fields(), by="jana")

    assert content.edit(entry_fields(), version=1, by="petr").version == 1
    assert len(content.revisions("return-period")) == 1


def test_fewer_more_and_reordered_alternatives_are_stored(content: Content) -> None:
    content.create(entry_fields(), by="jana")
    for version, alternatives in enumerate((("c",), ("b", "a", "c"), ("a", "b"), ()), start=1):
        variant = {"question": "Otázka?", "answer": "Odpověď.", "alternatives": alternatives}
        content.edit(entry_fields(variants={"cs": variant}), version=version, by="jana")
        assert content.entry("return-period").variants["cs"].alternatives == alternatives


def test_an_edit_of_an_outdated_version_is_refused_and_changes_nothing(content: Content) -> None:
    content.create(entry_fields(), by="jana")
    second = content.edit(entry_fields(tags=["new"]), version=1, by="jana")

    with pytest.raises(VersionConflict):
        content.edit(entry_fields(tags=["late"]), version=1, by="petr")
    assert content.entry("return-period") == second


def test_of_many_edits_at_the_same_moment_one_is_stored(content: Content) -> None:
    content.create(entry_fields(), by="jana")
    together = threading.Barrier(6)
    outcomes: list[str] = []

    def edit(writer: int) -> None:
        together.wait()
        try:
            content.edit(entry_fields(tags=[f"writer-{writer}"]), version=1, by=str(writer))
            outcomes.append("stored")
        except VersionConflict:
            outcomes.append("conflict")

    threads = [threading.Thread(target=edit, args=(writer,)) for writer in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["conflict"] * 5 + ["stored"]
    assert content.entry("return-period").version == 2
    assert len(content.revisions("return-period")) == 2


def test_unknown_entries_are_said_to_be_unknown(content: Content) -> None:
    with pytest.raises(EntryNotFound):
        content.entry("nothing")
    with pytest.raises(EntryNotFound):
        content.revisions("nothing")
    with pytest.raises(EntryNotFound):
        content.set_status("nothing", Status.ARCHIVED, by="jana")


def test_publishing_and_archiving_are_versions_of_their_own(content: Content) -> None:
    content.create(entry_fields(status="draft"), by="jana")

    assert content.set_status("return-period", Status.PUBLISHED, by="jana").version == 2
    assert content.set_status("return-period", Status.PUBLISHED, by="jana").version == 2
    assert content.set_status("return-period", Status.ARCHIVED, by="petr").version == 3
    assert content.published_state().stamps == {}


def test_the_content_version_counts_changes_of_published_content_only(content: Content) -> None:
    numbers = [content.content_version()]
    content.create(entry_fields(status="draft"), by="jana")
    numbers.append(content.content_version())
    content.edit(entry_fields(status="draft", tags=[]), version=1, by="jana")
    numbers.append(content.content_version())
    content.set_status("return-period", Status.PUBLISHED, by="jana")
    numbers.append(content.content_version())
    content.edit(entry_fields(tags=["x"]), version=3, by="jana")
    numbers.append(content.content_version())
    content.set_status("return-period", Status.ARCHIVED, by="jana")
    numbers.append(content.content_version())

    assert numbers == [0, 0, 0, 1, 2, 3]


def test_entries_are_found_without_regard_to_case_and_diacritics(content: Content) -> None:
    content.create(entry_fields(), by="jana")
    content.create(
        entry_fields(id="other", variants={"en": {"question": "A", "answer": "B"}}), by=""
    )

    assert [e.id for e in content.entries(query="VRATIT zbozi").entries] == ["return-period"]
    assert content.entries(query="100%").total == 0
    assert content.entries(query="_").total == 0
    assert content.entries(status=Status.DRAFT).total == 0
    assert content.entries(category="returns").total == 2


def test_pages_of_entries_hold_each_entry_once(content: Content) -> None:
    content.import_all([entry_fields(id=f"e{n}") for n in range(7)], by="jana")

    pages = [content.entries(page=page, page_size=3) for page in (1, 2, 3, 4)]
    assert [len(page.entries) for page in pages] == [3, 3, 1, 0]
    assert {e.id for page in pages for e in page.entries} == {f"e{n}" for n in range(7)}
    assert {page.total for page in pages} == {7}


def test_categories_come_in_their_places_with_their_published_entries(content: Content) -> None:
    content.create(entry_fields(), by="jana")
    content.create(entry_fields(id="draft", status="draft"), by="jana")
    content.import_all([entry_fields(id="new", category="gifts")], by="jana")

    assert [(c.id, c.name_cs, c.published_entries) for c in content.categories()] == [
        ("returns", "Vrácení", 1),
        ("gifts", "gifts", 1),
    ]


def test_an_import_counts_what_it_creates_updates_and_leaves(content: Content) -> None:
    content.create(entry_fields(), by="jana")
    content.create(entry_fields(id="changed"), by="jana")
    imported = [entry_fields(), entry_fields(id="changed", tags=[]), entry_fields(id="new")]

    dry = content.import_all(imported, by="petr", dry_run=True)
    assert content.entries().total == 2
    counts = content.import_all(imported, by="petr")

    assert (counts.created, counts.updated, counts.unchanged) == (1, 1, 1)
    assert dry == counts
    assert content.entry("return-period").version == 1
    assert content.entry("changed").version == 2
    assert content.content_version() == 3


def test_the_demo_goes_into_an_empty_database_only(content: Content) -> None:
    content.import_all([entry_fields()], by="demo", into_empty_only=True)

    with pytest.raises(StoreNotEmpty):
        content.import_all([entry_fields(id="more")], by="demo", into_empty_only=True)
    assert content.entries().total == 1
