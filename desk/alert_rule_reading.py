"""Reads alert rules from plain mappings, as the settings hold them, and tells every mistake."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from desk.alert_rule import FLAGS, LISTS, SEVERITIES, SOURCE_LISTS, AlertRule
from desk.number_rule_reading import NUMBER_KEYS, as_read, is_hours, number_problems
from vigie.errors import ConfigurationError
from vigie.say import Say

_KEYS = ("name", "when", "severity", "targets", "enabled", *NUMBER_KEYS)
#: Conditions that are a number from 0, with the greatest.
_NUMBERS = {
    "min_confidence": (1, Say("de 0 à 1", "from 0 to 1")),
    "failing_hours": (24 * 365, Say("d’heures", "of hours")),
}
#: What a rule about sources may ask.
_OF_SOURCES = ("source_state", "failing_hours", "source", "town")


def read_rules(
    mappings: Sequence[Mapping[str, Any]], targets: Collection[str] | None = None
) -> tuple[AlertRule, ...]:
    """Read rules.

    Args:
        mappings: one a rule: `name`, `when` (a table of conditions), `severity`, `targets`.
        targets: names of the targets there are; None leaves a rule's targets unchecked.

    Raises:
        ConfigurationError: every key that is wrong, in every rule.
    """
    problems = [
        Say(f"règle {where} : {problem.fr}", f"rule {where}: {problem.en}")
        for number, mapping in enumerate(mappings, 1)
        for where in [_where(number, mapping)]
        for problem in rule_problems(mapping, targets)
    ]
    names = [str(mapping.get("name")) for mapping in mappings]
    problems += [
        Say(
            f"deux règles s’appellent « {name} » ; donnez à chacune son nom.",
            f"two rules are called “{name}”; give each its own name.",
        )
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    if problems:
        raise ConfigurationError(problems)
    return tuple(msgspec.convert(as_read(mapping), AlertRule) for mapping in mappings)


def _where(number: int, mapping: Mapping[str, Any]) -> str:
    name = mapping.get("name")
    return f"« {name} »" if isinstance(name, str) and name else str(number)


def rule_problems(mapping: Mapping[str, Any], targets: Collection[str] | None) -> Iterator[Say]:
    """Yield what is wrong in one rule; each sentence names the key."""
    yield from (_unknown(key, _KEYS) for key in mapping if key not in _KEYS)
    name = mapping.get("name")
    if not isinstance(name, str) or not name.strip():
        yield Say("« name » manque ; c’est un texte.", "name is missing; it is a text.")
    if mapping.get("severity", "normal") not in SEVERITIES:
        yield _one_of("severity", mapping["severity"], SEVERITIES)
    yield from _texts("targets", mapping.get("targets", []), targets)
    if not isinstance(mapping.get("enabled", True), bool):
        yield Say("« enabled » est true ou false.", "enabled is true or false.")
    yield from number_problems(mapping)
    when = mapping.get("when")
    counts = "spike" in mapping or "rising" in mapping
    if when is None and (counts or mapping.get("enabled") is False):
        return
    if not isinstance(when, Mapping) or not when:
        yield Say(
            "« when » manque ; une règle sans condition sonnerait pour tout.",
            "when is missing; a rule without a condition would ring for everything.",
        )
    else:
        yield from _conditions(when)


def _conditions(when: Mapping[str, Any]) -> Iterator[Say]:
    lists = {**LISTS, **SOURCE_LISTS}
    known = (*FLAGS, *lists, *_NUMBERS, "min_reach", "between")
    if set(when) == {"min_confidence"}:
        yield Say(
            "« when.min_confidence » seul ne demande rien ; ajoutez une étiquette.",
            "when.min_confidence alone asks nothing; add a label.",
        )
    for key, value in when.items():
        path = f"when.{key}"
        if key in FLAGS:
            if not isinstance(value, bool):
                yield Say(f"« {path} » est true ou false.", f"{path} is true or false.")
        elif key in lists:
            yield from _list(path, value, lists[key])
        elif key in known:
            yield from _figures(key, path, value)
        else:
            yield _unknown(path, [f"when.{name}" for name in known])
    yield from _of_sources(when)


def _of_sources(when: Mapping[str, Any]) -> Iterator[Say]:
    """A rule is about sources or about mentions; both at once would never ring."""
    asked = [key for key in when if key not in _OF_SOURCES]
    if "source_state" in when and asked:
        yield Say(
            f"« when.source_state » parle de sources et « when.{asked[0]} » de mentions ; "
            "faites deux règles.",
            f"when.source_state is about sources and when.{asked[0]} about mentions; "
            "make two rules.",
        )
    if "failing_hours" in when and "source_state" not in when:
        yield Say(
            "« when.failing_hours » demande « when.source_state ».",
            "when.failing_hours needs when.source_state.",
        )


def _list(path: str, value: Any, allowed: Collection[str] | None) -> Iterator[Say]:
    if value == []:
        yield Say(
            f"« {path} » est une liste vide ; retirez-la ou remplissez-la.",
            f"{path} is an empty list; remove it or fill it.",
        )
    yield from _texts(path, value, allowed)


def _figures(key: str, path: str, value: Any) -> Iterator[Say]:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if key in _NUMBERS:
        most, what = _NUMBERS[key]
        if not (is_number and 0 <= value <= most):
            yield Say(f"« {path} » est un nombre {what.fr}.", f"{path} is a number {what.en}.")
    if key == "min_reach" and not (is_number and value == int(value) and value > 0):
        yield Say(f"« {path} » est un entier, 1 ou plus.", f"{path} is a whole number from 1 on.")
    if key == "between" and not is_hours(value):
        yield Say(
            f'« {path} » donne deux heures : ["18:00", "08:00"].',
            f'{path} gives two hours: ["18:00", "08:00"].',
        )


def _texts(path: str, value: Any, allowed: Collection[str] | None) -> Iterator[Say]:
    if not isinstance(value, list | tuple) or not all(isinstance(v, str) for v in value):
        yield Say(
            f'« {path} » est une liste de textes : ["…"].',
            f'{path} is a list of texts: ["…"].',
        )
    elif allowed is not None:
        yield from (_one_of(path, v, allowed) for v in value if v not in allowed)


def _one_of(path: str, value: Any, allowed: Collection[str]) -> Say:
    listed = ", ".join(allowed)
    return Say(
        f"« {path} » : « {value} » n’existe pas ; choisissez parmi : {listed or 'rien'}.",
        f"{path}: “{value}” does not exist; choose among: {listed or 'nothing'}.",
    )


def _unknown(key: str, known: Collection[str]) -> Say:
    listed = ", ".join(known)
    return Say(
        f"clé inconnue « {key} » ; les clés sont : {listed}.",
        f"unknown key {key}; the keys are: {listed}.",
    )
