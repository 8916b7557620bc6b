"""Reads what a rule says of numbers and times, and tells every mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from desk.rule_floor import FLOORS
from desk.rule_query import spike_field
from vigie.errors import InvalidInput
from vigie.say import Say

NUMBER_KEYS: Final = (
    "spike",
    "rising",
    "at_least",
    "cool_down_hours",
    "digest_hours",
    "quiet_hours",
    "mute_until",
)
_HOUR: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_WHOLE: Final = ("mentions", "authors", "clusters", "sources")
_MOST_HOURS: Final = 24 * 14
# A spike is counted by the store, which knows nothing of these.
_UNCOUNTED: Final = ("official_mentioned", "min_confidence", "min_reach", "between")


def number_problems(mapping: Mapping[str, Any]) -> Iterator[Say]:
    """Yield what is wrong in these keys of a rule."""
    yield from _spike(mapping)
    if not isinstance(mapping.get("rising", True), bool):
        yield Say("« rising » est true ou false.", "rising is true or false.")
    yield from _floors(mapping.get("at_least", {}))
    for key in ("cool_down_hours", "digest_hours"):
        value = mapping.get(key, 1)
        if not _is_number(value) or not 0 < value <= _MOST_HOURS:
            yield Say(
                f"« {key} » est un nombre d’heures, jusqu’à {_MOST_HOURS}.",
                f"{key} is a number of hours, up to {_MOST_HOURS}.",
            )
    yield from _times(mapping)


def as_read(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """Return a sound rule with its dates as moments, a bare date being its first in UTC."""
    read = dict(mapping)
    if "mute_until" in read:
        read["mute_until"] = _moment(read["mute_until"])
    return read


def is_hours(value: Any) -> bool:
    """Tell whether a value is two different hours of the day, as texts."""
    return (
        isinstance(value, list | tuple)
        and len(value) == 2
        and all(isinstance(each, str) and _HOUR.fullmatch(each) for each in value)
        and value[0] != value[1]
    )


def _spike(mapping: Mapping[str, Any]) -> Iterator[Say]:
    if "spike" not in mapping:
        return
    try:
        spike_field(str(mapping["spike"]))
    except InvalidInput as problem:
        yield Say(f"« spike » : {problem.say.fr}", f"spike: {problem.say.en}")
    if mapping.get("rising") or "digest_hours" in mapping:
        yield Say(
            "« spike » ne va ni avec « rising » ni avec « digest_hours » ; faites deux règles.",
            "spike goes with neither rising nor digest_hours; make two rules.",
        )
    when = mapping.get("when")
    asked = when if isinstance(when, Mapping) else {}
    for key in asked:
        if key in _UNCOUNTED or asked[key] is False:
            yield Say(
                f"« when.{key} » ne se compte pas dans une règle « spike ».",
                f"when.{key} cannot be counted in a spike rule.",
            )


def _floors(floors: Any) -> Iterator[Say]:
    if not isinstance(floors, Mapping):
        yield Say("« at_least » est une table.", "at_least is a table.")
        return
    for key, value in floors.items():
        if key not in FLOORS:
            yield Say(
                f"clé inconnue « at_least.{key} » ; les clés sont : {', '.join(FLOORS)}.",
                f"unknown key at_least.{key}; the keys are: {', '.join(FLOORS)}.",
            )
        elif not _is_number(value) or value <= 0 or (key in _WHOLE and value != int(value)):
            yield Say(
                f"« at_least.{key} » est un nombre au-dessus de 0.",
                f"at_least.{key} is a number above 0.",
            )


def _times(mapping: Mapping[str, Any]) -> Iterator[Say]:
    quiet = mapping.get("quiet_hours")
    if quiet is not None and not is_hours(quiet):
        yield Say(
            '« quiet_hours » donne deux heures : ["22:00", "07:00"].',
            'quiet_hours gives two hours: ["22:00", "07:00"].',
        )
    if quiet is not None and mapping.get("severity") == "urgent":
        yield Say(
            "« quiet_hours » : une règle urgente parle à toute heure.",
            "quiet_hours: an urgent rule speaks at any hour.",
        )
    if "mute_until" in mapping and _moment(mapping["mute_until"]) is None:
        yield Say("« mute_until » est une date : 2026-12-24.", "mute_until is a date: 2026-12-24.")


def _moment(value: Any) -> datetime | None:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    return None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
