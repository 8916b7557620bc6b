"""Rules of retention as stores apply them: checked, named, and the moment each reaches to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sinks.moments import micros
from vigie.errors import ConfigurationError
from vigie.query import FIELDS
from vigie.retention import RetentionRule
from vigie.say import Say

_LONGEST: Final = 36_500  # a century; more would leave the calendar


def shortest_first(rules: Sequence[RetentionRule]) -> list[RetentionRule]:
    """Return the rules in the order in which they apply.

    Raises:
        ConfigurationError: a rule makes no sense; every problem is named.
    """
    problems = [problem for rule in rules for problem in _problems(rule)]
    if problems:
        raise ConfigurationError(problems)
    return sorted(rules, key=lambda rule: rule.days)


def general(ordered: Sequence[RetentionRule]) -> RetentionRule | None:
    """Return the shortest rule for everything, which dead letters and deliveries follow."""
    return next((rule for rule in ordered if rule.field == "any"), None)


def limit(rule: RetentionRule, now: datetime) -> int:
    """Return the moment, in microseconds, up to which a rule removes."""
    return micros(now - timedelta(days=rule.days))


def name(rule: RetentionRule) -> str:
    """Return the name under which what a rule removes is counted."""
    return "any" if rule.field == "any" else f"{rule.field}:{rule.value}"


def _problems(rule: RetentionRule) -> list[Say]:
    problems = []
    if rule.field != "any" and rule.field not in FIELDS:
        fields = ", ".join(("any", *FIELDS))
        problems.append(
            Say(
                f"Conservation : champ « {rule.field} » inconnu. Champs possibles : {fields}.",
                f"Retention: unknown field “{rule.field}”. Possible fields: {fields}.",
            )
        )
    if not 0 <= rule.days <= _LONGEST:
        problems.append(
            Say(
                f"Conservation : « {name(rule)} » demande {rule.days} jours ; "
                f"donnez un nombre de 0 à {_LONGEST}.",
                f"Retention: “{name(rule)}” asks for {rule.days} days; "
                f"give a number from 0 to {_LONGEST}.",
            )
        )
    return problems
