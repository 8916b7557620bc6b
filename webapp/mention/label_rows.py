"""The labels of a mention: each with how sure it is, why, and the values it may be given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from vigie.in_force import in_force
from vigie.labels import LABELS, VOCABULARIES
from vigie.record import Record
from webapp.mentions.cards import place_name, unchecked
from webapp.reader import Reader

#: With so few values, they stand side by side; more are folded.
#: Languages that a town is likely to hear, by ISO 639-1 code.
_LANGUAGES: Final = ("fr", "en", "nl", "de", "es", "pt", "it", "ar")

_FEW: Final = 3


class Value(NamedTuple):
    """A value that a label may take."""

    value: str
    name: str
    chosen: bool


class LabelRow(NamedTuple):
    """One label.

    Attributes:
        field: its id.
        value: the one in force, named; "" when nothing was said.
        undo: the corrected label's correction may be taken back.
        choices: values to choose from; none for a place, which is typed.
    """

    field: str
    name: str
    value: str
    confidence: str
    uncertain: bool
    corrected: bool
    reasons: tuple[str, ...]
    choices: tuple[Value, ...]
    few: bool


def label_rows(record: Record, reader: Reader) -> tuple[LabelRow, ...]:
    """Return every label in the order of the `vigie judge` format."""
    return tuple(_rows(record, reader))


def route_row(record: Record, reader: Reader) -> LabelRow:
    """Return the route as a label that a person may choose."""
    return _row(record, reader, "route", {})


def _rows(record: Record, reader: Reader) -> Iterator[LabelRow]:
    why: dict[str, dict[str, None]] = {}
    relevance = record.judgement.relevance
    if relevance:
        why["relevant"] = {relevance.reason: None}
    for reason in record.judgement.why:
        why.setdefault(reason.label, {})[reason.reason] = None
    for field in LABELS:
        yield _row(record, reader, field, why)


def _row(record: Record, reader: Reader, field: str, why: dict[str, dict[str, None]]) -> LabelRow:
    value, confidence = _value(record, field)
    corrections = record.review.corrections if record.review else {}
    name = place_name(record, reader) if field == "place" else reader.label(field, value)
    values = _LANGUAGES if field == "language" else VOCABULARIES.get(field, {})
    choices = tuple(
        Value(each, reader.label(field, each), each == value) for each in values if each != "und"
    )
    return LabelRow(
        field=field,
        name=reader.say(f"field.{field}"),
        value=name if value or field == "place" else "",
        confidence=reader.percent(confidence) if confidence is not None else "",
        uncertain=field in unchecked(record),
        corrected=field in corrections,
        reasons=tuple(why.get(field, ())),
        choices=choices,
        few=len(choices) <= _FEW,
    )


def _value(record: Record, field: str) -> tuple[str, float | None]:
    """Return the value in force and how sure it is."""
    if field == "relevant":
        return _relevance(record)
    if field == "place":
        place = record.judgement.place
        if record.review and "place" in record.review.corrections:
            return record.review.corrections["place"], 1.0
        return (place.id or place.text, place.confidence) if place else ("", None)
    label = in_force(record, field)
    return (label.value, label.confidence) if label else ("", None)


def _relevance(record: Record) -> tuple[str, float | None]:
    corrections = record.review.corrections if record.review else {}
    if "relevant" in corrections:
        return corrections["relevant"], 1.0
    relevance = record.judgement.relevance
    return (str(relevance.about).lower(), relevance.confidence) if relevance else ("", None)
