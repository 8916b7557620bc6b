"""The form of a rule, filled with a rule, with what is wrong said at each field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from vigie.say import Say
from webapp.reader import Reader
from webapp.rules.fields import (
    FLAGS,
    LABELS,
    NAMES,
    NUMBERS,
    SEVERITIES,
    SOURCE_STATES,
    field_of,
    value_of,
    vocabulary,
)
from webapp.site import Site


class Choice(NamedTuple):
    """One thing to choose."""

    value: str
    name: str
    chosen: bool


class Choices(NamedTuple):
    """A field of which some things are chosen."""

    field: str
    name: str
    choices: list[Choice]
    open: bool


class Line(NamedTuple):
    """A field that is written in."""

    field: str
    name: str
    value: str


class RuleForm(NamedTuple):
    """A form, filled."""

    name: str
    severity: list[Choice]
    towns: list[Choice]
    targets: list[Choice]
    flags: list[Choices]
    labels: list[Choices]
    states: Choices
    names: list[Line]
    numbers: dict[str, list[Line]]
    between: tuple[str, str]
    quiet: tuple[str, str]
    spike: str
    rising: bool
    mute: str


def rule_form(site: Site, rule: Mapping[str, Any], town: str, reader: Reader) -> RuleForm:
    """Return the form of a rule."""
    return RuleForm(
        name=str(rule.get("name", "")),
        severity=_choices(SEVERITIES, [rule.get("severity", "normal")], reader, "severity"),
        towns=_towns(site, town, reader),
        targets=[
            Choice(name, name, name in _listed(rule.get("targets")))
            for name in site.office.rule_desk.targets
        ],
        flags=[_flag(rule, key, reader) for key in FLAGS],
        labels=[_labels(rule, key, reader) for key in LABELS],
        states=_states(rule, reader),
        names=[_names(rule, key, reader) for key in NAMES],
        numbers={table: _numbers(rule, table, reader) for table in NUMBERS},
        between=_hours(value_of(rule, "when.between")),
        quiet=_hours(rule.get("quiet_hours")),
        spike=str(rule.get("spike", "")),
        rising=rule.get("rising") is True,
        mute=str(rule.get("mute_until") or "")[:10],
    )


class Problem(NamedTuple):
    """What is wrong, and in which field ("" for none), as the form names it."""

    field: str
    name: str
    sentence: str


def told(problems: Sequence[Say], reader: Reader) -> list[Problem]:
    """Return each problem with the field that it names."""
    found = [(field_of(problem.fr), problem.to(reader.language)) for problem in problems]
    return [Problem(field, _named(field, reader), sentence) for field, sentence in found]


def _named(field: str, reader: Reader) -> str:
    key = field.rpartition(".")[2]
    name = reader.known("rule", key) if key else ""
    return name if name != key else reader.known("field", key)


def _choices(
    values: Sequence[str], chosen: Sequence[Any], reader: Reader, kind: str
) -> list[Choice]:
    return [Choice(value, reader.known(kind, value), value in chosen) for value in values]


def _towns(site: Site, town: str, reader: Reader) -> list[Choice]:
    """A town each; all of them for who sees them all and has several."""
    found = [Choice(each.slug, each.name, each.slug == town) for each in site.towns]
    sees_all = site.actor is not None and not site.actor.towns
    if sees_all and len(found) > 1:
        found.insert(0, Choice("", reader.say("rule.town.all"), not town))
    return found


def _flag(rule: Mapping[str, Any], key: str, reader: Reader) -> Choices:
    asked = {True: "true", False: "false"}.get(value_of(rule, f"when.{key}"), "")
    names = {"": "rule.any", "true": "rule.yes", "false": "rule.no"}
    choices = [Choice(value, reader.say(said), value == asked) for value, said in names.items()]
    return Choices(f"when.{key}", reader.say(f"rule.{key}"), choices, bool(asked))


def _labels(rule: Mapping[str, Any], key: str, reader: Reader) -> Choices:
    chosen = _listed(value_of(rule, f"when.{key}"))
    choices = [
        Choice(value, reader.label(key, value), value in chosen) for value in vocabulary(key)
    ]
    return Choices(f"when.{key}", reader.say(f"field.{key}"), choices, bool(chosen))


def _states(rule: Mapping[str, Any], reader: Reader) -> Choices:
    chosen = _listed(value_of(rule, "when.source_state"))
    choices = _choices(SOURCE_STATES, chosen, reader, "state")
    return Choices("when.source_state", reader.say("rule.source_state"), choices, bool(chosen))


def _names(rule: Mapping[str, Any], key: str, reader: Reader) -> Line:
    lines = "\n".join(_listed(value_of(rule, f"when.{key}")))
    return Line(f"when.{key}", reader.say(f"field.{key}"), lines)


def _numbers(rule: Mapping[str, Any], table: str, reader: Reader) -> list[Line]:
    found = []
    for key in NUMBERS[table]:
        field = f"{table}.{key}".lstrip(".")
        value = value_of(rule, field)
        text = "" if value is None else str(value)
        written = text.replace(".", ",") if reader.language == "fr" else text
        found.append(Line(field, reader.say(f"rule.{key}"), written))
    return found


def _hours(value: Any) -> tuple[str, str]:
    begin, end = [*_listed(value), "", ""][:2]
    return begin, end


def _listed(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list | tuple) else []
