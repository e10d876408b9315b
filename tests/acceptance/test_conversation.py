"""From the question to the answer or to a human, on the real processes in a real browser."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from stack.temporary import RunningStack
from tests.acceptance.people import ANSWER_MILLISECONDS, LIVE_MILLISECONDS, Agent, Customer
from tests.acceptance.proxy import CuttableProxy

NONSENSE = "fjkdls qwpoei zmxncb"


def unique_nonsense() -> str:
    """Words that nothing answers and no other test uses, to be found in the queue by."""
    return f"{NONSENSE} {uuid.uuid4().hex[:8]}"


def test_a_czech_question_gets_the_answer_of_its_entry(customer: Customer) -> None:
    customer.opens_the_chat()
    customer.says("Do kdy můžu zboží vrátit bez udání důvodu?")
    customer.reads_answer_of("return-period")


def test_an_english_question_gets_the_english_answer(english_customer: Customer) -> None:
    english_customer.opens_the_chat()
    english_customer.says("Can I return something within 14 days without giving a reason?")
    english_customer.reads_answer_of("return-period")


def test_a_question_typed_without_diacritics_is_answered(customer: Customer) -> None:
    customer.opens_the_chat()
    customer.says("do kdy muzu zbozi vratit bez udani duvodu")
    customer.reads_answer_of("return-period")


def test_the_answer_follows_the_customer_who_switches_language(customer: Customer) -> None:
    customer.opens_the_chat()
    customer.says("Od jaké částky je doprava zdarma?")
    customer.reads_answer_of("delivery-free")
    customer.says("Sorry, could you tell me how I cancel an order that has not been sent yet?")
    assert "/faq/en/" in str(customer.reads_answer_of("order-cancel").get_attribute("href"))


def test_a_czech_question_finds_an_english_only_entry_and_says_so(customer: Customer) -> None:
    customer.opens_the_chat()
    customer.says("mluvíte anglicky?")
    customer.reads_answer_of("contact-english-support")
    customer.reads(re.compile("anglič|anglick"))


def test_a_close_call_is_clarified_once_and_the_choice_answers(
    customer: Customer, close_call: str
) -> None:
    customer.opens_the_chat()
    customer.says(close_call)
    choices = customer.log.get_by_role("group").last.get_by_role("button")
    expect(choices.first).to_be_visible(timeout=ANSWER_MILLISECONDS)
    assert 2 <= choices.count() <= 4
    chosen = str(choices.first.text_content())
    choices.first.click()
    expect(customer.log.get_by_role("link", name=chosen).last).to_be_visible(
        timeout=ANSWER_MILLISECONDS
    )


def test_none_of_the_choices_leads_to_a_human(customer: Customer, close_call: str) -> None:
    customer.opens_the_chat()
    customer.says(close_call)
    customer.log.get_by_role("group").last.get_by_role("button").last.click()
    customer.reads(re.compile("kolega|kolegovi|kolegům", re.IGNORECASE))


def test_nonsense_reaches_a_human_who_answers_live_and_gives_it_back(
    customer: Customer, agent: Agent
) -> None:
    nonsense = unique_nonsense()
    customer.opens_the_chat()
    customer.says("Dobrý den")
    customer.reads(re.compile("Dobrý den"))
    customer.says(nonsense)
    agent.opens_waiting(nonsense)
    agent.claims()
    agent.reads(nonsense)
    agent.replies("Dobrý den, tady Petr. Podívám se na to.")
    expect(customer.log.get_by_text("tady Petr").last).to_be_visible(timeout=LIVE_MILLISECONDS)
    customer.says("Děkuji, počkám")
    agent.reads("Děkuji, počkám")
    agent.resolves()
    customer.says("Od jaké částky je doprava zdarma?")
    customer.reads_answer_of("delivery-free")


def test_a_human_is_one_click_away(customer: Customer, agent: Agent) -> None:
    words = f"Otázka číslo {uuid.uuid4().hex[:8]} pro člověka"
    customer.opens_the_chat()
    customer.asks_for_a_human()
    customer.reads(re.compile("kolega", re.IGNORECASE))
    customer.says(words)
    agent.opens_waiting(words)


def test_a_reload_in_mid_conversation_loses_nothing(customer: Customer) -> None:
    customer.opens_the_chat()
    customer.says("Od jaké částky je doprava zdarma?")
    customer.reads_answer_of("delivery-free")
    customer.page.reload()
    if not customer.composer.is_visible():
        customer.opens_the_chat()
    customer.reads_answer_of("delivery-free")
    assert customer.count_of("Od jaké částky je doprava zdarma?") == 1
    customer.says("Do kdy můžu zboží vrátit bez udání důvodu?")
    customer.reads_answer_of("return-period")


def test_two_tabs_show_the_same_conversation(customer: Customer) -> None:
    customer.opens_the_chat()
    customer.says("Od jaké částky je doprava zdarma?")
    customer.reads_answer_of("delivery-free")
    address = customer.page.url.split("/?")[0]
    other = Customer(customer.page.context.new_page(), address, "cs")
    if not other.composer.is_visible():
        other.opens_the_chat()
    other.reads_answer_of("delivery-free")
    other.says("Do kdy můžu zboží vrátit bez udání důvodu?")
    customer.reads_answer_of("return-period")
    assert customer.count_of("Do kdy můžu zboží vrátit bez udání důvodu?") == 1


def test_markup_typed_by_a_customer_stays_text(customer: Customer, agent: Agent) -> None:
    mark = uuid.uuid4().hex[:8]
    words = f"<img src=x onerror=\"document.title='broken'\"><b>{mark}</b>"
    customer.opens_the_chat()
    # asked for first: the assistant hands such a text over by itself, and the button goes
    customer.asks_for_a_human()
    customer.says(words)
    agent.opens_waiting(mark)
    agent.reads(re.compile(re.escape(f"<b>{mark}</b>")))
    assert customer.page.title() != "broken"
    assert agent.page.title() != "broken"


@pytest.fixture
def proxy(running: RunningStack) -> Iterator[CuttableProxy]:
    proxy = CuttableProxy(running.settings.port)
    yield proxy
    proxy.close()


def test_a_cut_connection_is_told_and_nothing_is_lost_or_doubled(
    proxy: CuttableProxy, new_context: Callable[..., BrowserContext]
) -> None:
    customer = Customer(new_context(locale="cs-CZ").new_page(), proxy.url, "cs")
    customer.opens_the_chat()
    customer.says("Od jaké částky je doprava zdarma?")
    customer.reads_answer_of("delivery-free")
    proxy.cut()
    customer.says("Do kdy můžu zboží vrátit bez udání důvodu?")
    proxy.restore()
    expect(customer.log.locator('a[href*="/return-period"]').last).to_be_visible(timeout=60_000)
    assert customer.count_of("Do kdy můžu zboží vrátit bez udání důvodu?") == 1
    assert customer.count_of("Od jaké částky je doprava zdarma?") == 1
