"""The figures of the town's own channels, once a day."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from connectors.feed.entry_fields import whole_number
from connectors.markup import one_line
from connectors.youtube.api import Listing, decoded
from connectors.youtube.cursor import YouTubeCursor, due, seconds
from connectors.youtube.errors import Trouble
from connectors.youtube.step import Listening, Step, Steps
from connectors.youtube.wire import Statistics
from vigie.figures import Figures

_DAY: Final = 86_400


class _Snippet(msgspec.Struct, frozen=True):
    title: str = ""


class _Channel(msgspec.Struct, frozen=True):
    statistics: Statistics
    snippet: _Snippet = _Snippet()


async def count_own(it: Listening, state: YouTubeCursor, now: datetime) -> Steps:
    """Yield subscribers and videos of the own channels, for one unit."""
    own = it.settings.own_channels
    if not own or not due(state.counted, _DAY, seconds(now)):
        return
    answer = await it.api.ask(
        "channels", {"part": "snippet,statistics", "id": ",".join(own), "maxResults": "50"}
    )
    if isinstance(answer, Trouble) and answer.scope == "source":
        yield answer
        return
    state = replace(state, counted=seconds(now))
    figures = () if isinstance(answer, Trouble) else read_figures(answer, it.settings.name, now)
    yield Step(state=state, figures=figures)


def read_figures(listing: Listing, name: str, now: datetime) -> tuple[Figures, ...]:
    """Return each channel's figures; what is hidden or unreadable is None or left out. Pure.

    `viewCount` counts views since the channel began, never those of one day: it is no reach.

    Args:
        listing: of `channels.list`.
        name: of the source, which names its only channel; several go by their titles.
        now: when they were counted.
    """
    channels = [decoded(raw, _Channel) for raw in listing.items]
    return tuple(
        Figures(
            account=name if len(channels) == 1 else one_line(channel.snippet.title, 120) or name,
            at=now,
            followers=None
            if channel.statistics.hidden_subscriber_count
            else whole_number(channel.statistics.subscriber_count),
            posts=whole_number(channel.statistics.video_count),
        )
        for channel in channels
        if channel is not None
    )
