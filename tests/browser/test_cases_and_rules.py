"""Cases and rules in a real browser, over the demonstration, with no JavaScript at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

PICTURES = Path(__file__).parents[1] / "pictures"

pytestmark = pytest.mark.browser


@pytest.fixture(params=["fr", "en"])
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """The list of mentions, in either language."""
    context = browser.new_context(java_script_enabled=False, locale="fr-CA")
    opened = context.new_page()
    opened.goto(f"{address}mentions?lang={request.param}")
    yield opened
    context.close()


def in_english(page: Page) -> bool:
    return page.locator("html").get_attribute("lang") == "en"


def said(page: Page, french: str, english: str) -> str:
    return english if in_english(page) else french


def picture(page: Page, name: str) -> None:
    PICTURES.mkdir(exist_ok=True)
    language = "en" if in_english(page) else "fr"
    page.screenshot(path=PICTURES / f"{name}-{language}.png", full_page=True)


def test_an_officer_finds_the_pothole_reads_what_would_leave_and_takes_it_away(page: Page) -> None:
    page.get_by_role("link", name=said(page, "Dossiers", "Cases"), exact=True).click()
    off = said(page, "La transmission est désactivée", "The hand-off is off")
    expect(page.get_by_role("heading", name=off)).to_be_visible()
    picture(page, "dossiers")
    page.get_by_role("link", name=re.compile("Nid-de-poule|Pothole", re.IGNORECASE)).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Forges")
    text = page.locator("textarea").first.input_value()
    assert text.startswith("[VIGIE-")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("CSV")).click()
    assert re.fullmatch(r"VIGIE-\w{10}\.csv", download.value.suggested_filename)
    # Without a way out no button sends.
    assert page.get_by_role("button").all_inner_texts() == [said(page, "Retirer", "Withdraw")]
    picture(page, "dossier")


def test_a_lead_writes_a_rule_is_told_what_is_wrong_tries_it_and_turns_it_on(page: Page) -> None:
    name = said(page, "rues", "streets")
    page.get_by_role("link", name=said(page, "Alertes", "Alerts"), exact=True).click()
    page.get_by_role("link", name=said(page, "Voir les règles", "See the rules")).click()
    page.get_by_role("link", name=said(page, "Nouvelle règle", "New rule")).click()
    page.get_by_label(said(page, "Nom", "Name"), exact=True).fill(name)
    page.locator("details[id='when.topic'] summary").click()
    page.get_by_label(said(page, "rues et trottoirs", "roads and sidewalks")).check()
    sure = page.locator("[id='when.min_confidence']")
    sure.fill("beaucoup")
    save = page.get_by_role("button", name=said(page, "Enregistrer", "Save"))
    save.click()
    expect(page.get_by_role("alert")).to_contain_text("when.min_confidence")
    expect(sure).to_have_value("beaucoup")
    picture(page, "regle-a-corriger")
    sure.fill(said(page, "0,3", "0.3"))
    save.click()
    page.get_by_role("link", name=said(page, "Essayer sur 90 jours", "Try over 90 days")).click()
    told = said(page, r"Elle aurait envoyé \d+ alerte", r"It would have sent \d+ alert")
    expect(page.get_by_text(re.compile(told))).to_be_visible()
    picture(page, "regle-essai")
    page.get_by_role("button", name=said(page, "Mettre en marche", "Turn on")).click()
    expect(page.get_by_role("status")).to_contain_text(said(page, "En marche", "On, within"))
    page.get_by_role("link", name=said(page, "Retour aux règles", "Back to the rules")).click()
    row = page.get_by_role("listitem").filter(has=page.get_by_role("link", name=name, exact=True))
    expect(row).to_contain_text(said(page, "en marche", "on"))
    picture(page, "regles")
