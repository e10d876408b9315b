"""What all tests share: the real encoder, prepared once for this machine."""

import os
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def prepared_encoder_state() -> Path:
    """A state folder with the prepared default encoder.

    The folder is OCHOTA_TEST_STATE or one inside the project's ignored state folder, kept between
    runs: preparing takes a minute.
    """
    from knowledge_base.encoder import prepare

    default = Path(__file__).parents[1] / "state" / "test-encoder"
    state = Path(os.environ.get("OCHOTA_TEST_STATE", default))
    prepare(state=state, progress=print)
    return state


def pytest_sessionfinish() -> None:
    """Leave nothing behind in PostgreSQL."""
    # the assistant's tests have no database, and no driver for one in their environment
    databases = sys.modules.get("tests.databases")
    if databases is not None:
        databases.drop_kept_databases()
