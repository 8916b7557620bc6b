"""The search page in a real browser: searched, narrowed, dated, kept, opened, taken away."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_page import page, picture

__all__ = ["page"]

pytestmark = pytest.mark.browser

FRENCH = {
    "search": "Chercher",
    "save": "Enregistrer cette recherche",
    "name": "Nom",
    "keep": "Enregistrer",
    "saved": "Recherche enregistrée.",
    "alert": re.compile("^Alerte"),
    "on": "Mettre en marche",
    "turned": "Alerte en marche.",
    "feed": re.compile("^Fil RSS"),
    "make": "Créer l’adresse du fil",
    "fresh": re.compile("Adresse du fil"),
    "delete": re.compile("Supprimer la recherche"),
    "gone": "Recherche supprimée.",
    "order": "Ordre",
}
ENGLISH = {
    "search": "Search",
    "save": "Save this search",
    "name": "Name",
    "keep": "Save",
    "saved": "Search saved.",
    "alert": re.compile("^Alert"),
    "on": "Turn on",
    "turned": "Alert turned on.",
    "feed": re.compile("^RSS feed"),
    "make": "Make the feed’s address",
    "fresh": re.compile("Address of the feed"),
    "delete": re.compile("Delete the search"),
    "gone": "Search deleted.",
    "order": "Order",
}


@pytest.mark.parametrize(("language", "said"), [("fr", FRENCH), ("en", ENGLISH)])
def test_a_search_is_made_kept_followed_and_forgotten(
    page: Page, address: str, language: str, said: dict[str, str]
) -> None:
    page.goto(f"{address}mentions?lang={language}")
    page.get_by_role("searchbox").fill("nid-de-poule OU trottoir")
    page.get_by_label(said["order"], exact=True).select_option("best")
    page.get_by_role("button", name=said["search"], exact=True).click()
    expect(page.get_by_text("coin des Forges et Royale").first).to_be_visible()
    picture(page, f"recherche-{language}")
    page.get_by_text(said["save"], exact=True).click()
    page.get_by_label(said["name"], exact=True).fill(f"Trous {language}")
    page.get_by_role("button", name=said["keep"], exact=True).click()
    expect(page.get_by_text(said["saved"])).to_be_visible()
    page.locator("summary", has_text=said["alert"]).click()
    page.get_by_role("button", name=said["on"], exact=True).click()
    expect(page.get_by_text(said["turned"])).to_be_visible()
    page.locator("summary", has_text=said["feed"]).click()
    page.get_by_role("button", name=said["make"]).click()
    feed = page.get_by_label(said["fresh"]).input_value()
    assert feed.startswith(f"{address}recherche/")
    assert "Trous" in page.request.get(feed).text()
    picture(page, f"recherches-{language}")
    page.get_by_role("link", name=f"Trous {language}").click()
    expect(page.get_by_role("searchbox")).to_have_value("nid-de-poule OU trottoir")
    page.goto(f"{address}recherches")
    page.get_by_role("button", name=said["delete"]).click()
    expect(page.get_by_text(said["gone"])).to_be_visible()
    assert page.request.get(feed).status == 404


def test_a_list_is_bounded_by_dates_and_taken_away(page: Page, address: str) -> None:
    page.goto(f"{address}mentions")
    page.get_by_label("Du", exact=True).fill("2020-01-01")
    page.get_by_role("button", name="Chercher", exact=True).click()
    expect(page.get_by_role("link", name="Retirer les dates")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV").click()
    assert re.fullmatch(r"vigie-\d{4}-\d\d-\d\d\.csv", taken.value.suggested_filename)
    assert taken.value.path().read_bytes().startswith('\ufeff"Vigie, export'.encode())


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="fr-CA", color_scheme="dark"
    )
    yield context.new_page()
    context.close()


def test_the_search_page_fits_a_phone_in_the_dark(phone: Page, address: str) -> None:
    phone.goto(f"{address}mentions?q=rue&du=2020-01-01&topic=roads")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    picture(phone, "recherche-telephone")
    phone.goto(f"{address}recherches")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    picture(phone, "recherches-telephone")
