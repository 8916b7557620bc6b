"""A phpBB forum's settings, and the address of its feed."""

from __future__ import annotations

from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from connectors.addresses import host
from connectors.feed.settings import FeedSettings
from connectors.source_settings import SourceModel

#: What the feed holds: every post, new topics, topics lately answered, the news forums.
Feed = Literal["posts", "topics", "topics_new", "topics_active", "news"]


class PhpbbSettings(SourceModel):
    """What the team says of a forum.

    Attributes:
        url: address of the forum's front page, or of one of its feeds.
        feed: which feed of the whole forum, when `url` is its front page.
        forum: number of the only forum to hear (`viewforum.php?f=…`).
        topic: number of the only topic to hear (`viewtopic.php?t=…`).
        user: account for HTTP authentication, where the forum asks for one.
        password_file: file of its password, relative to the installation.
        password_env: environment variable of its password.
        interval: shortest wait between two polls, in seconds.
    """

    url: str = Field(max_length=2_000)
    feed: Feed = "posts"
    forum: int | None = Field(default=None, ge=1)
    topic: int | None = Field(default=None, ge=1)
    user: str | None = Field(default=None, min_length=1, max_length=200)
    password_file: str | None = None
    password_env: str | None = None
    interval: int = Field(default=600, ge=60, le=86_400)

    @field_validator("url")
    @classmethod
    def _address(cls, url: str) -> str:
        if not url.lower().startswith(("http://", "https://")) or not host(url):
            raise ValueError(
                "l’adresse du forum est attendue, en https:// | the forum’s address is expected,"
                " with https://"
            )
        return url

    @field_validator("user")
    @classmethod
    def _name(cls, user: str | None) -> str | None:
        if user is not None and ":" in user:
            raise ValueError(
                "un nom de compte sans deux-points est attendu"
                " | an account’s name without a colon is expected"
            )
        return user

    @model_validator(mode="after")
    def _together(self) -> Self:
        chosen = [self.forum is not None, self.topic is not None, self.feed != "posts"]
        if sum(chosen) > 1:
            raise ValueError(
                "feed, forum et topic s’excluent : gardez-en un"
                " | feed, forum and topic exclude one another: keep one"
            )
        if (self.user is None) != (self.password_file is None and self.password_env is None):
            raise ValueError(
                "user va avec password_file ou password_env"
                " | user goes with password_file or password_env"
            )
        return self

    @property
    def address(self) -> str:
        """The feed's address. Source: phpBB's `config/default/routing/feed.yml`."""
        if "feed" in urlsplit(self.url).path.replace(".", "/").split("/"):
            return self.url
        if self.forum is not None or self.topic is not None:
            path = f"/forum/{self.forum}" if self.topic is None else f"/topic/{self.topic}"
        else:
            path = "" if self.feed == "posts" else f"/{self.feed}"
        front = self.url.partition("?")[0].removesuffix("index.php").rstrip("/")
        return f"{front}/app.php/feed{path}"

    @property
    def read_as(self) -> FeedSettings:
        """The same, for the feed's machinery."""
        return FeedSettings(
            name=self.name,
            url=self.address,
            own=self.own,
            article_language=self.article_language,
            interval=self.interval,
            role=self.role,
        )
