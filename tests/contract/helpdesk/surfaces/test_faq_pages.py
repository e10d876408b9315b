"""The FAQ as readers meet it, without JavaScript, and its public API."""

import re

import pytest
from sqlalchemy import select

from helpdesk.app import create_app
from helpdesk.models import EntryFeedback

from .conftest import ON_SQLITE

pytestmark = ON_SQLITE


def test_the_front_page_lists_topics_in_their_order(stranger, content):
    page = stranger.asks_for("/faq/cs")
    assert page.index("Doprava") < page.index("Vrácení zboží")
    assert "2 odpovědi" in page
    assert "Nic" not in re.findall(r"<h3><a[^>]*>([^<]*)", page)


def test_the_front_page_speaks_english_too(stranger, content):
    page = stranger.asks_for("/faq/en")
    assert '<html lang="en">' in page
    assert "How can we help you?" in page
    assert "Delivery" in page


def test_a_reader_is_led_to_their_own_language(stranger, content):
    for header, place in (("en-GB,en", "/faq/en"), ("cs", "/faq/cs"), ("sk", "/faq/cs")):
        response = stranger.sees("/faq/", headers={"Accept-Language": header})
        assert response.location == place
    assert stranger.sees("/faq").location == "/faq/cs"


def test_a_search_works_by_the_form_alone(stranger, content):
    page = stranger.asks_for("/faq/cs?q=kolik+stojí+doprava")
    assert '<form id="faq-search"' in page
    assert 'data-language="cs"' in page
    results = page.split('id="faq-results"')[1].split("topics-title")[0]
    assert results.index("Kolik stojí doprava?") < results.index("Zeptat se na tohle")
    assert 'href="/faq/cs/delivery-price"' in results
    assert "Ceny Od 69 Kč, viz ceník." in results


def test_a_search_that_finds_nothing_says_so(stranger, knowledge):
    page = stranger.asks_for("/faq/en?q=zzz")
    assert "We found no answer to this." in page
    assert 'data-ochota-ask="zzz"' in page


def test_what_a_reader_typed_is_only_text(stranger, content):
    for place in ("q", "ask"):
        page = stranger.asks_for(f'/faq/cs?{place}="><script>alert(1)</script>')
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_a_topic_has_its_own_page(stranger, content):
    page = stranger.asks_for("/faq/en/category/returns")
    assert "How long do I have to return goods?" in page
    assert "Kam mám vrácené zboží poslat?" in page
    assert "in Czech" in page


def test_an_entry_has_its_own_page(stranger, content):
    page = stranger.asks_for("/faq/cs/delivery-price")
    assert "<h1>Kolik stojí doprava?</h1>" in page
    assert "<h2>Ceny</h2>" in page
    assert '<link rel="canonical" href="http://localhost/faq/cs/delivery-price">' in page
    assert 'hreflang="en" href="http://localhost/faq/en/delivery-price"' in page
    assert 'content="Ceny Od 69 Kč, viz ceník."' in page
    assert 'data-ochota-ask="Kolik stojí doprava?"' in page


def test_an_entry_in_the_other_language_only_says_so_and_names_its_true_address(stranger, content):
    page = stranger.asks_for("/faq/en/return-place")
    assert "This answer is only in Czech so far." in page
    assert '<article lang="cs">' in page
    assert '<link rel="canonical" href="http://localhost/faq/cs/return-place">' in page
    assert 'rel="alternate"' not in page


@pytest.mark.parametrize(
    "path",
    ["/faq/cs/secret-draft", "/faq/cs/nothing", "/faq/de", "/faq/cs/category/empty", "/faq/cs/%00"],
)
def test_what_is_not_published_is_a_kind_404(stranger, content, path):
    response = stranger.sees(path, headers={"Accept": "text/html", "Accept-Language": "cs"})
    assert response.status_code == 404
    assert response.content_type == "text/html; charset=utf-8"
    assert "Tahle stránka tu není" in response.get_data(as_text=True)


def test_a_program_gets_the_same_404_as_json(stranger, content):
    response = stranger.sees("/faq/cs/nothing", headers={"Accept": "application/json"})
    assert response.json["error"]["code"] == "not_found"


def test_a_readers_word_is_kept_with_the_entrys_version(stranger, content, database):
    response = stranger.client.post("/faq/en/delivery-price/feedback", data={"helpful": "yes"})
    assert response.status_code == 303
    assert response.location == "/faq/en/delivery-price?thanks=yes#feedback"
    assert "Thank you" in stranger.asks_for("/faq/en/delivery-price?thanks=yes")
    with database.read() as session:
        kept = session.scalars(select(EntryFeedback)).one()
    assert (kept.entry_id, kept.entry_version, kept.language, kept.helpful) == (
        "delivery-price",
        3,
        "en",
        True,
    )
    assert kept.reader_hash is not None
    assert "127.0.0.1" not in kept.reader_hash


def test_a_second_word_of_the_same_reader_replaces_the_first(stranger, content, database):
    for helpful in (True, False):
        response = stranger.client.post(
            "/api/v1/faq/entries/return-period/feedback", json={"helpful": helpful}
        )
        assert response.status_code == 204
    stranger.client.post(
        "/api/v1/faq/entries/return-period/feedback",
        json={"helpful": True},
        environ_base={"REMOTE_ADDR": "192.0.2.9"},
    )
    with database.read() as session:
        kept = session.scalars(select(EntryFeedback).order_by(EntryFeedback.id)).all()
    assert [feedback.helpful for feedback in kept] == [False, True]


def test_an_embedded_page_has_no_frame_of_ours_and_keeps_being_embedded(stranger, content):
    page = stranger.asks_for("/faq/cs?embed=1&q=doprava")
    assert '<header class="site">' not in page
    assert "/widget.js" not in page
    assert 'href="/faq/cs/delivery-price?embed=1"' in page
    assert '<input type="hidden" name="embed" value="1">' in page


def test_while_the_knowledge_base_is_down_pages_live_on_and_the_search_says_so(stranger, content):
    stranger.asks_for("/faq/cs")
    content.goes_away()
    assert "Do <strong>14 dnů</strong>" in stranger.asks_for("/faq/cs/return-period")
    response = stranger.sees("/faq/cs?q=doprava", headers={"Accept": "text/html"})
    page = response.get_data(as_text=True)
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert "Hledání má krátkou pauzu" in page
    assert "Vrácení zboží" in page
    assert "data-ochota-ask" in page


def test_without_any_contents_the_page_still_offers_the_chat(stranger, knowledge):
    knowledge.goes_away()
    front = stranger.sees("/faq/en", headers={"Accept": "text/html"})
    assert front.status_code == 503
    assert "data-ochota-ask" in front.get_data(as_text=True)
    entry = stranger.sees("/faq/en/return-period", headers={"Accept": "text/html"})
    assert entry.status_code == 503
    assert "One moment, please" in entry.get_data(as_text=True)


def test_a_failing_knowledge_base_is_not_asked_by_every_page(stranger, knowledge):
    knowledge.fails_with = (500, "{}")
    for _ in range(5):
        stranger.sees("/faq/cs")
    assert len(knowledge.requests) == 1


def test_the_search_api_gives_what_a_search_box_needs(stranger, content):
    found = stranger.sees("/api/v1/faq/search?q=price+of+delivery&language=en&limit=2").json
    assert found["good_match"] is True
    assert len(found["results"]) == 2
    first = found["results"][0]
    assert first["id"] == "delivery-price"
    assert first["url"] == "/faq/en/delivery-price"
    assert first["excerpt"] == "From 69 Kč."
    assert (first["language"], first["cross_lingual"], first["good_match"]) == ("en", False, True)
    assert "answer" not in first


def test_an_empty_search_asks_nobody(stranger, content):
    before = len(content.requests)
    assert stranger.sees("/api/v1/faq/search?q=++&language=cs").json["results"] == []
    assert len(content.requests) == before


@pytest.mark.parametrize("query", ["q=x&language=de", "q=x&limit=0", "q=" + "x" * 401])
def test_a_search_that_cannot_be_one_is_refused_with_its_fields(stranger, content, query):
    response = stranger.sees(f"/api/v1/faq/search?{query}")
    assert response.status_code == 422
    assert response.json["error"]["fields"]


def test_the_api_lists_categories_with_counts_and_names(stranger, content):
    categories = stranger.sees("/api/v1/faq/categories?language=en").json["categories"]
    assert [(c["id"], c["name"], c["published_entries"]) for c in categories] == [
        ("delivery", "Delivery", 1),
        ("returns", "Returns", 2),
    ]


def test_the_api_lists_and_gives_published_entries_only(stranger, content):
    entries = stranger.sees("/api/v1/faq/entries?language=en").json["entries"]
    assert [entry["id"] for entry in entries] == [
        "delivery-price",
        "return-period",
        "return-place",
    ]
    only = stranger.sees("/api/v1/faq/entries?language=en&category=delivery").json["entries"]
    assert [entry["id"] for entry in only] == ["delivery-price"]
    entry = stranger.sees("/api/v1/faq/entries/return-period?language=cs").json
    assert entry["html"] == "<p>Do <strong>14 dnů</strong> od převzetí.</p>"
    assert stranger.sees("/api/v1/faq/entries/secret-draft").status_code == 404


def test_other_sites_of_the_company_may_search(stranger, content):
    address = "/api/v1/faq/search?q=doprava&language=cs"
    allowed = stranger.sees(address, headers={"Origin": "https://shop.example"})
    assert allowed.headers["Access-Control-Allow-Origin"] == "https://shop.example"
    other = stranger.sees(address, headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in other.headers


def test_the_search_api_is_down_when_the_knowledge_base_is(stranger, knowledge):
    knowledge.goes_away()
    response = stranger.sees("/api/v1/faq/search?q=doprava")
    assert response.status_code == 503
    assert response.json["error"]["code"] == "knowledge_base_unavailable"


def test_a_script_that_votes_without_end_is_slowed_down(settings, content, database):
    app = create_app(settings.model_copy(update={"rate_limits": True}))
    reader = app.test_client()
    headers = {"Accept": "text/html"}
    answered = [
        reader.post("/faq/en/return-period/feedback", data={"helpful": "no"}, headers=headers)
        for _ in range(31)
    ]
    assert [response.status_code for response in answered] == [303] * 30 + [429]
    assert int(answered[-1].headers["Retry-After"]) > 0
    assert "A little slower, please" in answered[-1].get_data(as_text=True)
