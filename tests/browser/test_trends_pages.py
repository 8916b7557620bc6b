"""Trends and the decision view in a real browser: read, compared, kept, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.trends_month import ON, served

PICTURES = Path(__file__).parents[1] / "pictures"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def weeks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("trends")) as address:
        yield address


@pytest.fixture(params=["fr", "en"])
def page(request: pytest.FixtureRequest, browser: Browser, weeks: str) -> Iterator[Page]:
    """A page without JavaScript that fails the test if it asks anything of another host."""
    context = browser.new_context(java_script_enabled=False, locale=f"{request.param}-CA")
    opened, elsewhere = context.new_page(), list[str]()
    opened.on("request", lambda r: elsewhere.append(r.url) if not r.url.startswith(weeks) else None)
    opened.goto(f"{weeks}tendances?lang={request.param}")
    yield opened
    context.close()
    assert elsewhere == []


def drawn(page: Page) -> int:
    """Return how many drawings there are, each loaded with something in it."""
    images = page.locator("main img")
    page.wait_for_load_state("load")
    for place in range(images.count()):
        expect(images.nth(place)).to_have_js_property("complete", value=True)
        assert images.nth(place).bounding_box()["height"] > 40, "a drawing is empty"
    return images.count()


def test_trends_are_drawn_and_told_then_a_decision_is_compared_and_kept(page: Page) -> None:
    french = page.locator("html").get_attribute("lang") == "fr"
    expect(page.locator("h1")).to_contain_text("Tendances" if french else "Trends")
    assert drawn(page) == 5
    page.locator(".chart-data summary").first.click()
    expect(page.locator(".chart table").first).to_be_visible()
    page.get_by_role("link", name="12 mois" if french else "12 months").click()
    assert drawn(page) == 5
    page.get_by_role("link", name="Comparer" if french else "Compare").click()
    page.get_by_label("Nom" if french else "Name", exact=True).fill("Collecte aux deux semaines")
    page.get_by_label("Jour" if french else "Day", exact=True).fill(ON.isoformat())
    page.get_by_role("button", name="Comparer" if french else "Compare").click()
    assert drawn(page) == 5
    concluded = page.get_by_text("prend plus de place" if french else "takes more room").first
    expect(concluded).to_be_visible()
    page.get_by_role("button", name="Garder" if french else "Keep").click()
    expect(page.get_by_role("status")).to_contain_text("gardée" if french else "kept")
    page.get_by_role("button", name="Retirer" if french else "Remove").click()
    expect(page.get_by_role("status")).to_contain_text("retirée" if french else "removed")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_both_pages_are_for_everyone_on_every_screen(
    browser: Browser, weeks: str, size: str, theme: str
) -> None:
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=theme,  # type: ignore[arg-type]
        locale="fr-CA",
    )
    page = context.new_page()
    PICTURES.mkdir(exist_ok=True)
    asked = f"decision?name=Collecte+aux+deux+semaines&nature=resolution&on={ON}&weeks=2"
    for name, path in (("tendances", "tendances?period=90d"), ("decision", asked)):
        page.goto(f"{weeks}{path}")
        drawn(page)
        page.screenshot(path=PICTURES / f"{name}-{size}-{theme}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        answer = Axe().run(page, options=RULES | {"resultTypes": ["violations"]})
        assert [each["id"] for each in answer.response["violations"]] == []
    context.close()
