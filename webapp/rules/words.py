"""A rule in words: what it asks, what it needs to speak, how and when it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from webapp.reader import Reader
from webapp.rules.fields import FLAGS, LABELS, NAMES, NUMBERS


class Term(NamedTuple):
    """One thing that a rule says."""

    name: str
    value: str


def terms(rule: Mapping[str, Any], reader: Reader) -> list[Term]:
    """Return what a rule says, in the order of its form; what makes no sense is left out."""
    return [*_about(rule, reader), *_conditions(rule, reader), *_manner(rule, reader)]


def _about(rule: Mapping[str, Any], reader: Reader) -> Iterator[Term]:
    if rule.get("spike"):
        yield Term(reader.say("rule.spike"), str(rule["spike"]))
    if rule.get("rising"):
        yield Term(reader.say("rule.rising"), reader.say("rule.yes"))


def _conditions(rule: Mapping[str, Any], reader: Reader) -> Iterator[Term]:
    when = _table(rule, "when")
    for key in FLAGS:
        if isinstance(asked := when.get(key), bool):
            yield Term(reader.say(f"rule.{key}"), reader.say("rule.yes" if asked else "rule.no"))
    for key in (*LABELS, *NAMES, "town"):
        if listed := _listed(when.get(key)):
            shown = [reader.label(key, value) for value in listed]
            yield Term(reader.say(f"field.{key}"), ", ".join(shown))
    if states := _listed(when.get("source_state")):
        shown = [reader.known("state", state) for state in states]
        yield Term(reader.say("rule.source_state"), ", ".join(shown))
    if len(hours := _listed(when.get("between"))) == 2:
        yield Term(reader.say("rule.between"), " – ".join(hours))
    yield from _numbers(when, "when", reader)


def _manner(rule: Mapping[str, Any], reader: Reader) -> Iterator[Term]:
    yield from _numbers(_table(rule, "at_least"), "at_least", reader)
    yield from _numbers(rule, "", reader)
    if len(hours := _listed(rule.get("quiet_hours"))) == 2:
        yield Term(reader.say("rule.quiet_hours"), " – ".join(hours))
    if until := rule.get("mute_until"):
        yield Term(reader.say("rule.mute_until"), _moment(until, reader))
    targets = _listed(rule.get("targets"))
    yield Term(reader.say("rule.targets"), ", ".join(targets) or reader.say("rule.targets.all"))


def _moment(until: Any, reader: Reader) -> str:
    """Return a date, or a moment, as the town writes it; what is neither, as it is."""
    try:
        read = datetime.fromisoformat(str(until))
    except ValueError:
        return str(until)
    if len(str(until)) == len("2026-12-24"):
        return reader.moments().calendar_day(read.date())
    return reader.moments().full(read if read.tzinfo else read.replace(tzinfo=UTC))


def _numbers(table: Mapping[str, Any], name: str, reader: Reader) -> Iterator[Term]:
    for key in NUMBERS[name]:
        value = table.get(key)
        if value is not None and value != 0:
            yield Term(reader.say(f"rule.{key}"), _written(value, reader))


def _written(value: Any, reader: Reader) -> str:
    text = str(value)
    return text.replace(".", ",") if reader.language == "fr" else text


def _table(rule: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    held = rule.get(key)
    return held if isinstance(held, Mapping) else {}


def _listed(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list | tuple) else []
