"""The people of the acceptance tests, each doing in a browser what the person would do.

They find things as people do: by role and label. Labels are those of the widget's catalogues.
"""

from __future__ import annotations

import re
from typing import Self

from playwright.sync_api import Locator, Page, expect

ANSWER_MILLISECONDS = 15_000
LIVE_MILLISECONDS = 5_000
# every labelled question is searched again
CERTIFY_MILLISECONDS = 60_000


LABELS = {
    "cs": {
        "open": "Otevřít chat",
        "log": "Konverzace",
        "composer": "Vaše zpráva",
        "send": "Odeslat",
        "human": "Mluvit s člověkem",
        "unhelpful": "Ne, nepomohla",
    },
    "en": {
        "open": "Open the chat",
        "log": "Conversation",
        "composer": "Your message",
        "send": "Send",
        "human": "Talk to a human",
        "unhelpful": "No, it didn't help",
    },
}


class Customer:
    """A customer with the demo shop open."""

    def __init__(self, page: Page, url: str, language: str) -> None:
        self.page = page
        self._labels = LABELS[language]
        self.page.goto(f"{url}/?lang={language}")

    def opens_the_chat(self) -> Self:
        self.page.get_by_role("button", name=self._labels["open"]).click()
        expect(self.composer).to_be_visible()
        return self

    def says(self, text: str) -> None:
        """Type a message and send it with Enter."""
        self.composer.fill(text)
        self.composer.press("Enter")
        expect(self.log.get_by_text(text, exact=True).last).to_be_visible()

    def asks_for_a_human(self) -> None:
        self.page.get_by_role("button", name=self._labels["human"]).first.click()

    def finds_it_unhelpful(self) -> None:
        """Press the thumb down under the newest answer."""
        self.log.get_by_role("button", name=self._labels["unhelpful"]).last.click()

    def chooses(self, label: str | re.Pattern[str]) -> None:
        self.log.get_by_role("button", name=label).click()

    def reads(self, text: str | re.Pattern[str]) -> Locator:
        """Wait until the text stands in the conversation."""
        found = self.log.get_by_text(text).last
        expect(found).to_be_visible(timeout=ANSWER_MILLISECONDS)
        return found

    def reads_answer_of(self, entry_id: str) -> Locator:
        """Wait for an answer that links to this entry's page."""
        link = self.log.locator(f'a[href*="/{entry_id}"]').last
        expect(link).to_be_visible(timeout=ANSWER_MILLISECONDS)
        return link

    def count_of(self, text: str) -> int:
        return self.log.get_by_text(text, exact=True).count()

    @property
    def composer(self) -> Locator:
        return self.page.get_by_role("textbox", name=self._labels["composer"])

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")


class Agent:
    """An agent at the desk, which speaks English here."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    @classmethod
    def signs_in(cls, page: Page, url: str, username: str, password: str) -> Self:
        page.goto(f"{url}/desk")
        page.get_by_label("User name").fill(username)
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("tab", name=re.compile("Waiting"))).to_be_visible()
        return cls(page, url)

    def opens_waiting(self, last_words: str) -> None:
        """Open the waiting conversation whose last message says this."""
        self.page.get_by_role("tab", name=re.compile("Waiting")).click()
        row = self.page.get_by_text(last_words).first
        expect(row).to_be_visible(timeout=LIVE_MILLISECONDS)
        row.click()
        expect(self.log).to_be_visible()

    def claims(self) -> None:
        self.page.get_by_role("button", name=re.compile("^Claim")).click()
        expect(self.composer).to_be_enabled()

    def replies(self, text: str) -> None:
        self.composer.fill(text)
        self.composer.press("Control+Enter")
        expect(self.log.get_by_text(text).last).to_be_visible()

    def resolves(self) -> None:
        self.page.get_by_role("button", name=re.compile("^Resolve")).click()

    def reads(self, text: str | re.Pattern[str]) -> Locator:
        found = self.log.get_by_text(text).last
        expect(found).to_be_visible(timeout=LIVE_MILLISECONDS)
        return found

    def opens_labelling(self) -> None:
        self.page.goto(f"{self.url}/desk#/labelling")

    def draws(self, count: int) -> None:
        """Draw so many questions to label; the first of them is shown."""
        self.page.get_by_role("spinbutton", name="How many").fill(str(count))
        self.page.get_by_role("button", name="Draw", exact=True).click()
        expect(self.question_to_label).to_be_visible()

    def labels_by_keys(self, *keys: str) -> None:
        """Press these keys one after the other, as one who need not wait for the next question."""
        for key in keys:
            self.page.keyboard.press(key)

    def reads_progress(self, done: int, of: int) -> None:
        expect(self.page.get_by_text(f"{done} of {of} done", exact=True)).to_be_visible()

    @property
    def question_to_label(self) -> Locator:
        return self.page.locator("ochota-desk-label-question").get_by_role("heading", level=2)

    @property
    def entry_to_label(self) -> Locator:
        """The question of the entry that the assistant would give."""
        given = self.page.get_by_role("region", name="The assistant would give this entry")
        return given.get_by_role("heading")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def composer(self) -> Locator:
        return self.page.get_by_role("textbox", name="Reply to the customer")


class Lead(Agent):
    """The lead, who also writes the knowledge base."""

    def opens_entry(self, entry_id: str) -> None:
        self.page.goto(f"{self.url}/desk#/knowledge/{entry_id}")
        expect(self.page.get_by_role("button", name="Save")).to_be_visible()

    def saves_answer(self, language: str, answer: str) -> None:
        """Write another answer in this language and save it."""
        self.page.get_by_role("group", name=language).get_by_label("Answer").fill(answer)
        self.page.get_by_role("button", name="Save").click()
        expect(self.page.get_by_text("Searchable at once when published")).to_be_visible()

    def opens_certificate(self) -> None:
        self.page.goto(f"{self.url}/desk#/quality")
        expect(self.page.get_by_role("heading", name="How often the assistant is")).to_be_visible()

    def asks_for_a_certificate(self, *, at_most_wrong: str) -> None:
        """Ask that at most this share, as in `5%`, of the answers be wrong."""
        self.page.get_by_label("At most so many answers wrong").select_option(label=at_most_wrong)
        self.page.get_by_role("button", name="Certify", exact=True).click()

    def reads_of_certificate(self, text: str | re.Pattern[str]) -> Locator:
        found = self.page.get_by_text(text).first
        expect(found).to_be_visible(timeout=CERTIFY_MILLISECONDS)
        return found
