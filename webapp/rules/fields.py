"""The fields of a rule's form, and a rule made of what was filled in.

A field is named as the key of `vigie.toml` that it stands for ("when.topic"), so that what the
reading code finds wrong is shown beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from starlette.datastructures import FormData

from vigie.labels import VOCABULARIES
from vigie.source_watch import TOLD_OF

#: Conditions that are a yes or a no.
FLAGS: Final = ("emergency", "media_request", "service_request", "official_mentioned")
#: Conditions that are some of a vocabulary.
LABELS: Final = (
    "topic",
    "sentiment",
    "intent",
    "route",
    "service_category",
    "author_role",
    "conduct",
)
#: Conditions that are names, one a line.
NAMES: Final = ("place", "district", "source", "kind", "language")
SOURCE_STATES: Final = TOLD_OF
#: Numbers, by the table that holds them.
NUMBERS: Final = {
    "when": ("min_confidence", "min_reach", "failing_hours"),
    "at_least": ("mentions", "authors", "clusters", "sources", "times", "per_month", "hours"),
    "": ("cool_down_hours", "digest_hours"),
}
#: Pairs of hours.
HOURS: Final = ("when.between", "quiet_hours")
SEVERITIES: Final = ("urgent", "normal", "low")
#: Every field that a sentence of the reading code may name; longer names first.
_NAMED: Final = sorted(
    (
        *("name", "severity", "targets", "spike", "rising", "mute_until", "quiet_hours"),
        *(f"when.{key}" for key in (*FLAGS, *LABELS, *NAMES, "source_state", "between", "town")),
        *(f"{table}.{key}".lstrip(".") for table, keys in NUMBERS.items() for key in keys),
        *("when", "at_least"),
    ),
    key=len,
    reverse=True,
)


def read_form(form: FormData) -> dict[str, Any]:
    """Return the rule that a form asks for, as `vigie.toml` would hold it; it is off.

    What cannot be read is left as it was written, for the reading code to name it.
    """
    rule: dict[str, Any] = {
        "name": _text(form, "name"),
        "severity": _text(form, "severity") or "normal",
        "enabled": False,
    }
    when = _conditions(form)
    tables = {"when": when, "at_least": {}, "": rule}
    for table, keys in NUMBERS.items():
        for key in keys:
            text = _text(form, f"{table}.{key}".lstrip("."))
            if text:
                tables[table][key] = number(text)
    _times(form, rule, when)
    if spike := _text(form, "spike"):
        rule["spike"] = spike
    if form.get("rising") == "true":
        rule["rising"] = True
    if targets := _texts(form, "targets"):
        rule["targets"] = targets
    if when:
        rule["when"] = when
    if tables["at_least"]:
        rule["at_least"] = tables["at_least"]
    return rule


def field_of(problem: str) -> str:
    """Return the field that a sentence names between « » , "" for none."""
    name = problem.partition("«")[2].partition("»")[0].strip().split(" ")[0]
    return next((field for field in _NAMED if field == name), "")


def value_of(rule: Mapping[str, Any], field: str) -> Any:
    """Return what a rule holds in a field, None for nothing."""
    table, dot, key = field.partition(".")
    held = rule.get(table)
    return (held.get(key) if isinstance(held, Mapping) else None) if dot else held


def vocabulary(field: str) -> Sequence[str]:
    """Return the ids that a condition on a label may hold."""
    return tuple(VOCABULARIES[field])


def number(text: str) -> Any:
    """Return « 0,6 » or "0.6" as a number; what is none, as it is."""
    try:
        value = float(text.replace(",", ".").replace("\u202f", "").replace("\u00a0", ""))
    except ValueError:
        return text
    return int(value) if value.is_integer() else value


def _conditions(form: FormData) -> dict[str, Any]:
    when: dict[str, Any] = {}
    for key in FLAGS:
        if (asked := _text(form, f"when.{key}")) in ("true", "false"):
            when[key] = asked == "true"
    for key in (*LABELS, "source_state"):
        if chosen := _texts(form, f"when.{key}"):
            when[key] = chosen
    for key in NAMES:
        if lines := [line.strip() for line in _text(form, f"when.{key}").splitlines()]:
            when[key] = [line for line in lines if line]
    return when


def _times(form: FormData, rule: dict[str, Any], when: dict[str, Any]) -> None:
    for field in HOURS:
        hours = [_text(form, f"{field}.{end}") for end in ("from", "to")]
        if any(hours):
            (when if field.startswith("when.") else rule)[field.removeprefix("when.")] = hours
    if until := _text(form, "mute_until"):
        rule["mute_until"] = until


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def _texts(form: FormData, name: str) -> list[str]:
    return [value for value in form.getlist(name) if isinstance(value, str) and value]
