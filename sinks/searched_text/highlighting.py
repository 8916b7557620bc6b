"""Where the words asked for stand in a text, as spans of the text itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sinks.searched_text.languages import languages_of
from sinks.searched_text.stems import STEMS
from sinks.searched_text.terms import Pattern, patterns
from sinks.searched_text.words import placed_words
from vigie.query import And, Clause, Or, Phrase, Word
from vigie.record import Record

Span = tuple[int, int]


def leaves(clause: Clause | None) -> tuple[Word | Phrase, ...]:
    """Return the words and phrases that a clause asks for; not those that it excludes."""
    if isinstance(clause, Word | Phrase):
        return (clause,)
    if isinstance(clause, And | Or):
        return tuple(leaf for part in clause.clauses for leaf in leaves(part))
    return ()


def spans(record: Record, asked: Sequence[Word | Phrase]) -> tuple[Span, ...]:
    """Return the spans of the post's text that answer, in code points, sorted, none touching."""
    if not asked:
        return ()
    found = list(placed_words(record.mention.post.text))
    places = [(start, end) for start, end, _ in found]
    answers: list[Span] = []
    for language in languages_of(record):
        stems = [STEMS[language][word] for _, _, word in found]
        for pattern in {each for leaf in asked for each in patterns(leaf, language)}:
            answers += _matches(stems, places, pattern)
    return tuple(_merged(answers))


def _matches(stems: Sequence[str], places: Sequence[Span], pattern: Pattern) -> Iterator[Span]:
    *before, last = pattern.stems
    for at in range(len(before), len(stems)):
        stem = stems[at]
        if stem != last and not (pattern.prefix and stem.startswith(last)):
            continue
        first = at - len(before)
        if list(stems[first:at]) == before:
            yield places[first][0], places[at][1]


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    current: Span | None = None
    for start, end in sorted(spans):
        if current and start <= current[1]:
            current = current[0], max(current[1], end)
            continue
        if current:
            yield current
        current = start, end
    if current:
        yield current
