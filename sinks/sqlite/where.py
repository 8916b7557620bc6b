"""A question's clauses as SQL and FTS5 expressions, with every value a parameter.

Column names come from `vigie.query.FIELDS` alone. What goes into an FTS5 expression is quoted
stems, made of letters and digits: nothing a person types is read as SQL or as FTS5 syntax.

Words that stand together become one FTS5 expression, which drives the search; words inside a
mixed OR become sub-selects.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sinks.moments import micros
from sinks.questions import check_depth, check_field
from sinks.record_keys import storable
from sinks.searched_text.stems import LANGUAGES
from sinks.searched_text.terms import Pattern, patterns
from sinks.sqlite.rows import SEPARATOR, listed
from vigie.query import Among, And, Clause, Field, Not, Or, Phrase, Query, Word

_IN_WORDS = "m.row IN (SELECT rowid FROM words WHERE words MATCH ?)"
_NOTHING = "0"
_INT64 = 2**63

Condition = tuple[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Plan:
    """A question ready to be asked: `match` drives when not None, `where` holds the rest.

    `between` are the dates of publication that bound it, in microseconds: of these there is an
    index. `driven` bounds the rows that words are looked up in. `routes`: those it asks for.
    """

    match: str | None
    where: str
    parameters: tuple[Any, ...]
    between: tuple[int, int] | None = None
    driven: str = ""
    routes: tuple[str, ...] = ()

    @property
    def from_where(self) -> str:
        """The statement from FROM on; CROSS JOIN holds SQLite to the order of the tables."""
        if self.match is None:
            return f"FROM mentions AS m WHERE {self.where}"
        return (
            "FROM words CROSS JOIN mentions AS m ON m.row = words.rowid "
            f"WHERE words MATCH ? {self.driven} AND {self.where}"
        )

    @property
    def newest_first(self) -> str:
        """The order in which the newest answers are met first without sorting them all."""
        if self.match is not None:
            return "words.rowid DESC"
        return "m.row DESC" if self.between is None else "m.published_at DESC"

    @property
    def values(self) -> list[Any]:
        """The parameters of `from_where`."""
        return [*([] if self.match is None else [self.match]), *self.parameters]

    @property
    def words_alone(self) -> bool:
        """Whether the words say it all, and the mentions need not be looked at to count."""
        return self.match is not None and self.where == "1"

    def of_rows(self, low: int, high: int) -> Plan:
        """Return the same question about these rows, both included; it must have words."""
        return replace(self, driven=f"AND words.rowid BETWEEN {low:d} AND {high:d}")


def plan(query: Query) -> Plan:
    """Return how the question is asked.

    Raises:
        InvalidInput: an unknown field, or clauses nested deeper than anyone would write.
    """
    clauses = _flat(query.where)
    asked = [(clause, _match(clause, 0)) for clause in clauses]
    match = " AND ".join(f"({text})" for _, text in asked if text)
    conditions: list[Condition] = []
    for clause, text in asked:
        excluded = _match(clause.clause, 0) if match and isinstance(clause, Not) else None
        if excluded:
            match = f"({match}) NOT ({excluded})"
        elif not text:
            conditions.append(_condition(clause, 0))
    for bound, operator in (
        (query.since, "published_at >="),
        (query.until, "published_at <"),
        (query.heard_since, "first_seen >="),
    ):
        if bound is not None:
            conditions.append((f"m.{operator} ?", [micros(bound)]))
    return Plan(
        match or None,
        " AND ".join(f"({sql})" for sql, _ in conditions) or "1",
        tuple(value for _, values in conditions for value in values),
        between=_between(query),
        routes=next((c.values for c in clauses if isinstance(c, Field) and c.name == "route"), ()),
    )


def _between(query: Query) -> tuple[int, int] | None:
    if query.since is None and query.until is None:
        return None
    return (
        -_INT64 if query.since is None else micros(query.since),
        _INT64 - 1 if query.until is None else micros(query.until),
    )


def field_condition(name: str, values: Sequence[str]) -> Condition:
    """Return the condition that a field in force has one of these values."""
    check_field(name)
    if name == "uncertain":
        marked = [f"{SEPARATOR}{storable(value)}{SEPARATOR}" for value in values]
        return " OR ".join(["instr(m.uncertain, ?) > 0"] * len(marked)) or _NOTHING, marked
    # Said so that SQLite knows: of these there is an index.
    seen_to = " AND m.status <> 'new'" if name == "status" and "new" not in values else ""
    if len(values) == 1:
        return f"m.{name} = ?{seen_to}", [storable(values[0])]
    return f"m.{name} IN (SELECT value FROM json_each(?)){seen_to}", [listed(tuple(values))]


def _flat(clause: Clause | None, depth: int = 0) -> Sequence[Clause]:
    """Return the clauses that must all be so, those of an AND within an AND among them."""
    check_depth(depth)
    if clause is None:
        return ()
    if not isinstance(clause, And):
        return (clause,)
    return [each for part in clause.clauses for each in _flat(part, depth + 1)]


def _match(clause: Clause, depth: int) -> str | None:
    """Return a clause as one FTS5 expression, None when it is not made of words alone."""
    check_depth(depth)
    match clause:
        case Word() | Phrase():
            return _leaf(clause)
        case And(clauses=parts) | Or(clauses=parts):
            texts = [_match(part, depth + 1) for part in parts]
            if not texts or None in texts:
                return None
            operator = " AND " if isinstance(clause, And) else " OR "
            return operator.join(f"({text})" for text in texts)
        case _:
            return None


def _condition(clause: Clause, depth: int) -> Condition:
    check_depth(depth)
    match clause:
        case Field(name=name, values=values):
            return field_condition(name, values)
        case Among(mentions=mentions):
            return "m.id IN (SELECT value FROM json_each(?))", [listed(mentions)]
        case Not(clause=inner):
            sql, found = _condition(inner, depth + 1)
            return f"({sql}) IS NOT 1", found  # a field that nobody filled is not the value either
        case And(clauses=parts) | Or(clauses=parts) if _match(clause, depth) is None:
            both = isinstance(clause, And)
            conditions = [_condition(part, depth + 1) for part in parts]
            sql = (" AND " if both else " OR ").join(f"({part})" for part, _ in conditions)
            empty = "1" if both else _NOTHING
            return sql or empty, [value for _, values in conditions for value in values]
        case _:
            return _IN_WORDS, [_match(clause, depth)]


def _leaf(leaf: Word | Phrase) -> str:
    """Return the FTS5 expression of a word or a phrase; the column is named if it matters."""
    by_language = {language: patterns(leaf, language) for language in LANGUAGES}
    if len(set(by_language.values())) == 1:
        return _any(by_language[LANGUAGES[0]], "")
    return " OR ".join(_any(each, f"{{{language}}} : ") for language, each in by_language.items())


def _any(choices: Sequence[Pattern], column: str) -> str:
    # What has no word in it (« ?! ») is found nowhere: no text is indexed under this sign.
    return (
        " OR ".join(
            f'{column}"{" ".join(stems)}"{" *" if prefix else ""}' for stems, prefix in choices
        )
        or '"¤"'
    )
