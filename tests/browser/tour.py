"""The steps of the five-minute tour (docs/desk.md): each is a picture of the demonstration.

To add one: a line here, and its picture in both pages of the documentation; then `make tour`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page

DOCS = Path(__file__).parents[2] / "docs"
LANGUAGES = ("fr", "en")
SIZE = {"width": 1120, "height": 760}


def look(_page: Page, _language: str) -> None:
    """Change nothing."""


def open_first(page: Page, _language: str) -> None:
    """Open the first mention of the list."""
    page.get_by_role("link", name=re.compile("détail|details")).first.click()


def declare(page: Page, language: str) -> None:
    """Declare a crisis, write in its log, come back to the morning."""
    french = language == "fr"
    page.locator("[name=name]").fill(
        "Bris d’aqueduc, rue Royale" if french else "Water-main break, Royale Street"
    )
    page.locator("[name=words]").fill("aqueduc\neau brune\nfil électrique")
    page.locator("[name=back]").select_option("48")
    page.get_by_role("button", name="Déclarer la crise" if french else "Declare").click()
    page.locator("[name=text]").fill(
        "Équipe sur place, rue fermée." if french else "Crew on site, street closed."
    )
    page.get_by_role("button", name="Inscrire" if french else "Write in").click()
    page.goto(f"{page.url.split('/crise')[0]}/")


def end(page: Page, language: str) -> None:
    """End the crisis, and open its report."""
    page.get_by_role("checkbox", name="Oui" if language == "fr" else "Yes").check()
    ending = "Terminer la crise" if language == "fr" else "End the crisis"
    page.get_by_role("button", name=ending).click()
    page.locator("ul.past a").first.click()


class Step(NamedTuple):
    """A picture: its name, the page that it begins at, what is done there first."""

    name: str
    path: str
    act: Callable[[Page, str], None] = look


STEPS = (
    Step("morning", "/"),
    Step("mentions", "/mentions"),
    Step("mention", "/mentions?q=nid-de-poule", open_first),
    Step("coverage", "/couverture"),
    Step("crisis", "/crise", declare),
    Step("report", "/crise", end),
    Step("settings", "/reglages"),
)


def file_name(step: Step, language: str) -> str:
    """Return the name of a step's picture in one language."""
    return f"desk-{step.name}-{language}.png"


NAMES = frozenset(file_name(step, language) for step in STEPS for language in LANGUAGES)
