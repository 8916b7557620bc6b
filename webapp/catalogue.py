"""The sentences of the pages, by language: gettext catalogues under `webapp/locales`.

Each sentence has a key, which is the catalogue's msgid; « desk.po » of a language holds its
words. A usage of a language (`fr_BE`) holds only what it says otherwise, and falls back on it.
docs/translating.md tells how a sentence or a language is added.
"""

from __future__ import annotations

from functools import lru_cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES: Final = Path(__file__).parent / "locales"

#: Every catalogue, with the one that it falls back on.
FALLBACKS: Final[dict[str, str | None]] = {"fr": None, "en": None, "fr_BE": "fr"}


class Catalogue:
    """The sentences of one language or usage."""

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self._keys = {key for one in _lineage(locale) for key in keys(read(one))}
        self._sentences = _translations(locale)

    def __contains__(self, key: str) -> bool:
        """Tell whether there is a sentence of this key."""
        return key in self._keys

    def say(self, key: str, **values: object) -> str:
        """Return a sentence with its values in place.

        Raises:
            KeyError: there is none.
        """
        if key not in self._keys:
            raise KeyError(key)
        return self._sentences.gettext(key).format(**values)

    def count(self, key: str, number: int, **values: object) -> str:
        """Return the form of a sentence that goes with a number, with its values in place.

        Raises:
            KeyError: there is none.
        """
        if key not in self._keys:
            raise KeyError(key)
        return self._sentences.ngettext(key, key, number).format(**values)


@lru_cache
def catalogue(locale: str) -> Catalogue:
    """Return the catalogue of a language or usage, read once."""
    return Catalogue(locale)


def read(locale: str) -> Catalog:
    """Return the catalogue's file, as babel reads it: what `fr_BE` says otherwise alone."""
    with (LOCALES / locale / "LC_MESSAGES" / "desk.po").open("rb") as file:
        return read_po(file, locale=locale, domain="desk")


def keys(one: Catalog) -> list[str]:
    """Return the keys of a file, in its order."""
    ids = (message.id for message in one if message.id)
    return [each[0] if isinstance(each, (tuple, list)) else each for each in ids]


def _lineage(locale: str) -> list[str]:
    before = FALLBACKS[locale]
    return [locale, *([before] if before else [])]


def _translations(locale: str) -> GNUTranslations:
    compiled = BytesIO()
    write_mo(compiled, read(locale))
    compiled.seek(0)
    sentences = GNUTranslations(compiled)
    before = FALLBACKS[locale]
    if before:
        sentences.add_fallback(_translations(before))
    return sentences
