"""The README's screenshots, made from a running stack of its own: `python -m tests.screenshots`.

The real processes answer, so the pictures show what a visitor sees; they are written to
`docs/screenshots/`. A picture that grows beyond its limit fails the run.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from stack.temporary import RunningStack
from tests.acceptance.api_customer import ApiCustomer
from tests.acceptance.people import ANSWER_MILLISECONDS, LIVE_MILLISECONDS, Customer, Lead
from tests.acceptance.stacks import open_stack
from tests.browser import launch_chromium

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
MOST_BYTES = 300 * 1024
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 780}

LABELLED = (
    "can I send back a lamp that I have already used?",
    "how long does delivery to Slovakia take",
    "do you have a shop where I can see the sofas?",
    "where do I find my invoice",
    "is it possible to pay in instalments?",
    "the courier never came",
    "can you engrave a name on it?",
    "what if the colour is different from the photo",
)

Visitor = Callable[..., Page]


def main() -> None:
    """Start a stack, take every picture and say where they are."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        open_stack() as stack,
        sync_playwright() as playwright,
    ):
        browser = launch_chromium(playwright)
        take_all(browser, stack)
        browser.close()


def take_all(browser: Browser, stack: RunningStack) -> None:
    """Take the pictures one after the other; the desk's shows what the chat's began."""

    def visitor(viewport: dict[str, int] = DESKTOP, **options: object) -> Page:
        context = browser.new_context(viewport=viewport, reduced_motion="reduce", **options)  # type: ignore[arg-type]
        return context.new_page()

    chat(visitor(locale="cs-CZ"), stack)
    chat_on_a_phone(
        visitor(PHONE, locale="en-GB", color_scheme="dark", is_mobile=True, has_touch=True), stack
    )
    faq(visitor(locale="cs-CZ"), stack)
    desk(visitor, stack)
    labelling(visitor, stack)
    operations(visitor, stack)


def chat(page: Page, stack: RunningStack) -> None:
    """A Czech question and its answer, with the entry it comes from."""
    customer = Customer(page, stack.url, "cs").opens_the_chat()
    customer.says("od kolika je doprava zdarma?")
    customer.reads_answer_of("delivery-free")
    keep(page, "chat")


def chat_on_a_phone(page: Page, stack: RunningStack) -> None:
    """The whole screen of a phone, in English and in the dark."""
    customer = Customer(page, stack.url, "en").opens_the_chat()
    customer.says("How do I cancel an order that has not been sent yet?")
    customer.reads_answer_of("order-cancel")
    keep(page, "chat-phone-dark")


def faq(page: Page, stack: RunningStack) -> None:
    """Search as you type on the FAQ's front page."""
    page.goto(f"{stack.url}/faq/cs")
    page.get_by_role("searchbox").press_sequentially("kdy mi vratite penize")
    result = page.locator('a[href*="/return-refund-time"]').first
    expect(result).to_be_visible(timeout=ANSWER_MILLISECONDS)
    keep(page, "faq")


def desk(visitor: Visitor, stack: RunningStack) -> None:
    """A conversation an agent has just taken over, and an entry of the knowledge base."""
    questions = {
        "cs": "Dobrý den, lampa Soumrak přišla rozbitá. Co mám dělat?",
        "en": "Hello, can you deliver to Austria by Saturday?",
    }
    for language, question in questions.items():
        customer = Customer(visitor(locale=language), stack.url, language).opens_the_chat()
        customer.says(question)
        # the greeting is the first
        answer = customer.log.locator("article.bot").nth(1)
        expect(answer).to_be_visible(timeout=ANSWER_MILLISECONDS)
        if customer.page.get_by_role("button", name=re.compile("člověk|human")).count():
            customer.asks_for_a_human()
    page = visitor(locale="en-GB")
    lead = Lead.signs_in(page, stack.url, "jana", stack.passwords()["jana"])
    lead.opens_waiting(questions["cs"])
    lead.claims()
    lead.composer.fill("Dobrý den, mrzí mě to. Novou lampu vám pošleme ještě dnes.")
    expect(page.get_by_text("Suggested answers")).to_be_visible(timeout=LIVE_MILLISECONDS)
    # what was just said goes away by itself
    page.wait_for_timeout(6_000)
    keep(page, "desk")
    lead.opens_entry("return-period")
    # the preview's own words, in bold
    expect(page.get_by_text("within 14 days of receiving", exact=True)).to_be_visible()
    keep(page, "knowledge")


def labelling(visitor: Visitor, stack: RunningStack) -> None:
    """A customer's question to be judged, after one that was."""
    for question in LABELLED:
        with closing(ApiCustomer(stack, "en")) as customer:
            customer.gets_a_reply(customer.says(question))
    page = visitor(locale="en-GB")
    lead = Lead.signs_in(page, stack.url, "jana", stack.passwords()["jana"])
    lead.opens_labelling()
    lead.draws(len(LABELLED))
    # about as long as a person looks at one, so that the pace shown is a person's
    lead.page.wait_for_timeout(5_000)
    lead.labels_by_keys("1")
    lead.reads_progress(1, len(LABELLED))
    keep(page, "labelling")


def operations(visitor: Visitor, stack: RunningStack) -> None:
    """The live board and a report, of what the pictures before have begun."""
    page = visitor(locale="en-GB")
    Lead.signs_in(page, stack.url, "jana", stack.passwords()["jana"])
    for name, heading in (("board", "Live board"), ("reports", "Reports")):
        page.goto(f"{stack.url}/desk#/{name}")
        expect(page.get_by_role("heading", name=heading).first).to_be_visible()
        # the figures come after the heading
        page.wait_for_timeout(3_000)
        keep(page, name.removesuffix("s"))


def keep(page: Page, name: str) -> None:
    """Write what the page shows now; RuntimeError where the picture is too large."""
    page.evaluate("() => document.fonts.ready")
    path = FOLDER / f"{name}.png"
    picture = page.screenshot(animations="disabled", caret="hide")
    if len(picture) > MOST_BYTES:
        raise RuntimeError(f"{path.name} has {len(picture)} bytes; {MOST_BYTES} are allowed")
    path.write_bytes(picture)
    print(f"{path.relative_to(FOLDER.parents[1])}  {len(picture) // 1024} kB")


if __name__ == "__main__":
    main()
