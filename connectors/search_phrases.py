"""The towns' names as phrases for an API's search: few, and none that another already finds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from vigie.folding import fold, fold_words
from vigie.town import Town

_WORD: Final = re.compile(r"\w+")
_MARK: Final = '"'


def town_phrases(towns: Iterable[Town]) -> list[str]:
    """Return what names these towns without doubt, each with its form without accents.

    A name that holds another (« Ville de Namur », « Namur ») is left out: what finds the
    shorter finds it too.
    """
    names = [name for town in towns for name in (town.names.official, *town.names.variants)]
    return with_bare_forms(_shortest(names))


def town_hashtags(towns: Iterable[Town]) -> list[str]:
    """Return these towns' hashtags with "#", those left out that are ambiguous by themselves."""
    found = []
    for town in towns:
        vague = {fold(name) for name in town.names.ambiguous}
        found += [f"#{tag}" for tag in town.names.hashtags if fold(tag) not in vague]
    return _once(found)


def with_bare_forms(phrases: Iterable[str]) -> list[str]:
    """Return the phrases, each followed by itself without accents, nothing twice."""
    return _once(form for phrase in phrases for form in (phrase, _bare(phrase)))


def quoted(phrase: str) -> str:
    """Return a phrase between quotation marks, or a hashtag as it is."""
    phrase = phrase.replace(_MARK, " ").strip()
    return phrase if re.fullmatch(r"#\w+", phrase) else f"{_MARK}{phrase}{_MARK}"


def packed(terms: Sequence[str], longest: int) -> list[str]:
    """Return queries « a OR b OR c », as few as hold every term within `longest` characters."""
    queries: list[str] = []
    for term in terms:
        longer = f"{queries[-1]} OR {term}" if queries else term
        if queries and len(longer) <= longest:
            queries[-1] = longer
        else:
            queries.append(term)
    return queries


def _shortest(names: Sequence[str]) -> list[str]:
    kept: dict[str, str] = {}
    for name in sorted(names, key=lambda name: len(_spaced(name))):  # stable: official first
        said = _spaced(name)
        if said.strip() and not any(other in said for other in kept):
            kept[said] = name
    return list(kept.values())


def _spaced(name: str) -> str:
    """A name's words between spaces, so that one name is looked for in another by whole words."""
    return f" {' '.join(_WORD.findall(fold_words(name)))} "


def _bare(phrase: str) -> str:
    parted = unicodedata.normalize("NFD", phrase)
    return "".join(character for character in parted if not unicodedata.combining(character))


def _once(phrases: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(phrases))
