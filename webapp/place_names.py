"""What places and districts are called: the gazetteer's names for the ids that mentions hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vigie.town import Town


def place_names(towns: Sequence[Town], ids: Iterable[str]) -> dict[str, str]:
    """Return the name of each place among `ids` that a town's gazetteer knows."""
    wanted = frozenset(ids)
    if not wanted:
        return {}
    return {spot.id: spot.name for town in towns for spot in town.gazetteer if spot.id in wanted}
