"""The page in a real browser, over the demonstration: what a veille officer sees and clicks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

PICTURES = Path(__file__).parents[1] / "pictures"
pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page without JavaScript that fails the test if it asks anything of another host."""
    context = browser.new_context(java_script_enabled=False, locale="fr-CA")
    opened = context.new_page()
    elsewhere: list[str] = []
    opened.on(
        "request", lambda r: elsewhere.append(r.url) if not r.url.startswith(address) else None
    )
    opened.goto(f"{address}mentions")
    yield opened
    context.close()
    assert elsewhere == []


def picture(page: Page, name: str) -> None:
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def test_the_list_shows_what_came_in_with_its_route(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text("mentions")
    expect(page.get_by_text("Inviter au 311").first).to_be_visible()
    picture(page, "accueil")


def test_a_search_by_word_and_label_finds_the_pothole(page: Page) -> None:
    page.get_by_role("searchbox").fill("nid-de-poule ET sujet:rues")
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_text("coin des Forges et Royale").first).to_be_visible()
    picture(page, "recherche")


def test_a_mention_tells_why_and_offers_a_courteous_invitation(page: Page) -> None:
    page.get_by_role("searchbox").fill("nid-de-poule")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("link", name=re.compile("détail")).first.click()
    expect(page.get_by_role("heading", name="Réponse proposée")).to_be_visible()
    draft = page.locator("textarea").first.input_value()
    assert draft.startswith("Bonjour")
    assert "311" in draft
    expect(page.get_by_role("heading", name="Pourquoi")).to_be_visible()
    picture(page, "mention")


def test_the_coverage_page_is_honest(page: Page) -> None:
    page.get_by_role("link", name=re.compile(r"\d+ sources?")).click()
    expect(page.get_by_role("heading", name="Ce que Vigie n’entend pas")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Les groupes Facebook")).to_be_visible()
    page.get_by_text("écartées").first.click()
    expect(page.get_by_text("homonyme").first).to_be_visible()
    picture(page, "couverture")


def test_the_coverage_page_fits_a_phone(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="fr-CA")
    phone = context.new_page()
    phone.goto(f"{address}couverture")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_the_alerts_page_tells_what_was_delivered(page: Page) -> None:
    page.get_by_role("link", name="Alertes").click()
    expect(page.get_by_text("envoyée").first).to_be_visible()
    picture(page, "alertes")


def test_the_page_speaks_english_when_asked(page: Page) -> None:
    page.get_by_role("link", name="English").click()
    expect(page.get_by_text("Invite to 311").first).to_be_visible()


def test_the_page_fits_a_phone(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="fr-CA")
    phone = context.new_page()
    phone.goto(f"{address}mentions")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    picture(phone, "telephone")
    context.close()
