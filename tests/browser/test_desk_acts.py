"""Acting on a mention in a real browser: with the mouse, with the keyboard, without a script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_page import picture

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Open]:
    """Opens the mention that a search finds first; fails on any error of the page's script."""
    contexts, errors = [], list[str]()

    def heard(kind: str, text: str) -> None:
        # A refused form is answered 409, which Chromium calls an error of its own.
        if kind == "error" and "409" not in text:
            errors.append(text)

    def open_first(words: str, *, language: str = "fr", **options: object) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: heard(said.type, said.text))
        page.goto(f"{address}mentions?period=all&lang={language}&q={words}")
        page.locator("a.open").first.click()
        page.wait_for_url("**/mention/**", wait_until="load")  # its script listens by then
        return page

    yield open_first
    for context in contexts:
        context.close()
    assert errors == []


def test_a_label_is_corrected_in_one_click_and_undone_in_another(opened: Open) -> None:
    page = opened("nid-de-poule")
    row = page.locator("#label-sentiment")
    before = row.locator("bdi").inner_text()
    row.get_by_role("button", name="Positif").click()
    expect(page.get_by_role("status").get_by_text("Correction enregistrée.")).to_be_visible()
    expect(row.locator("bdi")).to_have_text("positif")
    picture(page, "correction")
    page.get_by_role("button", name="Annuler").click()
    expect(row.locator("bdi")).to_have_text(before)
    expect(page.locator(".steps")).to_contain_text("a annulé une correction")


def test_every_act_works_without_a_script(opened: Open) -> None:
    page = opened("nid-de-poule", java_script_enabled=False)
    page.get_by_role("button", name="Je m’en occupe").click()
    expect(page.get_by_text("Vous vous en occupez.")).to_be_visible()
    page.get_by_label("Ajouter une note").fill("Appeler <b>demain</b>.")
    page.get_by_role("button", name="Ajouter").click()
    expect(page.locator(".steps .words")).to_have_text("Appeler <b>demain</b>.")
    page.get_by_role("button", name="Marquer comme envoyée").last.click()
    expect(page.locator(".good").last).to_contain_text("Envoyée")
    page.get_by_role("button", name="Ce n’était pas envoyé").last.click()
    page.get_by_role("button", name="Remettre à l’équipe").click()
    expect(page.get_by_text("Personne ne s’en occupe encore.")).to_be_visible()


def test_two_windows_in_conflict_lose_nothing(opened: Open) -> None:
    first, second = opened("nid-de-poule"), opened("nid-de-poule")
    first.get_by_role("button", name="Je m’en occupe").click()
    second.get_by_label("Ajouter une note").fill("Le camion est parti.")
    second.get_by_role("button", name="Ajouter").click()
    expect(second.get_by_role("heading", name="Modifiée entre-temps")).to_be_visible()
    expect(second.get_by_label("Ajouter une note")).to_have_value("Le camion est parti.")
    picture(second, "conflit")
    second.get_by_role("button", name="Refaire mon changement").click()
    expect(second.locator(".steps .words").first).to_have_text("Le camion est parti.")
    expect(second.get_by_text("Vous vous en occupez.")).to_be_visible()
    second.get_by_role("button", name="Remettre à l’équipe").click()


def test_the_keyboard_goes_from_mention_to_mention_edits_and_copies(
    opened: Open, address: str
) -> None:
    page = opened("311")
    page.goto(f"{address}mentions?period=all&view=todo&lang=fr")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".card.here")).to_have_count(1)
    wanted = page.locator(".card").nth(1).locator("a.open").get_attribute("href") or ""
    page.keyboard.press("o")
    page.wait_for_url(re.compile(re.escape(wanted.partition("?")[0])))
    page.keyboard.press("k")
    page.wait_for_url(lambda url: wanted.partition("?")[0] not in url)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Clavier")).to_be_visible()
    picture(page, "clavier")
    page.get_by_role("button", name="Désactiver les touches").click()
    page.get_by_role("button", name="Fermer").click()
    here = page.url
    page.keyboard.press("j")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.url == here


def test_digits_choose_the_route_but_not_while_writing(opened: Open) -> None:
    page = opened("nid-de-poule")
    page.keyboard.press("e")
    expect(page.locator("#reply")).to_be_focused()
    page.keyboard.type("1")
    expect(page.get_by_text("Correction enregistrée.")).to_have_count(0)
    page.keyboard.press("Backspace")
    page.locator("#reply").blur()
    page.keyboard.press("7")
    expect(page.get_by_text("Correction enregistrée.")).to_be_visible()
    expect(page.locator("#what ~ p .badge")).to_have_text("suivre")
    page.get_by_role("button", name="Annuler").click()
    expect(page.locator("#what ~ p .badge")).to_have_text("inviter au 311")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_mention_reads_well_on_a_phone_in_english(opened: Open, scheme: str) -> None:
    size = {"width": 390, "height": 844}
    page = opened("nid-de-poule", language="en", viewport=size, color_scheme=scheme)
    expect(page.get_by_role("button", name="I’ll take it")).to_be_visible()
    expect(page.get_by_role("button", name="Mark as sent").last).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    picture(page, f"mention-telephone-{scheme}")
