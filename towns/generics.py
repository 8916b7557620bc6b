"""Tells a place's kind from its generic: « rue », « parc », « pont », in French and English."""

from __future__ import annotations

import re
from typing import Final

from vigie.folding import fold_words
from vigie.town import SPOT_KINDS

_WORDS: Final[dict[str, str]] = {
    "street": "rue ruelle avenue boulevard boul chemin chaussée route rang montée côte allée "
    "impasse cul-de-sac quai promenade passage sentier drève venelle clos croissant autoroute "
    "échangeur traverse tienne ruelle rempart sentier digue voie",
    "park": "parc parc-école jardin boisé square",
    "bridge": "pont passerelle viaduc tunnel",
    "school": "école collège cégep université athénée institut lycée polyvalente académie",
    "water": "rivière fleuve lac ruisseau étang canal ri",
    "building": "aréna bibliothèque colisée hôpital église basilique cathédrale chapelle centre "
    "musée gare piscine stade théâtre amphithéâtre maison hôtel caserne palais terminus moulin "
    "manoir château clinique citadelle complexe hall monastère sanctuaire",
    "neighbourhood": "quartier secteur faubourg district cité village",
    "place": "place carrefour rond-point île port marina plage esplanade belvédère cimetière halte",
}
_LAST_WORDS: Final[dict[str, str]] = {
    "street": "street avenue road boulevard drive lane",
    "park": "park garden",
    "bridge": "bridge",
    "school": "school college",
    "water": "river lake creek",
}
_FIRST: Final = {fold_words(w): kind for kind, words in _WORDS.items() for w in words.split()}
_LAST: Final = {w: kind for kind, words in _LAST_WORDS.items() for w in words.split()}
_TWO_WORDS: Final = {g for g in _FIRST if " " in g}
# « Forges, rue des » as registers of place names write it.
_INVERTED: Final = re.compile(r"^(?P<name>[^,]+),\s*(?P<generic>[^,]+)$")


def kind_of(name: str) -> str | None:
    """Return the kind that the first or last word of a name tells, None when neither does."""
    words = fold_words(name).split()
    if not words:
        return None
    pair = " ".join(words[:2])
    first = _FIRST.get(pair) if pair in _TWO_WORDS else _FIRST.get(words[0])
    return first or (_LAST.get(words[-1]) if len(words) > 1 else None)


def kind_named(word: str) -> str | None:
    """Read a kind as a person may write it: our id, « rue », « Parc », "street"."""
    folded = fold_words(word)
    if folded in SPOT_KINDS:
        return folded
    return _FIRST.get(folded) or _LAST.get(folded)


def set_right(name: str) -> str:
    """Put an inverted name the right way round: « Forges, rue des » is « rue des Forges »."""
    found = _INVERTED.match(name)
    if found is None or kind_of(found["generic"]) is None:
        return name
    generic = found["generic"].strip()
    joint = "" if generic.endswith(("'", "’")) else " "
    return f"{generic}{joint}{found['name'].strip()}"
