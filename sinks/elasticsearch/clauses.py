"""A question's clauses in Elasticsearch's query language, with every value a value in JSON.

Field names come from `vigie.query.FIELDS` alone. What a person types goes into `match_phrase`
and `prefix`, which read no syntax.

A word or a phrase is looked for under its stems in the languages in which a record is searched
(`stemmed_as`), by the analysers of the index, the same as those of the texts. What is typed as a
prefix is compared with whole words, folded, and without a limit on how many words begin so.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from sinks.moments import micros
from sinks.questions import check_depth, check_field
from sinks.record_keys import storable
from sinks.searched_text.stems import LANGUAGES, STEMS
from sinks.searched_text.words import words
from vigie.query import Among, And, Clause, Field, Not, Or, Phrase, Query, Word

Json = dict[str, Any]

EVERYTHING: Final[Json] = {"match_all": {}}
NOTHING: Final[Json] = {"match_none": {}}
# Elasticsearch reads 30 levels; a word and its bounds take some.
_DEEPEST: Final = 24
# As many words as there may be in an index: a prefix never loses a document.
_NO_LIMIT: Final = 2**31 - 1


class Asked(NamedTuple):
    """A question ready to be asked; `ranked` when it has words to be relevant to."""

    query: Json
    ranked: bool


def asked(query: Query) -> Asked:
    """Return how a question is asked.

    Raises:
        InvalidInput: an unknown field, or clauses nested deeper than anyone would write.
    """
    clauses = query.where.clauses if isinstance(query.where, And) else (query.where,)
    scored: list[Json] = []
    filters: list[Json] = []
    for each in clauses:
        if each is not None:
            (scored if _of_words(each, 0) else filters).append(condition(each))
    bounds = {
        operator: micros(bound)
        for operator, bound in (("gte", query.since), ("lt", query.until))
        if bound is not None
    }
    if bounds:
        filters.append({"range": {"published_us": bounds}})
    if query.heard_since is not None:
        filters.append({"range": {"first_seen_us": {"gte": micros(query.heard_since)}}})
    return Asked(_bool(must=scored, filter=filters), bool(scored))


def condition(clause: Clause, depth: int = 0) -> Json:
    """Return a clause as a query."""
    check_depth(depth, _DEEPEST)
    match clause:
        case Word() | Phrase():
            return _leaf(clause)
        case Field(name=name, values=values):
            return field(name, values)
        case Among(mentions=mentions):
            return {"ids": {"values": list(mentions)}}
        case Not(clause=inner):
            return _bool(must_not=[condition(inner, depth + 1)])
        case And(clauses=parts):
            return _bool(must=[condition(part, depth + 1) for part in parts])
        case Or(clauses=parts):
            return _any([condition(part, depth + 1) for part in parts])


def field(name: str, values: tuple[str, ...]) -> Json:
    """Return the condition that a field in force has one of these values."""
    check_field(name)
    return {"terms": {name: [storable(value) for value in values]}} if values else NOTHING


def _of_words(clause: Clause, depth: int) -> bool:
    """Tell whether a clause is made of words alone, none of them excluded."""
    check_depth(depth, _DEEPEST)
    match clause:
        case Word() | Phrase():
            return True
        case And(clauses=parts) | Or(clauses=parts):
            return bool(parts) and all(_of_words(part, depth + 1) for part in parts)
        case _:
            return False


def _leaf(leaf: Word | Phrase) -> Json:
    text = leaf.text if isinstance(leaf, Word) else " ".join(leaf.words)
    typed = words(text)
    if not typed:
        return NOTHING  # « ?! » is in no text
    prefix = isinstance(leaf, Word) and leaf.prefix
    choices = [_stemmed(language, storable(text), typed, prefix) for language in LANGUAGES]
    if prefix and len(typed) == 1:
        choices += [{"prefix": {name: {"value": typed[0]}}} for name in ("title", "text")]
    elif prefix:
        choices += [_phrase_prefix(name, storable(text)) for name in ("title", "text")]
    return _any(choices)


def _stemmed(language: str, text: str, typed: list[str], prefix: bool) -> Json:  # noqa: FBT001
    fields = [f"title.{language}", f"text.{language}"]
    choices: list[Json] = [{"match_phrase": {name: text}} for name in fields]
    if prefix and len(typed) > 1:
        # The index holds stems: « nid-de-pou… » is « nid de » and a stem that begins « pou ».
        stems = " ".join([*(STEMS[language][word] for word in typed[:-1]), typed[-1]])
        choices += [_phrase_prefix(name, stems, analyzer="whitespace") for name in fields]
    return _bool(must=[{"dis_max": {"queries": choices}}], filter=[_searched_in(language)])


def _searched_in(language: str) -> Json:
    return {"term": {"stemmed_as": language}}


def _phrase_prefix(name: str, text: str, **others: str) -> Json:
    return {"match_phrase_prefix": {name: {"query": text, "max_expansions": _NO_LIMIT, **others}}}


def _any(choices: list[Json]) -> Json:
    if len(choices) == 1:
        return choices[0]
    return {"bool": {"should": choices, "minimum_should_match": 1}} if choices else NOTHING


def _bool(**parts: list[Json]) -> Json:
    held = {name: queries for name, queries in parts.items() if queries}
    return {"bool": held} if held else EVERYTHING
