"""The problem that a text reports, if any: its category and how plainly it is said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

from enrichers.matcher import Hit
from enrichers.reading import Reading

PLAIN: Final = 2.5  # from this weight on, the words say by themselves that something is wrong


class Problem(NamedTuple):
    """A category of `SERVICE_CATEGORIES`, its score, that of the next, and the passages."""

    category: str | None
    score: float
    next_score: float
    hits: tuple[Hit, ...]


def problem_of(reading: Reading) -> Problem:
    """Return the problem that the text reports; a thing alone, with nothing wrong, scores 1."""
    return reading.once("problem", _problem)


def _problem(reading: Reading) -> Problem:
    by_category: defaultdict[str, list[Hit]] = defaultdict(list)
    for hit in reading.hits("case"):
        by_category[hit.rule.signal].append(hit)
    troubles = reading.of("signs", "trouble")
    ranked = sorted(
        ((_score(reading, hits, troubles), category) for category, hits in by_category.items()),
        reverse=True,
    )
    if not ranked:
        return Problem(None, 0.0, 0.0, ())
    score, category = ranked[0]
    following = ranked[1][0] if len(ranked) > 1 else 0.0
    hits = by_category[category]
    with_trouble = () if _plain(hits) else tuple(_together(reading, hits, troubles))
    return Problem(category, score, following, (_best(hits), *with_trouble[:1]))


def _score(reading: Reading, hits: list[Hit], troubles: list[Hit]) -> float:
    best = _best(hits).rule.weight
    if best < PLAIN and any(True for _ in _together(reading, hits, troubles)):
        best += 1.4
    more = len({hit.rule.pattern for hit in hits}) - 1
    return best + 0.2 * min(more, 3)


def _best(hits: list[Hit]) -> Hit:
    return max(hits, key=lambda hit: hit.rule.weight)


def _plain(hits: list[Hit]) -> bool:
    return any(hit.rule.weight >= PLAIN for hit in hits)


def _together(reading: Reading, hits: list[Hit], troubles: list[Hit]) -> Iterable[Hit]:
    return (t for t in troubles for hit in hits if reading.near(t, hit))
