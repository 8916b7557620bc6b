"""What a request asks of the trends: the list's words and filters, over a stretch of days."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from vigie.actor import Actor
from vigie.query import And, Field, Query
from webapp.mentions.asked import Asked

#: Periods offered → days, the present one included.
STRETCHES: Final = {"7d": 7, "30d": 30, "90d": 90, "365d": 365}
DEFAULT: Final = "30d"
_LONGEST: Final = 5 * 366
_DAY: Final = timedelta(days=1)


def read_day(text: str) -> date | None:
    """Return a day written 2026-11-23, None for anything else."""
    with suppress(ValueError):
        return date.fromisoformat(text[:10])
    return None


def words_and_filters(asked: Asked) -> list[tuple[str, str]]:
    """Return the parameters of an address that name the words and filters of a list."""
    pairs = [("q", asked.words)] if asked.words else []
    return [*pairs, *((name, value) for name, values in asked.filters.items() for value in values)]


def words_alone(parameters: QueryParams) -> Asked:
    """Return the words and filters of an address, whatever period or page of a list it names."""
    asked = Asked.of(parameters)
    return Asked(words=asked.words, filters=asked.filters, period="all")


def scoped(asked: Asked, actor: Actor | None, now: datetime) -> Query:
    """Return the question of words and filters at any time, in the actor's towns only.

    Raises:
        InvalidInput: the words are not understood.
    """
    from datetime import UTC, datetime, time

    found = asked.varied(view="all", period="all").query(datetime.combine(now, time(), UTC))
    clauses = [found.where] if found.where is not None else []
    if actor is not None and actor.towns:
        clauses.append(Field("town", actor.towns))
    where = And(tuple(clauses)) if len(clauses) > 1 else next(iter(clauses), None)
    return Query(where=where)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendsAsked:
    """The trends asked for.

    Attributes:
        asked: words and filters; its period and pages are left aside.
        period: a key of `STRETCHES`, "" when `first` and `last` are given.
        first, last: local days, both included.
    """

    asked: Asked
    period: str
    first: date
    last: date

    @classmethod
    def of(cls, parameters: QueryParams, today: date) -> TrendsAsked:
        """Read the parameters of an address; what is unknown or absurd is left out."""
        asked = words_alone(parameters)
        first, last = read_day(parameters.get("from", "")), read_day(parameters.get("to", ""))
        if first or last:
            last = min(last or today, today)
            first = min(first or last - 29 * _DAY, last)
            return cls(asked=asked, period="", first=max(first, last - _LONGEST * _DAY), last=last)
        period = parameters.get("period", DEFAULT)
        period = period if period in STRETCHES else DEFAULT
        first = today - (STRETCHES[period] - 1) * _DAY
        return cls(asked=asked, period=period, first=first, last=today)

    @property
    def until(self) -> date:
        """The day after the last."""
        return self.last + _DAY

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """Name and value of each parameter of the address."""
        pairs = words_and_filters(self.asked)
        if not self.period:
            return [*pairs, ("from", self.first.isoformat()), ("to", self.last.isoformat())]
        return pairs if self.period == DEFAULT else [*pairs, ("period", self.period)]

    def address(self, asked: Asked | None = None, period: str | None = None) -> str:
        """Return the address of these trends, or of others beside them."""
        other = replace(self, asked=asked or self.asked)
        if period is not None:
            other = replace(other, period=period)
        pairs = other.parameters
        return "/tendances" + ("?" + urlencode(pairs, errors="replace") if pairs else "")
