"""The figures of some of a cohort's conversations: counts, shares, medians of the pooled times."""

from collections import Counter
from typing import Any

import numpy as np

from helpdesk.handoffs.states import REASONS
from helpdesk.reports.columns import OUTCOMES, PROMISES, Cohort, Counts, Minutes


def figures(cohort: Cohort, places: Counts) -> dict[str, Any]:
    """The figures of the conversations at these places, as the API shows them.

    A share of nothing and a median of nothing are None.
    """
    counted = {name: int(column[places].sum()) for name, column in cohort.counts.items()}
    conversations = len(places)
    reasons = Counter(cohort.reason[place] for place in places)
    outcomes = Counter(cohort.outcome[place] for place in places)
    return {
        "conversations": conversations,
        "bot_only": conversations - counted["handoffs"],
        "bot_only_share": _share(conversations - counted["handoffs"], conversations),
        "handoffs": counted["handoffs"],
        "handoff_rate": _share(counted["handoffs"], conversations),
        "by_reason": {reason: reasons[reason] for reason in sorted(REASONS)},
        "questions": counted["questions"],
        "answered": counted["answered"],
        "coverage": _share(counted["answered"], counted["questions"]),
        "judged": counted["judged"],
        "right": counted["right"],
        "accuracy": _share(counted["right"], counted["judged"]),
        "first_response": _spread(cohort.first_response[places]),
        "resolution": _spread(cohort.resolution[places]),
        "sla": {
            promise: {"kept": counted[f"{promise}_kept"], "of": counted[f"{promise}_of"]}
            for promise in PROMISES
        },
        "outcomes": {outcome: outcomes[outcome] for outcome in OUTCOMES},
        "reopened": counted["reopened"],
        "abandoned": counted["abandoned"],
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _spread(minutes: Minutes) -> dict[str, float | int | None]:
    known = minutes[~np.isnan(minutes)]
    if len(known) == 0:
        return {"n": 0, "median_minutes": None, "p90_minutes": None}
    median, p90 = np.percentile(known, (50, 90))
    return {
        "n": len(known),
        "median_minutes": round(float(median), 1),
        "p90_minutes": round(float(p90), 1),
    }
