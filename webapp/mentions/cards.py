"""A mention as a card of the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from vigie.in_force import in_force
from vigie.labels import LABELS
from vigie.record import Record
from vigie.snooze import is_asleep
from webapp.due_times import DueTime, due_time
from webapp.highlighting import Span, clip, marked
from webapp.mentions.asked import Asked
from webapp.reader import Reader

TEXT_LIMIT = 420

#: Labels shown under the text, where they say something; the route has its own badge.
_CHIPS = ("topic", "service_category", "sentiment", "intent", "language")

# What the judgement calls the labels that lead to a route.
_DECIDING = {
    "emergency": ("emergency",),
    "media_relations": ("media_request",),
    "moderate": ("conduct",),
    "invite_311": ("service_request", "service_category"),
    "refer_elsewhere": ("owner", "service_request"),
}


class Chip(NamedTuple):
    """A label shown: its field, its id, its name, and whether it is to be checked."""

    field: str
    value: str
    name: str
    uncertain: bool


class Card(NamedTuple):
    """One mention of the list, ready to be shown."""

    id: str
    address: str
    route: str
    route_name: str
    source: str
    town: str
    own: bool
    edited: bool
    ago: str
    at: str
    iso: str
    title: str
    text: Markup
    chips: tuple[Chip, ...]
    place: str
    to_check: str
    due: DueTime | None
    has_draft: bool
    assignee: str
    status: str
    asleep: str


def card(
    record: Record,
    reader: Reader,
    spans: Sequence[tuple[int, int]] = (),
    asked: Asked | None = None,
) -> Card:
    """Return the card of one mention.

    Args:
        record: the mention.
        reader: who reads.
        spans: passages that answer the search; without them the reasons of the route are marked.
        asked: the list that the card stands in, to which the mention's page leads back.
    """
    post, moments = record.mention.post, reader.moments(record.mention.town)
    route = value_of(record, "route")
    marks = [Span(*span) for span in spans] or reasons(record, _DECIDING.get(route, ()))
    town = reader.town(record.mention.town)
    return Card(
        id=record.mention.id,
        address=f"/mention/{record.mention.id}{asked.question if asked else ''}",
        route=route,
        route_name=reader.label("route", route),
        source=post.source.name,
        town=(town.name if town else record.mention.town) if len(reader.towns) != 1 else "",
        own=post.source.own,
        edited=post.revision > 1,
        ago=moments.ago(post.published_at),
        at=moments.full(post.published_at),
        iso=moments.local(post.published_at).isoformat(timespec="seconds"),
        title=post.title,
        text=marked(post.text, marks, clip(post.text, marks, TEXT_LIMIT)),
        chips=chips(record, reader),
        place=place_name(record, reader),
        to_check=", ".join(reader.say(f"field.{name}") for name in unchecked(record)),
        due=due_time(record, reader),
        has_draft=record.decision.draft is not None,
        assignee=(record.review.assignee or "") if record.review else "",
        status=_status(record, reader),
        asleep=_asleep(record, reader),
    )


def chips(record: Record, reader: Reader) -> tuple[Chip, ...]:
    """Return the labels worth showing on a card."""
    dull = {("language", "fr"), ("topic", "other"), ("intent", "other"), ("sentiment", "neutral")}
    doubtful = unchecked(record)
    return tuple(
        Chip(name, value, reader.label(name, value), name in doubtful)
        for name in _CHIPS
        if (value := value_of(record, name)) and (name, value) not in dull
    )


def unchecked(record: Record) -> tuple[str, ...]:
    """Return the labels to be checked that nobody has corrected yet and the pages can name."""
    done = record.review.corrections if record.review else {}
    return tuple(name for name in record.judgement.uncertain if name not in done and name in _NAMED)


def reasons(record: Record, labels: Sequence[str] | None = None) -> list[Span]:
    """Return the passages that gave the labels (all of them by default), with the reason."""
    return [
        Span(why.start, why.end, why.reason)
        for why in record.judgement.why
        if why.start is not None and why.end is not None and (labels is None or why.label in labels)
    ]


def place_name(record: Record, reader: Reader) -> str:
    """Return the post's own words for the place, or the gazetteer's where a person gave it."""
    given = record.review.corrections.get("place") if record.review else None
    if given is None:
        return record.judgement.place.text if record.judgement.place else ""
    town = reader.town(record.mention.town)
    return next((s.name for s in (town.gazetteer if town else ()) if s.id == given), given)


def _status(record: Record, reader: Reader) -> str:
    status = value_of(record, "status")
    return reader.label("status", status) if status != "new" else ""


def _asleep(record: Record, reader: Reader) -> str:
    until = record.review.snoozed_until if record.review else None
    if until is None or not is_asleep(record, reader.now):
        return ""
    return reader.say("card.asleep", when=reader.moments(record.mention.town).full(until))


def value_of(record: Record, field: str) -> str:
    """Return the value in force of a field, "" when nothing has been said."""
    label = in_force(record, field)
    return label.value if label else ""


_NAMED = (*LABELS, "route")
