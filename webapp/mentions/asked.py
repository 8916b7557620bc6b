"""What a request asks of the list: words, filters, period, order, page; and its addresses."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from vigie.query import Among, And, Clause, Field, Not, Query
from vigie.query_syntax import parse
from webapp.mentions.dates import begins, ends, in_order, read_day

#: Fields offered as filters, in the order shown; "town" only where there are several.
FILTERS: Final = (
    "route",
    "status",
    "topic",
    "sentiment",
    "intent",
    "service_category",
    "district",
    "place",
    "author_role",
    "language",
    "source",
    "kind",
    "conduct",
    "uncertain",
)
PERIODS: Final = {"today": 0, "7d": 6, "30d": 29, "all": None}
DEFAULT_PERIOD: Final = "7d"
VIEWS: Final = ("all", "todo", "follow")
ORDERS: Final = ("newest", "oldest", "best")

ACTIONABLE: Final = (
    "emergency",
    "media_relations",
    "moderate",
    "invite_311",
    "refer_elsewhere",
    "reply",
)
OPEN: Final = ("new", "taken", "waiting")

_VIEW_CLAUSES: Final[dict[str, tuple[Clause, ...]]] = {
    "all": (),
    "todo": (Field("route", ACTIONABLE), Field("status", OPEN)),
    "follow": (Field("route", ("monitor",)),),
}
PAGE_SIZE: Final = 25

# What a person can type or a page can hold in an address; beyond it is cut, never an error.
_LONGEST_WORDS: Final = 500
_LONGEST_VALUE: Final = 200
_MOST_VALUES: Final = 20
_LONGEST_TRAIL: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The list asked for.

    Attributes:
        words: what was typed in the search box.
        filters: field → values, any of which will do.
        first, last: days that bound the list, both included; with either, `period` is not used.
        more: the filter whose every value is shown, "" for none.
        after: bookmark of this page in the store; `trail` those of the pages before it,
            "" for the first, which is how « plus récentes » finds its way back.
        hidden: mentions put off, which are not to do now; no part of the address.
    """

    words: str = ""
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    period: str = DEFAULT_PERIOD
    first: date | None = None
    last: date | None = None
    view: str = "all"
    order: str = "newest"
    more: str = ""
    after: str = ""
    trail: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    @classmethod
    def of(cls, parameters: QueryParams) -> Asked:
        """Read the parameters of an address; what is unknown or absurd is left out."""
        filters = {}
        for name in (*FILTERS, "town"):
            values = [v[:_LONGEST_VALUE] for v in parameters.getlist(name) if v][:_MOST_VALUES]
            if values:
                filters[name] = tuple(dict.fromkeys(values))
        first, last = in_order(*(read_day(parameters.get(name, "")) for name in ("du", "au")))
        return cls(
            words=parameters.get("q", "")[:_LONGEST_WORDS].strip(),
            filters=filters,
            period=_one_of(parameters.get("period", ""), PERIODS, DEFAULT_PERIOD),
            first=first,
            last=last,
            view=_one_of(parameters.get("view", ""), VIEWS, "all"),
            order=_one_of(parameters.get("order", ""), ORDERS, "newest"),
            more=_one_of(parameters.get("more", ""), (*FILTERS, "town"), ""),
            after=parameters.get("after", ""),
            trail=tuple(parameters.getlist("trail")[-_LONGEST_TRAIL:]),
        )

    @property
    def dated(self) -> bool:
        """Whether two days, or one, bound the list rather than a period."""
        return self.first is not None or self.last is not None

    def since(self, now: datetime) -> datetime | None:
        """Return the local midnight that begins the period, None for all time."""
        if self.dated:
            return begins(self.first, now)
        days = PERIODS[self.period]
        if days is None:
            return None
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight - timedelta(days=days)

    def clauses(self) -> list[Clause]:
        """Return all that is asked but the period.

        Raises:
            InvalidInput: the words are not understood.
        """
        parsed = parse(self.words) if self.words else None
        return [
            *([parsed] if parsed is not None else []),
            *(Field(name, values) for name, values in self.filters.items()),
            *_VIEW_CLAUSES[self.view],
            *([Not(Among(self.hidden))] if self.hidden and self.view == "todo" else []),
        ]

    def query(self, now: datetime) -> Query:
        """Return the store's query.

        Args:
            now: in the town's time zone.

        Raises:
            InvalidInput: the words are not understood.
        """
        clauses = self.clauses()
        return Query(
            where=And(tuple(clauses)) if len(clauses) > 1 else next(iter(clauses), None),
            since=self.since(now),
            until=ends(self.last, now),
            order=self.order,
            after=self.after or None,
            limit=PAGE_SIZE,
        )

    def varied(self, **changes: object) -> Asked:
        """Return another list, from its first page."""
        return replace(self, **{"after": "", "trail": (), "more": "", **changes})  # type: ignore[arg-type]

    def in_period(self, period: str) -> Asked:
        """Return the list of another period; days that bound it are left."""
        return self.varied(period=period, first=None, last=None)

    def without_words(self) -> Asked:
        """Return the same list without its search."""
        return self.varied(words="")

    def without_filters(self) -> Asked:
        """Return the same list without its filters."""
        return self.varied(filters={})

    def has(self, name: str, value: str) -> bool:
        """Tell whether a value is among the filters."""
        return value in self.filters.get(name, ())

    def toggled(self, name: str, value: str) -> Asked:
        """Return the list with one value of a filter added, or taken away if it was there."""
        values = self.filters.get(name, ())
        kept = tuple(v for v in values if v != value) if value in values else (*values, value)
        filters = {**self.filters, name: kept}
        return self.varied(filters={n: v for n, v in filters.items() if v}, more=self.more)

    def without(self, name: str) -> Asked:
        """Return the list without one filter, for counting its other values."""
        return self.varied(filters={n: v for n, v in self.filters.items() if n != name})

    def older(self, bookmark: str) -> Asked:
        """Return the next page."""
        return replace(self, after=bookmark, trail=(*self.trail, self.after))

    def newer(self) -> Asked | None:
        """Return the page before this one, None on the first."""
        if not self.after:
            return None
        *before, last = self.trail or ("",)
        return replace(self, after=last, trail=tuple(before))

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """Name and value of each parameter of the address that is not the default."""
        pairs = [("q", self.words)] if self.words else []
        pairs += [(name, value) for name, values in self.filters.items() for value in values]
        pairs += [
            (name, value)
            for name, value, default in (
                ("period", DEFAULT_PERIOD if self.dated else self.period, DEFAULT_PERIOD),
                ("du", self.first.isoformat() if self.first else "", ""),
                ("au", self.last.isoformat() if self.last else "", ""),
                ("view", self.view, "all"),
                ("order", self.order, "newest"),
                ("more", self.more, ""),
            )
            if value != default
        ]
        if self.after:
            pairs += [("after", self.after), *(("trail", t) for t in self.trail[-_LONGEST_TRAIL:])]
        return pairs

    @property
    def question(self) -> str:
        """What follows the path in the address of this list, "" when all is as by default."""
        pairs = self.parameters
        # A lone surrogate cannot be written in an address.
        return "?" + urlencode(pairs, errors="replace") if pairs else ""

    @property
    def address(self) -> str:
        """The address of this list on the site."""
        return "/mentions" + self.question


def _one_of(asked: str, known: Collection[str], default: str) -> str:
    return asked if asked in known else default
