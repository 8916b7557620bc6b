"""The few words of ours around an alert, in French and English.

Written without « ; », « ! » or « ? », the marks before which Québec and Belgium differ on the
space; the colon takes a non-breaking one in both.
"""

from __future__ import annotations

from typing import Final

from vigie.say import Say

SEVERITIES: Final[dict[str, Say]] = {
    "urgent": Say("Urgent", "Urgent"),
    "normal": Say("À suivre", "Worth a look"),
    "low": Say("Pour information", "For information"),
}

LABELS: Final[dict[str, Say]] = {
    "route": Say("Suite proposée", "Proposed route"),
    "topic": Say("Sujet", "Topic"),
    "sentiment": Say("Sentiment", "Sentiment"),
    "service_category": Say("Catégorie", "Category"),
}

WHY: Final = Say("Pourquoi", "Why")
TO_DO: Final = Say("À faire", "What to do")
OPEN: Final = Say("Ouvrir", "Open")
ALERT: Final = Say("Alerte", "Alert")
RULE: Final = Say("règle", "rule")


def named(name: str, value: str, language: str) -> str:
    """Return « name : value » with the colon of the language."""
    return f"{name}\u00a0: {value}" if language != "en" else f"{name}: {value}"


def quoted(text: str, language: str) -> str:
    """Return a text between the quotation marks of the language."""
    return f"«\u00a0{text}\u00a0»" if language != "en" else f"“{text}”"
