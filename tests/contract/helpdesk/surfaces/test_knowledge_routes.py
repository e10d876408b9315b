"""What a lead does with the knowledge base through the helpdesk."""

import json

import pytest

from .conftest import ON_SQLITE

pytestmark = ON_SQLITE

NEW = {
    "id": "gift-wrap",
    "category": "orders",
    "variants": {"cs": {"question": "Balíte dárky?", "answer": "Ano.", "alternatives": []}},
}


def test_a_lead_finds_entries_of_every_status(lead, content):
    found = lead.sees("/api/v1/knowledge/entries?status=draft").json
    assert [entry["id"] for entry in found["entries"]] == ["secret-draft"]
    assert lead.sees("/api/v1/knowledge/entries").json["total"] == 4


def test_a_new_entry_is_signed_by_the_lead_whatever_the_body_says(lead, content):
    response = lead.sends(
        "POST", "/api/v1/knowledge/entries", json={**NEW, "updated_by": "somebody"}
    )
    assert response.status_code == 201
    assert content.received[-1]["updated_by"] == "jana"
    assert content.received[-1]["status"] == "draft"


def test_what_the_knowledge_base_refuses_comes_back_as_it_said_it(lead, content):
    lead.sends("POST", "/api/v1/knowledge/entries", json=NEW)
    twice = lead.sends("POST", "/api/v1/knowledge/entries", json=NEW)
    assert twice.status_code == 409
    assert twice.json == {"error": {"code": "entry_exists", "message": "Refused: entry_exists."}}
    empty = lead.sends("POST", "/api/v1/knowledge/entries", json={**NEW, "id": "x", "variants": {}})
    assert empty.status_code == 422
    assert empty.json["error"]["fields"] == [{"field": "variants", "reason": "is empty"}]


def test_an_edit_of_an_old_version_conflicts(lead, content):
    entry = lead.sees("/api/v1/knowledge/entries/return-period").json
    first = lead.sends("PUT", "/api/v1/knowledge/entries/return-period", json=entry)
    assert first.json["version"] == 2
    second = lead.sends("PUT", "/api/v1/knowledge/entries/return-period", json=entry)
    assert second.status_code == 409
    assert second.json["error"]["code"] == "version_conflict"


def test_an_entry_is_published_and_archived(lead, content):
    address = "/api/v1/knowledge/entries/secret-draft"
    assert lead.sends("POST", f"{address}/publish", json={}).json["status"] == "published"
    assert lead.sends("POST", f"{address}/unpublish").json["status"] == "draft"
    assert lead.sends("POST", f"{address}/archive").json["status"] == "archived"
    assert lead.sends("POST", f"{address}/delete").status_code == 404


def test_revisions_look_like_entries(lead, content):
    revisions = lead.sees("/api/v1/knowledge/entries/return-period/revisions").json["revisions"]
    assert [(r["id"], r["version"], r["updated_by"]) for r in revisions] == [
        ("return-period", 1, "jana")
    ]


def test_an_unknown_entry_is_not_found(lead, content):
    response = lead.sees("/api/v1/knowledge/entries/nothing")
    assert response.status_code == 404
    assert response.json["error"]["code"] == "entry_not_found"


@pytest.mark.parametrize("entry_id", ["..", "a%2Fb", "A", "x" * 81, "%00"])
def test_a_name_that_cannot_be_an_entrys_never_reaches_the_knowledge_base(lead, content, entry_id):
    before = len(content.requests)
    response = lead.sees(f"/api/v1/knowledge/entries/{entry_id}")
    assert response.status_code in (404, 422)
    assert len(content.requests) == before


def test_an_import_is_tried_and_then_done(lead, content):
    address = "/api/v1/knowledge/import?format=yaml&dry_run="
    tried = lead.sends("POST", f"{address}true", data=b"- id: x")
    done = lead.sends("POST", f"{address}false", data=b"- id: x")
    assert (tried.json["applied"], done.json["applied"]) == (False, True)
    assert content.received[-1]["body"] == "- id: x"
    assert content.received[-1]["updated_by"] == "jana"


def test_an_export_is_a_file_to_keep(lead, content):
    response = lead.sees("/api/v1/knowledge/export?format=json")
    assert response.headers["Content-Disposition"] == "attachment; filename=entries.json"
    assert len(json.loads(response.data)) == 4


def test_an_unknown_format_is_refused_here(lead, content):
    assert lead.sees("/api/v1/knowledge/export?format=exe").status_code == 422


def test_a_category_is_renamed(lead, content):
    body = {"names": {"cs": "Vratky", "en": "Returns"}, "position": 9}
    assert lead.sends("PUT", "/api/v1/knowledge/categories/returns", json=body).status_code == 200
    categories = lead.sees("/api/v1/knowledge/categories").json["categories"]
    assert {c["id"]: c["names"]["cs"] for c in categories}["returns"] == "Vratky"


def test_a_question_is_tried_with_confidences(lead, content):
    body = {"text": "kolik stojí doprava", "language": "cs", "limit": 2}
    found = lead.sends("POST", "/api/v1/knowledge/try", json=body).json
    assert found["decision"] == "answer"
    assert found["certified"] is False
    assert found["candidates"][0]["entry_id"] == "delivery-price"
    assert len(found["candidates"]) == 2


def test_a_knowledge_base_that_is_down_is_said_to_be(lead, knowledge):
    knowledge.goes_away()
    response = lead.sees("/api/v1/knowledge/entries")
    assert response.status_code == 503
    assert response.json["error"]["code"] == "knowledge_base_unavailable"
    assert int(response.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    "failure",
    [
        (500, '{"error": {"code": "internal_error", "message": "secret path /srv/x"}}'),
        (503, '{"error": {"code": "search_not_ready", "message": "starting"}}'),
        (401, '{"error": {"code": "unauthorized", "message": "token"}}'),
        (200, "<html>"),
        (200, '{"entries": 3}'),
        (404, "not ours"),
    ],
)
def test_a_knowledge_base_that_fails_or_talks_nonsense_is_unavailable(lead, knowledge, failure):
    knowledge.fails_with = failure
    response = lead.sees("/api/v1/knowledge/entries")
    assert response.status_code == 503
    assert response.json["error"]["code"] == "knowledge_base_unavailable"
    assert "secret" not in response.get_data(as_text=True)
