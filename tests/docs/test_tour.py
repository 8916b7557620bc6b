"""The tour in the documentation shows what the browser's test pictures, in both languages."""

from __future__ import annotations

import re

import pytest

from tests.browser.tour import DOCS, NAMES, STEPS, file_name

PAGES = {"fr": DOCS / "desk.fr.md", "en": DOCS / "desk.md"}


def test_the_documentation_holds_just_the_pictures_of_the_tour() -> None:
    held = {path.name for path in (DOCS / "pictures").glob("desk-*.png")}
    assert held == NAMES, "run: make tour"


@pytest.mark.parametrize("language", PAGES)
def test_each_page_shows_every_step_in_its_language(language: str) -> None:
    shown = re.findall(
        r"!\[([^\]]+)\]\(pictures/(desk-[^)]+)\)", PAGES[language].read_text("utf-8")
    )
    assert [name for _, name in shown] == [file_name(step, language) for step in STEPS]
    assert all(len(told) > 20 for told, _ in shown), "a picture is told to those who cannot see it"
