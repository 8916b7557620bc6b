"""A sentence in both of the product's languages, kept side by side."""

from __future__ import annotations

import msgspec


class Say(msgspec.Struct, frozen=True):
    """One message for a person: French first, English second.

    Both are written where the message is raised or shown, so that neither can be
    forgotten; the reader's language chooses at the last moment.
    """

    fr: str
    en: str

    def to(self, language: str) -> str:
        """Return the sentence in `language` ("en" for English, anything else French)."""
        return self.en if language == "en" else self.fr

    def __str__(self) -> str:
        return self.fr
