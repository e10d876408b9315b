"""Labelling customers' questions by keys, and the certificate that comes of it and goes again.

On a stack of its own: a certificate moves the thresholds that everybody else's tests rely on.
The tests follow each other: labels are gathered once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from stack.temporary import RunningStack
from tests.acceptance.api_customer import ApiAgent, ApiCustomer, wait_until
from tests.acceptance.people import Agent, Lead
from tests.acceptance.stacks import open_stack

CUSTOMERS_AT_ONCE = 4
# 59 answers without a wrong one certify 5 %; some of these will be answered less surely
QUESTIONS = 110
LABELLED_BY_KEYS = 12
# more than the share of entries that may change under a certificate
EDITED_SHARE = 0.5

# nothing on the shop's FAQ answers these
UNANSWERABLE = (
    "Kolik váží modrá velryba?",
    "Who won the chess olympiad?",
    "Jak se peče štrúdl?",
    "What is the boiling point of mercury?",
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What customers asked, and which entry's own question each one is."""

    entry_of: dict[str, str]

    @property
    def texts(self) -> list[str]:
        return [*self.entry_of, *UNANSWERABLE]


@pytest.fixture(scope="module")
def running() -> Iterator[RunningStack]:
    """A stack whose certificate is this module's alone."""
    with open_stack() as stack:
        yield stack


@pytest.fixture(scope="module")
def asked(running: RunningStack, api_lead: ApiAgent) -> Asked:
    """Customers who each asked one question, most of them an entry's own."""
    asked = Asked(entry_of=_own_questions(api_lead.published_entries()))
    with ThreadPoolExecutor(CUSTOMERS_AT_ONCE) as customers:
        list(customers.map(lambda text: _asks(running, text), asked.texts))
    wait_until(
        "every question to be one of those to draw from",
        lambda: api_lead.reads("/api/v1/desk/labels")["population"] == len(asked.texts),
    )
    return asked


def _own_questions(entries: list[dict[str, Any]]) -> dict[str, str]:
    questions = {
        variant["question"]: str(entry["id"])
        for entry in entries
        for variant in entry["variants"].values()
    }
    return dict(list(questions.items())[:QUESTIONS])


def _asks(running: RunningStack, text: str) -> None:
    with closing(ApiCustomer(running)) as customer:
        customer.says(text)


def test_an_agent_labels_a_dozen_questions_without_touching_the_mouse(
    agent: Agent, api_lead: ApiAgent, asked: Asked
) -> None:
    agent.opens_labelling()
    agent.draws(LABELLED_BY_KEYS)
    for done in range(LABELLED_BY_KEYS):
        agent.reads_progress(done, LABELLED_BY_KEYS)
        text = agent.question_to_label.inner_text()
        if text in UNANSWERABLE:
            agent.labels_by_keys("3")
        elif agent.entry_to_label.inner_text() == text:
            agent.labels_by_keys("1")
        else:
            agent.labels_by_keys("2", "Enter")
    expect(agent.page.get_by_text("All drawn questions are labelled")).to_be_visible()
    wait_until(
        "all verdicts to be stored",
        lambda: api_lead.reads("/api/v1/desk/labels")["labelled"] == LABELLED_BY_KEYS,
    )


def test_a_verdict_given_without_a_connection_is_stored_once_it_is_back(
    agent: Agent, api_lead: ApiAgent, asked: Asked
) -> None:
    agent.opens_labelling()
    agent.draws(2)
    agent.page.context.set_offline(True)
    first = agent.question_to_label.inner_text()
    agent.labels_by_keys("4")
    expect(agent.page.get_by_text("1 verdict is kept in this browser")).to_be_visible()
    expect(agent.question_to_label).not_to_have_text(first)
    agent.page.context.set_offline(False)
    expect(agent.page.get_by_text("1 verdict is kept in this browser")).to_be_hidden()
    assert api_lead.reads("/api/v1/desk/labels")["by_verdict"]["not_a_question"] == 1
    agent.labels_by_keys("z")
    expect(agent.question_to_label).to_have_text(first)
    wait_until(
        "the verdict to be taken back",
        lambda: api_lead.reads("/api/v1/desk/labels")["by_verdict"]["not_a_question"] == 0,
    )


def test_a_lead_with_a_dozen_labels_is_told_how_many_are_missing(lead: Lead, asked: Asked) -> None:
    lead.opens_certificate()
    lead.reads_of_certificate("Not certified: the cautious default is in force")
    lead.asks_for_a_certificate(at_most_wrong="5%")
    lead.reads_of_certificate("Not issued: these labels do not support 5% yet.")
    lead.reads_of_certificate(re.compile(r"About \d+ more labels|cannot be said how many"))


def test_enough_labels_certify_and_an_edit_of_many_entries_ends_it(
    running: RunningStack, lead: Lead, api_lead: ApiAgent, asked: Asked
) -> None:
    api_lead.labels_all(asked.entry_of, count=len(asked.texts))
    lead.opens_certificate()
    lead.asks_for_a_certificate(at_most_wrong="5%")
    lead.reads_of_certificate("At most 5% of the answers are wrong, with 95% certainty")
    assert _searches(running, next(iter(asked.entry_of)))["certified"] is True

    entries = api_lead.published_entries()
    for entry in entries[: int(EDITED_SHARE * len(entries)) + 1]:
        api_lead.rewrites(entry)
    lead.opens_certificate()
    lead.page.reload()
    lead.reads_of_certificate("The certificate no longer holds")
    lead.reads_of_certificate(re.compile(r"Because \d+% of the entries have changed since"))
    expect(lead.page.get_by_role("link", name=re.compile("Quality.*invalid"))).to_be_visible()
    assert _searches(running, next(iter(asked.entry_of)))["certified"] is False


def _searches(running: RunningStack, text: str) -> dict[str, Any]:
    """What the bot gets for a customer's question."""
    answer = httpx.post(
        f"{running.knowledge_url}/search",
        json={"text": text, "language": "cs"},
        headers={"Authorization": f"Bearer {running.internal_token}"},
        timeout=10,
    )
    return dict(answer.raise_for_status().json())
