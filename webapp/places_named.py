"""A place of the town's gazetteer, by the name that a person types."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Final

from vigie.errors import InvalidInput
from vigie.folding import fold_words
from vigie.say import Say
from vigie.town import Town

_CLOSE: Final = 5


def spot_named(name: str, town: Town | None) -> str:
    """Return the id of the place that people call so, "" for an empty name: no place.

    Raises:
        InvalidInput: the gazetteer has none of that name; the sentence gives those close to it.
    """
    folded = fold_words(name)
    if not folded:
        return ""
    spots = town.gazetteer if town else ()
    by_name: dict[str, str] = {}
    shown: dict[str, str] = {}
    for spot in spots:
        for each in (spot.id, spot.name, *spot.aliases):
            by_name.setdefault(fold_words(each), spot.id)
            shown.setdefault(fold_words(each), spot.name)
    if folded in by_name:
        return by_name[folded]
    close = dict.fromkeys(shown[each] for each in get_close_matches(folded, by_name, _CLOSE))
    names = ", ".join(close)
    raise InvalidInput(
        Say(
            "Le répertoire de la ville ne connaît pas ce lieu."
            + (f" Lieux approchants : {names}." if names else ""),
            "The town’s gazetteer does not know this place."
            + (f" Close names: {names}." if names else ""),
        ),
        where="name",
    )
