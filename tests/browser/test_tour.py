"""Makes the pictures of the five-minute tour, so that they stay true.

They are written in tests/pictures; with VIGIE_TOUR=1 (`make tour`) in docs/pictures too.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.tour import DOCS, LANGUAGES, SIZE, STEPS, file_name

PICTURES = Path(__file__).parents[1] / "pictures"
pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_of_the_tour_is_shown(browser: Browser, address: str, language: str) -> None:
    PICTURES.mkdir(exist_ok=True)
    context = browser.new_context(viewport=SIZE, locale=f"{language}-CA", reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}?lang={language}")
    for step in STEPS:
        answer = page.goto(address.rstrip("/") + step.path)
        assert answer is not None
        assert answer.ok, step
        step.act(page, language)
        assert page.locator("html").get_attribute("lang") == language, step
        assert page.locator("h1").first.is_visible(), step
        kept = PICTURES / file_name(step, language)
        page.screenshot(path=kept)
        assert kept.stat().st_size < 300_000, f"{kept.name} is too heavy for the documentation"
        if os.environ.get("VIGIE_TOUR"):
            shutil.copy(kept, DOCS / "pictures" / kept.name)
    context.close()
