"""What a rule about numbers asks of the store, what people call it, and the list that shows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlencode

from msgspec.structs import replace

from desk.alert_rule import FLAGS, LISTS, AlertRule
from desk.rule_floor import SPIKE, AtLeast
from vigie.errors import InvalidInput
from vigie.labels import SENTIMENTS, VOCABULARIES, display
from vigie.query import And, Clause, Field
from vigie.query_names import FIELD_NAMES, values_named
from vigie.sample import REAL
from vigie.say import Say

#: What the list page has a filter for; the rest goes by its search box.
_FILTERS: Final = ("route", "topic", "sentiment", "service_category", "language", "source", "town")
_ADJECTIVES: Final = {
    "negative": Say(" négatives", "negative "),
    "neutral": Say(" neutres", "neutral "),
    "positive": Say(" positives", "positive "),
}


def spike_field(spike: str) -> Field | None:
    """Read what a rule calls its series: None for "volume".

    Raises:
        InvalidInput: neither "volume", a sentiment, nor `field:value`.
    """
    if spike == "volume":
        return None
    if spike in SENTIMENTS:
        return Field("sentiment", (spike,))
    name, colon, value = spike.partition(":")
    if not colon or not value or name not in FIELD_NAMES or name == "uncertain":
        raise InvalidInput(
            Say(
                f"« {spike} » : écrivez volume, negative, champ:valeur comme topic:snow, ou "
                "topic:* pour chaque sujet.",
                f"“{spike}”: write volume, negative, field:value such as topic:snow, or topic:* "
                "for each topic.",
            )
        )
    if value == "*" and name in VOCABULARIES:
        return Field(name, tuple(VOCABULARIES[name]))
    return Field(name, values_named(name, value) if name in VOCABULARIES else (value,))


def each_series(rule: AlertRule) -> list[AlertRule]:
    """Return a rule for each series that a rule watches: the values of `topic:*`, else itself.

    They share the false alarms that the rule accepts.
    """
    name, _, value = rule.spike.partition(":")
    if value != "*":
        return [rule]
    floor = (rule.at_least or AtLeast()).over(SPIKE)
    values = VOCABULARIES[name]
    shared = replace(floor, per_month=(floor.per_month or 0) / len(values))
    return [replace(rule, spike=f"{name}:{each}", at_least=shared) for each in values]


def fields(rule: AlertRule) -> Iterator[Field]:
    """Yield what the rule asks of fields, but the town; the rest is looked at record by record."""
    spike = spike_field(rule.spike) if rule.spike else None
    if spike is not None:
        yield spike
    for name in LISTS:
        if name != "town" and (values := getattr(rule.when, name)):
            yield Field(name, values)
    for name in FLAGS[:3]:
        if (asked := getattr(rule.when, name)) is not None and asked:
            yield Field(name, ("true",))


def clause(rule: AlertRule, town: str) -> Clause:
    """Return the clause of the rule for one town; made-up posts raise no alert."""
    return And((Field("town", (town,)), *fields(rule), REAL))


def named(rule: AlertRule, *, capital: bool = False) -> Say:
    """Name the series: « publications négatives sur « déneigement et glace » »."""
    french, english, tail_fr, tail_en = "publications", "posts", "", ""
    for field in fields(rule):
        if field.name == "sentiment" and len(field.values) == 1:
            adjective = _ADJECTIVES[field.values[0]]
            french, english = french + adjective.fr, adjective.en + english
            continue
        said_fr, said_en = (
            ", ".join(display(field.name, value, language) for value in field.values)
            for language in ("fr", "en")
        )
        if field.name == "topic":
            tail_fr, tail_en = f" sur « {said_fr} »{tail_fr}", f" about “{said_en}”{tail_en}"
        else:
            name_fr = (*FIELD_NAMES[field.name], field.name)[0].replace("_", " ")
            tail_fr += f" ({name_fr} : {said_fr})"
            tail_en += f" ({field.name.replace('_', ' ')}: {said_en})"
    whole = Say(french + tail_fr, english + tail_en)
    return Say(_capital(whole.fr), _capital(whole.en)) if capital else whole


def address(rule: AlertRule, town: str, base_url: str | None, *more: str) -> str | None:
    """Return the list that shows what was counted; `more` are words of its search box."""
    if base_url is None:
        return None
    pairs = [("town", town)]
    words = list(more)
    for field in fields(rule):
        for value in field.values:
            if field.name in _FILTERS:
                pairs.append((field.name, value))
            else:
                words.append(f'{field.name}:"{value}"' if " " in value else f"{field.name}:{value}")
    if words:
        pairs.insert(0, ("q", " ".join(words)))
    return f"{base_url.rstrip('/')}/?{urlencode(pairs, errors='replace')}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
