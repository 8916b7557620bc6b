"""A place in the order of arrival, as the stores write it: two numbers."""

from __future__ import annotations

import re
from typing import Final

from vigie.errors import InvalidInput
from vigie.say import Say

_PLACE: Final = re.compile(r"(\d{1,18})\.(\d{1,18})")

_STRANGE_PLACE: Final = Say(
    "Cette place n’est pas une de celles que cette base donne. Recommencez sans elle.",
    "This place is not one that this store gives. Start over without it.",
)


def read_place(place: str) -> tuple[int, int]:
    """Return the two numbers of a place.

    Raises:
        InvalidInput: it is none.
    """
    found = _PLACE.fullmatch(place)
    if found is None:
        raise InvalidInput(_STRANGE_PLACE, where="place")
    return int(found[1]), int(found[2])
