"""From what is new to the events of one stream: the caller's towns, the kinds they asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from vigie.alert import Alert
from vigie.record import Record
from vigie.theme import is_theme
from webapp.api.answering import encoded
from webapp.api.event_looks import News
from webapp.api.event_places import EventPlace
from webapp.api.event_shapes import Alerted, MentionHeard, Reviewed
from webapp.api.operation import Call
from webapp.api.telling import said
from webapp.log_of_acts import Noted


def told(call: Call, before: EventPlace, found: News, heard: dict[str, None]) -> Iterator[bytes]:
    """Yield the events of a look, as they are sent.

    An event's id is a place: whoever resumes from it is told the rest.

    Args:
        call: whose towns and kinds.
        before: the place of the look.
        found: what it found.
        heard: ids of mentions told on this stream; those of the look are added.
    """
    place = before
    for after, record in found.mentions:
        place = replace(place, heard=after)
        if record.mention.id not in heard:
            heard[record.mention.id] = None
            if _wanted(call, "mention", record.mention.town):
                yield block("mention", place.id, _mention(call, record))
    place = replace(place, heard=found.place.heard)
    for done in found.acts:
        if done.town and done.about and _wanted(call, "review", done.town):
            yield block("review", place.id, _review(done))
    place = replace(place, reviewed=found.place.reviewed)
    for alert in found.alerts:
        if _wanted(call, "alert", alert.town):
            yield block("alert", place.id, _alert(alert))
    if found.place != before:
        yield block("", found.place.id, None)


def block(event: str, id_: str, data: Any) -> bytes:
    """Return one event as it is sent; without data, only the place is noted by the reader."""
    lines = [f"event: {event}".encode()] if event else []
    if data is not None:
        lines.append(b"data: " + encoded(data))
    lines.append(f"id: {id_}".encode())
    return b"\n".join(lines) + b"\n\n"


def _wanted(call: Call, kind: str, town: str) -> bool:
    asked = call.asked
    if asked.kind and kind not in asked.kind:
        return False
    if asked.town:
        return town in asked.town
    # A theme's posts are told to those who name it, as in every list.
    return not is_theme(town)


def _mention(call: Call, record: Record) -> MentionHeard:
    short, text = said(call.site, record), "text" in call.asked.include
    return MentionHeard(
        id=short.id,
        town=short.town,
        source=short.source,
        heard_at=short.heard_at,
        route=short.route,
        labels=short.labels,
        story=short.story,
        title=short.title if text else None,
        text=short.text if text else None,
    )


def _review(done: Noted) -> Reviewed:
    return Reviewed(
        about=done.about, town=done.town, what=done.act.what, by=done.act.by, at=done.at
    )


def _alert(alert: Alert) -> Alerted:
    return Alerted(**{name: getattr(alert, name) for name in Alerted.__struct_fields__})
