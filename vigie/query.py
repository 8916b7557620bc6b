"""A question put to a store, and the shape of its answers."""

from __future__ import annotations

from datetime import datetime

import msgspec

from vigie.record import Record


class Word(msgspec.Struct, frozen=True, tag="word"):
    """One word, compared by its stem with accents folded; `prefix` for `nid*`."""

    text: str
    prefix: bool = False


class Phrase(msgspec.Struct, frozen=True, tag="phrase"):
    """Words that must follow one another."""

    words: tuple[str, ...]


class Field(msgspec.Struct, frozen=True, tag="field"):
    """A field that must have one of these values (`topic:snow`, `route:reply,monitor`)."""

    name: str
    values: tuple[str, ...]


class Among(msgspec.Struct, frozen=True, tag="among"):
    """One of these mentions, by id; at most a thousand."""

    mentions: tuple[str, ...]


class Not(msgspec.Struct, frozen=True, tag="not"):
    """What must not be so."""

    clause: Clause


class And(msgspec.Struct, frozen=True, tag="and"):
    """All of these."""

    clauses: tuple[Clause, ...]


class Or(msgspec.Struct, frozen=True, tag="or"):
    """Any of these."""

    clauses: tuple[Clause, ...]


Clause = Word | Phrase | Field | Among | Not | And | Or

#: What can be filtered, faceted and counted. Each value is the one in force: a person's
#: correction where there is one, else the machine's label.
FIELDS = (
    "town",
    "source",
    "kind",
    "language",
    "sentiment",
    "topic",
    "intent",
    "service_request",
    "service_category",
    "media_request",
    "emergency",
    "conduct",
    "author_role",
    "route",
    "status",
    "place",
    "district",
    "cluster",
    "uncertain",
)

#: A facet of two fields at once: its values are a route and a status, with « + » between them.
ROUTE_AND_STATUS = "route+status"


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """A search.

    Attributes:
        where: the parsed words and fields (`vigie.query_syntax.parse`), None for everything.
        since, until: bounds on `published_at`, the first included, the second not.
        heard_since: bound on `first_seen`, included: what arrived from then on.
        order: "newest", "oldest" or "best" (by relevance to the words).
        after: the `next` of the previous page; the pages of one search neither repeat nor
            skip a record that was there when the first was asked for.
        limit: 1 to 1000 records a page.
        most: of a count, it is enough to look at so many answers, the newest; of a search, to
            count so many (`Found.capped`), and to choose the best among so many, the newest,
            then among as many before (`Found.among`); None: all are.
    """

    where: Clause | None = None
    since: datetime | None = None
    until: datetime | None = None
    heard_since: datetime | None = None
    order: str = "newest"
    after: str | None = None
    limit: int = 50
    most: int | None = None


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A record found, with the spans of its text that answer the words asked for."""

    record: Record
    spans: tuple[tuple[int, int], ...] = ()


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One page of answers; `next` is None on the last.

    `capped` when there are more than `total`, which is then `Query.most`. `among`: the best were
    chosen among so many of the newest answers, those before come after; None: among them all.
    """

    total: int
    hits: tuple[Hit, ...]
    next: str | None = None
    capped: bool = False
    among: int | None = None


class Bucket(msgspec.Struct, frozen=True):
    """A value and how many records have it."""

    value: str
    count: int


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """Facets by field, most frequent first, and a histogram by period, oldest first.

    `total` is of all answers, or of those looked at when that was enough (`Query.most`).
    """

    total: int
    facets: dict[str, tuple[Bucket, ...]]
    histogram: tuple[Bucket, ...] = ()


def asks_town(where: Clause) -> bool:
    """Tell whether a question names the field "town" among what must or may be so."""
    match where:
        case Field(name="town"):
            return True
        case And(clauses=clauses) | Or(clauses=clauses):
            return any(map(asks_town, clauses))
        case _:
            return False
