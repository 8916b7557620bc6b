"""The towns' names → YouTube's queries. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Final

import msgspec

from connectors.youtube.settings import YouTubeSettings
from vigie.folding import fold_words
from vigie.town import Town

#: A query joins names with « | », up to so many characters.
_LONGEST: Final = 160
_WORD: Final = re.compile(r"\w+")
_OPERATORS: Final = re.compile('[|"]')
_KM_PER_DEGREE: Final = 111.2
_WIDEST_KM: Final = 1_000  # the API's own limit


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """One query of `search.list`: what does not change from one call to the next."""

    query: dict[str, str]

    @property
    def key(self) -> str:
        """Short name of the query, for the cursor."""
        told = repr(sorted(self.query.items())).encode()
        return blake2b(told, digest_size=6).hexdigest()


def searches(settings: YouTubeSettings, towns: Sequence[Town]) -> tuple[Search, ...]:
    """Return the queries to ask in turn.

    Names are joined, so that most towns take one query. With `near`, each town has its own
    around its territory; a town whose profile has no outline is searched everywhere.
    """
    if not settings.searching:
        return ()
    groups = [(town,) for town in towns] if settings.near else [tuple(towns)]
    found: dict[str, Search] = {}
    for group in groups or [()]:
        words = settings.words if settings.words is not None else _names(group)
        around = _around(group[0]) if settings.near and group else {}
        for joined in _joined(words):
            search = Search(query={"q": joined, **_spoken(group), **around})
            found.setdefault(search.key, search)
    return tuple(found.values())


def _names(towns: Iterable[Town]) -> tuple[str, ...]:
    """Return the names that are the towns' without doubt, none that holds another."""
    kept: dict[str, str] = {}
    for town in towns:
        for name in (town.names.official, *town.names.variants):
            folded = " ".join(_WORD.findall(fold_words(name)))
            if folded and not any(f" {short} " in f" {folded} " for short in kept):
                kept[folded] = name
    return tuple(kept.values())


def _joined(words: Iterable[str]) -> list[str]:
    """Return words as « a|"b c" », in as few queries as their length allows."""
    queries: list[str] = []
    for word in words:
        # « | », quotes and a leading « - » are operators.
        bare = " ".join(_OPERATORS.sub(" ", word).split()).lstrip("-")
        quoted = f'"{bare}"' if " " in bare else bare
        if queries and len(queries[-1]) + len(quoted) < _LONGEST:
            queries[-1] = f"{queries[-1]}|{quoted}"
        elif bare:
            queries.append(quoted)
    return queries


def _spoken(towns: Sequence[Town]) -> dict[str, str]:
    """Return country and language, where all the towns have the same."""
    countries = {town.country for town in towns}
    languages = {town.languages[0] for town in towns}
    query = {"regionCode": countries.pop()} if len(countries) == 1 else {}
    return query | ({"relevanceLanguage": languages.pop()} if len(languages) == 1 else {})


def _around(town: Town) -> dict[str, str]:
    """Return the circle around a town's outline; a video without a place is not in it."""
    if not town.outline:
        return {}
    longitudes, latitudes = zip(*town.outline, strict=True)
    lat = (min(latitudes) + max(latitudes)) / 2
    lon = (min(longitudes) + max(longitudes)) / 2
    high = (max(latitudes) - min(latitudes)) * _KM_PER_DEGREE
    wide = (max(longitudes) - min(longitudes)) * _KM_PER_DEGREE * math.cos(math.radians(lat))
    radius = min(max(1, math.ceil(math.hypot(high, wide) / 2)), _WIDEST_KM)
    return {"location": f"{lat:.5f},{lon:.5f}", "locationRadius": f"{radius}km"}
