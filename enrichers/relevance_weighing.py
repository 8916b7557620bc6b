"""Weighing what was seen: is one of these names the town's, and by which rule?

Each sighting starts with the weight of its kind; the words around it add or take away, the
nearer the more. A sighting at `ENOUGH` or above is the town; the best one speaks for the
post. The weights are set by hand on the cases of tests/enrichers/test_relevance.py.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from enrichers.relevance_around import (
    Around,
    around,
    is_street_elsewhere,
    reads_as_common_noun,
)
from enrichers.relevance_clues import against, for_town
from enrichers.relevance_lookout import Seen, Sighting, is_hurried
from enrichers.relevance_words import (
    COUNTED_AFTER,
    COUNTED_BEFORE,
    DATELINE_AFTER,
    NO_PLACE_BEFORE,
    OF_BEFORE,
    OFFICE_BEFORE,
    PERSON_BEFORE,
    PLACE_BEFORE,
    SINGULAR_AFTER,
    SPOKEN_TO_BEFORE,
    STREET_BEFORE,
)
from vigie.town import Homonym, Town

ENOUGH: Final = 2.0

_KINDS: Final = {
    "name": 4.0,
    "variant": 4.0,
    "hashtag": 4.0,
    "demonym": 4.0,
    "typo": 3.0,
    "former": 3.0,
    "ambiguous": 1.0,
    "neighbourhood": 1.0,
}
_OWN_HANDLE = 3.0  # an account named for the town itself: « @VilleDe… », « @V3R »
_HANDLE = 1.5  # someone's account that bears the name: a fan, a shop, a namesake
_ADDRESS = 1.5  # a name in a link's path: what the link is about, perhaps
_ONE_WORD = 1.5  # a former municipality of one word may be a word or a person's name


class Weighed(NamedTuple):
    """One sighting, its weight, the rule it falls under and the homonym that weighed most."""

    sighting: Sighting
    weight: float
    rule: str
    homonym: Homonym | None = None

    @property
    def about(self) -> bool:
        """Tell whether the sighting names the town."""
        return self.weight >= ENOUGH

    @property
    def confidence(self) -> float:
        """Return how sure that is, from 0.5 on the edge to nearly 1 far from it."""
        return round(1 / (1 + math.exp(-1.3 * abs(self.weight - ENOUGH))), 3)


def weigh(seen: Seen, town: Town) -> Weighed | None:
    """Return the best sighting of the town with its weight; None when nothing was seen."""
    weighed = [_weigh(name, seen, town) for name in seen.names]
    if weighed:
        return max(weighed, key=lambda w: w.weight)
    if seen.struck:
        sighting, homonym = seen.struck[0]
        return Weighed(sighting, ENOUGH - 3, "homonym", homonym)
    return None


def _weigh(name: Sighting, seen: Seen, town: Town) -> Weighed:
    if name.form.written.startswith("@"):
        return Weighed(name, 5.0, "handle")
    near = around(name, seen)
    if name.within:
        weight, rule = _carried(name, seen)
    elif reads_as_common_noun(name, near, town):
        weight, rule = _counted(name, near, seen), "common_noun"
    elif name.form.kind in ("former", "neighbourhood", "ambiguous"):
        weight, rule = _local(name, near)
    else:
        weight, rule = _plain(name, near), _rule(name)
    opposed, homonym = against(name, seen, town)
    weight += for_town(name, seen, civic=homonym is None)
    return _named(Weighed(name, weight + opposed, rule, homonym), near, seen)


def _named(weighed: Weighed, near: Around, seen: Seen) -> Weighed:
    """Give the rule its final name, now that the weight is known."""
    rule, sighting = weighed.rule, weighed.sighting
    if weighed.about:
        if rule in ("common_noun", "ambiguous_alone"):
            rule = "ambiguous_with_context"
    elif weighed.homonym:
        rule = "homonym"
    elif is_street_elsewhere(sighting, near, seen):
        rule = "other_place"
    elif rule != "common_noun":
        rule = "ambiguous_alone"
    return weighed._replace(rule=rule)


def _rule(name: Sighting) -> str:
    kind = name.form.kind
    return kind if kind in ("demonym", "hashtag", "former") else "name"


def _carried(name: Sighting, seen: Seen) -> tuple[float, str]:
    kind = name.form.kind
    if name.within == "#" and kind not in ("ambiguous", "neighbourhood"):
        return _KINDS["hashtag"], "hashtag"
    if name.within == "#":
        return _KINDS[kind], "ambiguous_alone"
    if name.within == "url":
        return _ADDRESS, "ambiguous_alone"
    after = seen.text[name.end : name.end + 2].lstrip("_")[:1]
    whole = seen.text[name.start - 1] == "@" and not after.isalnum()
    if whole and kind == "variant":
        return _OWN_HANDLE, "handle"
    return (ENOUGH if whole and kind == "name" else _HANDLE), "ambiguous_alone"


def _plain(name: Sighting, near: Around) -> float:
    weight = _KINDS[name.form.kind]
    if name.form.kind == "demonym":
        return weight
    if OFFICE_BEFORE.search(near.before) or OFFICE_BEFORE.search(_head(name)):
        weight += 1.0
    elif STREET_BEFORE.search(near.before):
        weight -= 4.0
    elif PLACE_BEFORE.search(near.before):
        weight += 0.5
    return weight


def _head(name: Sighting) -> str:
    """Return what a variant puts before its last word: « ville de » in « Ville de Namur »."""
    head, blank, _ = name.form.spelling.rpartition(" ")
    return head + blank


def _counted(name: Sighting, near: Around, seen: Seen) -> float:
    """Weigh « trois rivières » as people type it: the town by a hurried hand, or a number?"""
    weight = 0.5 if is_hurried(seen.text) else 0.0
    if NO_PLACE_BEFORE.search(near.before):
        weight -= 1.0
    elif OFFICE_BEFORE.search(near.before):
        weight += 2.5
    elif PLACE_BEFORE.search(near.before):
        weight += 2.0
    elif COUNTED_BEFORE.search(near.before):
        weight -= 2.0
    elif SPOKEN_TO_BEFORE.search(near.before):
        weight += 1.5
    elif OF_BEFORE.search(near.before) or (near.opening and DATELINE_AFTER.search(near.after)):
        weight += 1.0
    if COUNTED_AFTER.search(near.after):
        weight -= 2.0
    elif SINGULAR_AFTER.search(near.after):
        weight += 2.0
    return weight - (0.5 if name.form.kind == "typo" else 0.0)


def _local(name: Sighting, near: Around) -> tuple[float, str]:
    """Weigh a name that other things may bear: « Jambes », « Champion », « TR »."""
    kind, sure = name.form.kind, " " in name.form.spelling.strip()
    if kind == "former" and sure and (near.capital or near.hyphened):
        return _KINDS["former"], "former"
    if not near.capital and not (kind == "ambiguous" and any(c.isdigit() for c in name.written)):
        return (0.0 if kind == "ambiguous" else -1.0), "ambiguous_alone"
    weight = _ONE_WORD if kind == "former" else _KINDS[kind]
    return weight + _as_place(near), "former" if kind == "former" else "ambiguous_alone"


def _as_place(near: Around) -> float:
    if near.joined or NO_PLACE_BEFORE.search(near.before) or PERSON_BEFORE.search(near.before):
        return -1.5
    if OFFICE_BEFORE.search(near.before):
        return 1.0
    if PLACE_BEFORE.search(near.before):
        return 0.75
    if near.before.endswith("(") and near.after.startswith(")"):
        return 0.75
    if near.opening:
        return 0.5 if DATELINE_AFTER.search(near.after) else -0.5
    return 0.0
