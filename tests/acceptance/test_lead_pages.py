"""A lead runs the desk from the browser, and what is set there holds at once.

On a stack of its own: hours, rules and people change what everybody else's tests rely on. The
tests follow each other: the audit log is read last.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from stack.temporary import RunningStack, running_stack
from tests.acceptance.api_customer import ApiAgent, ApiCustomer
from tests.acceptance.axe import violations
from tests.acceptance.people import Agent, Lead

PAGES = (
    "board",
    "reports",
    "flags",
    "people",
    "departments",
    "hours",
    "sla",
    "routing-rules",
    "canned-replies",
    "outbox",
    "audit",
)
# those on which something is added in a form
FORMS = ("people", "departments", "hours", "sla", "routing-rules", "canned-replies")
# each language with another colour scheme and width: contrast and room are a matter of both
LOOKS = (("cs-CZ", "light", 1280), ("en-GB", "dark", 360))


@pytest.fixture(scope="module")
def running() -> Iterator[RunningStack]:
    """A stack whose settings are this module's alone."""
    with running_stack(environment={"OCHOTA_RATE_LIMITS": "false"}, tell=print) as stack:
        yield stack


class Operations:
    """The leads' section as one lead uses it."""

    def __init__(self, lead: Lead) -> None:
        self._lead = lead
        self.page = lead.page

    def opens(self, name: str) -> Page:
        self.page.goto(f"{self._lead.url}/desk#/{name}")
        expect(self.page.locator("ochota-desk-lead h1").first).to_be_visible()
        return self.page

    def adds(self, button: str, fields: dict[str, str]) -> None:
        """Open a new form and fill in its fields by their labels."""
        self.page.get_by_role("button", name=button, exact=True).click()
        for label, value in fields.items():
            fill(self.page.get_by_label(label, exact=True), value)

    def saves(self) -> None:
        self.page.get_by_role("button", name="Save", exact=True).first.click()
        expect(self.page.get_by_text("Saved. It holds from now on.")).to_be_visible()

    def row(self, text: str) -> Locator:
        """The row of what there is that says this."""
        found = self.page.locator("ochota-desk-lead .rows > li").filter(has_text=text)
        expect(found.first).to_be_visible()
        return found.first


def fill(control: Locator, value: str) -> None:
    """Type it, or choose it where there is a list."""
    if control.evaluate("element => element.tagName") == "SELECT":
        control.select_option(label=value)
    else:
        control.fill(value)
        control.press("Tab")


@pytest.fixture
def operations(lead: Lead) -> Operations:
    return Operations(lead)


def test_a_new_agent_signs_in_with_the_password_shown_once(
    operations: Operations, running: RunningStack, new_context: Callable[..., BrowserContext]
) -> None:
    page = operations.opens("people")
    operations.adds("Add a person", {"User name": "lucie", "Name": "Lucie Veselá"})
    page.get_by_label("English").check()
    operations.saves()
    password = page.locator("ochota-desk-new-password code").inner_text()
    operations.row("Lucie Veselá")
    page.reload()
    operations.row("Lucie Veselá")
    expect(page.get_by_text(password)).to_have_count(0)
    own_page = new_context(locale="en-GB").new_page()
    Agent.signs_in(own_page, running.url, "lucie", password)
    own_page.goto(f"{running.url}/desk#/people")
    expect(own_page.get_by_text("Only a lead may do this.")).to_be_visible()


def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(operations: Operations) -> None:
    page = operations.opens("people")
    operations.adds("Add a person", {"User name": "petr", "Name": "Another Petr"})
    page.get_by_role("button", name="Save", exact=True).click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Somebody has this user name already.")
    expect(summary).to_be_focused()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Another Petr")
    page.once("dialog", lambda asked: asked.dismiss())
    page.evaluate("() => { location.hash = '#/hours' }")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Another Petr")


def test_a_department_works_at_the_hours_that_are_set(
    operations: Operations, api_lead: ApiAgent
) -> None:
    page = operations.opens("hours")
    operations.adds("Add hours", {"Name": "Night shift", "Time zone": "Europe/Prague"})
    monday = page.get_by_role("group", name="Monday")
    fill(monday.get_by_label("Monday: from"), "22")
    fill(monday.get_by_label("Monday: to"), "6:00")
    expect(monday.get_by_text("next day")).to_be_visible()
    operations.saves()
    operations.row("Night shift")
    (hours,) = [
        one for one in api_lead.reads("/api/v1/desk/hours")["hours"] if one["name"] == "Night shift"
    ]
    assert hours["week"]["mon"] == [["22:00", "06:00"]]

    operations.opens("departments")
    operations.adds(
        "Add a department",
        {"Name in Czech": "Noční služba", "Name in English": "Night desk"},
    )
    fill(page.get_by_label("Business hours", exact=True), "Night shift")
    operations.saves()
    expect(operations.row("Night desk")).to_contain_text("Night shift")


def test_a_target_is_promised_as_it_is_written(operations: Operations, api_lead: ApiAgent) -> None:
    page = operations.opens("sla")
    page.get_by_label("Department", exact=True).select_option(label="Night desk")
    fill(page.get_by_label("Chat, urgent, First response"), "1h30")
    expect(page.get_by_label("Chat, urgent, First response")).to_have_value("1 h 30 min")
    operations.saves()
    promised = [
        target["first_response_minutes"]
        for target in api_lead.reads("/api/v1/desk/sla")["targets"]
        if (target["department"], target["channel"], target["priority"])
        == ("night-desk", "chat", "urgent")
    ]
    assert promised == [90]


def test_a_routing_rule_sends_a_word_to_its_department(
    operations: Operations, running: RunningStack, api_lead: ApiAgent
) -> None:
    page = operations.opens("routing-rules")
    operations.adds("Add a rule", {"Name": "Broken lamps", "Order": "0"})
    page.get_by_label("Words", exact=True).fill("žárovk*, bulb")
    fill(page.get_by_role("group", name="Then").get_by_label("Department"), "Night desk")
    fill(page.get_by_role("group", name="Then").get_by_label("Priority"), "high")
    operations.saves()
    tried = page.get_by_role("region", name="Try a text")
    tried.get_by_label("What a customer writes").fill("Praskla mi zarovka!")
    tried.get_by_role("button", name="Try it").click()
    expect(tried.get_by_role("status")).to_contain_text("Night desk")
    expect(tried.get_by_role("status")).to_contain_text("Broken lamps")
    with closing(ApiCustomer(running, "cs")) as customer:
        customer.says("Chci mluvit s člověkem, praskla mi žárovka.")
        customer.gets_a_human()
        routed = handoff_of(api_lead, customer.conversation_id)
    assert (routed["department"], routed["priority"]) == ("night-desk", "high")


def handoff_of(agent: ApiAgent, conversation_id: str) -> dict[str, Any]:
    return dict(agent.reads(f"/api/v1/desk/conversations/{conversation_id}")["handoff"])


def test_a_canned_reply_is_there_for_agents(operations: Operations, running: RunningStack) -> None:
    page = operations.opens("canned-replies")
    operations.adds(
        "Add a reply",
        {"Shortcut": "bulb", "Title": "A new bulb", "Text: English": "Dear {{customer.name}}"},
    )
    expect(page.locator("ochota-desk-prose")).to_contain_text("Dear {{customer.name}}")
    operations.saves()
    operations.row("/bulb")
    with ApiAgent(running, "petr") as petr:
        replies = petr.reads("/api/v1/desk/canned-replies")["canned_replies"]
    assert "Dear {{customer.name}}" in [reply["texts"].get("en") for reply in replies]


def test_the_board_shows_who_waits(operations: Operations, running: RunningStack) -> None:
    page = operations.opens("board")
    with closing(ApiCustomer(running, "en")) as customer:
        waiting = page.locator("dl.tiles .tile").filter(has_text="Waiting").locator("dd")
        before = int(waiting.inner_text())
        customer.says("I want to talk to a human, please")
        customer.gets_a_human()
        expect(waiting).to_have_text(str(before + 1), timeout=10_000)
    expect(page.get_by_role("row").filter(has_text="Night desk")).to_be_visible()


def test_a_missing_entry_becomes_one(
    operations: Operations, running: RunningStack, api_lead: ApiAgent
) -> None:
    question, answer = "Can you engrave a lamp?", "Yes, up to twenty letters."
    with closing(ApiCustomer(running, "en")) as customer:
        sequence = customer.says(question)
        customer.gets_a_reply(sequence)
        api_lead.flags_missing_entry(
            customer.conversation_id, sequence, question=question, answer=answer
        )
    page = operations.opens("flags")
    operations.row(question).get_by_role("link", name="Make an entry").click()
    editor = page.get_by_role("group", name="English")
    expect(editor.get_by_label("Question")).to_have_value(question)
    expect(editor.get_by_label("Answer")).to_have_value(answer)
    page.once("dialog", lambda asked: asked.accept())
    operations.opens("flags")
    operations.row(question).get_by_role("button", name="Done").click()
    expect(page.get_by_text("Nothing to work through")).to_be_visible()


def test_the_csv_has_the_sums_of_the_report(operations: Operations) -> None:
    page = operations.opens("reports")
    total = page.locator("ochota-desk-report-table tfoot td").first
    expect(total).to_be_visible()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download CSV").click()
    text = downloading.value.path().read_text(encoding="utf-8-sig")
    header, *rows, last = csv.reader(io.StringIO(text), delimiter=separator_of(text))
    column = header.index("Conversations")
    assert int(last[column]) == sum(int(row[column]) for row in rows) > 0
    expect(total).to_have_text(last[column])


def separator_of(text: str) -> str:
    return ";" if ";" in text.splitlines()[0] else ","


def test_the_audit_log_shows_all_of_it(operations: Operations) -> None:
    page = operations.opens("audit")
    for action in (
        "person added",
        "department added",
        "routing rule added",
        "canned reply added",
    ):
        expect(operations.row(action)).to_contain_text("jana")
    operations.row("Night shift")
    page.get_by_label("What", exact=True).select_option(label="Routing rule")
    rows = page.locator("ochota-desk-lead .rows > li")
    expect(rows.filter(has_text="person added")).to_have_count(0)
    expect(rows.filter(has_text="Broken lamps")).to_have_count(1)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(map(str, look)))
def test_every_page_keeps_to_wcag(
    look: tuple[str, str, int], running: RunningStack, new_context: Callable[..., BrowserContext]
) -> None:
    locale, scheme, width = look
    context = new_context(
        locale=locale,
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
        bypass_csp=True,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(f"{running.url}/desk")
    page.get_by_label(re.compile("^(Uživatelské jméno|User name)$")).fill("jana")
    page.get_by_label(re.compile("^(Heslo|Password)$")).fill(running.passwords()["jana"])
    page.keyboard.press("Enter")
    expect(page.locator("ochota-desk-top-bar")).to_be_visible()
    broken = []
    for name in PAGES:
        page.goto(f"{running.url}/desk#/{name}")
        expect(page.locator("ochota-desk-lead h1").first).to_be_visible()
        broken += [f"{name}: {violation}" for violation in violations(page)]
        if name in FORMS:
            page.locator("ochota-desk-lead .head .button").first.click()
            expect(page.locator("ochota-desk-lead form.editor")).to_be_visible()
            broken += [f"{name}, new: {violation}" for violation in violations(page)]
        overflow = page.locator("ochota-desk-lead main").evaluate(
            "main => main.scrollWidth - main.clientWidth"
        )
        broken += [f"{name}: {overflow} px do not fit in {width}"] if overflow > 0 else []
    assert not broken, "\n".join(broken)
