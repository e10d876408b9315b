"""The running product and the people who use it, each with a browser of their own.

The four real processes run on free ports for this whole folder; every test gets its own browser
contexts, so that nobody shares storage or cookies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from stack.temporary import RunningStack
from tests.acceptance.api_customer import ApiAgent
from tests.acceptance.people import Agent, Customer, Lead
from tests.acceptance.stacks import open_stack
from tests.browser import launch_chromium


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here starts real processes."""
    for item in items:
        if "tests/acceptance/" in str(item.path):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="package")
def running() -> Iterator[RunningStack]:
    with open_stack() as stack:
        yield stack


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        yield browser
        browser.close()


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    contexts: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def customer(running: RunningStack, new_context: Callable[..., BrowserContext]) -> Customer:
    """A Czech customer on the demo shop's page."""
    return Customer(new_context(locale="cs-CZ").new_page(), running.url, "cs")


@pytest.fixture
def english_customer(running: RunningStack, new_context: Callable[..., BrowserContext]) -> Customer:
    """An English-speaking customer on the demo shop's page."""
    return Customer(new_context(locale="en-GB").new_page(), running.url, "en")


@pytest.fixture
def agent(running: RunningStack, new_context: Callable[..., BrowserContext]) -> Agent:
    """Petr, an agent, signed in at the desk."""
    page = new_context(locale="en-GB").new_page()
    return Agent.signs_in(page, running.url, "petr", running.passwords()["petr"])


@pytest.fixture
def lead(running: RunningStack, new_context: Callable[..., BrowserContext]) -> Lead:
    """Jana, the lead, signed in at the desk."""
    page = new_context(locale="en-GB").new_page()
    return Lead.signs_in(page, running.url, "jana", running.passwords()["jana"])


@pytest.fixture(scope="module")
def api_lead(running: RunningStack) -> Iterator[ApiAgent]:
    """Jana, the lead, without a browser; of the module's stack where it has its own."""
    with ApiAgent(running, "jana") as lead:
        yield lead


@pytest.fixture(scope="package")
def close_call(running: RunningStack) -> str:
    """A short Czech question that the knowledge base itself calls a close call."""
    headers = {"Authorization": f"Bearer {running.internal_token}"}
    for text in ("vrácení", "doprava", "reklamace", "faktura", "kolik stojí doprava", "poukaz"):
        answer = httpx.post(
            f"{running.knowledge_url}/search",
            json={"text": text, "language": "cs"},
            headers=headers,
            timeout=10,
        )
        if answer.raise_for_status().json()["decision"] == "clarify":
            return text
    raise AssertionError("no close call among the questions tried")
