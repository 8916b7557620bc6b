"""The alert rules: those of the team, which it may change, and those of the settings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from vigie.kept_rule import KeptRule
from webapp.reader import Reader
from webapp.rules.papers import OwnRule, concerns, own_rules
from webapp.rules.words import Term, terms
from webapp.site import Site


class RuleRow(NamedTuple):
    """One rule of the list."""

    name: str
    address: str
    severity: str
    severity_name: str
    state: str
    state_name: str
    town: str
    terms: list[Term]


async def rules_page(site: Site, request: Request) -> Response:
    """Answer `/regles`."""
    reader, desk = site.reader(request), site.office.rule_desk
    settled = [one for one in desk.settled if concerns(site, one.rule)]
    return site.page(
        request,
        "rules.html",
        reader=reader,
        own=[own_row(site, one, reader) for one in await own_rules(site)],
        written=[_row(one.rule, reader) for one in settled if not one.built_in],
        built_in=[_row(one.rule, reader) for one in settled if one.built_in],
        no_target=not desk.targets and not site.office.unnamed,
        may=site.actor is not None and site.actor.may("lead"),
    )


def own_row(site: Site, own: OwnRule, reader: Reader) -> RuleRow:
    """Return a rule of the team as its row."""
    state = state_of(site, own.kept, site.clock.now())
    row = _row(own.rule, reader, state)
    town = reader.label("town", own.paper.town) if own.paper.town else reader.say("rule.town.all")
    return row._replace(address=own.address, town=town if len(reader.towns) > 1 else "")


def state_of(site: Site, kept: KeptRule, now: datetime) -> str:
    """Return "broken", "off", "muted" or "on"."""
    if site.office.rule_desk.problems(kept.rule):
        return "broken"
    if not kept.enabled:
        return "off"
    until = mute_of(kept.rule)
    return "muted" if until is not None and now < until else "on"


def mute_of(rule: Mapping[str, Any]) -> datetime | None:
    """Return until when a rule is silent, as the rule is read: a bare date begins in UTC."""
    text = str(rule.get("mute_until") or "")
    try:
        until = datetime.fromisoformat(text)
    except ValueError:
        return None
    return until if until.tzinfo else until.replace(tzinfo=UTC)


def _row(rule: Mapping[str, Any], reader: Reader, state: str = "") -> RuleRow:
    severity = str(rule.get("severity", "normal"))
    shown = state or ("off" if rule.get("enabled") is False else "on")
    return RuleRow(
        name=str(rule.get("name", "")),
        address="",
        severity=severity,
        severity_name=reader.known("severity", severity),
        state=shown,
        state_name=reader.say(f"rule.state.{shown}"),
        town="",
        terms=terms(rule, reader),
    )
