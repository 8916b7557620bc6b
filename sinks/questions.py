"""What every store refuses of a question, in the same words; and a question's digest."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

from vigie.errors import InvalidInput
from vigie.query import FIELDS, ROUTE_AND_STATUS, Query
from vigie.say import Say

PERIODS: Final = ("hour", "day", "week", "month")

_ORDERS: Final = ("newest", "oldest", "best")
_MOST: Final = 1_000
_DEEPEST: Final = 60


def check_search(query: Query) -> None:
    """Refuse an unknown order, or a limit out of bounds."""
    if query.order not in _ORDERS:
        orders = ", ".join(_ORDERS)
        raise InvalidInput(
            Say(
                f"Ordre « {query.order} » inconnu. Ordres possibles : {orders}.",
                f"Unknown order “{query.order}”. Possible orders: {orders}.",
            ),
            where="order",
        )
    if not 1 <= query.limit <= _MOST:
        raise InvalidInput(
            Say(
                f"Une page compte de 1 à {_MOST} mentions.",
                f"A page holds 1 to {_MOST} mentions.",
            ),
            where="limit",
        )


def check_count(facets: Sequence[str], every: str | None) -> None:
    """Refuse an unknown field or period."""
    for facet in facets:
        if facet not in (*FIELDS, ROUTE_AND_STATUS):
            raise InvalidInput(_uncountable(facet, FIELDS), where=facet)
    if every is not None and every not in PERIODS:
        raise InvalidInput(_uncountable(every, PERIODS), where=every)


def check_field(name: str) -> None:
    """Refuse a field that is none of `vigie.query.FIELDS`."""
    if name not in FIELDS:
        raise InvalidInput(_unknown(name), where=name)


def check_depth(depth: int, deepest: int = _DEEPEST) -> None:
    """Refuse clauses nested deeper than anyone would write."""
    if depth > deepest:
        raise InvalidInput(_TOO_DEEP)


def digest(query: Query) -> bytes:
    """Return the digest of what a query asks, whatever its page."""
    asked = repr((query.where, query.since, query.until, query.heard_since, query.order))
    return blake2b(asked.encode("utf-8", "surrogatepass"), digest_size=8).digest()


#: Said of a bookmark that the store did not give for this search.
STRANGE_PAGE: Final = Say(
    "Cette page de résultats n’est pas celle de cette recherche. Relancez la recherche.",
    "This page of results is not one of this search’s. Search again.",
)

_TOO_DEEP: Final = Say(
    "La recherche emboîte trop de parenthèses. Simplifiez-la.",
    "The search nests too many parentheses. Make it simpler.",
)


def _unknown(name: str) -> Say:
    fields = ", ".join(FIELDS)
    return Say(
        f"Champ « {name} » inconnu. Champs possibles : {fields}.",
        f"Unknown field “{name}”. Possible fields: {fields}.",
    )


def _uncountable(name: str, known: Sequence[str]) -> Say:
    names = ", ".join(known)
    return Say(
        f"« {name} » ne peut pas être compté. Choix possibles : {names}.",
        f"“{name}” cannot be counted. Possible choices: {names}.",
    )
