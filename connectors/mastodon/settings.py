"""A Mastodon source's settings: one instance, or several that are heard as one source."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from connectors.hashtags import folded
from connectors.origins import may_hold_a_secret, origin
from connectors.source_settings import SourceModel

Respect = Literal["noindex", "nobot", "discoverable"]


class MastodonSettings(SourceModel):
    """What the team says of a Mastodon source.

    Attributes:
        url: address of the instance; the only one that the key is ever sent to.
        urls: further instances, asked without a key; a post met on several is kept once.
        token_file: file whose first line is a user's key of `url` (`read:statuses`, and
            `read:search` to search); the house's folder is its start.
        token_env: environment variable that holds it instead.
        tags: hashtags to follow; by default those of the towns' profiles.
        words: what to search for, where there is a key; by default the towns' names.
        respect: authors left alone: those who ask not to be indexed ("noindex"), who write
            #nobot in their description ("nobot"), or who do not ask to be discovered.
        stream: listen live where the instance allows it.
        interval: seconds between two polls.
    """

    url: str | None = Field(default=None, max_length=2_000)
    urls: tuple[str, ...] = Field(default=(), max_length=20, validate_default=True)
    token_file: str | None = None
    token_env: str | None = None
    tags: tuple[str, ...] | None = Field(default=None, max_length=200)
    words: tuple[str, ...] | None = Field(default=None, max_length=20)
    respect: tuple[Respect, ...] = ("noindex", "nobot")
    stream: bool = True
    interval: int = Field(default=600, ge=60, le=86_400)

    @field_validator("url")
    @classmethod
    def _address(cls, url: str | None) -> str | None:
        return None if url is None else origin(url)

    @field_validator("urls")
    @classmethod
    def _addresses(cls, urls: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if not urls and "url" in info.data and info.data["url"] is None:
            raise ValueError(
                "donnez url, ou urls pour plusieurs instances"
                " | give url, or urls for several instances"
            )
        return tuple(dict.fromkeys(origin(url) for url in urls))

    @field_validator("token_file", "token_env")
    @classmethod
    def _key(cls, where: str | None, info: ValidationInfo) -> str | None:
        url = info.data.get("url")
        if where and url is None and "url" in info.data:
            raise ValueError(
                "une clé est celle d’une instance : donnez celle-ci dans url"
                " | a key belongs to one instance: give that one in url"
            )
        if where and url is not None and not may_hold_a_secret(url):
            raise ValueError(
                "une clé ne s’envoie qu’à une adresse en https://"
                " | a key is only sent to an address with https://"
            )
        return where

    @field_validator("tags")
    @classmethod
    def _hashtags(cls, tags: tuple[str, ...] | None) -> tuple[str, ...] | None:
        if tags is not None and not all(folded(tag) for tag in tags):
            raise ValueError(
                "un mot-clic a au moins une lettre | a hashtag has at least one letter"
            )
        return tags

    @field_validator("words")
    @classmethod
    def _searched(cls, words: tuple[str, ...] | None) -> tuple[str, ...] | None:
        if words is not None and not all(0 < len(word.strip()) <= 100 for word in words):
            raise ValueError(
                "un mot cherché a de 1 à 100 caractères | a searched word has 1 to 100 characters"
            )
        return words

    @property
    def has_key(self) -> bool:
        """Whether a key is named."""
        return bool(self.token_file or self.token_env)

    @property
    def instances(self) -> tuple[str, ...]:
        """Every instance once, the one of the key first."""
        named = (self.url, *self.urls) if self.url else self.urls
        return tuple(dict.fromkeys(named))
