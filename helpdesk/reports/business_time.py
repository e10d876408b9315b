"""Business time of many pairs of moments at once."""

from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from helpdesk.business_time import ALWAYS_OPEN, Hours

Seconds = NDArray[np.float64]


def business_seconds(hours: Hours, starts: Seconds, ends: Seconds) -> Seconds:
    """Business seconds from each start to its end, both in seconds since 1970.

    As `Hours.seconds_between` for each pair; but the calendar is walked once, and business time
    up to a moment is read off a line through where the spans begin and end.
    """
    if hours is ALWAYS_OPEN or len(starts) == 0:
        return np.maximum(ends - starts, 0.0)
    first, last = float(starts.min()), float(max(starts.max(), ends.max()))
    spans = hours.spans(datetime.fromtimestamp(first, UTC), datetime.fromtimestamp(last, UTC))
    moments, worked = [first], [0.0]
    for opens, closes in spans:
        moments += [opens.timestamp(), closes.timestamp()]
        worked += [worked[-1], worked[-1] + (closes - opens).total_seconds()]
    up_to_starts, up_to_ends = (np.interp(at, moments, worked) for at in (starts, ends))
    return np.maximum(up_to_ends - up_to_starts, 0.0)
