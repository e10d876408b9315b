"""`python -m knowledge_base evaluate` from its files to what it prints."""

import json
from pathlib import Path

import pytest

from knowledge_base.command_line import main
from tests.unit.knowledge_base.evaluation_fixtures import write_lines

ENTRIES = (
    {
        "id": "vraceni",
        "language": "cs",
        "question": "Jak vrátím zboží?",
        "answer": "Do 14 dnů bez udání důvodu.",
        "alternatives": ["chci vrátit nákup"],
    },
    {
        "id": "doprava",
        "language": "cs",
        "question": "Kolik stojí doprava?",
        "answer": "Doprava stojí 99 Kč.",
    },
    {"id": "Gift/1", "language": "en", "alternatives": ["gift card validity", "voucher expires"]},
    {
        "id": "platba",
        "language": "cs",
        "answer": "Platit lze kartou nebo na dobírku. Kurýr bere obojí.",
    },
    {
        "id": "hours",
        "language": "en",
        "question": "When are you open?",
        "answer": "",
        "alternatives": [],
    },
    {
        "id": "hours",
        "language": "cs",
        "question": "Kdy máte otevřeno?",
        "answer": "Denně od devíti.",
    },
    {
        "id": "account",
        "category": "shop",
        "variants": {
            "en": {"question": "How do I delete my account?", "answer": "In your profile."}
        },
    },
)
QUERIES = (
    {"text": "vratit zbozi", "language": "cs", "relevant": ["vraceni"]},
    {"text": "kolik zaplatím za dopravu", "language": "cs", "relevant": ["doprava"]},
    {"text": "how long is a gift card valid", "language": "en", "relevant": ["Gift/1"]},
    {"text": "můžu zaplatit kartou", "language": "cs", "relevant": ["platba"]},
    {"text": "opening hours", "language": "en", "relevant": ["hours"]},
    {"text": "máte v neděli otevřeno?", "language": "cs", "relevant": ["hours"]},
    {"text": "how do I return goods", "language": "en", "relevant": ["vraceni"]},
    {"text": "zrušit účet", "language": "cs", "relevant": ["account"]},
    {"text": "who won the match yesterday", "language": "en", "relevant": []},
    {"text": "jaké bude zítra počasí", "language": "cs", "relevant": []},
)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A small evaluation in both languages, with every kind of entry."""
    return (
        write_lines(tmp_path / "E.jsonl", *ENTRIES),
        write_lines(tmp_path / "Q.jsonl", *QUERIES),
    )


def evaluate(entries: Path, queries: Path, *options: str, state: Path) -> int:
    """The status of the command."""
    files = ["--entries", str(entries), "--queries", str(queries)]
    return main(["evaluate", *files, *options, "--state", str(state)])


@pytest.mark.slow
def test_everything_is_measured_on_the_real_encoder(
    files: tuple[Path, Path], prepared_encoder_state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--labelled", str(files[1]), "--json", "--bootstrap", "50"]

    status = evaluate(*files, *options, state=prepared_encoder_state)

    printed = capsys.readouterr()
    assert status == 0
    values = json.loads(printed.out)
    assert (values["entries"], values["queries"], values["answerable"]) == (6, 10, 8)
    assert values["r_at_5"] == 1
    assert values["p_at_1"] >= 7 / 8
    assert values["auroc_answerable"] >= 0.9
    assert values["answer_share"] + values["clarify_share"] + values["hand_off_share"] == 1
    assert values["coverage"] == values["answer_share"]
    assert values["certified_threshold"] is None  # ten labels certify nothing
    assert values["labelled"] == 10
    assert "searching 10 queries" in printed.err


@pytest.mark.slow
def test_without_json_it_prints_a_table(
    files: tuple[Path, Path], prepared_encoder_state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = evaluate(*files, "--bootstrap", "0", state=prepared_encoder_state)

    printed = capsys.readouterr().out
    assert status == 0
    assert printed.startswith("6 entries; 10 queries, 2 of them without an answer; encoder ")
    assert "coverage at 95 % precision" in printed
    assert "not certified" not in printed


def test_a_malformed_file_is_refused_before_anything_is_computed(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entries, _ = files
    queries = write_lines(tmp_path / "bad.jsonl", {"text": 5, "language": "en", "relevant": ["x"]})

    # there is no encoder in this state folder: had anything been computed, it would be there
    status = evaluate(entries, queries, state=tmp_path / "state")

    printed = capsys.readouterr()
    assert status == 1
    assert printed.out == ""
    assert printed.err.splitlines() == [
        f"{queries}:1: text: must be text",
        "1 mistake; nothing was evaluated.",
    ]
    assert not (tmp_path / "state").exists()


def test_a_missing_file_is_named(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(
        ["evaluate", "--entries", str(tmp_path / "none.jsonl"), "--queries", str(files[1])]
    )

    printed = capsys.readouterr()
    assert status == 1
    assert printed.out == ""
    assert str(tmp_path / "none.jsonl") in printed.err


@pytest.mark.parametrize(
    "wrong",
    [["--alpha", "0"], ["--alpha", "5"], ["--delta", "1"], ["--bootstrap", "-1"], ["--alpha", "x"]],
)
def test_a_senseless_option_is_refused(
    files: tuple[Path, Path], wrong: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    entries, queries = map(str, files)

    with pytest.raises(SystemExit) as caught:
        main(["evaluate", "--entries", entries, "--queries", queries, *wrong])

    printed = capsys.readouterr()
    assert caught.value.code == 2
    assert printed.out == ""
    assert wrong[0] in printed.err
