"""Every page for everyone: WCAG 2.2 AA by axe-core, a keyboard alone, a narrow window, paper.

The pages are found as a reader would, by following links from the first one, so a new page is
looked at as soon as something leads to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from starlette.routing import compile_path

from tests.browser.tour import declare, end
from webapp.app import ROUTES

PICTURES = Path(__file__).parents[1] / "pictures"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
#: What is no page: files, feeds, pictures, what machines read.
_NO_PAGE = re.compile(r"\.(json|csv|xlsx|jsonl|rss|svg|png|pdf|md|txt)$|^/(api|healthz|static)")
_PATHS = [(path, compile_path(path)[0]) for path in dict.fromkeys(route.path for route in ROUTES)]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pages(browser: Browser, address: str) -> dict[str, str]:
    """One address for each kind of page that links lead to, by its route."""
    context = browser.new_context(java_script_enabled=False, locale="fr-CA")
    page, found, left = context.new_page(), {}, [address]
    for act in (declare, end):  # a crisis that is over has pages of its own
        page.goto(f"{address}crise?lang=fr")
        act(page, "fr")
    while left:
        page.goto(left.pop(0))
        for link in page.locator("a[href^='/'], a[href^='?']").all():
            href = link.evaluate("each => each.href")
            path = re.sub(r"[?#].*", "", href.removeprefix(address.rstrip("/")))
            kind = next((name for name, regex in _PATHS if regex.match(path)), None)
            if kind and kind not in found and not _NO_PAGE.search(path):
                found[kind] = href
                left.append(href)
    context.close()
    return found


@pytest.fixture(params=["light", "dark"])
def seen(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="fr-CA", color_scheme=request.param)
    yield context.new_page()
    context.close()


def test_links_lead_to_every_page_of_the_header(pages: dict[str, str]) -> None:
    assert {"/mentions", "/mention/{mention}", "/alerts", "/couverture"} <= pages.keys()


@pytest.mark.timeout(240)
def test_axe_finds_nothing_on_any_page(pages: dict[str, str], seen: Page) -> None:
    faults: dict[str, list[str]] = {}
    for kind, href in pages.items():
        seen.goto(href)
        answer = Axe().run(seen, options=RULES | {"resultTypes": ["violations"]})
        found = [
            f"{each['id']}: {each['nodes'][0]['html'][:160]} ({len(each['nodes'])})"
            for each in answer.response["violations"]
        ]
        if found:
            faults[kind] = found
    assert faults == {}


@pytest.mark.timeout(240)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_fits_a_window_of_320_pixels(
    browser: Browser, pages: dict[str, str], language: str
) -> None:
    """WCAG 2.2, success criterion 1.4.10: 1280 pixels at a zoom of 400 %."""
    context = browser.new_context(viewport={"width": 320, "height": 720})
    page, wide = context.new_page(), []
    for kind, href in pages.items():
        page.goto(f"{href}{'&' if '?' in href else '?'}lang={language}")
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(kind)
    context.close()
    assert wide == []


@pytest.mark.timeout(240)
def test_a_keyboard_reaches_everything_and_shows_where_it_is(
    browser: Browser, pages: dict[str, str]
) -> None:
    context = browser.new_context(locale="fr-CA")
    page = context.new_page()
    for href in pages.values():
        page.goto(href)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip", href
        for _ in range(12):
            page.keyboard.press("Tab")
            shown = page.evaluate(
                "(() => { const e = document.activeElement; const s = getComputedStyle(e);"
                " return e === document.body || s.outlineStyle !== 'none'"
                " || s.boxShadow !== 'none'; })()"
            )
            assert shown, f"{href}: {page.evaluate('document.activeElement.outerHTML')[:200]}"
    context.close()


def test_the_menu_of_a_narrow_window_opens_from_the_keyboard_without_a_script(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(
        viewport={"width": 320, "height": 720}, locale="fr-CA", java_script_enabled=False
    )
    page = context.new_page()
    page.goto(f"{address}?lang=fr")
    menu, pages = page.locator("summary", has_text="Menu"), page.locator("nav.nav")
    assert not pages.is_visible()
    for _ in range(3):  # the skip link, the name of the site, the menu
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert pages.is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/mentions")
    assert not pages.is_visible()
    menu.click()
    assert page.get_by_role("link", name="Réglages").is_visible()
    page.set_viewport_size({"width": 1120, "height": 760})
    assert pages.is_visible()
    assert not menu.is_visible()
    context.close()


def test_pages_print_well(browser: Browser, pages: dict[str, str]) -> None:
    context = browser.new_context(locale="fr-CA")
    page = context.new_page()
    page.emulate_media(media="print")
    PICTURES.mkdir(exist_ok=True)
    for kind, href in pages.items():
        page.goto(href)
        assert not page.locator("nav.nav").first.is_visible(), kind
        assert page.locator("h1").first.is_visible(), kind
    context.close()
