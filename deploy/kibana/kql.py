"""Reads the part of KQL that our panels use, and says it as Kibana would to Elasticsearch."""

from __future__ import annotations

import itertools
import re
from typing import Any, Final

Json = dict[str, Any]

_TOKEN: Final = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|(<=|>=|[:<>()])|([^\s:<>()"]+))')
_BOUNDS: Final = {"<": "lt", "<=": "lte", ">": "gt", ">=": "gte"}

# A token: its text, and whether it is a word, a quoted text or a sign.
_Token = tuple[str, str]


def to_query(text: str, time_zone: str = "UTC") -> Json:
    """Return the Elasticsearch query of a KQL text; an empty one matches everything.

    Args:
        text: fields with values, `*` and bounds; `and`, `or`, `not` and parentheses.
        time_zone: where the person who reads is; bounds such as `now/d` are of that zone.

    Raises:
        ValueError: not of that part of KQL.
    """
    reader = _Reader(text, time_zone)
    return reader.whole() if reader.tokens else {"match_all": {}}


def fields(text: str) -> set[str]:
    """Return the fields that a KQL text names."""
    tokens = _tokens(text)
    pairs = itertools.pairwise(tokens)
    return {name for (name, _), (sign, kind) in pairs if kind == "sign" and sign not in "()"}


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            raise ValueError(f"not understood from character {at}: {text!r}")
        quoted, sign, word = match.groups()
        if quoted is not None:
            found.append((quoted, "quoted"))
        elif sign:
            found.append((sign, "sign"))
        else:
            found.append((word, "word"))
        at = match.end()
    return found


class _Reader:
    """A descent through the tokens, one method for each level of the grammar."""

    def __init__(self, text: str, time_zone: str) -> None:
        self.text = text
        self.tokens = _tokens(text)
        self.time_zone = time_zone

    def whole(self) -> Json:
        query = self._either()
        if self.tokens:
            raise ValueError(f"too much: {self.text!r}")
        return query

    def _next(self) -> _Token:
        if not self.tokens:
            raise ValueError(f"cut short: {self.text!r}")
        return self.tokens.pop(0)

    def _take(self, text: str, kind: str) -> bool:
        if self.tokens[:1] != [(text, kind)]:
            return False
        self.tokens.pop(0)
        return True

    def _close(self) -> None:
        if not self._take(")", "sign"):
            raise ValueError(f"a parenthesis is open: {self.text!r}")

    def _either(self) -> Json:
        sides = [self._all()]
        while self._take("or", "word"):
            sides.append(self._all())
        return sides[0] if len(sides) == 1 else _any_of(sides)

    def _all(self) -> Json:
        parts = [self._one()]
        while self._take("and", "word"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else {"bool": {"filter": parts}}

    def _one(self) -> Json:
        if self._take("not", "word"):
            return {"bool": {"must_not": self._one()}}
        if self._take("(", "sign"):
            inside = self._either()
            self._close()
            return inside
        return self._field()

    def _field(self) -> Json:
        name, _ = self._next()
        sign, kind = self._next()
        if kind == "sign" and sign in _BOUNDS:
            value, _ = self._next()
            return {"range": {name: {_BOUNDS[sign]: value, "time_zone": self.time_zone}}}
        if (sign, kind) != (":", "sign"):
            raise ValueError(f"a field is wanted: {self.text!r}")
        return self._values(name)

    def _values(self, name: str) -> Json:
        if not self._take("(", "sign"):
            return _is(name, self._next())
        values = [_is(name, self._next())]
        while self._take("or", "word"):
            values.append(_is(name, self._next()))
        self._close()
        return _any_of(values)


def _is(name: str, token: _Token) -> Json:
    value, kind = token
    if kind == "sign":
        raise ValueError(f"a value is wanted for {name}")
    if kind == "quoted":
        return {"match_phrase": {name: value}}
    return {"exists": {"field": name}} if value == "*" else {"match": {name: value}}


def _any_of(queries: list[Json]) -> Json:
    return {"bool": {"should": queries, "minimum_should_match": 1}}
