"""What a person may correct, and to which values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from babel import Locale

from vigie.errors import InvalidInput
from vigie.labels import LABELS, VOCABULARIES
from vigie.say import Say
from vigie.town import Town

#: Every label that may be corrected; the route too, which is then the team's own choice.
CORRECTABLE: Final = (*LABELS, "route")
#: The codes of ISO 639-1.
LANGUAGE_CODES: Final = frozenset(
    str(code) for code in Locale("en").languages if len(str(code)) == 2
)


def check(labels: Mapping[str, str | None], town: Town | None) -> None:
    """Let corrections pass that mean something.

    Args:
        labels: label → value, None for none any more; a place is an id of the town's gazetteer,
            "" for no place.
        town: whose gazetteer; None for a theme's mention, which has none.

    Raises:
        InvalidInput: no such label, or not one of its values; `where` names the label.
    """
    if not labels:
        raise InvalidInput(_NOTHING)
    for label, value in labels.items():
        if label not in CORRECTABLE or not (value is None or _takes(label, value, town)):
            raise InvalidInput(_REFUSED, where=label if label in CORRECTABLE else "")


def _takes(label: str, value: str, town: Town | None) -> bool:
    if label == "language":
        return value in LANGUAGE_CODES
    if label == "place":
        return not value or any(spot.id == value for spot in (town.gazetteer if town else ()))
    return value in VOCABULARIES[label]


_REFUSED: Final = Say(
    "Cette étiquette ne prend pas cette valeur : choisissez-en une de la liste.",
    "This label does not take this value: choose one from the list.",
)
_NOTHING: Final = Say("Rien à corriger.", "Nothing to correct.")
