"""Writing the team's rules: the very acts of their pages, on the version read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from vigie.errors import InvalidInput
from vigie.say import Say
from webapp.api.alerts import AlertSaid, alert_said
from webapp.api.etags import check_version, etag, not_overtaken
from webapp.api.operation import Call, Operation, Reply
from webapp.api.problem import Problem
from webapp.api.rules import RuleSaid, rule_said
from webapp.rules import acts
from webapp.rules.fields import field_of
from webapp.rules.papers import OwnRule, own_rule, tried_mark

_NAME: Final = "rule.name"
_TOWN: Final = "rule.when.town"


class RuleMade(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new rule, as `vigie.toml` would hold it; it is off until it is tried and turned on.

    Attributes:
        town: that it is for, "" for every one (who sees them all may).
    """

    rule: dict[str, Any]
    town: Annotated[str, Meta(max_length=200)] = ""


class RuleChanged(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule as it is to be, under the name that it has; it is off until it is tried again."""

    rule: dict[str, Any]


class RuleTurnedOn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `mark` of this very version's trial."""

    tried: Annotated[str, Meta(max_length=200)]


class RuleMuted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Silent until this day begins."""

    until: date


class RuleTrial(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule would have told.

    Attributes:
        complete: false when it took too long to find out; it then cannot be turned on.
        mark: what turns this version on, null when it was not tried to the end.
        weeks: alerts by the Monday of their week, in order; weeks of none left out.
        examples: the newest few.
        blind: history does not tell: how sources stood is not kept.
    """

    complete: bool
    mark: str | None
    days: int
    count: int
    weeks: dict[str, int]
    examples: tuple[AlertSaid, ...]
    blind: bool


async def _make(call: Call) -> Reply:
    return _told(call, await _written(call, None, call.body.rule, call.body.town))


async def _change(call: Call, own: OwnRule) -> OwnRule:
    name = call.body.rule.get("name", own.kept.name)
    if name != own.kept.name:
        raise Problem("invalid", faults=((_NAME, _SAME_NAME),))
    return await _written(call, own, {**call.body.rule, "name": name}, own.paper.town)


async def _written(call: Call, own: OwnRule | None, rule: dict[str, Any], town: str) -> OwnRule:
    when = rule.get("when")
    if isinstance(when, dict) and "town" in when:
        raise Problem("invalid", faults=((_TOWN, _TOWN_BESIDE),))
    try:
        return await acts.write(call.site, own, rule, town)
    except acts.Unsound as error:
        raise _unsound(error) from error
    except acts.NameTaken as error:
        raise Problem("conflict", error.say) from error


async def _turn_on(call: Call, own: OwnRule) -> OwnRule:
    try:
        return await acts.switch(call.site, own, on=True, tried=call.body.tried)
    except acts.NotTried as error:
        raise Problem("conflict", error.say) from error


async def _turn_off(call: Call, own: OwnRule) -> OwnRule:
    return await acts.switch(call.site, own, on=False)


async def _mute(call: Call, own: OwnRule) -> OwnRule:
    return await acts.mute(call.site, own, call.body.until.isoformat())


async def _unmute(call: Call, own: OwnRule) -> OwnRule:
    return await acts.mute(call.site, own, "")


async def _drop(call: Call) -> Reply:
    own = await own_rule(call.site, call.named("rule"))
    check_version(call.request, own.paper.version)
    await acts.drop(call.site, own)
    return Reply(None, status=204)


async def _try(call: Call) -> Reply:
    own = await own_rule(call.site, call.named("rule"))
    if problems := call.site.office.rule_desk.problems(own.rule):
        raise Problem("conflict", problems[0])
    tried = await acts.trial(call.site, own)
    told = RuleTrial(
        complete=tried is not None,
        mark=tried_mark(call.site, own) if tried else None,
        days=acts.DAYS,
        count=tried.count if tried else 0,
        weeks=dict(tried.weeks) if tried else {},
        examples=tuple(map(alert_said, tried.examples)) if tried else (),
        blind=tried is not None and tried.blind,
    )
    return Reply(told)


def _unsound(error: acts.Unsound) -> Problem:
    named = [(field_of(say.fr), say) for say in error.problems]
    faults = [(f"rule.{field}" if field else "rule", say) for field, say in named]
    return Problem("invalid", error.say, faults=faults)


def _told(call: Call, own: OwnRule) -> Reply:
    return Reply(rule_said(call, own), headers={"ETag": etag(own.paper.version)})


def _act(
    id_: str, path: str, says: Say, act: Callable[[Call, OwnRule], Awaitable[OwnRule]], **more: Any
) -> Operation:
    async def does(call: Call) -> Reply:
        own = await own_rule(call.site, call.named("rule"))
        acts.check(call.site, own.paper.town)
        check_version(call.request, own.paper.version)
        try:
            with not_overtaken():
                return _told(call, await act(call, own))
        except acts.Unsound as error:
            raise _unsound(error) from error
        except InvalidInput as error:
            raise Problem("conflict", error.say) from error

    return Operation(
        id=f"{id_}_rule",
        path=f"/rules/{{rule}}{path}",
        tag="alerts",
        says=says,
        does=does,
        gives=RuleSaid,
        need="lead",
        versioned=True,
        **{"method": "POST", **more},
    )


_SAME_NAME: Final = Say("une règle garde son nom", "a rule keeps its name")
_TOWN_BESIDE: Final = Say("la ville se dit dans « town »", "the town is said in `town`")

RULE_ACTS: Final = (
    Operation(
        id="make_rule",
        path="/rules",
        tag="alerts",
        says=Say("Écrire une règle", "Write a rule"),
        does=_make,
        gives=RuleSaid,
        body=RuleMade,
        tagged=True,
        method="POST",
        need="lead",
        refuses=("not_found",),
    ),
    _act(
        "change",
        "",
        Say("Changer une règle", "Change a rule"),
        _change,
        body=RuleChanged,
        method="PUT",
    ),
    Operation(
        id="drop_rule",
        path="/rules/{rule}",
        tag="alerts",
        says=Say("Retirer une règle", "Take a rule away"),
        does=_drop,
        method="DELETE",
        status=204,
        need="lead",
        versioned=True,
    ),
    Operation(
        id="try_rule",
        path="/rules/{rule}/trial",
        tag="alerts",
        says=Say("Essayer une règle sur le passé", "Try a rule over the past"),
        does=_try,
        gives=RuleTrial,
        refuses=("conflict",),
    ),
    _act(
        "turn_on",
        "/on",
        Say("Activer une règle essayée", "Turn on a rule that was tried"),
        _turn_on,
        body=RuleTurnedOn,
    ),
    _act("turn_off", "/off", Say("Désactiver une règle", "Turn a rule off"), _turn_off),
    _act(
        "mute",
        "/mute",
        Say("Faire taire une règle jusqu’à un jour", "Mute a rule until a day"),
        _mute,
        body=RuleMuted,
        method="PUT",
    ),
    _act(
        "unmute",
        "/mute",
        Say("Rendre la parole à une règle", "Let a rule speak again"),
        _unmute,
        method="DELETE",
    ),
)
