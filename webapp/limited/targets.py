"""Whose targets of alerts someone of some towns may read the names of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec.structs import replace

from vigie.alert import Delivery
from vigie.rule_desk import SettledRule
from vigie.say import Say
from vigie.served_towns import EVERY, ServedTowns
from webapp.limited.store import Seen

#: Stands for a target that is not theirs to know.
UNNAMED: Final = "…"
_UNKNOWN: Final = Say("« targets » nomme une cible inconnue.", "targets names an unknown target.")


class SeenTargets:
    """Tells which targets are theirs.

    See `vigie.served_towns.ServedTowns` for the towns that a target serves. The name of one that
    is the whole installation's is told to those who make rules, from the role "lead" on.

    Args:
        settled: the rules of the settings.
        seen: the towns that they see.
        leads: whether they make rules.
    """

    def __init__(self, settled: Iterable[SettledRule], seen: Seen, *, leads: bool) -> None:
        self._leads = leads
        self._served = ServedTowns.of(one.rule for one in settled)
        self._seen = seen

    def told(self, target: str) -> bool:
        """Tell whether a target's name is theirs to read."""
        towns = self._served.towns(target)
        return self._leads if EVERY in towns else any(map(self._seen.town, towns))

    def named(self, targets: Iterable[str]) -> tuple[str, ...]:
        """Return those whose names are theirs to read."""
        return tuple(target for target in targets if self.told(target))

    def unnamed(self, targets: Iterable[str]) -> bool:
        """Tell whether others serve their towns too, whose names are not theirs to read."""
        whole = (target for target in targets if EVERY in self._served.towns(target))
        return not all(map(self.told, whole))

    def delivery(self, delivery: Delivery) -> Delivery:
        """Return a delivery without a name, and an error that may hold it, not theirs to read."""
        if self.told(delivery.target):
            return delivery
        return replace(delivery, target=UNNAMED, last_error=None)

    def rule(self, one: SettledRule) -> SettledRule:
        """Return a rule whose other targets are `UNNAMED`."""
        targets = tuple(one.rule.get("targets") or ())
        shown = self.named(targets)
        if len(shown) == len(targets):
            return one
        return replace(one, rule={**one.rule, "targets": [*shown, UNNAMED]})

    def problem(self, problem: Say, targets: Sequence[str]) -> Say:
        """Return a problem of a rule; one that lists targets not all theirs lists none."""
        hidden = [target for target in targets if not self.told(target)]
        return _UNKNOWN if any(target in problem.fr for target in hidden) else problem
