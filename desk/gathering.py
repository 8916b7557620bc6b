"""Mentions that say something only together: so many within hours, or a digest of a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from desk.alert_rule import AlertRule
from desk.rule_floor import GATHERED, AtLeast, Crowd, in_time
from vigie.record import Record

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Gathering(msgspec.Struct, frozen=True, kw_only=True):
    """Mentions that came together.

    Attributes:
        key: tells it apart among the gatherings of its rule and town, the same each time.
        at: when it was complete.
        span: the time that they came in.
    """

    key: str
    at: datetime
    span: timedelta
    crowd: Crowd


def gatherings(
    rule: AlertRule, records: Sequence[Record], until: datetime, after: datetime | None = None
) -> list[Gathering]:
    """Return when mentions that meet a rule came together, in order.

    Args:
        rule: one whose `about` is "gathered".
        records: that meet its conditions, in any order; what was heard late is left out.
        until: a digest's slot that ends later is not complete.
        after: what was heard until then was told already, and the cool-down runs from then.
    """
    heard = sorted(in_time(records), key=lambda record: record.first_seen)
    floor = (rule.at_least or AtLeast()).over(GATHERED)
    if rule.digest_hours:
        return list(_digests(rule, heard, floor, until))
    return list(_moments(rule, heard, floor, after))


def _moments(
    rule: AlertRule, heard: Sequence[Record], floor: AtLeast, after: datetime | None
) -> Iterator[Gathering]:
    span, last, begin = timedelta(hours=floor.hours or 0), after, 0
    for number, record in enumerate(heard, 1):
        now = record.first_seen
        while heard[begin].first_seen <= now - span or (
            last is not None and begin < number - 1 and heard[begin].first_seen <= last
        ):
            begin += 1
        cooling = last is not None and now < last + timedelta(hours=rule.cool_down_hours)
        if cooling or (last is not None and now <= last) or number - begin < (floor.mentions or 1):
            continue
        crowd = Crowd.of(heard[begin:number])
        if crowd.reaches(floor):
            yield Gathering(key=record.mention.id, at=now, span=span, crowd=crowd)
            last = now


def _digests(
    rule: AlertRule, heard: Sequence[Record], floor: AtLeast, until: datetime
) -> Iterator[Gathering]:
    span = timedelta(hours=rule.digest_hours)
    slots: dict[int, list[Record]] = {}
    for record in heard:
        slots.setdefault((record.first_seen - _EPOCH) // span, []).append(record)
    for slot, some in sorted(slots.items()):
        end, crowd = _EPOCH + (slot + 1) * span, Crowd.of(some)
        if end <= until and crowd.reaches(floor):
            yield Gathering(key=f"digest {end.isoformat()}", at=end, span=span, crowd=crowd)
