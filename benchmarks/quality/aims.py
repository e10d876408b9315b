"""What was set out for, beside what was seen; whether an aim is met is computed, never typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.quality.formats import average, points
from benchmarks.quality.simulation import most_broken

SCHOOL = "school-dev-cs"
REAL_TRAFFIC = "hint3-curekart-en"
# A set of this many questions shows a difference of a point or two; smaller ones show noise.
LEAST_FOR_WORST = 300
LEAST_FOR_CALIBRATION = 900
_FEW_SHOT_PHRASINGS = 5

Figures = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Aim:
    """One aim; `seen` and `wanted` are worded already."""

    name: str
    wanted: str
    seen: str
    is_met: bool


def aims(measured: Mapping[str, Figures]) -> list[Aim]:
    """The aims that these parts' figures can judge, in the order of the parts."""
    judges = {
        "sets": _of_sets,
        "typing": _of_typing,
        "left_out": _of_left_out,
        "certificates": _of_certificates,
        "assistant": _of_assistant,
    }
    return [
        aim for part, judge in judges.items() if part in measured for aim in judge(measured[part])
    ]


def is_few_shot(figures: Figures) -> bool:
    """Whether a set's entries are a handful of phrasings without an answer's text."""
    return not figures["has_answers"] and figures["phrasings"] >= _FEW_SHOT_PHRASINGS


def mean(figures: Figures, key: str) -> float:
    """The mean of a figure over the sets as they are (not the joined ones) that have it."""
    own = [one[key] for one in figures.values() if one.get("is_own", True)]
    return average([value for value in own if value is not None])


def typo_loss(figures: Figures) -> float:
    """P@1 lost by a typo a question, on average over the seeds."""
    return float(figures["p_at_1"]) - average(figures["with_typo"])


def diacritics_loss(figures: Figures) -> float:
    """P@1 lost without diacritics."""
    return float(figures["p_at_1"] - figures["without_diacritics"])


def _of_sets(figures: Figures) -> Iterator[Aim]:
    own = {name: one for name, one in figures.items() if one["is_own"]}
    wanted_gains = [name for name, one in own.items() if name == SCHOOL or is_few_shot(one)]
    for name in wanted_gains:
        yield _gain(f"P@1 over the baseline, {name}", own[name]["gain_p_at_1"], 0.08)
    yield _gain("P@1 over the baseline, mean over sets", mean(own, "gain_p_at_1"), 0.05)
    worst = min(own, key=lambda name: own[name]["gain_p_at_1"])
    yield _gain(f"P@1 over the baseline, worst set ({worst})", own[worst]["gain_p_at_1"], 0.0)
    if REAL_TRAFFIC in own:
        real = own[REAL_TRAFFIC]
        yield _at_least(f"AUROC, {REAL_TRAFFIC}", real["auroc_answerable"], 0.90)
        yield _coverage(f"coverage at 95 % precision, {REAL_TRAFFIC}", real["coverage_at_95"], 0.25)
    large = {n: one for n, one in figures.items() if one["questions"] >= LEAST_FOR_CALIBRATION}
    if large:
        over = {name: one["ece"] - one["ece_floor"] for name, one in large.items()}
        worst = max(over, key=lambda name: over[name])
        yield Aim(
            name=f"calibration error above the floor, worst set of {LEAST_FOR_CALIBRATION} "
            f"questions and more ({worst})",
            wanted="at most .030",
            seen=f"{over[worst]:.3f}",
            is_met=over[worst] <= 0.03,
        )


def _of_typing(figures: Figures) -> Iterator[Aim]:
    czech = {name: one for name, one in figures.items() if one["language"] == "cs"}
    for kind, of, loss, most in (
        ("without diacritics", czech, diacritics_loss, 0.01),
        ("by a typo a question", figures, typo_loss, 0.03),
    ):
        if not of:
            continue
        losses = {name: loss(one) for name, one in of.items()}
        yield _loss(f"P@1 lost {kind}, mean over sets", average(list(losses.values())), most)
        large = [name for name in of if of[name]["questions"] >= LEAST_FOR_WORST]
        if large:
            worst = max(large, key=lambda name: losses[name])
            where = f"worst set of {LEAST_FOR_WORST} questions and more ({worst})"
            yield _loss(f"P@1 lost {kind}, {where}", losses[worst], most)


def _of_left_out(figures: Figures) -> Iterator[Aim]:
    if SCHOOL in figures:
        seen = figures[SCHOOL]["auroc_answerable"]
        yield _at_least(f"AUROC with a fifth left out, {SCHOOL}", seen, 0.88)


def _of_certificates(figures: Figures) -> Iterator[Aim]:
    broken = {
        (name, made["size"]): (made["broken"], made["samples"])
        for name, sizes in figures.items()
        for made in sizes
    }
    if broken:
        (name, size), (share, samples) = max(broken.items(), key=lambda item: item[1])
        most = most_broken(samples)
        yield Aim(
            name=f"certificates broken, worst of {len(broken)} simulations ({name}, {size} labels)",
            wanted=f"at most {100 * most:.1f} %",
            seen=f"{100 * share:.1f} %",
            is_met=share <= most,
        )


def _of_assistant(figures: Figures) -> Iterator[Aim]:
    for name, one in figures.items():
        if not one.get("certified"):
            continue
        most = one["alpha"]
        for what, made in (
            ("of the entries shown", one["certified"]["by_entries"]),
            ("of all answers, small talk included", one["certified"]),
        ):
            seen = made["wrong_answer_rate"]
            yield Aim(
                name=f"wrong {what}, certified assistant, {name}",
                wanted=f"at most {100 * most:.0f} %",
                seen=f"{100 * (seen or 0.0):.1f} %",
                is_met=(seen or 0.0) <= most,
            )


def _gain(name: str, seen: float, least: float) -> Aim:
    wanted = f"at least {points(least)}" if least else "none worse"
    return Aim(name=name, wanted=wanted, seen=points(seen), is_met=seen >= least)


def _loss(name: str, seen: float, most: float) -> Aim:
    return Aim(
        name=name,
        wanted=f"at most {100 * most:.0f}.0",
        seen=f"{100 * seen:.1f}",
        is_met=seen <= most,
    )


def _at_least(name: str, seen: float, least: float) -> Aim:
    return Aim(name=name, wanted=f"at least {least:.2f}", seen=f"{seen:.3f}", is_met=seen >= least)


def _coverage(name: str, seen: float, least: float) -> Aim:
    return Aim(
        name=name,
        wanted=f"at least {100 * least:.0f} %",
        seen=f"{100 * seen:.1f} %",
        is_met=seen >= least,
    )
