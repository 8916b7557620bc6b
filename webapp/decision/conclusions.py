"""What the figures of a decision allow one to say, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vigie.comparison import Change, Comparison, Rate
from webapp.reader import Reader


class Said(NamedTuple):
    """One conclusion; `sure` when the figures allow it, else what they do not allow."""

    text: str
    sure: bool


def conclusions(comparison: Comparison, r: Reader) -> list[Said]:
    """Return what may be said, what is sure first, then what is not."""
    found = [
        _rate(comparison.volume, "volume", r),
        *_sources(comparison, r),
        *_shares(comparison.sentiments, "sentiment", "share", r),
        *_shares(comparison.topics, "topic", "share", r),
        *_shares(comparison.negative, "topic", "negative", r),
    ]
    return sorted(found, key=lambda said: not said.sure)


def _rate(rate: Rate, what: str, r: Reader) -> Said:
    counts = {"before": r.number(rate.before), "after": r.number(rate.after)}
    if rate.ratio is None or rate.interval is None:
        return Said(r.say(f"decision.{what}.few", **counts), sure=False)
    low, high = rate.interval
    said = r.say(
        f"decision.{what}.{rate.verdict}",
        **counts,
        ratio=times(rate.ratio, r),
        low=times(low, r),
        high=times(high, r),
    )
    return Said(said, sure=rate.verdict != "unclear")


def _sources(comparison: Comparison, r: Reader) -> Iterator[Said]:
    """Tell what changed in the hearing itself: it is no change in what people say."""
    if comparison.appeared:
        names = ", ".join(comparison.appeared[:8])
        yield Said(r.say("decision.appeared", sources=names), sure=True)
    if comparison.silent:
        names = ", ".join(comparison.silent[:8])
        yield Said(r.say("decision.silent", sources=names), sure=True)
    if comparison.appeared or comparison.silent:
        yield _rate(comparison.same_sources, "same", r)


def _shares(changes: Sequence[Change], field: str, what: str, r: Reader) -> Iterator[Said]:
    unclear, few = [], []
    for each in changes:
        name = r.label(field, each.value)
        if each.verdict == "few":
            few.append(name)
        elif each.verdict == "unclear":
            unclear.append(name)
        else:
            yield Said(_told(each, name, what, r), sure=True)
    kind = "negative" if what == "negative" else field
    if unclear:
        names = ", ".join(unclear)
        yield Said(r.say(f"decision.{kind}.unclear", names=names), sure=False)
    if few:
        yield Said(r.say(f"decision.{kind}.few", names=", ".join(few)), sure=False)


def _told(change: Change, name: str, what: str, r: Reader) -> str:
    low, high = change.difference
    return r.say(
        f"decision.{what}.{change.verdict}",
        name=name,
        before=r.percent(change.before / change.before_of),
        after=r.percent(change.after / change.after_of),
        low=_points(min(abs(low), abs(high)), r),
        high=_points(max(abs(low), abs(high)), r),
    )


def _points(share: float, r: Reader) -> str:
    return r.number(round(share * 100))


def times(ratio: float, r: Reader) -> str:
    """Return « 1,8 » or "1.8"."""
    text = f"{ratio:.2f}" if ratio < 1 else f"{ratio:.1f}"
    return text.replace(".", ",") if r.language == "fr" else text
