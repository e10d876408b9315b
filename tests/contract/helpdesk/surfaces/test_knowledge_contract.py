"""What the client takes for granted of a knowledge base holds for the real one and the double.

The real one is the process that `python -m knowledge_base serve` starts, with the real encoder.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from helpdesk.errors import HelpdeskError, KnowledgeBaseRefused, KnowledgeBaseUnavailable
from helpdesk.knowledge_client import KnowledgeBase
from tests.knowledge_double import KnowledgeDouble

TOKEN = "a-token-for-tests-only"
READY_SECONDS = 120
SEARCHABLE_SECONDS = 30

ENTRY = {
    "id": "delivery-price",
    "category": "delivery",
    "tags": ["price"],
    "status": "published",
    "variants": {
        "cs": {
            "question": "Kolik stojí doprava?",
            "answer": "Od **69 Kč**.",
            "alternatives": ["cena dopravy", "kolik zaplatím za poštovné"],
        }
    },
}


# one process for all tests: starting it takes half a minute
@pytest.fixture(scope="module", params=["double", pytest.param("real", marks=pytest.mark.slow)])
def knowledge(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[KnowledgeBase]:
    """A client of a knowledge base with one category."""
    if request.param == "double":
        with KnowledgeDouble(token=TOKEN) as double:
            yield from _client(double.port)
        return
    state = tmp_path_factory.mktemp("state")
    encoder = request.getfixturevalue("prepared_encoder_state") / "encoder"
    (state / "encoder").symlink_to(encoder, target_is_directory=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "OCHOTA_STATE": str(state),
        "OCHOTA_KNOWLEDGE_PORT": str(port),
        "OCHOTA_INTERNAL_TOKEN": TOKEN,
        "OCHOTA_ENCODER_THREADS": "1",
    }
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "knowledge_base"]
    subprocess.run([*command, "migrate"], env=environment, check=True, timeout=60)
    with subprocess.Popen([*command, "serve"], env=environment) as process:
        try:
            yield from _client(port)
        finally:
            process.terminate()
            process.wait(20)


def _client(port: int) -> Iterator[KnowledgeBase]:
    with KnowledgeBase(f"http://127.0.0.1:{port}", token=TOKEN) as client:
        _wait_until_ready(client)
        client.put_category(
            "delivery", {"names": {"cs": "Doprava", "en": "Delivery"}, "position": 2}
        )
        yield client


def _wait_until_ready(client: KnowledgeBase) -> None:
    give_up_at = time.monotonic() + READY_SECONDS
    while True:
        try:
            if client.health().status == "ready":
                return
        except KnowledgeBaseUnavailable:
            pass
        assert time.monotonic() < give_up_at, "the knowledge base did not get ready"
        time.sleep(0.1)


def soon(what: Callable[[], Any]) -> Any:
    """The first truthy value of `what`: an edit is searchable after a moment."""
    give_up_at = time.monotonic() + SEARCHABLE_SECONDS
    while not (value := what()):
        assert time.monotonic() < give_up_at, "waited in vain"
        time.sleep(0.05)
    return value


def refused(call, *arguments, **named) -> tuple[int, str]:
    with pytest.raises(HelpdeskError) as error:
        call(*arguments, **named)
    assert isinstance(error.value, KnowledgeBaseRefused), error.value
    return error.value.status, error.value.code


def test_the_life_of_an_entry(knowledge):
    before = knowledge.health().index_version
    created = knowledge.create_entry(ENTRY, updated_by="jana")
    assert (created.id, created.version, created.status) == ("delivery-price", 1, "published")
    assert created.updated_by == "jana"
    assert created.variants["cs"].alternatives == ("cena dopravy", "kolik zaplatím za poštovné")

    soon(lambda: knowledge.search("Kolik stojí doprava?", "cs").candidates)
    found = knowledge.search("Kolik stojí doprava?", "cs")
    assert found.candidates[0].entry_id == "delivery-price"
    assert found.candidates[0].answer == "Od **69 Kč**."
    assert found.certified is False
    assert found.thresholds.clarify <= found.thresholds.answer
    assert knowledge.health().index_version != before

    across = knowledge.search("price of delivery", "en").candidates[0]
    assert (across.language, across.cross_lingual) == ("cs", True)
    assert knowledge.search("doprava", "cs", exclude_entry_ids=["delivery-price"]).candidates == ()

    edited = {**ENTRY, "version": 1, "tags": []}
    assert knowledge.change_entry("delivery-price", edited, updated_by="petr").version == 2
    conflict = refused(knowledge.change_entry, "delivery-price", edited, updated_by="petr")
    assert conflict == (409, "version_conflict")
    assert refused(knowledge.create_entry, ENTRY, updated_by="eva") == (409, "entry_exists")

    assert knowledge.move_entry("delivery-price", "archive", updated_by="jana").version == 3
    assert knowledge.entries(status="published").total == 0
    assert knowledge.entry("delivery-price").status == "archived"
    soon(lambda: not knowledge.search("Kolik stojí doprava?", "cs").candidates)
    assert knowledge.move_entry("delivery-price", "publish", updated_by="jana").version == 4
    assert knowledge.revisions("delivery-price").revisions[0].entry["id"] == "delivery-price"

    (category,) = knowledge.categories().categories
    assert (category.names["en"], category.position, category.published_entries) == (
        "Delivery",
        2,
        1,
    )


def test_what_is_not_there_or_wrong_is_refused(knowledge):
    assert refused(knowledge.entry, "nothing") == (404, "entry_not_found")
    empty = {**ENTRY, "variants": {}}
    assert refused(knowledge.create_entry, empty, updated_by="jana") == (422, "invalid")


def test_an_import_can_be_tried_first(knowledge):
    exported = knowledge.export_entries("json")
    tried = knowledge.import_entries(exported.content, "json", dry_run=True, updated_by="jana")
    assert tried.applied is False


def test_one_label_certifies_nothing_and_says_how_many_would(knowledge):
    label = {"text": "Kolik stojí doprava?", "language": "cs", "relevant": ["delivery-price"]}
    outcome = knowledge.certify([label], alpha=0.05, delta=0.05, issued_by="jana")
    assert (outcome.issued, outcome.certificate, outcome.sample.questions) == (False, None, 1)
    # with none wrong, 59 answers are the fewest that certify 5 % at 5 %
    assert outcome.labels_needed is None or outcome.labels_needed >= 58
    assert outcome.message
    state = knowledge.certificate()
    assert (state.status, state.certificate, state.alarm) == ("uncertified", None, None)
    assert state.thresholds.clarify <= state.thresholds.answer
    assert knowledge.post_outcomes([]).status == "uncertified"


@pytest.mark.parametrize("wrong", [{"alpha": 0.51}, {"delta": 0.0}, {"questions": []}])
def test_a_promise_that_cannot_be_made_is_refused(knowledge, wrong):
    label = {"text": "Kolik stojí doprava?", "language": "cs", "relevant": []}
    asked = {"questions": [label], "alpha": 0.05, "delta": 0.05, **wrong}
    assert refused(knowledge.certify, **asked, issued_by="jana") == (422, "invalid")


def test_enough_labels_are_certified_and_bad_answers_raise_an_alarm(knowledge):
    if knowledge.entries().total == 0:
        knowledge.create_entry(ENTRY, updated_by="jana")
    found = soon(lambda: knowledge.search("Kolik stojí doprava?", "cs").candidates)
    assert found[0].entry_id == "delivery-price"
    label = {"text": "Kolik stojí doprava?", "language": "cs", "relevant": ["delivery-price"]}
    outcome = knowledge.certify([label] * 150, alpha=0.1, delta=0.1, issued_by="jana")
    assert outcome.issued, outcome.message
    certificate = outcome.certificate
    assert (certificate.alpha, certificate.delta, certificate.issued_by) == (0.1, 0.1, "jana")
    assert (certificate.sample.questions, certificate.sample.wrong) == (150, 0)
    assert certificate.upper_bound <= 0.1
    state = knowledge.certificate()
    assert (state.status, state.certificate) == ("certified", certificate)
    answer = knowledge.search("Kolik stojí doprava?", "cs")
    assert (answer.certified, answer.decision) == (True, "answer")
    assert answer.certifiable_confidence >= certificate.threshold

    bad = {
        "confidence": answer.certifiable_confidence,
        "wrong": True,
        "at": certificate.issued_at.isoformat(),
    }
    alarmed = knowledge.post_outcomes([bad] * 60)
    assert (alarmed.status, alarmed.alarm.answers, alarmed.alarm.wrong) == ("alarm", 60, 60)
    assert alarmed.thresholds.answer >= state.thresholds.answer
    assert knowledge.search("Kolik stojí doprava?", "cs").certified is False


def test_a_wrong_token_is_our_own_fault_and_no_refusal(knowledge):
    address = str(knowledge._http.base_url)
    with (
        KnowledgeBase(address, token="another") as stranger,
        pytest.raises(KnowledgeBaseUnavailable),
    ):
        stranger.categories()


def test_a_text_has_a_tone_and_so_does_what_is_searched(knowledge):
    angry = knowledge.tone("This is outrageous, you are incompetent liars!", "en")
    calm = knowledge.tone("How much is the delivery?", "en")
    assert calm.anger < 0.5 < angry.anger
    assert calm.urgency < 0.5
    assert refused(knowledge.tone, " ", "cs") == (422, "invalid")
    if knowledge.entries().total == 0:
        knowledge.create_entry(ENTRY, updated_by="jana")
    soon(lambda: knowledge.search("Kolik stojí doprava?", "cs").candidates)
    assert knowledge.search("Kolik stojí doprava?", "cs").tone.anger < 0.5


def test_a_summary_is_at_most_five_of_the_sentences_in_their_order(knowledge):
    if knowledge.entries().total == 0:
        knowledge.create_entry(ENTRY, updated_by="jana")
    said = [f"Objednal jsem si zboží číslo {number}." for number in range(8)]
    chosen = soon(lambda: knowledge.chosen_sentences([*said, said[0]], "cs"))
    assert len(chosen) <= 5
    assert list(chosen) == sorted(set(chosen))
    assert knowledge.chosen_sentences([], "cs") == ()
