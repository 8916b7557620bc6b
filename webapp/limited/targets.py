"""Whose targets of alerts someone of some towns may read the names of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec.structs import replace

from vigie.alert import Delivery
from vigie.rule_desk import SettledRule
from vigie.say import Say
from webapp.limited.store import Seen

#: Stands for a target that is not theirs to know.
UNNAMED: Final = "…"
_UNKNOWN: Final = Say("« targets » nomme une cible inconnue.", "targets names an unknown target.")


class SeenTargets:
    """Tells which targets are theirs.

    A target has no town of its own: it serves those of the rules of the settings that name it.
    One that no rule keeps to some towns is the whole installation's; its name is told to those
    who make rules, from the role "lead" on.

    Args:
        settled: the rules of the settings.
        seen: the towns that they see.
        leads: whether they make rules.
    """

    def __init__(self, settled: Iterable[SettledRule], seen: Seen, *, leads: bool) -> None:
        self._leads = leads
        self._kept_to: dict[str, set[str]] = {}
        self._seen = seen
        for one in settled:
            for target in _listed(one.rule, "targets"):
                self._kept_to.setdefault(target, set()).update(
                    _listed(one.rule.get("when") or {}, "town") or ("",)
                )

    def told(self, target: str) -> bool:
        """Tell whether a target's name is theirs to read."""
        towns = self._kept_to.get(target, {""})
        return self._leads if "" in towns else any(map(self._seen.town, towns))

    def named(self, targets: Iterable[str]) -> tuple[str, ...]:
        """Return those whose names are theirs to read."""
        return tuple(target for target in targets if self.told(target))

    def delivery(self, delivery: Delivery) -> Delivery:
        """Return a delivery without a name, and an error that may hold it, not theirs to read."""
        if self.told(delivery.target):
            return delivery
        return replace(delivery, target=UNNAMED, last_error=None)

    def rule(self, one: SettledRule) -> SettledRule:
        """Return a rule whose other targets are `UNNAMED`."""
        targets = _listed(one.rule, "targets")
        shown = self.named(targets)
        if len(shown) == len(targets):
            return one
        return replace(one, rule={**one.rule, "targets": [*shown, UNNAMED]})

    def problem(self, problem: Say, targets: Sequence[str]) -> Say:
        """Return a problem of a rule; one that lists targets not all theirs lists none."""
        hidden = [target for target in targets if not self.told(target)]
        return _UNKNOWN if any(target in problem.fr for target in hidden) else problem


def _listed(table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    values = table.get(key) or ()
    return tuple(values) if isinstance(values, list | tuple) else (str(values),)
