"""A YouTube source's settings."""

from __future__ import annotations

import re
from typing import Annotated, Final

from pydantic import Field, StringConstraints, field_validator

from connectors.addresses import host
from connectors.source_settings import SourceModel
from vigie.folding import fold

#: A channel's id, as in its address `youtube.com/channel/UC…`; a @handle is not one.
Channel = Annotated[str, StringConstraints(pattern="^UC[A-Za-z0-9_-]{22}$")]
Word = Annotated[str, StringConstraints(min_length=2, max_length=80)]

_NOT_PLAIN: Final = re.compile("[^a-z0-9]+")


class YouTubeSettings(SourceModel):
    """What the team says of YouTube.

    Attributes:
        key_file, key_env: where the API key is.
        channels: watched for their comments and their new videos.
        own_channels: the town's own, watched too: what is there is about the town.
        words: searched for; None for the towns' names.
        searches_per_day: of the 100 calls of `search.list` that Google gives a day.
        units_per_day: of the 10,000 units that Google gives a day for all the rest.
        near: search only among videos whose authors placed them on the town's territory.
        interval: seconds between two readings of the channels' comments.
        uploads_interval: seconds between two readings of the channels' new videos.
        videos: found by the search, whose comments are read.
        videos_interval: seconds between two readings of those comments.
        videos_days: how long after its publication a video is followed.
        websub: be told of new videos by the hub; None for whenever it is possible.
        websub_secret_file, websub_secret_env: what signs the hub's calls.
        hub: the WebSub hub.
        inbox: where the hub calls, `/inbound/{inbox}`; from the source's name when None.
        base_url: the API's address; for a test.
    """

    key_file: str | None = None
    key_env: str | None = None
    channels: tuple[Channel, ...] = Field(default=(), max_length=100)
    own_channels: tuple[Channel, ...] = Field(default=(), max_length=20)
    words: tuple[Word, ...] | None = Field(default=None, max_length=50)
    searches_per_day: int = Field(default=48, ge=0, le=100)
    units_per_day: int = Field(default=5_000, ge=100, le=10_000)
    near: bool = False
    interval: int = Field(default=600, ge=60, le=86_400)
    uploads_interval: int = Field(default=3_600, ge=600, le=86_400)
    videos: int = Field(default=50, ge=0, le=200)
    videos_interval: int = Field(default=10_800, ge=600, le=86_400)
    videos_days: int = Field(default=14, ge=1, le=30)
    websub: bool | None = None
    websub_secret_file: str | None = None
    websub_secret_env: str | None = None
    hub: str = Field(default="https://pubsubhubbub.appspot.com/subscribe", max_length=2_000)
    inbox: str | None = Field(default=None, pattern="^[a-z0-9-]{1,64}$")
    base_url: str = Field(default="https://www.googleapis.com/youtube/v3", max_length=2_000)

    @field_validator("hub", "base_url")
    @classmethod
    def _address(cls, url: str) -> str:
        if not url.lower().startswith(("http://", "https://")) or not host(url):
            raise ValueError(
                "une adresse en https:// est attendue | an address with https:// is expected"
            )
        return url.rstrip("/")

    @property
    def watched(self) -> tuple[str, ...]:
        """Every channel, the town's own first, once."""
        return tuple(dict.fromkeys((*self.own_channels, *self.channels)))

    @property
    def searching(self) -> bool:
        """Whether videos are searched for."""
        return self.searches_per_day > 0 and self.words != ()

    @property
    def signs(self) -> bool:
        """Whether there is a secret for the hub."""
        return bool(self.websub_secret_file or self.websub_secret_env)

    @property
    def door(self) -> str:
        """The inbox's name."""
        if self.inbox:
            return self.inbox
        return _NOT_PLAIN.sub("-", fold(self.name)).strip("-")[:64].strip("-") or "youtube"
