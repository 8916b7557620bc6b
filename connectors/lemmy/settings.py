"""A Lemmy instance's settings."""

from __future__ import annotations

import re
from typing import Final

from pydantic import Field, field_validator

from connectors.addresses import host
from connectors.origins import origin
from connectors.source_settings import SourceModel

_COMMUNITY: Final = re.compile(r"!?(\w{1,100}(?:@[\w.:-]{1,200})?)", re.ASCII)


class LemmySettings(SourceModel):
    """What the team says of a Lemmy source.

    Attributes:
        url: address of the instance.
        communities: heard whole, posts and comments: "ville", or "ville@autre.example" for one
            of another instance that this one follows.
        words: searched for in what the instance knows; by default the towns' names.
        interval: seconds between two polls.
    """

    url: str = Field(max_length=2_000)
    communities: tuple[str, ...] = Field(default=(), max_length=30)
    words: tuple[str, ...] | None = Field(default=None, max_length=10)
    interval: int = Field(default=900, ge=60, le=86_400)

    @field_validator("url")
    @classmethod
    def _address(cls, url: str) -> str:
        return origin(url)

    @field_validator("communities")
    @classmethod
    def _names(cls, communities: tuple[str, ...]) -> tuple[str, ...]:
        found = [_COMMUNITY.fullmatch(name) for name in communities]
        if not all(found):
            raise ValueError(
                "une communauté se nomme comme ville ou ville@autre.example"
                " | a community is named like town or town@other.example"
            )
        return tuple(dict.fromkeys(name.group(1) for name in found if name))

    @field_validator("words")
    @classmethod
    def _searched(cls, words: tuple[str, ...] | None) -> tuple[str, ...] | None:
        if words is not None and not all(3 <= len(word) <= 100 for word in words):
            raise ValueError(
                "un mot cherché a de 3 à 100 caractères | a searched word has 3 to 100 characters"
            )
        return words

    @property
    def host(self) -> str:
        """The host in the handles of the instance's own accounts."""
        return host(self.url)
