"""The report as a whole: its keys, what JSON may hold, and that it measures the product itself."""

import json
import math
import re
from pathlib import Path

import pytest

from knowledge_base.certificate.recalibration import Recalibration
from knowledge_base.evaluation import Query, Report, evaluate
from knowledge_base.evaluation.memory import peak_megabytes
from knowledge_base.evaluation.table import table
from knowledge_base.measures import calibration_error
from knowledge_base.retriever import Retriever
from tests.unit.knowledge_base.evaluation_fixtures import entry, variant, word_encoder

ROOT = Path(__file__).resolve().parents[3]
ENTRIES = [
    entry("parcel", en=variant("Where is my parcel?", "It travels two days.", "track my order")),
    entry("refund", en=variant("How do refunds work?", "Money returns within a week.")),
    entry("opening", en=variant("Which hours is the shop open?", "From nine to five.")),
    entry("gift", cs=variant("Jak dlouho platí dárkový poukaz?", "Dva roky.")),
]
QUERIES = [
    Query(text="where is my parcel", language="en", relevant=("parcel",)),
    Query(text="please track my order", language="en", relevant=("parcel",)),
    Query(text="refunds", language="en", relevant=("refund",)),
    Query(text="is the shop open", language="en", relevant=("opening",)),
    Query(text="platí poukaz dlouho", language="cs", relevant=("gift",)),
    Query(text="can elephants swim", language="en"),
]
INTERVAL = ("_low", "_high")
PREFIXES = ("baseline_", "bm25_", "gain_")


@pytest.fixture(scope="module")
def report() -> Report:
    """A report with everything in it."""
    return evaluate(ENTRIES, QUERIES, word_encoder(), labelled=QUERIES * 30, bootstrap=20)


def documented_keys() -> set[str]:
    """The first column of every table of keys."""
    text = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `([a-z0-9_]+)` \|", text, re.MULTILINE))


def test_every_key_is_documented_and_every_documented_key_exists(report: Report) -> None:
    bare = {key for key in report.values if not key.endswith(INTERVAL)}

    assert {key for key in bare if not key.startswith(PREFIXES)} == documented_keys()


def test_the_other_methods_have_the_figures_that_the_documents_say(report: Report) -> None:
    shared = {"p_at_1", "r_at_5", "mrr", "auroc_answerable", "coverage_at_95", "coverage_at_90"}
    shared |= {"aurc"}

    for prefix in PREFIXES:
        found = {key.removeprefix(prefix) for key in report.values if key.startswith(prefix)}
        assert {key for key in found if not key.endswith(INTERVAL)} == shared


def test_every_interval_has_both_ends_and_a_figure(report: Report) -> None:
    for key in report.values:
        if key.endswith("_low"):
            figure = key.removesuffix("_low")
            assert figure in report.values
            assert f"{figure}_high" in report.values


def test_json_has_null_where_a_figure_is_undefined() -> None:
    report = evaluate(ENTRIES, QUERIES[:2], word_encoder(), bootstrap=0)

    text = json.dumps(report.as_json(), allow_nan=False)

    values = json.loads(text)
    assert values["auroc_answerable"] is None
    assert values["certified_threshold"] is None
    assert values["p_at_1_low"] is None
    assert values["p_at_1"] == 1


def test_what_is_counted_is_what_was_given(report: Report) -> None:
    counts = {key: report.values[key] for key in ("entries", "queries", "answerable")}

    assert counts == {"entries": 4, "queries": 6, "answerable": 5}
    assert report.values["encoder"] == word_encoder().identity


def test_search_is_the_products_own(report: Report) -> None:
    retriever = Retriever.build(ENTRIES, word_encoder())

    results = [retriever.search(query.text, query.language) for query in QUERIES]

    confidences = [result.confidence for result in results]
    assert report.ours.certainties.tolist() == pytest.approx(confidences, abs=1e-4)
    assert report.ours.decisions.tolist() == [str(result.decision) for result in results]
    for query, result, rank in zip(QUERIES, results, report.ours.ranks, strict=True):
        places = [
            number
            for number, one in enumerate(result.candidates, 1)
            if one.entry_id in query.relevant
        ]
        assert (places or [math.inf])[0] == rank


def test_times_are_parts_of_the_whole(report: Report) -> None:
    seconds = {
        key: report.values[f"seconds{key}"] for key in ("", "_build", "_search", "_encoding")
    }

    assert all(isinstance(value, float) and value >= 0 for value in seconds.values())
    assert seconds["_build"] + seconds["_search"] <= seconds[""]  # type: ignore[operator]
    assert seconds["_encoding"] <= seconds["_build"] + seconds["_search"]  # type: ignore[operator]


def test_memory_is_the_peak_of_this_process(tmp_path: Path) -> None:
    status = tmp_path / "status"
    status.write_text("Name:\tpython\nVmHWM:\t   2048 kB\nVmRSS:\t 1024 kB\n")

    assert peak_megabytes(status) == 2
    assert math.isnan(peak_megabytes(tmp_path / "missing"))
    assert peak_megabytes() > 10


def test_a_certified_threshold_is_measured_on_the_queries(report: Report) -> None:
    values = report.values

    assert values["labelled"] == 180
    assert values["labelled_answerable"] == 150
    threshold = values["certified_threshold"]
    assert isinstance(threshold, float)
    answered = report.ours.certainties >= threshold
    assert values["certified_coverage"] == answered.mean()
    assert values["certified_accuracy"] == report.ours.right[answered].mean()
    assert values["labels_needed"] is None


def test_too_few_labels_certify_nothing_and_say_what_would() -> None:
    report = evaluate(
        ENTRIES, QUERIES, word_encoder(), labelled=QUERIES * 9, alpha=0.05, bootstrap=5
    )

    assert report.values["certified_threshold"] is None
    assert report.values["certified_coverage"] is None
    assert report.values["labels_needed"]
    assert "not certified" in table(report.values)


def test_an_evaluation_needs_entries_and_queries() -> None:
    with pytest.raises(ValueError, match="at least one published entry and one query"):
        evaluate([], QUERIES, word_encoder())
    with pytest.raises(ValueError, match="at least one published entry and one query"):
        evaluate(ENTRIES, [], word_encoder())


def test_the_table_shows_the_three_methods_beside_one_another(report: Report) -> None:
    lines = table(report.values).splitlines()

    (heading,) = [line for line in lines if "plain baseline" in line]
    (first,) = [line for line in lines if line.startswith("P@1")]
    for method, prefix in {"search": "", "plain baseline": "baseline_", "BM25": "bm25_"}.items():
        shown = first[heading.index(method) :].split()[0]
        assert shown == f"{report.values[f'{prefix}p_at_1']:.3f}"


def test_the_table_shows_a_dash_for_what_is_undefined() -> None:
    report = evaluate(ENTRIES, QUERIES[:2], word_encoder(), bootstrap=0)

    (line,) = [row for row in table(report.values).splitlines() if row.startswith("AUROC")]
    assert line.split()[2:] == ["–"] * 4


def test_labelled_questions_correct_the_confidences(report: Report) -> None:
    assert report.labelled is not None
    learnt = Recalibration.fitted(report.labelled.certainties, report.labelled.right)

    corrected = learnt.corrected(report.ours.certainties)

    assert report.values["ece_labelled"] == calibration_error(corrected, report.ours.right)
    assert report.values["ece_labelled"] != report.values["ece"]
