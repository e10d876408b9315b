"""The service's entries, categories, import and export, on both databases, before any index."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from knowledge_base.content import Content
from knowledge_base.errors import EncoderNotPrepared
from knowledge_base.live_index import LiveIndex
from knowledge_base.service import LARGEST_BODY_BYTES, create_app
from tests.contract.knowledge_base.callers import TOKEN, Caller, error_of, wrong_fields
from tests.databases import DATABASE_KINDS
from tests.unit.knowledge_base.content_fixtures import (
    entry_document,
    migrated_database,
    with_category,
)


def no_encoder() -> Any:
    raise EncoderNotPrepared("there is no encoder in these tests")


def service_over(content: Content, folder: Path) -> Caller:
    app = create_app(content, LiveIndex(content, folder, no_encoder), TOKEN)
    return Caller(app.test_client())


@pytest.fixture(params=DATABASE_KINDS)
def caller(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Caller]:
    with migrated_database(request.param, tmp_path) as (_, database):
        yield service_over(with_category(database), tmp_path)


@pytest.fixture
def caller_on_sqlite(tmp_path: Path) -> Iterator[Caller]:
    with migrated_database("sqlite", tmp_path) as (_, database):
        yield service_over(with_category(database), tmp_path)


def test_an_entry_is_created_read_edited_and_archived(caller: Caller) -> None:
    created = caller.posts("/entries", entry_document(status="draft") | {"updated_by": "jana"})
    assert created.status_code == 201
    assert created.headers["Location"] == "/entries/return-period"
    entry = caller.gets("/entries/return-period").json
    assert entry == created.json
    assert (entry["version"], entry["status"], entry["updated_by"]) == (1, "draft", "jana")
    assert entry["created_at"].endswith("Z")

    entry["variants"]["en"] = {"question": "How long?", "answer": "14 days."}
    edited = caller.puts("/entries/return-period", entry | {"updated_by": "petr"})
    assert (edited.status_code, edited.json["version"]) == (200, 2)
    assert edited.json["variants"]["en"]["alternatives"] == []

    for verb, status in (
        ("publish", "published"),
        ("unpublish", "draft"),
        ("archive", "archived"),
    ):
        changed = caller.posts(f"/entries/return-period/{verb}", {"updated_by": "jana"})
        assert (changed.status_code, changed.json["status"]) == (200, status)

    revisions = caller.gets("/entries/return-period/revisions").json["revisions"]
    assert [revision["version"] for revision in revisions] == [5, 4, 3, 2, 1]
    assert revisions[3]["entry"] == edited.json
    assert revisions[3]["changed_by"] == "petr"


def test_publishing_needs_no_body(caller: Caller) -> None:
    caller.posts("/entries", entry_document(status="draft"))

    assert caller.posts("/entries/return-period/publish").json["status"] == "published"


def test_an_outdated_edit_is_a_conflict(caller: Caller) -> None:
    caller.posts("/entries", entry_document())
    caller.puts("/entries/return-period", entry_document(tags=["first"]) | {"version": 1})

    late = caller.puts("/entries/return-period", entry_document(tags=["late"]) | {"version": 1})
    assert error_of(late, 409)["code"] == "version_conflict"
    late = caller.posts("/entries/return-period/archive", {"version": 1})
    assert error_of(late, 409)["code"] == "version_conflict"
    assert caller.gets("/entries/return-period").json["tags"] == ["first"]


def test_a_taken_id_is_a_conflict(caller: Caller) -> None:
    caller.posts("/entries", entry_document())

    assert error_of(caller.posts("/entries", entry_document()), 409)["code"] == "entry_exists"


def test_what_does_not_exist_is_not_found(caller: Caller) -> None:
    for answer in (
        caller.gets("/entries/nothing"),
        caller.gets("/entries/nothing/revisions"),
        caller.puts("/entries/nothing", entry_document(id="nothing") | {"version": 1}),
        caller.posts("/entries/nothing/publish"),
    ):
        assert error_of(answer, 404)["code"] == "entry_not_found"
    assert error_of(caller.gets("/nowhere"), 404)["code"] == "not_found"


def test_a_wrong_method_says_which_are_right(caller_on_sqlite: Caller) -> None:
    answer = caller_on_sqlite.gets("/search")

    assert error_of(answer, 405)["code"] == "method_not_allowed"
    assert "POST" in answer.headers["Allow"]


def test_an_unknown_category_is_a_wrong_field(caller: Caller) -> None:
    assert wrong_fields(caller.posts("/entries", entry_document(category="nowhere"))) == [
        "category"
    ]


def test_every_wrong_field_is_named_with_its_path(caller_on_sqlite: Caller) -> None:
    answer = caller_on_sqlite.posts(
        "/entries",
        {
            "id": "Bad Id",
            "status": "live",
            "tags": ["a,b"],
            "variants": {"cs": {"question": " ", "alternatives": "one"}, "de": {}},
            "colour": "red",
        },
    )

    assert sorted(wrong_fields(answer)) == [
        "category",
        "colour",
        "id",
        "status",
        "tags",
        "variants.cs.alternatives",
        "variants.cs.answer",
        "variants.cs.question",
        "variants.de",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "שלום, איפה ההזמנה שלי?",
        "😀😀😀",
        "Robert'); DROP TABLE entry;--",
        "100 % \\ _ \" ' ` ${x} {{x}}",
        "a" * 500,
    ],
)
def test_any_text_is_stored_as_it_is(caller: Caller, text: str) -> None:
    variants = {"cs": {"question": text, "answer": text, "alternatives": [f"{text[:400]} 2"]}}
    caller.posts("/entries", entry_document(variants=variants))

    assert caller.gets("/entries/return-period").json["variants"] == variants
    assert caller.gets("/entries", query=text[:60]).json["total"] == 1


@pytest.mark.parametrize("text", ["", "   \n", "a\0b", "\ud800", "\x1b[31m", "a" * 501])
def test_texts_that_cannot_be_stored_are_refused(caller_on_sqlite: Caller, text: str) -> None:
    variants = {"cs": {"question": text, "answer": "Odpověď."}}
    body = json.dumps(entry_document(variants=variants)).encode()

    assert wrong_fields(caller_on_sqlite.posts("/entries", body)) == ["variants.cs.question"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe\x00", b"[" * 100_000, b'{"text": NaN}', b"\0" * 100]
)
def test_a_body_that_is_not_json_is_malformed(caller_on_sqlite: Caller, body: bytes) -> None:
    for path in ("/search", "/entries"):
        assert error_of(caller_on_sqlite.posts(path, body), 400)["code"] == "malformed"
    assert error_of(caller_on_sqlite.puts("/categories/returns", body), 400)


@pytest.mark.parametrize("body", [b"[]", b"null", b'"text"', b"7"])
def test_json_of_another_kind_is_invalid(caller_on_sqlite: Caller, body: bytes) -> None:
    for path in ("/search", "/entries"):
        assert error_of(caller_on_sqlite.posts(path, body), 422)["code"] == "invalid"


def test_a_body_that_is_too_large_is_refused(caller_on_sqlite: Caller) -> None:
    answer = caller_on_sqlite.posts("/entries", b" " * (LARGEST_BODY_BYTES + 1))

    assert error_of(answer, 413)["code"] == "too_large"


@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x", "ž"])
def test_strangers_are_let_nowhere_but_to_the_health(caller_on_sqlite: Caller, token: str) -> None:
    stranger = Caller(caller_on_sqlite.client, token)

    for answer in (
        stranger.posts("/search", {"text": "a", "language": "cs"}),
        stranger.gets("/entries"),
        stranger.gets("/export", format="json"),
        stranger.gets("/nowhere"),
    ):
        assert error_of(answer, 401)["code"] == "unauthorized"
    assert stranger.gets("/health").status_code == 503


def test_lists_are_paged_and_filtered(caller: Caller) -> None:
    for number in range(3):
        caller.posts("/entries", entry_document(id=f"e{number}"))
    caller.posts("/entries", entry_document(id="draft", status="draft"))

    assert caller.gets("/entries").json["total"] == 4
    page = caller.gets("/entries", status="published", page=2, page_size=2).json
    assert (page["total"], len(page["entries"])) == (3, 1)
    assert caller.gets("/entries", category="returns", query="DRAFT").json["total"] == 1
    answer = caller.gets("/entries", status="live", page=0, page_size=9999, colour="red")
    assert sorted(wrong_fields(answer)) == ["colour", "page", "page_size", "status"]


def test_categories_are_put_and_listed(caller: Caller) -> None:
    put = caller.puts("/categories/gifts", {"names": {"cs": "Dárky", "en": "Gifts"}, "position": 2})
    assert (put.status_code, put.json["published_entries"]) == (200, 0)
    renamed = caller.puts("/categories/gifts", put.json | {"names": {"cs": "Poukazy"}})

    assert renamed.json["names"] == {"cs": "Poukazy", "en": "Poukazy"}
    assert [c["id"] for c in caller.gets("/categories").json["categories"]] == ["returns", "gifts"]
    wrong = caller.puts("/categories/gifts", {"id": "other", "names": {}, "position": "x"})
    assert wrong_fields(wrong) == ["names.cs", "names.en", "position"]


def test_an_import_is_tried_then_done(caller: Caller) -> None:
    body = json.dumps([entry_document()]).encode()

    tried = caller.posts("/import", body, format="json", dry_run="true").json
    assert (tried["created"], tried["applied"], tried["errors"]) == (1, False, [])
    assert caller.gets("/entries").json["total"] == 0
    done = caller.posts("/import", body, format="json", dry_run="false", updated_by="jana").json
    assert (done["created"], done["applied"]) == (1, True)
    assert caller.gets("/entries/return-period").json["updated_by"] == "jana"


def test_an_import_with_a_mistake_does_nothing(caller: Caller) -> None:
    body = json.dumps([entry_document(), entry_document(id="B A D")], indent=1).encode()

    done = caller.posts("/import", body, format="json").json
    assert (done["created"], done["applied"]) == (0, False)
    assert [(e["line"] > 10, e["field"]) for e in done["errors"]] == [(True, "id")]
    assert caller.gets("/entries").json["total"] == 0
    assert wrong_fields(caller.posts("/import", b"", format="docx")) == ["format"]


@pytest.mark.parametrize("format_", ["yaml", "json", "csv", "xlsx"])
def test_an_export_imports_again(caller: Caller, format_: str) -> None:
    caller.posts("/entries", entry_document())

    exported = caller.gets("/export", format=format_)
    assert f"entries.{format_}" in exported.headers["Content-Disposition"]
    outcome = caller.posts("/import", exported.data, format=format_).json
    assert (outcome["unchanged"], outcome["errors"]) == (1, [])


def test_a_search_before_the_index_is_ready_is_told_to_come_back(caller: Caller) -> None:
    answer = caller.posts("/search", {"text": "Kde je můj balík?", "language": "cs"})

    assert error_of(answer, 503)["code"] == "search_not_ready"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " \n "}, "text"),
        ({"text": "\0\0"}, "text"),
        ({"text": "a" * 4001}, "text"),
        ({"text": "a" * 10_000}, "text"),
        ({"text": None}, "text"),
        ({"text": 7}, "text"),
        ({"language": "de"}, "language"),
        ({"limit": 0}, "limit"),
        ({"limit": 21}, "limit"),
        ({"exclude_entry_ids": "a"}, "exclude_entry_ids"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_search_is_told_what_is_wrong(
    caller_on_sqlite: Caller, change: dict[str, Any], field: str
) -> None:
    answer = caller_on_sqlite.posts("/search", {"text": "Kde?", "language": "cs"} | change)

    assert wrong_fields(answer) == [field]
