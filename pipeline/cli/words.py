"""The language of the command line, chosen once from the environment."""

from __future__ import annotations

import os
from typing import Final

from vigie.say import Say


def chosen() -> str:
    """Return "en" or "fr": `VIGIE_LANG` first, then the locale; French when neither says."""
    for name in ("VIGIE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "").lower()
        if value.startswith(("fr", "en")):
            return value[:2]
    return "fr"


LANGUAGE: Final = chosen()


def t(fr: str, en: str) -> str:
    """Return the sentence in the language of the command line."""
    return Say(fr, en).to(LANGUAGE)
