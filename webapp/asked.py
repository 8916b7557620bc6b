"""What a request asks of the list: words, filters, period, page; and the addresses that vary it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from vigie.query import Among, And, Clause, Field, Not, Query
from vigie.query_syntax import parse

#: Fields offered as filters, in the order shown; "town" only where there are several.
FILTERS: Final = (
    "route",
    "topic",
    "sentiment",
    "service_category",
    "language",
    "source",
)
PERIODS: Final = {"today": 0, "7d": 6, "30d": 29, "all": None}
DEFAULT_PERIOD: Final = "7d"
VIEWS: Final = ("all", "todo", "follow")

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
        after: bookmark of this page in the store; `trail` those of the pages before it,
            "" for the first, which is how « plus récentes » finds its way back.
        hidden: mentions put off, which are not to do now; no part of the address.
    """

    words: str = ""
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    period: str = DEFAULT_PERIOD
    view: str = "all"
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
        period, view = parameters.get("period", ""), parameters.get("view", "")
        return cls(
            words=parameters.get("q", "")[:_LONGEST_WORDS].strip(),
            filters=filters,
            period=period if period in PERIODS else DEFAULT_PERIOD,
            view=view if view in VIEWS else "all",
            after=parameters.get("after", ""),
            trail=tuple(parameters.getlist("trail")[-_LONGEST_TRAIL:]),
        )

    def since(self, now: datetime) -> datetime | None:
        """Return the local midnight that begins the period, None for all time."""
        days = PERIODS[self.period]
        if days is None:
            return None
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight - timedelta(days=days)

    def query(self, now: datetime) -> Query:
        """Return the store's query.

        Args:
            now: in the town's time zone.

        Raises:
            InvalidInput: the words are not understood.
        """
        parsed = parse(self.words) if self.words else None
        clauses = [
            *([parsed] if parsed is not None else []),
            *(Field(name, values) for name, values in self.filters.items()),
            *_VIEW_CLAUSES[self.view],
            *([Not(Among(self.hidden))] if self.hidden and self.view == "todo" else []),
        ]
        return Query(
            where=And(tuple(clauses)) if len(clauses) > 1 else next(iter(clauses), None),
            since=self.since(now),
            after=self.after or None,
            limit=PAGE_SIZE,
        )

    def varied(self, **changes: object) -> Asked:
        """Return another list, from its first page."""
        return replace(self, **{"after": "", "trail": (), **changes})  # type: ignore[arg-type]

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
        return self.varied(filters={n: v for n, v in filters.items() if v})

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
        if self.period != DEFAULT_PERIOD:
            pairs.append(("period", self.period))
        if self.view != "all":
            pairs.append(("view", self.view))
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
