"""The part of a query that chooses mentions, the same wherever mentions are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from vigie.errors import InvalidInput
from vigie.labels import VOCABULARIES
from vigie.query import FIELDS, And, Clause, Field, Query
from vigie.query_syntax import parse
from webapp.api.operation import Call
from webapp.api.problem import Problem
from webapp.api.sight import seen_towns

_Word = Annotated[str, Meta(min_length=1, max_length=200)]
_Moment = Annotated[datetime, Meta(tz=True)]


def _values(field: str) -> Any:
    """Return the type of a filter: any of some ids, or of some names."""
    known = VOCABULARIES.get(field)
    value: Any = Literal[tuple(known)] if known else _Word
    says = f"Any of these values of `{field}`."
    return Annotated[tuple[value, ...], Meta(max_length=20, description=says)]


_CHOICE: Final[list[Any]] = [
    ("q", Annotated[str, Meta(max_length=500, description="In the search language.")], ""),
    ("since", Annotated[_Moment | None, Meta(description="Published since.")], None),
    ("until", Annotated[_Moment | None, Meta(description="Published before.")], None),
    *((field, _values(field), ()) for field in FIELDS),
]


def asking(name: str, *more: Any) -> type[msgspec.Struct]:
    """Return the struct of a query that chooses mentions, with what else it asks."""
    return msgspec.defstruct(
        name, [*_CHOICE, *more], frozen=True, kw_only=True, forbid_unknown_fields=True
    )


def query_of(call: Call, **how: Any) -> Query:
    """Return what the store is asked, kept to the caller's towns.

    Args:
        call: its `asked` is made by `asking`.
        how: fields of `Query` beside its choice.

    Raises:
        Problem: the words are not understood, or a town is not the caller's.
    """
    asked, clauses = call.asked, list(_clauses(call))
    return Query(
        where=And(tuple(clauses)) if len(clauses) > 1 else next(iter(clauses), None),
        since=asked.since,
        until=asked.until,
        **how,
    )


def _clauses(call: Call) -> Iterator[Clause]:
    try:
        words = parse(call.asked.q)
    except InvalidInput as error:
        raise Problem("invalid", error.say, faults=(("q", error.say),)) from error
    if words is not None:
        yield words
    towns = seen_towns(call, call.asked.town)
    if towns is not None:
        yield towns
    for field in FIELDS:
        values = getattr(call.asked, field)
        if values and field != "town":
            yield Field(field, values)
