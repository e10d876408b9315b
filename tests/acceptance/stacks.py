"""A running stack whose people work at all hours, whatever the day on which the tests run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from stack.temporary import RunningStack, running_stack
from tests.acceptance.api_customer import ApiAgent

UNLIMITED = {"OCHOTA_RATE_LIMITS": "false"}


@contextmanager
def open_stack(environment: Mapping[str, str] | None = None) -> Iterator[RunningStack]:
    """The demo without rate limits, its departments open day and night."""
    with running_stack(environment={**UNLIMITED, **(environment or {})}, tell=print) as stack:
        with ApiAgent(stack, "jana") as lead:
            for department in lead.reads("/api/v1/desk/departments")["departments"]:
                path = f"/api/v1/desk/departments/{department['id']}"
                lead.puts(path, {**department, "hours": None})
        yield stack
