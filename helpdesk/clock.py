"""The one place that says what time it is."""

from datetime import UTC, datetime
from functools import lru_cache

# two thousand rows of the desk, each with some moments
_WRITTEN_KEPT = 16_384


def now() -> datetime:
    """The current time, aware, in UTC."""
    return datetime.now(UTC)


@lru_cache(maxsize=_WRITTEN_KEPT)
def rfc3339(moment: datetime) -> str:
    """The moment as the API writes it: UTC, milliseconds, a trailing ``Z``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
