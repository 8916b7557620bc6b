"""This morning and a crisis in a real browser, without JavaScript, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

PICTURES = Path(__file__).parents[1] / "pictures"
pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


class Words(NamedTuple):
    """What is read and clicked, in one language."""

    title: str
    emergencies: str
    invite: str
    declare: str
    enter: str
    declared: str
    delayed: str
    stock: str
    sure: str
    end: str
    ended: str
    report: str


WORDS = {
    "fr": Words(
        "Ce matin",
        "Urgences",
        "Déclarer une crise…",
        "Déclarer la crise",
        "Inscrire au journal",
        "La crise est déclarée.",
        "Réponse retardée",
        "Faire le point",
        "Oui, la crise est terminée",
        "Terminer la crise",
        "La crise est terminée.",
        "Heure par heure",
    ),
    "en": Words(
        "This morning",
        "Emergencies",
        "Declare a crisis…",
        "Declare the crisis",
        "Write in the log",
        "The crisis is declared.",
        "Reply delayed",
        "Take stock",
        "Yes, the crisis is over",
        "End the crisis",
        "The crisis is over.",
        "Hour by hour",
    ),
}


@pytest.fixture(params=WORDS)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(browser: Browser, address: str, language: str) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False, locale=f"{language}-CA")
    opened = context.new_page()
    opened.goto(f"{address}?lang={language}")
    yield opened
    context.close()


def picture(page: Page, name: str) -> None:
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def test_the_morning_shows_what_presses_and_opens_it_in_one_click(
    page: Page, language: str
) -> None:
    words = WORDS[language]
    expect(page.get_by_role("heading", level=1)).to_have_text(words.title)
    expect(page.get_by_role("heading", name=re.compile(words.emergencies))).to_be_visible()
    picture(page, f"ce-matin-{language}")
    page.locator("section.group-emergency a.row-open").first.click()
    expect(page.locator(".badge.route-emergency").first).to_be_visible()


def test_a_lead_declares_a_crisis_tells_the_situation_and_ends_it(
    page: Page, language: str
) -> None:
    words = WORDS[language]
    page.get_by_role("link", name=words.invite).click()
    page.locator("[name=name]").fill("Bris d’aqueduc")
    page.locator("[name=words]").fill("aqueduc")
    page.locator("[name=back]").select_option("48")
    page.get_by_role("button", name=words.declare).click()
    expect(page.get_by_text(words.declared)).to_be_visible()
    page.locator("[name=text]").fill("La rue est fermée.")
    page.get_by_role("button", name=words.enter).click()
    expect(page.locator("ol.log")).to_contain_text("La rue est fermée.")
    picture(page, f"crise-{language}")
    page.goto(page.url.split("/crise")[0])
    expect(page.locator(".crisis-group")).to_contain_text("Bris d’aqueduc")
    expect(page.get_by_text(words.delayed).first).to_be_visible()
    picture(page, f"ce-matin-crise-{language}")
    page.get_by_role("link", name=words.stock, exact=True).click()
    page.get_by_role("checkbox", name=words.sure).check()
    page.get_by_role("button", name=words.end).click()
    expect(page.get_by_text(words.ended)).to_be_visible()
    expect(page.locator(".crisis-banner")).to_have_count(0)
    page.locator("ul.past a").first.click()
    expect(page.get_by_role("heading", name=words.report)).to_be_visible()
    picture(page, f"bilan-{language}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_morning_fits_a_phone(
    browser: Browser, address: str, language: str, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, color_scheme="dark" if scheme == "dark" else "light"
    )
    phone = context.new_page()
    for path in ("", "crise", "reglages", "exercice"):
        phone.goto(f"{address}{path}?lang={language}")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, path
    phone.goto(f"{address}?lang={language}")
    picture(phone, f"ce-matin-telephone-{scheme}-{language}")
    context.close()
