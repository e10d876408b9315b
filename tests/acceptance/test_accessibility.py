"""What customers and agents see keeps to WCAG 2.2 AA, as far as a machine can tell."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from stack.temporary import RunningStack
from tests.acceptance.axe import violations
from tests.acceptance.people import LIVE_MILLISECONDS, Customer

# each language with another colour scheme: contrast is a matter of both
LOOKS = [("cs", "cs-CZ", "light"), ("en", "en-GB", "dark")]

# the entries' own questions: what is looked at here is not whether they are found
QUESTIONS = {
    "cs": "Do kdy můžu zboží vrátit bez udání důvodu?",
    "en": "How do I cancel an order that has not been sent yet?",
}
USER_NAME = re.compile("^(Uživatelské jméno|User name)$")
# transfer, snooze, priority and department, outcome, merge, the list of keys
KEYS_OF_DIALOGS = ("t", "s", "p", "Shift+E", "m", "?")
ANSWERS = {"cs": "return-period", "en": "order-cancel"}


@pytest.fixture(params=LOOKS, ids=lambda look: "-".join(look[1:]))
def look(request: pytest.FixtureRequest) -> tuple[str, str, str]:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def language(look: tuple[str, str, str]) -> str:
    return look[0]


@pytest.fixture
def new_page(
    look: tuple[str, str, str], new_context: Callable[..., BrowserContext]
) -> Callable[[], Page]:
    """Pages for one person each, which let the checker's script in."""

    def make() -> Page:
        context = new_context(
            locale=look[1], color_scheme=look[2], bypass_csp=True, reduced_motion="reduce"
        )
        return context.new_page()

    return make


def expect_accessible(page: Page) -> None:
    broken = violations(page)
    assert not broken, "\n".join(map(str, broken))


def sign_in(page: Page, running: RunningStack) -> None:
    page.get_by_label(USER_NAME).fill("jana")
    page.get_by_label(re.compile("^(Heslo|Password)$")).fill(running.passwords()["jana"])
    page.keyboard.press("Enter")


def test_the_checker_sees_into_the_chat(
    new_page: Callable[[], Page], running: RunningStack, language: str
) -> None:
    page = new_page()
    Customer(page, running.url, language).opens_the_chat()
    page.evaluate(
        "() => document.querySelector('ochota-chat').shadowRoot.querySelector('[role=dialog]')"
        ".append(document.createElement('button'))"
    )
    assert [broken.rule for broken in violations(page)] == ["button-name"]


def test_the_chat_with_an_answer_and_a_wait(
    new_page: Callable[[], Page], running: RunningStack, language: str
) -> None:
    page = new_page()
    customer = Customer(page, running.url, language).opens_the_chat()
    expect_accessible(page)
    customer.says(QUESTIONS[language])
    customer.reads_answer_of(ANSWERS[language])
    expect_accessible(page)
    customer.asks_for_a_human()
    waiting = re.compile("Čekáme na kolegu|Waiting for a colleague")
    expect(page.get_by_text(waiting).first).to_be_visible(timeout=LIVE_MILLISECONDS)
    expect_accessible(page)


@pytest.mark.parametrize("address", ["", "/return-period", "/category/delivery", "?q=refund"])
def test_the_faq(
    new_page: Callable[[], Page], running: RunningStack, language: str, address: str
) -> None:
    page = new_page()
    page.goto(f"{running.url}/faq/{language}{address}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect_accessible(page)


def test_the_desk_with_its_queue_a_conversation_and_the_knowledge_base(
    new_page: Callable[[], Page], running: RunningStack, language: str
) -> None:
    customer = Customer(new_page(), running.url, language).opens_the_chat()
    customer.says(QUESTIONS[language])
    customer.reads_answer_of(ANSWERS[language])
    customer.asks_for_a_human()

    page = new_page()
    page.goto(f"{running.url}/desk")
    expect(page.get_by_label(USER_NAME)).to_be_visible()
    expect_accessible(page)
    sign_in(page, running)

    row = page.get_by_text(QUESTIONS[language]).first
    expect(row).to_be_visible(timeout=LIVE_MILLISECONDS)
    expect_accessible(page)
    row.click()
    claim = page.get_by_role("button", name=re.compile("^(Převzít|Claim)"))
    expect(claim).to_be_visible()
    expect_accessible(page)

    claim.click()
    expect(page.get_by_role("textbox", name=re.compile("zákazník|customer"))).to_be_focused()
    page.keyboard.type("/")
    expect(page.get_by_role("listbox").first).to_be_visible()
    expect_accessible(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    for key in KEYS_OF_DIALOGS:
        page.keyboard.press(key)
        dialog = page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        expect_accessible(page)
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()

    headings = {
        "knowledge": "Záznamy|Entries",
        "knowledge/return-period": "Do kdy můžu zboží vrátit|Until when can I return goods",
        "knowledge-try": "Vyzkoušet otázku|Try a question",
        "knowledge-import": "Import",
        "knowledge-categories": "Kategorie|Categories",
        "quality": "Jak často se asistent plete|How often the assistant is wrong",
    }
    for route, heading in headings.items():
        page.goto(f"{running.url}/desk#/{route}")
        expect(page.get_by_role("heading", name=re.compile(heading)).first).to_be_visible()
        expect_accessible(page)


def test_labelling_with_a_draw_a_question_and_the_choice_of_another_entry(
    new_page: Callable[[], Page], running: RunningStack, language: str
) -> None:
    customer = Customer(new_page(), running.url, language).opens_the_chat()
    customer.says(QUESTIONS[language])
    customer.reads_answer_of(ANSWERS[language])

    page = new_page()
    page.goto(f"{running.url}/desk#/labelling")
    sign_in(page, running)
    draw = page.get_by_role("button", name=re.compile("^(Vylosovat|Draw)$"))
    verdicts = page.get_by_role("group", name=re.compile("^(Váš verdikt|Your verdict)$"))
    expect(draw.or_(verdicts)).to_be_visible()
    expect_accessible(page)
    if draw.is_visible():
        draw.click()
        expect(verdicts).to_be_visible()
        expect_accessible(page)
    verdicts.get_by_role("button", name=re.compile("^(Špatně|Wrong)")).click()
    which = re.compile("^(Který by byl správný|Which one would be right)")
    expect(page.get_by_role("heading", name=which)).to_be_visible()
    expect_accessible(page)
