"""When a rule may speak: muted until a date, silent in its quiet hours."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk.alert_rule import AlertRule, is_between
from vigie.town import Town

_DAY = timedelta(days=1)


def is_muted(rule: AlertRule, now: datetime) -> bool:
    """Tell whether the rule raises nothing yet."""
    return rule.mute_until is not None and now < rule.mute_until


def due_at(rule: AlertRule, town: Town, now: datetime) -> datetime:
    """Return when an alert raised now may leave: now, or when the rule's quiet hours end.

    Hours are the town's. An urgent rule has none (`desk.alert_rule_reading` refuses them).
    """
    if not rule.quiet_hours or rule.severity == "urgent":
        return now
    begin, end = (time.fromisoformat(each) for each in rule.quiet_hours)
    local = now.astimezone(ZoneInfo(town.timezone))
    at = local.time().replace(tzinfo=None)
    if not is_between(at, begin, end):
        return now
    day = local.date() + (_DAY if at >= end else timedelta())
    return max(now, datetime.combine(day, end, local.tzinfo).astimezone(now.tzinfo))
