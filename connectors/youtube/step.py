"""What the parts of a YouTube source share: what they work with, and what each of them brings."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass

import msgspec

from connectors.youtube.api import YouTubeApi
from connectors.youtube.cursor import Followed, YouTubeCursor
from connectors.youtube.errors import Trouble
from connectors.youtube.posts import YouTubePosts
from connectors.youtube.settings import YouTubeSettings
from vigie.dead_letter import DeadLetter
from vigie.figures import Figures
from vigie.post import Event
from vigie.say import Say


@dataclass(frozen=True, slots=True)
class Listening:
    """One source's means."""

    settings: YouTubeSettings
    api: YouTubeApi
    posts: YouTubePosts


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What one call brought, and the cursor that covers it; `note` tells what is not there."""

    state: YouTubeCursor
    events: tuple[Event, ...] = ()
    rejected: tuple[DeadLetter, ...] = ()
    figures: tuple[Figures, ...] = ()
    note: Say | None = None


#: A part yields steps; a trouble that goes beyond one item is its last word.
Steps = AsyncGenerator[Step | Trouble, None]


def with_followed(state: YouTubeCursor, video: Followed) -> YouTubeCursor:
    """Return the cursor with this followed video in place of what was known of it."""
    followed = tuple(video if known.id == video.id else known for known in state.followed)
    return msgspec.structs.replace(state, followed=followed)
