"""The published entries in memory: fresh while the knowledge base lives, kept while it does not."""

import pytest

from helpdesk.errors import KnowledgeBaseUnavailable
from helpdesk.faq.catalogue import CHECK_SECONDS, RELOAD_SECONDS, RETRY_SECONDS, Catalogue
from helpdesk.knowledge_client import KnowledgeBase
from tests.knowledge_double import KnowledgeDouble, an_entry


class Clock:
    def __init__(self):
        self.seconds = 100.0

    def __call__(self):
        return self.seconds

    def passes(self, seconds):
        self.seconds += seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def knowledge():
    with KnowledgeDouble(token="t") as double:
        double.has_category("returns", "Vrácení", "Returns", 1)
        double.has(an_entry("return-period"))
        yield double


@pytest.fixture
def catalogue(knowledge, clock):
    with KnowledgeBase(f"http://127.0.0.1:{knowledge.port}", token="t") as client:
        yield Catalogue(client, now=clock)


def asked(knowledge, path):
    return sum(requested == path for _, requested in knowledge.requests)


def test_a_page_after_another_asks_nothing(catalogue, knowledge):
    catalogue.contents()
    before = len(knowledge.requests)
    catalogue.contents()
    assert len(knowledge.requests) == before


def test_unchanged_contents_are_not_loaded_again(catalogue, knowledge, clock):
    first = catalogue.contents()
    clock.passes(CHECK_SECONDS + 0.1)
    assert catalogue.contents() is first
    assert asked(knowledge, "/entries") == 1
    assert asked(knowledge, "/health") == 2


def test_an_edit_is_shown_after_a_second(catalogue, knowledge, clock):
    catalogue.contents()
    knowledge.has(an_entry("gift-cards"))
    clock.passes(CHECK_SECONDS + 0.1)
    assert set(catalogue.contents().entries) == {"return-period", "gift-cards"}


def test_a_renamed_category_is_shown_before_long(catalogue, knowledge, clock):
    catalogue.contents()
    knowledge.has_category("returns", "Vratky", "Returns", 1)
    clock.passes(RELOAD_SECONDS + 0.1)
    assert catalogue.contents().categories("cs")[0].name == "Vratky"


def test_an_outage_keeps_what_was_loaded_and_is_not_asked_about_by_every_page(
    catalogue, knowledge, clock
):
    kept = catalogue.contents()
    knowledge.fails_with = (500, "{}")
    clock.passes(CHECK_SECONDS + 0.1)
    before = len(knowledge.requests)
    assert catalogue.contents() is kept
    assert catalogue.contents() is kept
    assert len(knowledge.requests) == before + 1


def test_after_an_outage_the_contents_are_fresh_again(catalogue, knowledge, clock):
    catalogue.contents()
    knowledge.fails_with = (503, "{}")
    clock.passes(CHECK_SECONDS + 0.1)
    catalogue.contents()
    knowledge.fails_with = None
    knowledge.has(an_entry("gift-cards"))
    clock.passes(RETRY_SECONDS + 0.1)
    assert "gift-cards" in catalogue.contents().entries


def test_with_nothing_ever_loaded_an_outage_is_an_error(catalogue, knowledge):
    knowledge.goes_away()
    for _ in range(2):
        with pytest.raises(KnowledgeBaseUnavailable):
            catalogue.contents()


def test_more_entries_than_one_page_are_all_there(catalogue, knowledge):
    knowledge.has(*(an_entry(f"entry-{number}") for number in range(450)))
    assert len(catalogue.contents().entries) == 451


def test_drafts_are_nowhere(catalogue, knowledge):
    knowledge.has(an_entry("draft", status="draft"))
    assert catalogue.contents().entry("draft", "cs") is None
    assert [entry.id for entry in catalogue.contents().listed("cs")] == ["return-period"]


def test_an_entry_without_the_readers_language_stands_in_and_comes_last(catalogue, knowledge):
    variant = {"question": "Q", "answer": "A", "alternatives": []}
    knowledge.has(an_entry("a-english-only", variants={"en": variant}))
    czech = catalogue.contents().entries_of("returns", "cs")
    assert [(entry.id, entry.cross_lingual) for entry in czech] == [
        ("return-period", False),
        ("a-english-only", True),
    ]
    assert czech[1].language == "en"


def test_a_category_nobody_described_comes_last_under_its_id(catalogue, knowledge):
    knowledge.has(an_entry("odd", category="aaa"))
    categories = catalogue.contents().categories("cs")
    assert [(category.id, category.name) for category in categories] == [
        ("returns", "Vrácení"),
        ("aaa", "aaa"),
    ]


def test_a_slow_knowledge_base_is_given_up_on(knowledge):
    knowledge.seconds_of_delay = 0.5
    url = f"http://127.0.0.1:{knowledge.port}"
    with (
        KnowledgeBase(url, token="t", read_timeout_seconds=0.1) as client,
        pytest.raises(KnowledgeBaseUnavailable),
    ):
        client.search("kde je balík", "cs")
