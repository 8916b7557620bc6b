"""What touches a name: the words right before and after it, its capitals and hyphens."""

from __future__ import annotations

import re
from typing import NamedTuple

from enrichers.names import spelling
from enrichers.relevance_lookout import Seen, Sighting
from enrichers.relevance_words import STREET_BEFORE
from vigie.town import Town

_REACH = 40  # characters read on each side
_JOINED_AFTER = re.compile(r"-\w")
_OPENERS = '.!?…:\n•«"“*|'


class Around(NamedTuple):
    """The surroundings of one sighting, folded.

    Attributes:
        capital: its capitals mark a name, not a sentence's start or a shouted post.
        hyphened: something other than a space joins its words.
        opening: it opens a sentence, a line or a quotation.
        joined: a hyphen makes it part of a longer name.
    """

    before: str
    after: str
    capital: bool
    hyphened: bool
    opening: bool
    joined: bool


def around(name: Sighting, seen: Seen) -> Around:
    """Read the surroundings of `name`."""
    head = seen.text[max(0, name.start - _REACH) : name.start].rstrip(" \t\u00a0")
    opening = not head or head[-1] in _OPENERS
    return Around(
        before=seen.folded[max(0, name.start - _REACH) : name.start],
        after=seen.folded[name.end : name.end + _REACH],
        capital=_is_capital(name, seen, opening=opening),
        hyphened=any(not c.isalnum() and not c.isspace() for c in name.written),
        opening=opening,
        joined=seen.text[name.start - 1 : name.start] == "-"
        or bool(_JOINED_AFTER.match(seen.text, name.end)),
    )


def _is_capital(name: Sighting, seen: Seen, *, opening: bool) -> bool:
    near = seen.text[max(0, name.start - _REACH) : name.start]
    near += seen.text[name.end : name.end + _REACH]
    shouted = near.isupper() and sum(map(str.isalpha, near)) > 3
    words = [w for w in name.written.replace("-", " ").split() if w[0].isalpha()]
    if " " in name.form.spelling and (shouted or (opening and len(words) > 1)):
        return not shouted and words[-1][0].isupper()
    return any(word[0].isupper() for word in words)


def reads_as_common_noun(name: Sighting, near: Around, town: Town) -> bool:
    """Tell whether the bare name reads as a thing: lower case, for a town that has such a one."""
    return (
        any(h.lower_case_only for h in town.homonyms)
        and name.form.kind in ("name", "variant", "typo")
        and not (name.within or near.hyphened or near.capital)
        and (name.form.kind == "typo" or spelling(name.written) == spelling(town.names.official))
    )


def is_street_elsewhere(name: Sighting, near: Around, seen: Seen) -> bool:
    """Tell whether a street bears the name, and is not one of the town's own gazetteer."""
    return bool(STREET_BEFORE.search(near.before)) and not any(
        clue.sort == "spot" and clue.start <= name.start < clue.end for clue in seen.clues
    )
