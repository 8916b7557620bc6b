"""The posts that say best what a set of posts says, unlike one another."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from desk.text_words import stemmed
from vigie.comparison import Reading

_SHORTEST: Final = 3  # words: less says nothing by itself
_LIKENESS: Final = 0.7  # weight of being typical, against being unlike those already chosen

Vector = Mapping[str, float]


def typical(readings: Sequence[Reading], most: int = 3) -> tuple[str, ...]:
    """Return ids of typical posts, one a story at most.

    Texts are compared by their words, weighted by how few texts have them (Salton & Buckley,
    "Term-weighting approaches in automatic text retrieval", 1988). The first is the closest to
    the middle of them all; each next one is close to it too and unlike those before: maximal
    marginal relevance (Carbonell & Goldstein, SIGIR 1998).
    """
    told: dict[str, tuple[str, Counter[str]]] = {}
    for reading in sorted(readings, key=lambda each: each.id):
        words = Counter(stem for stem, _ in stemmed(reading.text))
        if len(words) >= _SHORTEST:
            told.setdefault(reading.story, (reading.id, words))
    vectors = _vectors([words for _, words in told.values()])
    ids = [one for one, _ in told.values()]
    if not vectors:
        return ()
    middle = _unit(_sum(vectors))
    close = [_cosine(vector, middle) for vector in vectors]
    chosen: list[int] = []
    while len(chosen) < min(most, len(ids)):
        rest = [place for place in range(len(ids)) if place not in chosen]
        chosen.append(max(rest, key=lambda place: _worth(place, chosen, close, vectors)))
    return tuple(ids[place] for place in chosen)


def _worth(
    place: int, chosen: Sequence[int], close: Sequence[float], vectors: Sequence[Vector]
) -> float:
    repeated = max((_cosine(vectors[place], vectors[other]) for other in chosen), default=0.0)
    return _LIKENESS * close[place] - (1 - _LIKENESS) * repeated


def _vectors(texts: Sequence[Counter[str]]) -> list[Vector]:
    among = Counter(word for words in texts for word in words)
    rare = {word: math.log((1 + len(texts)) / (1 + n)) + 1 for word, n in among.items()}
    return [
        _unit({word: (1 + math.log(n)) * rare[word] for word, n in words.items()})
        for words in texts
    ]


def _unit(vector: Vector) -> Vector:
    norm = math.sqrt(sum(weight * weight for weight in vector.values()))
    return {word: weight / norm for word, weight in vector.items()} if norm else vector


def _sum(vectors: Sequence[Vector]) -> Vector:
    total: dict[str, float] = {}
    for vector in vectors:
        for word, weight in vector.items():
            total[word] = total.get(word, 0.0) + weight
    return total


def _cosine(one: Vector, other: Vector) -> float:
    few, many = sorted((one, other), key=len)
    return sum(weight * many.get(word, 0.0) for word, weight in few.items())
