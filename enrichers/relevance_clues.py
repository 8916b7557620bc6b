"""Adding up the words around a name that speak for the town or for its homonyms."""

from __future__ import annotations

from typing import Final

from enrichers.names import spelling
from enrichers.relevance_around import around, reads_as_common_noun
from enrichers.relevance_lookout import Clue, Seen, Sighting
from vigie.town import Homonym, Town

CLUES: Final = {
    "context": 2.5,
    "spot": 1.5,
    "quarter": 1.5,
    "civic": 1.0,
    "homonym": -3.0,
    "noun": -2.0,
}
_CIVIC_AT_MOST: Final = 2.0
_CLAIMED = 0.8  # a homonym that has taken its own occurrence of the name claims others less


def for_town(name: Sighting, seen: Seen, *, civic: bool) -> float:
    """Sum the clues for the town, each word once, at its nearest.

    Words of municipal life count unless a homonym is about: its town has them too.
    """
    best: dict[str, tuple[str, float]] = {}
    for clue in seen.clues:
        if clue.sort in ("homonym", "noun") or _is_in(clue, name):
            continue
        worth = CLUES[clue.sort] * _nearness(clue, name)
        if worth > best.get(clue.words, ("", 0.0))[1]:
            best[clue.words] = (clue.sort, worth)
    municipal = sum(worth for sort, worth in best.values() if sort == "civic" and civic)
    others = sum(worth for sort, worth in best.values() if sort != "civic")
    ambiguous = {n.form.written for n in seen.names if n.form.kind == "ambiguous"}
    twins = len(ambiguous - {name.form.written}) if name.form.kind == "ambiguous" else 0
    return min(municipal, _CIVIC_AT_MOST) + others + 0.5 * twins


def against(name: Sighting, seen: Seen, town: Town) -> tuple[float, Homonym | None]:
    """Sum what speaks for the homonyms, and tell which spoke loudest."""
    if not _is_shared(name, town):
        return 0.0, None
    noun = reads_as_common_noun(name, around(name, seen), town)
    best: dict[str, tuple[float, Homonym]] = {}
    for clue in seen.clues:
        if clue.homonym is None or (clue.sort == "noun" and not noun):
            continue
        worth = CLUES[clue.sort] * _nearness(clue, name)
        if any(s.sighting.start >= clue.start and s.sighting.end <= clue.end for s in seen.struck):
            worth *= _CLAIMED
        if worth < best.get(clue.words, (0.0, clue.homonym))[0]:
            best[clue.words] = (worth, clue.homonym)
    if not best:
        return 0.0, None
    loudest = min(best.values(), key=lambda b: b[0])[1]
    return sum(worth for worth, _ in best.values()), None if loudest.lower_case_only else loudest


def _is_shared(name: Sighting, town: Town) -> bool:
    """Tell whether homonyms may claim this form: a demonym, « V3R » are the town's alone."""
    if name.form.kind in ("demonym", "ambiguous"):
        return False
    if name.form.kind in ("former", "neighbourhood"):
        return True
    official = spelling(town.names.official).replace(" ", "")
    return name.form.kind == "typo" or official in name.form.spelling.replace(" ", "")


def _is_in(clue: Clue, name: Sighting) -> bool:
    return name.start <= clue.start and clue.end <= name.end


def _nearness(clue: Clue, name: Sighting) -> float:
    gap = max(clue.start - name.end, name.start - clue.end, 0)
    return 1.0 if gap <= 60 else 0.8 if gap <= 200 else 0.4


def local_weight(seen: Seen) -> float:
    """Weigh the town's own places and words alone, in a text that does not name it."""
    words: dict[str, float] = {}
    for clue in seen.clues:
        if clue.sort in ("context", "spot", "quarter", "homonym"):
            words[clue.words] = 1.0 if clue.sort != "homonym" else -1.0
    return sum(words.values())
