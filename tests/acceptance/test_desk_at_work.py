"""Two agents and three customers at once, each in a browser of their own, over a working day.

On a stack of its own, whose agents count as gone after a few seconds and whose e-mails go to a
real mail server of this module. The tests follow each other as the day does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import httpx
import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import BrowserContext, Page, expect

from stack.ports import reserved_ports
from stack.temporary import RunningStack
from tests.acceptance.api_customer import wait_until
from tests.acceptance.axe import violations
from tests.acceptance.people import Agent, Customer
from tests.acceptance.stacks import open_stack

PRESENT_SECONDS = 6
# seen within that time, noticed at the next heartbeat or sweep
GONE_MILLISECONDS = 40_000
AT_ONCE_MILLISECONDS = 10_000


@dataclass
class Mailbox:
    """A mail server that takes everything, and what it took."""

    received: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.received.append(message)
        return "250 OK"

    def texts_to(self, address: str) -> list[str]:
        found = [message for message in self.received if message["To"] == address]
        return [_text_of(message) for message in found]


def _text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@pytest.fixture(scope="module")
def mail_port() -> Iterator[int]:
    with reserved_ports(1) as (port,):
        yield port


@pytest.fixture(scope="module")
def mailbox(mail_port: int) -> Iterator[Mailbox]:
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname="127.0.0.1", port=mail_port)
    controller.start()
    yield mailbox
    controller.stop()


@pytest.fixture(scope="module")
def running(mail_port: int) -> Iterator[RunningStack]:
    """A stack whose agents, queue and e-mails are this module's alone."""
    environment = {
        "OCHOTA_AGENT_PRESENT_SECONDS": str(PRESENT_SECONDS),
        "OCHOTA_AGENT_GRACE_SECONDS": "4",
        "OCHOTA_HEARTBEAT_SECONDS": "2",
        "OCHOTA_SWEEP_SECONDS": "1",
        "OCHOTA_SMTP_HOST": "127.0.0.1",
        "OCHOTA_SMTP_PORT": str(mail_port),
        "OCHOTA_SMTP_SECURITY": "none",
    }
    with open_stack(environment) as stack:
        yield stack


@pytest.fixture
def new_agent(
    running: RunningStack, new_context: Callable[..., BrowserContext]
) -> Callable[[str], Agent]:
    """An agent of the demo at the desk, in a browser of their own."""

    def sign_in(username: str) -> Agent:
        context = new_context(locale="en-GB", bypass_csp=True)
        password = running.passwords()[username]
        return Agent.signs_in(context.new_page(), running.url, username, password)

    return sign_in


@pytest.fixture
def new_customer(
    running: RunningStack, new_context: Callable[..., BrowserContext]
) -> Callable[[str, str], Customer]:
    """A customer in a browser of their own, who asks for a human and says this."""

    def come(language: str, question: str) -> Customer:
        locale = {"cs": "cs-CZ", "en": "en-GB"}[language]
        page = new_context(locale=locale, bypass_csp=True).new_page()
        customer = Customer(page, running.url, language).opens_the_chat()
        # before the question, which might be handed over by itself
        customer.asks_for_a_human()
        customer.says(question)
        return customer

    return come


def opens(agent: Agent, tab: str, words: str) -> None:
    """Open the conversation in this list whose row says this."""
    agent.page.get_by_role("tab", name=re.compile(tab)).click()
    row = agent.page.locator("ochota-desk-queue").get_by_text(words).first
    expect(row).to_be_visible(timeout=AT_ONCE_MILLISECONDS)
    row.click()
    expect(agent.log).to_be_visible()


def presses(agent: Agent, key: str) -> None:
    """Press this key outside of the reply."""
    agent.page.keyboard.press("Escape")
    expect(agent.composer.and_(agent.page.locator(":focus"))).to_have_count(0)
    agent.page.keyboard.press(key)


def test_two_agents_serve_three_customers(
    new_agent: Callable[[str], Agent], new_customer: Callable[[str, str], Customer]
) -> None:
    petr, eva = new_agent("petr"), new_agent("eva")
    anna = new_customer("cs", "Chtěla bych mluvit o lampě Soumrak, co mi spadla ze stolu.")
    bob = new_customer("en", "My sofa arrived with a strange violet stain on it.")
    cyril = new_customer("cs", "Potřebuji vyřešit fakturu pro spolek zahrádkářů.")

    # both see all three without a reload, and one claims while the other watches
    opens(petr, "Waiting", "lampě Soumrak")
    opens(eva, "Waiting", "lampě Soumrak")
    expect(petr.page.get_by_label(re.compile("Also open at: Eva"))).to_be_visible(
        timeout=AT_ONCE_MILLISECONDS
    )
    petr.claims()
    claim = eva.page.get_by_role("button", name=re.compile("^Claim"))
    expect(claim).to_have_count(0, timeout=AT_ONCE_MILLISECONDS)
    anna.reads("Ve spojení je Petr Novák")
    petr.replies("Dobrý den, je rozbité sklo, nebo stínidlo?")
    anna.reads("Dobrý den, je rozbité sklo, nebo stínidlo?")
    anna.says("Jen stínidlo, sklo je celé.")
    petr.reads("Jen stínidlo, sklo je celé.")

    opens(eva, "Waiting", "violet stain")
    eva.claims()
    eva.replies("Sorry about that! Could you send me a photo?")
    bob.reads("Could you send me a photo?")
    bob.says("Give me a minute.")
    eva.reads("Give me a minute.")

    # a private note calls the other from the list; no customer ever reads it
    petr.page.get_by_role("tab", name=re.compile("Mine")).click()
    note = "@petr tohle patří tobě, jde o stínidla"
    opens(eva, "All", "Jen stínidlo")
    presses(eva, "n")
    eva.page.get_by_role("textbox", name=re.compile("Private note")).fill(note)
    eva.page.keyboard.press("Escape")
    eva.page.get_by_role("button", name="Save the note").click()
    eva.reads(re.compile("jde o stínidla"))
    petr.page.get_by_role("button", name=re.compile("Notices: 1 unread")).click()
    petr.page.get_by_role("link", name=re.compile("Eva Svobodová mentioned you")).click()
    petr.reads(re.compile("jde o stínidla"))
    anna.page.reload()
    expect(anna.log.get_by_text("Ve spojení je Petr Novák").last).to_be_visible()
    assert anna.count_of(note) == 0
    assert "stínidla" not in anna.log.inner_text()

    # resolved by mistake, taken back within ten seconds, and the customer never noticed a loss
    petr.resolves()
    petr.page.get_by_role("button", name="Undo").click()
    petr.replies("Stínidlo vám pošleme zítra.")
    anna.reads("Stínidlo vám pošleme zítra.")

    # passed on with a note: the customer is told, the other has it at once
    presses(petr, "t")
    petr.page.get_by_role("radio", name=re.compile("Eva Svobodová")).check()
    petr.page.get_by_label("What they should know").fill("Zbývá domluvit adresu.")
    petr.page.get_by_role("dialog").get_by_role("button", name="Transfer").click()
    anna.reads("Předáváme vás")
    opens(eva, "Mine", "Stínidlo vám pošleme zítra.")
    eva.reads("Zbývá domluvit adresu.")
    eva.replies("Dobrý den, na jakou adresu?")
    anna.reads("Dobrý den, na jakou adresu?")
    eva.resolves()
    anna.reads("Rozhovor s kolegou skončil")

    # the third waited all along, first in the queue by now
    expect(cyril.page.get_by_text(re.compile("jste na řadě"))).to_be_visible()
    opens(petr, "Waiting", "fakturu pro spolek")
    petr.claims()
    petr.replies("Fakturu pro spolek vystavíme.")
    cyril.reads("Fakturu pro spolek vystavíme.")


def test_what_is_put_aside_comes_back_when_the_customer_writes(
    new_agent: Callable[[str], Agent], new_customer: Callable[[str, str], Customer]
) -> None:
    petr = new_agent("petr")
    dana = new_customer("en", "Please check whether the walnut table can be oiled.")
    opens(petr, "Waiting", "walnut table")
    petr.claims()
    petr.replies("I will ask the workshop.")
    presses(petr, "s")
    petr.page.get_by_role("dialog").get_by_text("In an hour").click()
    expect(petr.page.get_by_text("Put aside. It comes back by itself")).to_be_visible()
    dana.reads("I will ask the workshop.")
    dana.says("Take your time!")
    petr.reads("Take your time!")
    expect(
        petr.page.get_by_text("took it up again").or_(petr.page.get_by_text("Back after"))
    ).to_be_visible()


def test_a_colleague_who_vanishes_loses_nobody(
    new_agent: Callable[[str], Agent], new_customer: Callable[[str, str], Customer]
) -> None:
    petr, eva = new_agent("petr"), new_agent("eva")
    filip = new_customer("cs", "Ptám se na tu skříň s vyřezávanou sovou.")
    opens(eva, "Waiting", "vyřezávanou sovou")
    eva.claims()
    filip.reads("Ve spojení je Eva Svobodová")
    eva.page.context.close()
    told = filip.log.get_by_text("odpojil").last
    expect(told).to_be_visible(timeout=GONE_MILLISECONDS)
    opens(petr, "Waiting", "vyřezávanou sovou")
    petr.claims()
    petr.replies("Přebírám to po kolegyni.")
    filip.reads("Přebírám to po kolegyni.")


def test_with_nobody_there_the_answer_comes_by_e_mail(
    running: RunningStack,
    mailbox: Mailbox,
    new_agent: Callable[[str], Agent],
    new_customer: Callable[[str, str], Customer],
    new_context: Callable[..., BrowserContext],
) -> None:
    wait_until("every agent to be gone", lambda: _nobody_is_there(running))
    gita = new_customer("cs", "Zajímá mě nosnost houpacího křesla Kolébka.")
    expect(gita.page.get_by_text("Nechte nám zprávu")).to_be_visible(timeout=AT_ONCE_MILLISECONDS)
    gita.page.get_by_label("E-mail", exact=True).fill("gita@example.com")
    gita.page.get_by_label("Zpráva", exact=True).fill("Kolik kilogramů unese Kolébka?")
    assert violations(gita.page) == []
    gita.page.get_by_role("button", name="Odeslat zprávu").click()
    expect(gita.page.get_by_text("Děkujeme, vaši zprávu máme.")).to_be_visible()
    wait_until("the confirmation", lambda: len(mailbox.texts_to("gita@example.com")) == 1)
    assert "Kolik kilogramů unese Kolébka?" in mailbox.texts_to("gita@example.com")[0]
    gita.page.context.close()

    petr = new_agent("petr")
    opens(petr, "Waiting", "Kolik kilogramů unese")
    petr.claims()
    petr.replies("Kolébka unese 130 kg.")
    wait_until("the answer", lambda: len(mailbox.texts_to("gita@example.com")) == 2)
    text = mailbox.texts_to("gita@example.com")[1]
    assert "Kolébka unese 130 kg." in text
    link = re.search(r"https?://\S+/conversation/\S+", text)
    assert link is not None, text

    page = new_context(locale="cs-CZ").new_page()
    page.goto(link.group())
    expect(page.get_by_role("log").get_by_text("Kolébka unese 130 kg.")).to_be_visible()
    _hides_its_token(page)


def _nobody_is_there(running: RunningStack) -> bool:
    # asked as a stranger: an agent who asks is there
    answer = httpx.get(f"{running.url}/api/v1/availability?language=cs", timeout=10)
    return not answer.raise_for_status().json()["agents_present"]


def _hides_its_token(page: Page) -> None:
    assert "#" not in page.url
