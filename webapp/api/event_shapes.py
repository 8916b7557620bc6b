"""The events of the stream: ids and labels, and no text that was not asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from webapp.api.mention_shapes import LabelSaid


class EventsAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is wanted of the stream."""

    town: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=200)], ...],
        Meta(max_length=20, description="Only these towns."),
    ] = ()
    kind: Annotated[
        tuple[Literal["mention", "review", "alert"], ...],
        Meta(max_length=3, description="Only these events."),
    ] = ()
    include: Annotated[
        tuple[Literal["text"], ...],
        Meta(max_length=1, description="`text`: the title and the text of mentions, masked."),
    ] = ()


class MentionHeard(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A mention came in. `title` and `text` are there when they were asked for."""

    id: str
    town: str
    source: str
    heard_at: datetime
    route: str
    labels: dict[str, LabelSaid]
    story: str | None = None
    title: str | None = None
    text: str | None = None


class Reviewed(msgspec.Struct, frozen=True, kw_only=True):
    """Something was done of a mention or a case: `about` is its id."""

    about: str
    town: str
    what: str
    by: str
    at: datetime


class Alerted(msgspec.Struct, frozen=True, kw_only=True):
    """An alert was raised."""

    id: str
    rule: str
    severity: str
    town: str
    mention: str
    source: str | None
    raised_at: datetime


#: Name of an event → what its data is.
EVENTS: dict[str, Any] = {"mention": MentionHeard, "review": Reviewed, "alert": Alerted}
