"""Tells a place's kind from its generic: « rue », « parc », « pont », in French and English."""

from __future__ import annotations

import re
from typing import Final

from vigie.folding import fold_words
from vigie.profile_terms import SPOT_KINDS

_WORDS: Final[dict[str, str]] = {
    "street": "rue ruelle avenue av ave boulevard boul bd chemin ch chaussée route rang montée "
    "côte allée impasse cul-de-sac quai promenade passage sentier drève venelle clos croissant "
    "autoroute échangeur traverse tienne rempart digue voie",
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
_LONGEST: Final = max(len(generic.split()) for generic in _FIRST)
# « Forges, rue des » as registers of place names write it.
_INVERTED: Final = re.compile(r"^(?P<name>[^,]+),\s*(?P<generic>[^,]+)$")


def kind_of(name: str) -> str | None:
    """Return the kind that the first or last word of a name tells, None when neither does."""
    words = [word.strip(".,") for word in fold_words(name).split()]
    for length in range(min(_LONGEST, len(words)), 0, -1):
        if (kind := _FIRST.get(" ".join(words[:length]))) is not None:
            return kind
    return _LAST.get(words[-1]) if len(words) > 1 else None


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
