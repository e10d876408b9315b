"""The lead's edits, the chat and the FAQ page speak of the same entries at once."""

from __future__ import annotations

import uuid

from playwright.sync_api import expect

from tests.acceptance.people import Customer, Lead


def test_an_edited_entry_is_answered_anew_and_found_on_the_faq_page(
    lead: Lead, customer: Customer
) -> None:
    mark = f"novinka {uuid.uuid4().hex[:8]}"
    lead.opens_entry("order-minimum")
    lead.saves_answer("cs", f"Minimální hodnota objednávky není stanovena, {mark}.")
    customer.opens_the_chat()
    customer.says("Máte minimální hodnotu objednávky?")
    customer.reads(mark)
    customer.page.goto(f"{lead.url}/faq/cs")
    customer.page.get_by_role("searchbox").fill("minimalni hodnota objednavky")
    result = customer.page.locator("#faq-results").get_by_role("link").first
    expect(result).to_contain_text("minimální hodnotu objednávky", ignore_case=True)
    result.click()
    expect(customer.page.get_by_text(mark).first).to_be_visible()
