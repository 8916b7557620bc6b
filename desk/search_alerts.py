"""A saved search as a rule, and what the team reads of what it finds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from desk.alert_rule import AlertRule
from desk.alert_rules import raise_alerts
from desk.gathering import gatherings
from desk.number_alerts import Telling, gathered_alert
from desk.rule_floor import AtLeast
from vigie.alert import Alert, alert_id
from vigie.record import Record
from vigie.saved_search import SavedSearch
from vigie.say import Say
from vigie.town import Town

#: Before a search's key, the name of its rule; no rule of the settings begins so.
RULE: Final = "search:"


def rule_of(key: str, saved: SavedSearch) -> AlertRule | None:
    """Return the rule that a saved search is, None while it alerts nobody.

    It is called by the search's key, which outlives its name.
    """
    alert = saved.alert
    if alert is None:
        return None
    rule = AlertRule(name=RULE + key, severity=alert.severity, targets=alert.targets)
    match alert.pace:
        case "digest":
            return replace(rule, digest_hours=float(alert.hours))
        case "floor":
            floor = AtLeast(mentions=alert.mentions, hours=float(alert.hours))
            return replace(rule, at_least=floor, cool_down_hours=float(alert.hours))
        case _:
            return rule


def found_alerts(
    rule: AlertRule, name: str, town: Town, records: Sequence[Record], telling: Telling
) -> list[Alert]:
    """Return an alert for each mention that was not history when it was heard.

    Its id depends on the search and the mention alone: however often a mention is found again,
    edited or judged anew, it is told once.
    """
    reason = Say(
        f"Nouvelle mention pour la recherche enregistrée « {name} ».",
        f"New mention for the saved search “{name}”.",
    ).to(telling.language)
    return [
        replace(alert, id=alert_id(rule.name, record.mention.id, 0), reason=reason)
        for record in records
        for alert in raise_alerts(
            [rule], record, telling.now, telling.language, telling.base_url, town=town
        )
    ]


def crowd_alerts(
    rule: AlertRule,
    name: str,
    town: Town,
    records: Sequence[Record],
    *,
    telling: Telling,
    last: datetime | None,
) -> list[Alert]:
    """Return an alert when so many came together, or the digest of a time that is over.

    Args:
        rule: one whose `about` is "gathered".
        name: of the search.
        town: where.
        records: what the search finds there, in any order; what was heard late is left out.
        telling: how it is told.
        last: when the last alert of the rule and the town was raised.
    """
    found = gatherings(rule, records, telling.now, last)[-1:]
    return [
        _of_search(gathered_alert(rule, town, one, telling), rule, name, town, telling)
        for one in found
    ]


def _of_search(alert: Alert, rule: AlertRule, name: str, town: Town, telling: Telling) -> Alert:
    count = alert.summary["count"]
    title = Say(
        f"{town.name} · {count} mentions pour « {name} »",
        f"{town.name} · {count} mentions for “{name}”",
    )
    reason = Say(
        f"Recherche enregistrée « {name} » : {alert.reason}",
        f"Saved search “{name}”: {alert.reason}",
    )
    key = rule.name.removeprefix(RULE)
    base = telling.base_url
    return replace(
        alert,
        title=title.to(telling.language),
        reason=reason.to(telling.language),
        url=f"{base.rstrip('/')}/recherche/{key}" if base else None,
    )
