"""Compares the counts of two sides, and says what may be concluded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from desk.intervals import difference, dispersion, quantile, ratio, voices, wilson
from vigie.comparison import Change, Comparison, Rate, Side, Verdict

#: Under so many on either side, nothing is concluded of a share, nor of a volume under so many
#: on both.
FEWEST: Final = 30
FEWEST_OF_LABEL: Final = 10
_HEARD: Final = 3  # mentions, so that a source's silence on the other side is worth telling
_MOST_TOPICS: Final = 10


class _Pair(NamedTuple):
    """One share to be compared: counts on both sides, each with what it is of."""

    value: str
    before: int
    before_of: int
    after: int
    after_of: int


def compare(before: Side, after: Side) -> Comparison:
    """Return the comparison of two sides of equal length; see `vigie.comparison`.

    Shares are compared among the mentions that have the label. Mentions of one story count as
    the voices that they amount to (`desk.intervals.voices`), and the differences' intervals are
    widened for how many are looked at.
    """
    spread = dispersion(before.days, after.days)
    both = before.sources.keys() & after.sources.keys()
    same = (
        sum(before.sources[name] for name in both),
        sum(after.sources[name] for name in both),
    )
    families = (
        _pairs(before.sentiments, after.sentiments),
        _pairs(before.topics, after.topics)[:_MOST_TOPICS],
        _negatives(before, after),
    )
    comparisons = sum(map(len, families))
    heard = voices(before.stories), voices(after.stories)
    weights = _share(heard[0], before.total), _share(heard[1], after.total)
    changes = [[_change(pair, weights, comparisons) for pair in family] for family in families]
    return Comparison(
        volume=_rate(before.total, after.total, spread),
        same_sources=_rate(*same, spread),
        sentiments=tuple(changes[0]),
        topics=tuple(changes[1]),
        negative=tuple(changes[2]),
        comparisons=comparisons,
        voices=heard,
        appeared=_only(after.sources, before.sources),
        silent=_only(before.sources, after.sources),
    )


def _share(part: float, whole: int) -> float:
    return part / whole if whole else 0.0


def _pairs(before: Mapping[str, int], after: Mapping[str, int]) -> list[_Pair]:
    """Return each label with its counts, the most frequent first."""
    totals = sum(before.values()), sum(after.values())
    labels = sorted(
        before.keys() | after.keys(), key=lambda v: (-before.get(v, 0) - after.get(v, 0), v)
    )
    return [_Pair(v, before.get(v, 0), totals[0], after.get(v, 0), totals[1]) for v in labels]


def _negatives(before: Side, after: Side) -> list[_Pair]:
    return [
        _Pair(
            topic,
            before.negative.get(topic, 0),
            before.topics.get(topic, 0),
            after.negative.get(topic, 0),
            after.topics.get(topic, 0),
        )
        for topic in sorted(
            before.negative.keys() | after.negative.keys(),
            key=lambda t: (-before.topics.get(t, 0) - after.topics.get(t, 0), t),
        )
    ]


def _change(pair: _Pair, weights: tuple[float, float], comparisons: int) -> Change:
    one = pair.before * weights[0], pair.before_of * weights[0]
    two = pair.after * weights[1], pair.after_of * weights[1]
    alone, gap = quantile(), difference(one, two, quantile(comparisons))
    return Change(
        value=pair.value,
        before=pair.before,
        before_of=pair.before_of,
        before_interval=wilson(*one, alone),
        after=pair.after,
        after_of=pair.after_of,
        after_interval=wilson(*two, alone),
        difference=gap,
        verdict=_concluded(pair, (one[1], two[1]), gap),
    )


def _concluded(pair: _Pair, of: tuple[float, float], gap: tuple[float, float]) -> Verdict:
    if min(of) < FEWEST or pair.before + pair.after < FEWEST_OF_LABEL:
        return "few"
    return "more" if gap[0] > 0 else "less" if gap[1] < 0 else "unclear"


def _rate(before: int, after: int, spread: float) -> Rate:
    if before + after < FEWEST or not before or not after:
        return Rate(
            before=before, after=after, ratio=None, interval=None, dispersion=spread, verdict="few"
        )
    middle, (low, high) = ratio(before, after, spread, quantile())
    verdict: Verdict = "more" if low > 1 else "less" if high < 1 else "unclear"
    return Rate(
        before=before,
        after=after,
        ratio=middle,
        interval=(low, high),
        dispersion=spread,
        verdict=verdict,
    )


def _only(here: Mapping[str, int], there: Mapping[str, int]) -> tuple[str, ...]:
    """Return the sources worth telling that were heard on one side and not on the other."""
    names: Sequence[str] = sorted(here.keys() - there.keys(), key=lambda name: (-here[name], name))
    return tuple(name for name in names if here[name] >= _HEARD)
