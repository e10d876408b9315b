"""Times in e-mails, as people say them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from helpdesk.mail.letters import moment


@pytest.mark.parametrize(
    ("hour", "said"),
    [(7, "v\u00a08:30"), (12, "ve\u00a013:30"), (13, "ve\u00a014:30"), (14, "v\u00a015:30")],
)
def test_a_czech_hour_has_the_preposition_it_is_read_with(hour, said):
    at = datetime(2026, 11, 22, hour, 30, tzinfo=UTC)
    zone = ZoneInfo("Europe/Prague")
    assert moment(at, "cs", zone) == f"v neděli 22.\u00a011. {said}"
