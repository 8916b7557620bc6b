"""Which towns a target of alerts serves, as far as the rules of the settings tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

#: Stands for every town of the installation.
EVERY: Final = ""


class ServedTowns(msgspec.Struct, frozen=True):
    """What each target that rules name is kept to.

    A target has no town of its own: it serves those of the rules that name it. One that no rule
    names, or that one names for every town, is the whole installation's.

    Attributes:
        kept_to: target → slugs of towns, `EVERY` among them for all.
    """

    kept_to: Mapping[str, frozenset[str]] = {}

    @classmethod
    def of(cls, rules: Iterable[Mapping[str, Any]]) -> ServedTowns:
        """Read them from rules as `vigie.toml` holds them, those that are off included."""
        found: dict[str, set[str]] = {}
        for rule in rules:
            towns = _listed(rule.get("when") or {}, "town") or (EVERY,)
            for target in _listed(rule, "targets"):
                found.setdefault(target, set()).update(towns)
        return cls({target: frozenset(towns) for target, towns in found.items()})

    def towns(self, target: str) -> frozenset[str]:
        """Return the towns that a target is kept to, `EVERY` among them when to none."""
        return self.kept_to.get(target, frozenset((EVERY,)))

    def serving(self, town: str, targets: Iterable[str]) -> tuple[str, ...]:
        """Return those of these targets that serve a town."""
        return tuple(target for target in targets if self.towns(target) & {town, EVERY})


def _listed(table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    values = table.get(key) or ()
    return tuple(values) if isinstance(values, list | tuple) else (str(values),)
