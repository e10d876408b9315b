"""Owns the report as text for a person to read."""

from collections.abc import Mapping

from knowledge_base.evaluation.report import Value

Values = Mapping[str, Value]

_RANKING = {
    "p_at_1": "P@1",
    "r_at_5": "R@5",
    "mrr": "MRR",
    "auroc_answerable": "AUROC answerable",
    "coverage_at_95": "coverage at 95 % precision",
    "coverage_at_90": "coverage at 90 % precision",
    "aurc": "risk–coverage area (less is better)",
}
_METHODS = {
    "": "search",
    "baseline_": "plain baseline",
    "bm25_": "BM25",
    "gain_": "gain on baseline",
}
_NAME_WIDTH = 36
_WIDTH = 22


def table(values: Values) -> str:
    """The figures with their intervals, a method a column, then what thresholds make of them."""
    return "\n\n".join(
        [
            _heading(values),
            _ranking(values),
            _confidence(values),
            _default_setting(values),
            *([_certificate(values)] if values["labelled"] else []),
            _cost(values),
        ]
    )


def _heading(values: Values) -> str:
    unanswerable = int(values["queries"] or 0) - int(values["answerable"] or 0)
    return (
        f"{values['entries']} entries; {values['queries']} queries, {unanswerable} of them without"
        f" an answer; encoder {values['encoder']}"
    )


def _ranking(values: Values) -> str:
    rows = [
        f"{'':{_NAME_WIDTH}}" + "".join(f"{name:{_WIDTH}}" for name in _METHODS.values()),
        *(
            f"{name:{_NAME_WIDTH}}"
            + "".join(
                f"{_shown(values, prefix + key, signed=prefix == 'gain_'):{_WIDTH}}"
                for prefix in _METHODS
            )
            for key, name in _RANKING.items()
        ),
    ]
    return "\n".join(row.rstrip() for row in rows)


def _confidence(values: Values) -> str:
    lines = [
        f"calibration error {_shown(values, 'ece')};"
        f" a perfect calibrator's on this set {_number(values['ece_floor'])}"
    ]
    if values["ece_labelled"] is not None:
        lines.append(f"corrected by the labelled questions {_shown(values, 'ece_labelled')}")
    return "\n".join(lines)


def _default_setting(values: Values) -> str:
    return "\n".join(
        [
            "at the default setting (uncertified):",
            f"  answers     {_share(values, 'coverage')} of all,"
            f" right {_share(values, 'accuracy')}",
            f"  asks back   {_share(values, 'clarify_share')} of all,"
            f" the right one among the choices {_share(values, 'clarify_accuracy')}",
            f"  hands off   {_share(values, 'hand_off_share')} of all,"
            f" rightly {_share(values, 'hand_off_accuracy')}",
            f"  with picked choices it answers {_share(values, 'coverage_with_choices')} of all,"
            f" right {_share(values, 'accuracy_with_choices')}",
        ]
    )


def _certificate(values: Values) -> str:
    promise = (
        f"at most {_rounded(values['alpha'])} wrong among the answered,"
        f" with probability {_rounded(1 - float(values['delta'] or 0))}"
    )
    sample = f"{values['labelled']} labelled questions"
    if values["certified_threshold"] is None:
        needed, reachable = values["labels_needed"], values["reachable_alpha"]
        return (
            f"not certified: {sample} do not show {promise}"
            + (f"; about {needed} more would" if needed is not None else "")
            + (f"; they do show at most {_rounded(reachable)}" if reachable is not None else "")
        )
    return (
        f"certified on {sample}: {promise}, from confidence"
        f" {_number(values['certified_threshold'])} on\n"
        f"  on the queries it answers {_share(values, 'certified_coverage')} of all,"
        f" wrong {_share(values, 'certified_wrong_answer_rate')}"
    )


def _cost(values: Values) -> str:
    seconds = {name: _number(values[f"seconds_{name}"], 1) for name in ("build", "search")}
    return (
        f"built in {seconds['build']} s, searched in {seconds['search']} s"
        f" ({_number(values['seconds_encoding'], 1)} s of both encoding),"
        f" {_number(values['seconds'], 1)} s in all;"
        f" {_number(values['memory_mb'], 0)} MiB of memory"
    )


def _shown(values: Values, key: str, *, signed: bool = False) -> str:
    """A figure and its interval, such as `0.712 [0.684, 0.741]`."""
    if values[key] is None:
        return "–"
    texts = [_number(values[name], signed=signed) for name in (key, f"{key}_low", f"{key}_high")]
    return f"{texts[0]} [{texts[1]}, {texts[2]}]" if values[f"{key}_low"] is not None else texts[0]


def _share(values: Values, key: str) -> str:
    if values[f"{key}_low"] is None:
        return _percent(values[key])
    low, high = _percent(values[f"{key}_low"]), _percent(values[f"{key}_high"])
    return f"{_percent(values[key])} [{low}, {high}]"


def _number(value: Value, digits: int = 3, *, signed: bool = False) -> str:
    return "–" if value is None else f"{value:{'+' if signed else ''}.{digits}f}"


def _percent(value: Value) -> str:
    return "–" if value is None else f"{float(value):.1%}".replace("%", " %")


def _rounded(value: Value) -> str:
    """A percentage with no more digits than it needs."""
    return f"{100 * float(value or 0):.4g} %"
