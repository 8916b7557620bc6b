"""Reddit's settings."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field, ValidationInfo, field_validator

from connectors.addresses import host
from connectors.source_settings import SourceModel

SITE: Final = "https://www.reddit.com"
API: Final = "https://oauth.reddit.com"

_Subreddit = Annotated[str, Field(pattern="^(/?r/)?[A-Za-z0-9_]{2,50}$")]
_Words = Annotated[str, Field(min_length=2, max_length=100)]


class RedditSettings(SourceModel):
    """What the team says of Reddit.

    Attributes:
        subreddits: communities read whole, without "r/".
        comments: read their comments too, not only their posts.
        search: look for `words` in the posts of all of Reddit.
        words: the towns' names when empty.
        client_id_file: file holding the id of an approved application; without any key, its
            RSS feeds are read.
        client_id_env: environment variable holding it.
        client_secret_file: file holding the application's secret.
        client_secret_env: environment variable holding it.
        interval: seconds between two rounds.
        site_url: where tokens and RSS come from; for a test.
        api_url: where an application's requests go; for a test.
    """

    subreddits: tuple[_Subreddit, ...] = Field(default=(), max_length=100)
    comments: bool = True
    search: bool = True
    words: tuple[_Words, ...] = Field(default=(), max_length=200)
    client_id_file: str | None = None
    client_id_env: str | None = None
    client_secret_file: str | None = None
    client_secret_env: str | None = Field(default=None, validate_default=True)
    interval: int = Field(default=600, ge=60, le=86_400)
    site_url: str = Field(default=SITE, max_length=2_000)
    api_url: str = Field(default=API, max_length=2_000)

    @field_validator("subreddits")
    @classmethod
    def _bare_names(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name.rpartition("/")[2] for name in names))

    @field_validator("search")
    @classmethod
    def _something_to_hear(cls, search: bool, info: ValidationInfo) -> bool:  # noqa: FBT001 - pydantic's own call
        if not search and info.data.get("subreddits") == ():
            raise ValueError(
                "avec search = false, nommez au moins une communauté dans subreddits"
                " | with search = false, name at least one community in subreddits"
            )
        return search

    @field_validator("client_secret_env")
    @classmethod
    def _both_halves(cls, variable: str | None, info: ValidationInfo) -> str | None:
        id_ = info.data.get("client_id_file") or info.data.get("client_id_env")
        secret = info.data.get("client_secret_file") or variable
        if bool(id_) != bool(secret):
            raise ValueError(
                "la clé de Reddit a deux moitiés : client_id_file ou client_id_env, et"
                " client_secret_file ou client_secret_env"
                " | Reddit’s key has two halves: client_id_file or client_id_env, and"
                " client_secret_file or client_secret_env"
            )
        return variable

    @field_validator("site_url", "api_url")
    @classmethod
    def _address(cls, url: str) -> str:
        if not url.lower().startswith(("http://", "https://")) or not host(url):
            raise ValueError(
                "une adresse en https:// est attendue | an address with https:// is expected"
            )
        return url.rstrip("/")

    @property
    def has_key(self) -> bool:
        """Whether an approved application's key is named; RSS is read otherwise."""
        return bool(self.client_id_file or self.client_id_env)
