"""The filters offered beside a list: their values, their counts, where choosing one leads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from vigie.labels import ROUTES, STATUSES
from vigie.query import Bucket
from webapp.mentions.asked import Asked
from webapp.mentions.tallies import Tallies
from webapp.place_names import place_names
from webapp.reader import Reader

#: Values shown of one filter at first, and once all of them are asked for.
FEW: Final = 10
MANY: Final = 300

#: Filters that stand open; the others unfold.
_OPEN: Final = ("route", "status", "topic", "sentiment", "town")
_PLACES: Final = ("place", "district")

# Shown in the order of the policy, or of the work, rather than by how many there are.
_ORDERED: Final = {
    "route": {value: place for place, value in enumerate(ROUTES)},
    "status": {value: place for place, value in enumerate(STATUSES)},
}


class Choice(NamedTuple):
    """A value of a filter, a view or a period: its name, its count, where choosing it leads."""

    field: str
    value: str
    name: str
    figure: str
    chosen: bool
    address: str


class Facet(NamedTuple):
    """A filter with its values.

    Attributes:
        rest: how many values are not shown, "" for none.
        more: the address that shows them all, or only the most frequent again.
        whole: whether they all are shown.
        open: whether it stands open.
    """

    field: str
    name: str
    choices: tuple[Choice, ...]
    rest: str
    more: str
    whole: bool
    open: bool


class Namer:
    """Names the values of fields, places by their gazetteer."""

    def __init__(self, reader: Reader, places: dict[str, str]) -> None:
        self._reader = reader
        self._places = places

    @classmethod
    def of(cls, asked: Asked, tallies: Tallies, reader: Reader) -> Namer:
        """Return what names every value of a list's filters."""
        ids = [b.value for field in _PLACES for b in tallies.facets.get(field, ())]
        ids += [value for field in _PLACES for value in asked.filters.get(field, ())]
        return cls(reader, place_names(reader.towns, ids))

    def name(self, field: str, value: str) -> str:
        """Name one value."""
        if field in _PLACES:
            return self._places.get(value, value)
        if field == "kind":
            return self._reader.known("kind", value)
        if field == "uncertain":
            return self._reader.known("field", value)
        return self._reader.label(field, value)


def choice(asked: Asked, field: str, value: str, namer: Namer, figure: str = "") -> Choice:
    """Return a value of a filter, with where choosing it, or leaving it, leads."""
    return Choice(
        field=field,
        value=value,
        name=namer.name(field, value),
        figure=figure,
        chosen=asked.has(field, value),
        address=asked.toggled(field, value).address,
    )


def chosen(asked: Asked, namer: Namer) -> Iterator[Choice]:
    """Yield the filters in force."""
    for field, values in asked.filters.items():
        for value in values:
            yield choice(asked, field, value, namer)


def facets(asked: Asked, tallies: Tallies, reader: Reader, namer: Namer) -> Iterator[Facet]:
    """Yield the filters that have any value."""
    for field, buckets in tallies.facets.items():
        whole = asked.more == field
        shown, rest = _shown(asked, field, buckets, MANY if whole else FEW)
        if not shown:
            continue
        yield Facet(
            field=field,
            name=reader.say(f"field.{field}"),
            choices=tuple(
                choice(asked, field, each.value, namer, reader.number(each.count)) for each in shown
            ),
            rest=reader.number(rest) if rest and not whole else "",
            more=asked.varied(more="" if whole else field).address + f"#facet-{field}",
            whole=whole,
            open=field in _OPEN or whole or field in asked.filters,
        )


def _shown(
    asked: Asked, field: str, buckets: Sequence[Bucket], most: int
) -> tuple[list[Bucket], int]:
    """Keep the most frequent values, and every chosen one even if nothing has it any more."""
    there = [bucket for bucket in buckets if bucket.value]
    shown = there[:most]
    values = {bucket.value for bucket in shown}
    counts = {bucket.value: bucket.count for bucket in there}
    extra = [v for v in asked.filters.get(field, ()) if v not in values]
    shown += [Bucket(v, counts.get(v, 0)) for v in extra]
    if order := _ORDERED.get(field):
        shown.sort(key=lambda bucket: order.get(bucket.value, len(order)))
    return shown, max(0, len(there) - most)
