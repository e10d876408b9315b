"""Search on the real encoder: what is found, how sure it is, and how it is kept."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge_base.encoder import Encoder, load_encoder
from knowledge_base.entries import Entry, Language, Status, Variant
from knowledge_base.errors import IndexDamaged, IndexMismatch, IndexMissing
from knowledge_base.retriever import Retriever
from knowledge_base.search_result import Decision, Reason
from knowledge_base.vectors import VectorCache

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def entry(id_: str, status: Status = Status.PUBLISHED, **variants: tuple[str, ...]) -> Entry:
    """An entry; each variant is a question, an answer and alternative phrasings."""
    languages: dict[str, Language] = {"cs": "cs", "en": "en"}
    return Entry(
        id=id_,
        category="shop",
        status=status,
        variants={
            languages[name]: Variant(question=texts[0], answer=texts[1], alternatives=texts[2:])
            for name, texts in variants.items()
        },
        created_at=NOW,
        updated_at=NOW,
    )


RETURNS = entry(
    "returns",
    cs=("Jak vrátím zboží?", "Do 14 dnů bez důvodu.", "Chci vrátit nákup", "vracení zboží"),
    en=("How do I return goods?", "Within 14 days, no reason needed."),
)
GIFT_CARDS = entry("gift-cards", en=("How long is a gift card valid?", "Two years."))
DELIVERY = entry("delivery", cs=("Kdy přijde balík?", "Do dvou dnů.", "kde je moje zásilka"))
PAYMENT = entry("payment", cs=("Jak mohu zaplatit?", "Kartou nebo převodem."))
ENTRIES = (RETURNS, GIFT_CARDS, DELIVERY, PAYMENT)


@pytest.fixture(scope="module")
def encoder(prepared_encoder_state: Path) -> Encoder:
    """The encoder that is served."""
    return load_encoder(state=prepared_encoder_state)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> VectorCache:
    """Vectors shared by the module's tests."""
    return VectorCache(tmp_path_factory.mktemp("vectors") / "vectors.db")


@pytest.fixture(scope="module")
def build(encoder: Encoder, cache: VectorCache) -> Callable[..., Retriever]:
    """Builds a retriever over the entries given."""
    return lambda *entries: Retriever.build(entries, encoder, cache=cache, version=7)


@pytest.fixture(scope="module")
def shop(build: Callable[..., Retriever]) -> Retriever:
    """A retriever over four entries."""
    return build(*ENTRIES)


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Jak vrátím zboží?", "cs", "returns"),
        ("JAK VRATIM ZBOZI", "cs", "returns"),
        ("kde je moje zásilka??", "cs", "delivery"),
        ("How long is a gift card valid", "en", "gift-cards"),
    ],
)
def test_a_stored_phrasing_is_answered_confidently_however_it_is_typed(
    shop: Retriever, text: str, language: Language, found: str
) -> None:
    result = shop.search(text, language)

    assert result.decision is Decision.ANSWER
    assert result.candidates[0].entry_id == found
    assert result.confidence >= 0.95
    assert not result.certified


def test_a_czech_question_finds_an_english_only_entry_and_says_so(shop: Retriever) -> None:
    best = shop.search("Jak dlouho platí dárkový poukaz?", "cs").candidates[0]

    assert (best.entry_id, best.language, best.cross_lingual) == ("gift-cards", "en", True)


def test_the_asked_language_is_shown_where_the_entry_has_it(shop: Retriever) -> None:
    best = shop.search("how can I return what I bought", "en").candidates[0]

    assert (best.entry_id, best.language, best.cross_lingual) == ("returns", "en", False)
    assert best.answer == "Within 14 days, no reason needed."


@pytest.mark.parametrize("text", ["", "   ", "???", "😀😀", "\u202e", "\n\t"])
def test_a_text_without_a_word_is_handed_off_without_candidates(shop: Retriever, text: str) -> None:
    result = shop.search(text, "cs")

    assert (result.decision, result.reason) == (Decision.HAND_OFF, Reason.NO_ANSWER)
    assert result.candidates == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("asdkjh qweoiu zxcmn", "cs"),
        ("Kdo vyhrál fotbal?", "cs"),
        ("Who is the president of France?", "en"),
    ],
)
def test_what_nothing_answers_is_handed_off(shop: Retriever, text: str, language: Language) -> None:
    result = shop.search(text, language)

    # among four entries little is known of what is far away
    assert result.decision is Decision.HAND_OFF
    assert result.confidence < result.thresholds.clarify


def test_a_very_long_text_is_searched_like_any_other(shop: Retriever) -> None:
    result = shop.search("vrátit zboží " * 800, "cs")

    assert result.candidates[0].entry_id == "returns"


def test_confidences_fall_with_the_candidates_order(shop: Retriever) -> None:
    found = [candidate.confidence for candidate in shop.search("vrácení peněz", "cs").candidates]

    assert len(found) == 4
    assert found == sorted(found, reverse=True)


def test_excluded_entries_are_passed_over(shop: Retriever) -> None:
    result = shop.search("Jak vrátím zboží?", "cs", exclude=frozenset({"returns"}))

    assert "returns" not in {candidate.entry_id for candidate in result.candidates}
    assert result.decision is not Decision.ANSWER


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_entries_or_none_are_searched(build: Callable[..., Retriever], count: int) -> None:
    retriever = build(*ENTRIES[:count])

    strange = retriever.search("Jaké bude zítra počasí v horách?", "cs")
    asked = retriever.search("Jak vrátím zboží?", "cs")

    assert strange.decision is Decision.HAND_OFF
    assert (asked.decision is Decision.ANSWER) == (count > 0)


def test_only_published_entries_are_searched(build: Callable[..., Retriever]) -> None:
    draft = entry("draft", Status.DRAFT, cs=("Jak vrátím zboží?", "Nijak."))

    assert [one.id for one in build(PAYMENT, draft).entries] == ["payment"]


def test_an_edit_is_found_and_encodes_only_what_is_new(
    shop: Retriever, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded: list[str] = []
    encode = encoder.backbone.encode
    monkeypatch.setattr(
        encoder.backbone, "encode", lambda texts: encoded.extend(texts) or encode(texts)
    )
    warranty = entry("warranty", cs=("Jak dlouhá je záruka?", "Dva roky."))

    edited = shop.with_entries([*ENTRIES, warranty], version=8)

    assert all("záruka" in text or "zaruka" in text for text in encoded)
    assert edited.search("jak dlouha je zaruka", "cs").candidates[0].entry_id == "warranty"
    assert "warranty" not in {entry.id for entry in shop.entries}


def test_a_small_edit_is_fitted_later_and_found_just_as_well(
    build: Callable[..., Retriever],
) -> None:
    many = [
        entry(f"topic-{number}", cs=(f"Kolik stojí výrobek číslo {number}?", f"{number} Kč."))
        for number in range(20)
    ]
    before = build(*ENTRIES, *many)

    edited = before.with_entries([*ENTRIES, *many[1:]], version=8)
    fitted = edited.refitted()

    assert (before.is_fitted, edited.is_fitted, fitted.is_fitted) == (True, False, True)
    assert fitted.entries == edited.entries
    for question in ("kde mam zasilku", "Chci vrátit nákup", "výrobek číslo 7"):
        soon, later = edited.search(question, "cs"), fitted.search(question, "cs")
        assert soon.candidates[0].entry_id == later.candidates[0].entry_id
        assert soon.confidence == pytest.approx(later.confidence, abs=0.1)


def test_a_saved_retriever_answers_as_before(
    shop: Retriever, encoder: Encoder, tmp_path: Path
) -> None:
    shop.save(tmp_path / "index")

    loaded = Retriever.load(tmp_path / "index", encoder)

    assert loaded.version == 7
    assert loaded.entries == shop.entries
    found, before = loaded.search("vrácení", "cs"), shop.search("vrácení", "cs")
    assert found.decision == before.decision
    assert [one.entry_id for one in found.candidates] == [one.entry_id for one in before.candidates]
    # sums of the same numbers in another place in memory may differ in their last digits
    assert [one.score for one in found.candidates] == pytest.approx(
        [one.score for one in before.candidates], abs=1e-5
    )
    assert found.confidence == pytest.approx(before.confidence, abs=1e-5)


def test_a_missing_damaged_or_foreign_index_is_refused(
    shop: Retriever, encoder: Encoder, prepared_encoder_state: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "index"
    with pytest.raises(IndexMissing):
        Retriever.load(folder, encoder)

    shop.save(folder)
    with pytest.raises(IndexMismatch, match="encoder"):
        Retriever.load(folder, load_encoder(state=prepared_encoder_state, engine="torch"))

    (folder / "vectors.npy").write_bytes((folder / "vectors.npy").read_bytes()[:-4])
    with pytest.raises(IndexDamaged):
        Retriever.load(folder, encoder)


def test_a_damaged_cache_of_vectors_starts_anew(encoder: Encoder, tmp_path: Path) -> None:
    path = tmp_path / "vectors.db"
    path.write_bytes(b"this is no database" * 100)

    retriever = Retriever.build([PAYMENT], encoder, cache=VectorCache(path))

    assert retriever.search("Jak mohu zaplatit?", "cs").decision is Decision.ANSWER
