"""What is taken for what, and the worst errors: the surest that were wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from pipeline.evaluation.answers import Answer, having
from vigie.labels import LABELS, VOCABULARIES


class Confusion(NamedTuple):
    """One label's table: `counts[gold][said]`, in the order of `classes`."""

    label: str
    classes: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


class Error(NamedTuple):
    """One wrong answer, with how sure the machine was of it."""

    label: str
    confidence: float
    gold: Any
    said: Any
    id: str
    text: str


def confusions(found: Sequence[Answer]) -> list[Confusion]:
    """Return the table of each label that has a vocabulary."""
    return [_confusion(label, having(found, label)) for label in LABELS if label in VOCABULARIES]


def _confusion(label: str, found: Sequence[Answer]) -> Confusion:
    told = Counter((_named(one.gold[label]), _named(one.said[label])) for one in found)
    if label == "service_category":
        told = Counter({pair: count for pair, count in told.items() if pair[0] != "—"})
    seen = {side for pair in told for side in pair}
    order = [*VOCABULARIES[label], "—"]
    classes = tuple(sorted(seen, key=lambda value: order.index(value) if value in order else 99))
    counts = tuple(tuple(told[(gold, said)] for said in classes) for gold in classes)
    return Confusion(label, classes, counts)


def _named(value: Any) -> str:
    if value is None:
        return "—"
    return str(value).lower() if isinstance(value, bool) else str(value)


def worst(found: Sequence[Answer], label: str, count: int = 20) -> list[Error]:
    """Return the errors of a label that the machine was surest of."""
    wrong = [
        Error(
            label,
            float(one.said.get("confidence", {}).get(label, 0.0)),
            one.gold[label],
            one.said[label],
            one.id,
            one.text,
        )
        for one in having(found, label)
        if one.gold[label] != one.said[label]
    ]
    return sorted(wrong, key=lambda error: (-error.confidence, error.id))[:count]
