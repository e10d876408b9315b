"""Certifying over HTTP, with the real encoder, on both databases."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from knowledge_base.certificate.in_force import Policy
from knowledge_base.certificate.rulebook import Rulebook
from knowledge_base.certificate.store import CertificateStore
from knowledge_base.content import Content
from knowledge_base.encoder import Encoder, load_encoder
from knowledge_base.entries import Status
from knowledge_base.live_index import LiveIndex
from knowledge_base.service import create_app
from tests.contract.knowledge_base.callers import TOKEN, Caller, error_of, wrong_fields
from tests.databases import DATABASE_KINDS
from tests.unit.knowledge_base.content_fixtures import (
    entry_fields,
    migrated_database,
    with_category,
)

pytestmark = pytest.mark.slow
READY_SECONDS = 120

QUESTIONS = {
    "shipping": ("Kolik stojí doprava?", "cena dopravy"),
    "payment": ("Můžu zaplatit kartou?", "platba kartou"),
    "opening": ("Kdy máte otevřeno?", "oteviraci doba"),
    "gift-wrap": ("Zabalíte mi zboží jako dárek?", "darkove baleni"),
    "warranty": ("Jak dlouhá je záruka?", "delka zaruky"),
    "invoice": ("Kde najdu fakturu?", "potrebuju fakturu"),
}
NOBODY_ANSWERS = (
    "Kolik nohou má pavouk?",
    "Kdy se narodila tvoje babička?",
    "Jak se uvaří knedlíky?",
    "Proč prší?",
)


@dataclass(frozen=True)
class Desk:
    """The helpdesk as the knowledge base meets it, with what it knows about its own service."""

    caller: Caller
    content: Content
    live_index: LiveIndex

    def certifies(self, *, sample: list[dict[str, Any]], alpha: float = 0.1) -> dict[str, Any]:
        answer = self.caller.posts(
            "/certificate",
            {"alpha": alpha, "delta": 0.05, "issued_by": "jana", "questions": sample},
        )
        assert answer.status_code == 200, answer.get_data(as_text=True)
        said: dict[str, Any] = answer.json
        return said

    def asks(self, text: str, **more: Any) -> dict[str, Any]:
        answer = self.caller.posts("/search", {"text": text, "language": "cs"} | more)
        found: dict[str, Any] = answer.json
        return found

    def tells(self, outcomes: list[dict[str, Any]]) -> dict[str, Any]:
        answer = self.caller.posts("/certificate/outcomes", {"outcomes": outcomes})
        assert answer.status_code == 200, answer.get_data(as_text=True)
        said: dict[str, Any] = answer.json
        return said

    @property
    def certificate(self) -> dict[str, Any]:
        answer = self.caller.gets("/certificate")
        assert answer.status_code == 200
        said: dict[str, Any] = answer.json
        return said


@dataclass(frozen=True)
class Shop:
    """A database with six entries, and desks that open on it."""

    content: Content
    folder: Path
    encoder: Encoder

    @contextmanager
    def desk(
        self, *, policy: Policy | None = None, encoder: Encoder | None = None
    ) -> Iterator[Desk]:
        used = encoder or self.encoder
        store = CertificateStore(self.content.database)
        live_index = LiveIndex(
            self.content,
            self.folder / "index",
            lambda: used,
            rulebook=Rulebook(store, policy or Policy()),
            settle_seconds=600,
        )
        live_index.start()
        try:
            assert live_index.wait_until_ready(READY_SECONDS)
            app = create_app(self.content, live_index, TOKEN)
            yield Desk(Caller(app.test_client()), self.content, live_index)
        finally:
            live_index.stop()


@pytest.fixture(scope="session")
def encoder(prepared_encoder_state: Path) -> Encoder:
    return load_encoder(state=prepared_encoder_state, threads=1)


@pytest.fixture(params=DATABASE_KINDS)
def shop(request: pytest.FixtureRequest, tmp_path: Path, encoder: Encoder) -> Iterator[Shop]:
    with migrated_database(request.param, tmp_path) as (_, database):
        content = with_category(database)
        content.import_all(
            [entry_fields(id=id_, variants=_variants(*asked)) for id_, asked in QUESTIONS.items()],
            by="jana",
        )
        yield Shop(content, tmp_path, encoder)


def _variants(question: str, alternative: str) -> dict[str, Any]:
    return {"cs": {"question": question, "answer": "Ano.", "alternatives": [alternative]}}


def labelled(text: str, *relevant: str) -> dict[str, Any]:
    return {"text": text, "language": "cs", "relevant": list(relevant)}


def good_sample(questions: int = 60) -> list[dict[str, Any]]:
    """Six in seven are stored phrasings, the others nothing answers."""
    stored = [labelled(text, id_) for id_, asked in QUESTIONS.items() for text in asked]
    others = [labelled(text) for text in NOBODY_ANSWERS]
    return [
        (others if at % 7 == 6 else stored)[at % 4 if at % 7 == 6 else at % 12]
        for at in range(questions)
    ]


def told(confidence: float, *, wrong: bool, count: int, days: int = 1) -> list[dict[str, Any]]:
    at = (datetime.now(UTC) + timedelta(days=days)).isoformat()
    return [{"confidence": confidence, "wrong": wrong, "at": at}] * count


def test_answers_are_certified_once_enough_labels_say_so(shop: Shop) -> None:
    with shop.desk() as desk:
        before = desk.certificate
        assert (before["status"], before["certificate"]) == ("uncertified", None)
        assert not desk.asks("cena dopravy")["certified"]

        said = desk.certifies(sample=good_sample())

        assert said["issued"], said["message"]
        sample = said["certificate"]["sample"]
        assert (sample["questions"], sample["unanswerable"]) == (60, 8)
        assert sample["answered"] >= 29
        assert sample["wrong"] / sample["answered"] <= said["certificate"]["upper_bound"] <= 0.1
        assert said["certificate"]["coverage"] == sample["answered"] / 60
        assert "at most 10 % of the answers are wrong, with probability 95 %" in said["message"]
        now = desk.certificate
        assert (now["status"], now["certificate"]) == ("certified", said["certificate"])
        answer = desk.asks("cena dopravy")
        assert (answer["decision"], answer["certified"]) == ("answer", True)
        assert answer["certifiable_confidence"] >= said["certificate"]["threshold"]
        assert answer["thresholds"] == now["thresholds"]
        assert not desk.asks("cena dopravy", exclude_entry_ids=["invoice"])["certified"]
        assert desk.caller.gets("/health").json["certificate"] == "certified"


def test_a_sample_that_is_too_small_says_what_it_lacks(shop: Shop) -> None:
    with shop.desk() as desk:
        said = desk.certifies(sample=good_sample(14), alpha=0.05)

        assert (said["issued"], said["certificate"]) == (False, None)
        assert said["labels_needed"] >= 45
        assert 0.05 < said["reachable_alpha"] < 0.5
        assert "14 labelled questions are too few" in said["message"]
        assert f"About {said['labels_needed']} more labels" in said["message"]
        assert f"{said['reachable_alpha'] * 100:.0f} % can be certified" in said["message"]
        assert said["sample"]["questions"] == 14
        assert desk.certificate["status"] == "uncertified"


def test_wrong_labels_certify_nothing(shop: Shop) -> None:
    with shop.desk() as desk:
        said = desk.certifies(
            sample=[one | {"relevant": ["no-such-entry"]} for one in good_sample()]
        )

        assert (said["issued"], said["labels_needed"], said["reachable_alpha"]) == (
            False,
            None,
            None,
        )
        assert said["sample"]["unanswerable"] == 60


def test_a_restart_keeps_the_certificate_and_the_newest_one_counts(shop: Shop) -> None:
    with shop.desk() as desk:
        desk.certifies(sample=good_sample(), alpha=0.2)
        newest = desk.certifies(sample=good_sample(70))["certificate"]

    with shop.desk() as desk:
        assert desk.certificate["certificate"] == newest
        assert desk.asks("cena dopravy")["certified"]


def test_another_process_sees_a_new_certificate_soon(shop: Shop) -> None:
    with shop.desk() as one, shop.desk() as other:
        one.certifies(sample=good_sample())

        assert other.live_index.follow_now(30)
        assert other.certificate == one.certificate
        assert other.asks("cena dopravy")["certified"]


def test_many_edited_entries_invalidate_it_and_few_do_not(shop: Shop) -> None:
    with shop.desk(policy=Policy(tolerance=0.2)) as desk:
        desk.certifies(sample=good_sample())

        shop.content.set_status("invoice", Status.ARCHIVED, by="petr")
        assert desk.live_index.follow_now(30)
        one_gone = desk.certificate
        shop.content.set_status("warranty", Status.ARCHIVED, by="petr")
        assert desk.live_index.follow_now(30)
        two_gone = desk.certificate

        assert (one_gone["status"], one_gone["changed_share"]) == (
            "certified",
            pytest.approx(1 / 6),
        )
        assert (two_gone["status"], two_gone["invalid_because"]) == ("invalid", ["content_changed"])
        assert two_gone["changed_share"] == pytest.approx(2 / 6)
        assert not desk.asks("cena dopravy")["certified"]


def test_another_encoder_or_calibration_invalidates_it(shop: Shop) -> None:
    with shop.desk() as desk:
        desk.certifies(sample=good_sample())
    other = Encoder(
        shop.encoder.backbone,
        model="other",
        fingerprint="0" * 64,
        question_prompt="query: ",
        passage_prompt="passage: ",
    )

    with shop.desk(encoder=other) as desk:
        state = desk.certificate

        assert (state["status"], state["invalid_because"]) == ("invalid", ["encoder_changed"])
        assert not desk.asks("cena dopravy")["certified"]


def test_an_operator_s_threshold_stands_in_its_place(shop: Shop) -> None:
    with shop.desk(policy=Policy(answer=0.4)) as desk:
        assert desk.certifies(sample=good_sample())["issued"]

        state = desk.certificate

        assert (state["status"], state["overridden"]) == ("uncertified", True)
        assert state["thresholds"]["answer"] == pytest.approx(0.4)
        assert not desk.asks("cena dopravy")["certified"]


def test_live_answers_that_prove_wrong_raise_the_threshold(shop: Shop) -> None:
    with shop.desk() as desk:
        threshold = desk.certifies(sample=good_sample())["certificate"]["threshold"]
        live = told(threshold, wrong=True, count=8) + told(0.99, wrong=False, count=60, days=2)

        fine = desk.tells(told(threshold, wrong=False, count=40))
        old = desk.tells(told(threshold, wrong=True, count=40, days=-1))
        alarmed = desk.tells(live)

        assert (fine["status"], old["status"]) == ("certified", "certified")
        assert alarmed["status"] == "alarm"
        assert (alarmed["alarm"]["answers"], alarmed["alarm"]["wrong"]) == (68, 8)
        assert alarmed["alarm"]["threshold"] > threshold
        assert not desk.asks("cena dopravy")["certified"]
        assert desk.tells(live) == alarmed
        # no answer given later takes an alarm back, only a new certificate does
        assert desk.tells(told(0.99, wrong=False, count=500, days=2))["status"] == "alarm"
        assert desk.certifies(sample=good_sample())["issued"]
        assert desk.certificate["status"] == "certified"


def test_where_even_the_surest_answers_are_wrong_none_is_given(shop: Shop) -> None:
    with shop.desk() as desk:
        desk.certifies(sample=good_sample())

        state = desk.tells(told(1.0, wrong=True, count=20))

        assert state["status"] == "alarm"
        assert state["thresholds"]["answer"] > 1
        assert desk.asks("cena dopravy")["decision"] == "clarify"

    with shop.desk() as desk:
        assert desk.certificate == state


def test_judged_answers_without_a_certificate_change_nothing(shop: Shop) -> None:
    with shop.desk() as desk:
        before = desk.certificate

        assert desk.tells(told(0.99, wrong=True, count=50)) == before


def test_searches_go_on_while_a_sample_is_certified(shop: Shop) -> None:
    with shop.desk() as desk:
        said: list[dict[str, Any]] = []
        certifying = threading.Thread(
            target=lambda: said.append(desk.certifies(sample=good_sample(900)))
        )
        certifying.start()

        found = desk.asks("cena dopravy")
        busy = desk.caller.posts(
            "/certificate",
            {"alpha": 0.1, "delta": 0.05, "questions": good_sample(1)},
        )

        assert certifying.is_alive()
        assert found["candidates"][0]["entry_id"] == "shipping"
        assert error_of(busy, 409)["code"] == "certification_running"
        certifying.join()
        assert said[0]["issued"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"alpha": 0.0}, "alpha"),
        ({"alpha": 0.6}, "alpha"),
        ({"delta": 1}, "delta"),
        ({"questions": []}, "questions"),
        ({"questions": [labelled("proč?")] * 5001}, "questions"),
        ({"questions": [labelled("x" * 4001)]}, "questions.0.text"),
        (
            {"questions": [{"text": "proč?", "language": "de", "relevant": []}]},
            "questions.0.language",
        ),
        ({"questions": [{"text": "proč?", "language": "cs"}]}, "questions.0.relevant"),
    ],
)
def test_a_request_that_is_no_sample_is_refused(
    tmp_path: Path, body: dict[str, Any], field: str
) -> None:
    with unready_desk(tmp_path) as caller:
        asked = {"alpha": 0.1, "delta": 0.05, "issued_by": "jana", "questions": [labelled("proč?")]}

        assert wrong_fields(caller.posts("/certificate", asked | body)) == [field]


@pytest.mark.parametrize(
    ("outcome", "field"),
    [
        ({"confidence": 1.2}, "outcomes.0.confidence"),
        ({"wrong": "perhaps"}, "outcomes.0.wrong"),
        ({"at": "2026-11-22T10:00:00"}, "outcomes.0.at"),
    ],
)
def test_an_outcome_that_says_nothing_is_refused(
    tmp_path: Path, outcome: dict[str, Any], field: str
) -> None:
    with unready_desk(tmp_path) as caller:
        given = {"confidence": 0.9, "wrong": True, "at": "2026-11-22T10:00:00Z"} | outcome

        answer = caller.posts("/certificate/outcomes", {"outcomes": [given]})

        assert wrong_fields(answer) == [field]


@pytest.mark.parametrize(
    "request_sent",
    [
        lambda caller: caller.gets("/certificate"),
        lambda caller: caller.posts("/certificate/outcomes", {"outcomes": []}),
        lambda caller: caller.posts(
            "/certificate", {"alpha": 0.1, "delta": 0.1, "questions": [labelled("proč?")]}
        ),
    ],
)
def test_before_the_first_index_the_certificate_is_not_known(
    tmp_path: Path, request_sent: Callable[[Caller], Any]
) -> None:
    with unready_desk(tmp_path) as caller:
        assert error_of(request_sent(caller), 503)["code"] == "search_not_ready"


@contextmanager
def unready_desk(folder: Path) -> Iterator[Caller]:
    def no_encoder() -> Encoder:
        raise AssertionError("it is never started")

    with migrated_database("sqlite", folder) as (_, database):
        content = with_category(database)
        yield Caller(
            create_app(content, LiveIndex(content, folder, no_encoder), TOKEN).test_client()
        )
