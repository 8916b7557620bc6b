"""A decision of the town kept to be looked at again: what came before it and after."""

from __future__ import annotations

from datetime import date

import msgspec


class KeptDecision(msgspec.Struct, frozen=True, kw_only=True):
    """What to compare, never what was found: the comparison is made anew each time.

    Attributes:
        name: what the town calls it; the team's words.
        kind: "date", "event" or "resolution".
        on: its local day.
        weeks: wanted on each side.
        words: of the search box, "" for none.
        filters: field → values.
    """

    name: str
    kind: str
    on: date
    weeks: int = 2
    words: str = ""
    filters: dict[str, tuple[str, ...]] = {}
