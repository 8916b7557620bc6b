"""The crises that are going on, as every page of their town tells it at its top."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from vigie.crisis import Crisis
from webapp.reader import Reader


class Banner(NamedTuple):
    """One crisis: its name, its town, since when, and when the situation is told again."""

    name: str
    town: str
    since: str
    next: str
    overdue: bool
    address: str


def banners(crises: Sequence[Crisis], reader: Reader) -> list[Banner]:
    """Return what goes on in the reader's towns."""
    return [_banner(crisis, reader) for crisis in crises]


def _banner(crisis: Crisis, reader: Reader) -> Banner:
    moments, overdue = reader.moments(crisis.town), reader.now > crisis.next_point
    key = "crisis.point.late" if overdue else "crisis.point.next"
    return Banner(
        name=crisis.name,
        town=reader.label("town", crisis.town) if len(reader.towns) > 1 else "",
        since=reader.say("crisis.since", when=moments.soon(crisis.declared_at)),
        next=reader.say(key, when=moments.soon(crisis.next_point), cadence=crisis.cadence),
        overdue=overdue,
        address=f"/crise?town={crisis.town}",
    )
