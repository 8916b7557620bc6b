"""A crisis that a town's lead has declared: what concerns it, how the desk goes on meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from vigie.in_force import in_force
from vigie.query import Clause, Field, Not
from vigie.query_syntax import parse
from vigie.record import Record
from vigie.sought_words import speaks_of

#: Routes whose clock runs on: danger and the press wait for nobody's crisis.
UNDELAYED = ("emergency", "media_relations")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the crisis's log, written by a person."""

    at: datetime
    by: str
    text: str


class Crisis(msgspec.Struct, frozen=True, kw_only=True):
    """A crisis of one town, from its declaration to its end.

    Attributes:
        key: the town's slug and a number, one more for each crisis of the town.
        words: words or phrases, any of which says that a mention concerns it; likewise the
            `topics`, the `places` (ids of the gazetteer) and the `clusters` (stories).
        since: mentions published before do not concern it.
        cadence: minutes between two points made of the situation.
        delay: business minutes by which every other clock is moved forward.
        reply: proposed to those who speak of it, by language; `temporary` to all the others.
        entries: its log, oldest first.
    """

    key: str
    town: str
    name: str
    since: datetime
    declared_at: datetime
    declared_by: str
    words: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    clusters: tuple[str, ...] = ()
    cadence: int = 30
    delay: int = 480
    reply: dict[str, str] = {}
    temporary: dict[str, str] = {}
    entries: tuple[Entry, ...] = ()
    ended_at: datetime | None = None
    ended_by: str | None = None

    @property
    def next_point(self) -> datetime:
        """When the situation is to be told again: a cadence after the last entry."""
        last = self.entries[-1].at if self.entries else self.declared_at
        return last + timedelta(minutes=self.cadence)


def search_of(crisis: Crisis) -> str:
    """Return, in the search language, what concerns the crisis; "" when nothing says it."""
    parts = [f'"{bare}"' for word in crisis.words if (bare := word.replace('"', " ").strip())]
    fields = (("topic", crisis.topics), ("place", crisis.places), ("cluster", crisis.clusters))
    parts += [f"{name}:{','.join(values)}" for name, values in fields if values]
    return " OR ".join(parts)


def concerning(crisis: Crisis) -> Clause:
    """Return what concerns the crisis, as a store's clause.

    Raises:
        InvalidInput: a word of it cannot be searched for.
    """
    # A crisis that nothing describes concerns nothing: no store has a route of this name.
    return parse(search_of(crisis)) or Field("route", ("-",))


def beside(crisis: Crisis) -> Clause:
    """Return all that does not concern the crisis."""
    return Not(concerning(crisis))


def concerns(crisis: Crisis, record: Record) -> bool:
    """Tell whether one mention concerns the crisis: as the store would, near enough to mark it.

    A word is compared by its beginning here, by its stem there.
    """
    post = record.mention.post
    if record.mention.town != crisis.town or post.published_at < crisis.since:
        return False
    for name, values in (
        ("topic", crisis.topics),
        ("place", crisis.places),
        ("cluster", crisis.clusters),
    ):
        label = in_force(record, name)
        if label is not None and label.value in values:
            return True
    return any(speaks_of(f"{post.title} {post.text}", word) for word in crisis.words)
