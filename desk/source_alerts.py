"""Raises alerts about sources: a trouble once, its end once, each hole once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from desk.alert_rule import FAILING_HOURS, AlertRule
from desk.coverage import Listened
from desk.source_alert_texts import ADVICE, TITLES, hole_said, recovery_said
from desk.source_health import Health
from vigie.alert import Alert, source_alert_id
from vigie.batch import SourceStatus
from vigie.say import Say
from vigie.source_watch import SOURCE_STATES, TROUBLES, Missed, Told, Watched

#: A hole noticed longer ago than this is told to nobody: rules may be new, or the memory of
#: what was told lost.
_FRESH: Final = timedelta(days=7)


class Speaking(msgspec.Struct, frozen=True, kw_only=True):
    """How alerts about a source speak.

    Attributes:
        language: "fr" or "en".
        town: slug and name of the one town that the source is read for; empty for several.
        page_url: address of the team's pages, None when there are none.
    """

    language: str = "fr"
    town: str = ""
    town_name: str = ""
    page_url: str | None = None


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """What a look at a source came to: what to say, and what to remember."""

    alerts: tuple[Alert, ...]
    watched: Watched


class _Case(msgspec.Struct, frozen=True, kw_only=True):
    source: Listened
    status: SourceStatus
    health: Health
    now: datetime
    speaking: Speaking


def look(
    rules: Sequence[AlertRule],
    source: Listened,
    status: SourceStatus,
    health: Health,
    *,
    now: datetime,
    speaking: Speaking,
) -> Looked:
    """Return the alerts that a source newly deserves, and what is to be remembered of it.

    Pure. Two watchers who look at the same source give alerts of the same ids: those of the
    rule, the source, the trouble and its beginning.
    """
    case = _Case(source=source, status=status, health=health, now=now, speaking=speaking)
    watched = status.watched or Watched(source=status.source, state="")
    alerts: list[Alert] = []
    told: list[Told] = []
    for rule in (rule for rule in rules if _concerns(rule, source)):
        before = next((each for each in watched.told if each.rule == rule.name), None)
        raised, after = _episode(rule, case, before)
        alerts += [*raised, *_holes(rule, case, watched.missed_until)]
        told += [after] if after else []
    last = status.missed[-1].at if status.missed else None
    return Looked(
        alerts=tuple(alerts),
        watched=Watched(
            source=status.source, state=health.state, told=tuple(told), missed_until=last
        ),
    )


def _concerns(rule: AlertRule, source: Listened) -> bool:
    when = rule.when
    named = not when.source or source.name in when.source
    return rule.about_sources and named and (not when.town or bool({*when.town} & {*source.towns}))


def _episode(rule: AlertRule, case: _Case, before: Told | None) -> tuple[list[Alert], Told | None]:
    """Return what is to be told of a trouble, begun or ended, and what is then told."""
    health = case.health
    if _holds(rule, case) and health.since is not None:
        now = Told(rule=rule.name, state=health.state, since=health.since)
        return ([] if now == before else [_trouble(rule, case, health.since)]), now
    if before is not None and _is_over(before, case):
        return [_recovery(rule, case, before)], None
    return [], before


def _holds(rule: AlertRule, case: _Case) -> bool:
    health, when = case.health, rule.when
    if health.state not in when.source_state or health.neglected or health.since is None:
        return False
    hours = FAILING_HOURS if when.failing_hours is None else when.failing_hours
    return health.state != "failing" or case.now - health.since >= timedelta(hours=hours)


def _is_over(before: Told, case: _Case) -> bool:
    if case.health.state in TROUBLES:
        return False
    arrived = case.status.arrived_at
    return before.state != "late" or (arrived is not None and arrived > before.since)


def _holes(rule: AlertRule, case: _Case, until: datetime | None) -> Iterator[Alert]:
    if "gap" not in rule.when.source_state:
        return
    for hole in case.status.missed:
        if case.now - hole.at < _FRESH and (until is None or hole.at > until):
            yield _hole(rule, case, hole)


def _trouble(rule: AlertRule, case: _Case, since: datetime) -> Alert:
    health, note = case.health, case.status.note
    why = health.why.to(case.speaking.language)
    return _alert(
        rule,
        case,
        what=health.state,
        since=since,
        reason=f"{why} {note}" if note and health.state != "late" else why,
    )


def _recovery(rule: AlertRule, case: _Case, before: Told) -> Alert:
    said = recovery_said(before.state, before.since, case.health.why, case.now)
    return _alert(
        rule,
        case,
        what="over",
        since=before.since,
        reason=said.to(case.speaking.language),
        of=before.state,
    )


def _hole(rule: AlertRule, case: _Case, hole: Missed) -> Alert:
    return _alert(
        rule,
        case,
        what="gap",
        since=hole.at,
        reason=hole_said(hole).to(case.speaking.language),
    )


def _alert(
    rule: AlertRule, case: _Case, *, what: str, since: datetime, reason: str, of: str = ""
) -> Alert:
    speaking, source = case.speaking, case.source
    language = speaking.language
    names = [speaking.town_name, TITLES[what].to(language), source.name]
    state: Say = SOURCE_STATES[case.health.state]
    return Alert(
        id=source_alert_id(rule.name, source.name, f"{what}{of}", since),
        rule=rule.name,
        town=speaking.town,
        mention="",
        source=source.name,
        severity="low" if what == "over" else rule.severity,
        title=" · ".join(name for name in names if name),
        reason=reason,
        advice=ADVICE[what].to(language),
        raised_at=case.now,
        summary={"source_state": state.to(language), "since": since.isoformat("T", "minutes")},
        url=f"{speaking.page_url.rstrip('/')}/couverture" if speaking.page_url else None,
    )
