"""The rules of alerts, read: those of the team, of the settings, and the built-in ones."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from vigie.say import Say
from webapp.api.etags import etag
from webapp.api.mentions import tagged
from webapp.api.operation import Call, Operation, Reply
from webapp.rules.papers import OwnRule, concerns, own_rule, own_rules
from webapp.rules.rules_page import state_of


class RuleSaid(msgspec.Struct, frozen=True, kw_only=True):
    """One rule.

    Attributes:
        key: of one of the team's, which can be changed; null for any other.
        version: of it, which a change names.
        origin: "team" (made on the pages), "settings" or "built_in".
        state: "on", "off", "muted" or "broken".
        town: that it is for, "" for every one.
        rule: as `vigie.toml` holds it, or would (docs/alerts.md).
    """

    key: str | None = None
    version: int = 0
    name: str
    origin: str
    state: str
    town: str
    rule: dict[str, Any]


class RulesSaid(msgspec.Struct, frozen=True, kw_only=True):
    """The rules that may speak of the caller's towns, and the targets that they name."""

    rules: tuple[RuleSaid, ...]
    targets: tuple[str, ...]


async def _list(call: Call) -> Reply:
    desk = call.site.office.rule_desk
    own = [rule_said(call, each) for each in await own_rules(call.site)]
    settled = [
        RuleSaid(
            name=str(each.rule.get("name", "")),
            origin="built_in" if each.built_in else "settings",
            state="off" if each.rule.get("enabled") is False else "on",
            town="",
            rule=each.rule,
        )
        for each in desk.settled
        if concerns(call.site, each.rule)
    ]
    return Reply(RulesSaid(rules=(*own, *settled), targets=tuple(desk.targets)))


async def _one(call: Call) -> object:
    own = await own_rule(call.site, call.named("rule"))
    return tagged(call, etag(own.paper.version), rule_said(call, own))


def rule_said(call: Call, own: OwnRule) -> RuleSaid:
    """Return a rule of the team as it is told."""
    return RuleSaid(
        key=own.paper.key,
        version=own.paper.version,
        name=own.kept.name,
        origin="team",
        state=state_of(call.site, own.kept, call.site.clock.now()),
        town=own.paper.town,
        rule=own.rule,
    )


RULES: Final = (
    Operation(
        id="list_rules",
        path="/rules",
        tag="alerts",
        says=Say("Lire les règles d’alerte", "Read the alert rules"),
        does=_list,
        gives=RulesSaid,
    ),
    Operation(
        id="get_rule",
        path="/rules/{rule}",
        tag="alerts",
        says=Say("Lire une règle de l’équipe", "Read a rule of the team"),
        does=_one,
        gives=RuleSaid,
        tagged=True,
    ),
)
