"""What the pages may do with alert rules: check one by the settings' own code, try it, use it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from desk.alert_rule import AlertRule
from desk.alert_rule_reading import read_rules, rule_problems
from desk.alert_rules import DEFAULT_RULES
from pipeline.desk_rules import for_town
from pipeline.installation import Installation
from pipeline.number_rules import NumberRules
from pipeline.trying_rules import try_rules
from vigie.rule_desk import SettledRule, Tried
from vigie.say import Say

_EXAMPLES: Final = 3


class InstalledRules:
    """Implements `vigie.rule_desk.RuleDesk` for an installation."""

    def __init__(self, it: Installation) -> None:
        self._it = it
        self._watch = it.intake.stages.watch

    @property
    def targets(self) -> Sequence[str]:
        """See `RuleDesk.targets`."""
        return self._watch.targets

    @property
    def settled(self) -> Sequence[SettledRule]:
        """See `RuleDesk.settled`."""
        written = [SettledRule(rule=dict(rule)) for rule in self._it.settings.rule]
        built_in = [
            SettledRule(rule=_mapping(rule), built_in=True)
            for rule in self._it.rules
            if rule in DEFAULT_RULES
        ]
        return (*written, *built_in)

    def problems(self, rule: Mapping[str, Any]) -> Sequence[Say]:
        """See `RuleDesk.problems`."""
        found = list(rule_problems(rule, self._watch.targets))
        taken = {one.name for one in (*self._it.rules, *DEFAULT_RULES)}
        taken |= {str(one.get("name")) for one in self._it.settings.rule}
        return [*found, _TAKEN] if rule.get("name") in taken else found

    async def trial(self, rule: Mapping[str, Any], town: str, days: int) -> Tried:
        """See `RuleDesk.trial`."""
        (read,) = read_rules([rule], self._watch.targets)
        one, stages = for_town(replace(read, enabled=True), town), self._it.intake.stages
        trials = await try_rules(
            self._it.store,
            stages.towns.values(),
            [one],
            NumberRules(self._it.store, stages.towns, stages.watch),
            now=self._it.clock.now(),
            days=days,
        )
        if not trials:
            return Tried(days=days, count=0, blind=True)
        alerts = trials[0].alerts
        return Tried(
            days=days,
            count=len(alerts),
            weeks=tuple(trials[0].weeks()),
            examples=alerts[: -_EXAMPLES - 1 : -1],
        )

    async def refresh(self) -> None:
        """See `RuleDesk.refresh`."""
        await self._it.desk_rules.refresh()


def _mapping(rule: AlertRule) -> dict[str, Any]:
    """Return a rule as the settings would hold it, what it does not ask left out."""
    told = msgspec.to_builtins(rule)
    when = {key: value for key, value in told["when"].items() if value or value is False}
    return {"name": rule.name, "severity": rule.severity, "when": when}


_TAKEN: Final = Say(
    "« name » : ce nom est celui d’une règle de vigie.toml ou d’une règle d’office.",
    "name: this is the name of a rule of vigie.toml, or of a built-in one.",
)
