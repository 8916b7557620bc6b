"""The rules of alerts as someone sees them who has some of the towns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.exceptions import HTTPException

from vigie.rule_desk import RuleDesk, SettledRule, Tried
from vigie.say import Say
from webapp.limited.store import Seen
from webapp.limited.targets import SeenTargets


class LimitedRules:
    """Implements `vigie.rule_desk.RuleDesk` for someone's towns.

    A rule of all the towns is theirs to read, but what it would have told elsewhere is not.
    """

    def __init__(self, desk: RuleDesk, seen: Seen, targets: SeenTargets) -> None:
        self._desk = desk
        self._seen = seen
        self._targets = targets

    @property
    def targets(self) -> Sequence[str]:
        """See `RuleDesk.targets`: those whose names they may read."""
        return self._targets.named(self._desk.targets)

    @property
    def settled(self) -> Sequence[SettledRule]:
        """See `RuleDesk.settled`: those that may speak of their towns."""
        return [self._targets.rule(each) for each in self._desk.settled if self._towns(each.rule)]

    def problems(self, rule: Mapping[str, Any]) -> Sequence[Say]:
        """See `RuleDesk.problems`."""
        found, targets = self._desk.problems(rule), self._desk.targets
        return [self._targets.problem(each, targets) for each in found]

    async def trial(self, rule: Mapping[str, Any], town: str, days: int) -> Tried:
        """Return what a rule would have told of their towns; see `RuleDesk.trial`.

        Raises:
            HTTPException: 404 for a town, or a rule, that is not theirs.
        """
        theirs = self._towns(rule)
        if not theirs or (town and not self._seen.town(town)):
            raise HTTPException(404)
        limited = {**rule, "when": {**(rule.get("when") or {}), "town": theirs}}
        return await self._desk.trial(limited, town, days)

    async def refresh(self) -> None:
        """See `RuleDesk.refresh`."""
        await self._desk.refresh()

    def _towns(self, rule: Mapping[str, Any]) -> list[str]:
        """Return those of their towns that a rule may speak of."""
        when = rule.get("when")
        named = when.get("town") if isinstance(when, Mapping) else None
        return [town for town in self._seen.towns if not named or town in named]
