"""A Discourse forum's settings."""

from __future__ import annotations

import re
from typing import Self

from pydantic import Field, field_validator, model_validator

from connectors.addresses import host
from connectors.source_settings import SourceModel
from vigie.folding import fold_words

_LONGEST_INBOX = 60


class DiscourseSettings(SourceModel):
    """What the team says of a forum.

    Attributes:
        url: address of the forum's front page.
        interval: seconds between two polls.
        search: ask for what names the town, instead of everything: for a large forum.
        words: what to search for; the towns' own names when empty.
        key_file: file of a private forum's API key, relative to the installation.
        key_env: environment variable of that key.
        user: the account that the key acts for (`Api-Username`).
        secret_file: file of the webhook's secret.
        secret_env: environment variable of that secret.
        inbox: where the webhook calls: `/inbound/{inbox}`; made of the source's name when None.
    """

    url: str = Field(max_length=2_000)
    interval: int = Field(default=600, ge=60, le=86_400)
    search: bool = False
    words: tuple[str, ...] = Field(default=(), max_length=20)
    key_file: str | None = None
    key_env: str | None = None
    user: str | None = Field(default=None, min_length=1, max_length=100)
    secret_file: str | None = None
    secret_env: str | None = None
    inbox: str | None = Field(default=None, pattern="^[a-z0-9-]{1,60}$")

    @field_validator("url")
    @classmethod
    def _address(cls, url: str) -> str:
        if not url.lower().startswith(("http://", "https://")) or not host(url):
            raise ValueError(
                "l’adresse du forum est attendue, en https:// | the forum’s address is expected,"
                " with https://"
            )
        return url.rstrip("/")

    @field_validator("words")
    @classmethod
    def _words(cls, words: tuple[str, ...]) -> tuple[str, ...]:
        if any(not 3 <= len(word.strip()) <= 100 for word in words):
            raise ValueError(
                "chaque mot a de 3 à 100 caractères | each word has from 3 to 100 characters"
            )
        return words

    @model_validator(mode="after")
    def _together(self) -> Self:
        if (self.user is None) != (not self.has_key):
            raise ValueError(
                "user va avec key_file ou key_env | user goes with key_file or key_env"
            )
        if self.words and not self.search:
            raise ValueError("words va avec search = true | words goes with search = true")
        return self

    @property
    def host(self) -> str:
        """The forum's host, which is the platform of its accounts."""
        return host(self.url)

    @property
    def has_key(self) -> bool:
        """A key is asked for: the forum is private."""
        return self.key_file is not None or self.key_env is not None

    @property
    def door(self) -> str:
        """Name of the inbox: the one chosen, or the source's name in letters, digits, dashes."""
        made = re.sub("[^a-z0-9]+", "-", fold_words(self.name)).strip("-")
        return self.inbox or f"discourse-{made}"[:_LONGEST_INBOX].rstrip("-")
