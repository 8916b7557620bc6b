"""A Discourse forum's settings."""

from __future__ import annotations

from pydantic import Field, field_validator

from connectors.addresses import host
from connectors.source_settings import SourceModel


class DiscourseSettings(SourceModel):
    """What the team says of a forum.

    Attributes:
        url: address of the forum's front page.
        interval: seconds between two polls.
    """

    url: str = Field(max_length=2_000)
    interval: int = Field(default=600, ge=60, le=86_400)

    @field_validator("url")
    @classmethod
    def _address(cls, url: str) -> str:
        if not url.lower().startswith(("http://", "https://")) or not host(url):
            raise ValueError(
                "l’adresse du forum est attendue, en https:// | the forum’s address is expected,"
                " with https://"
            )
        return url.rstrip("/")

    @property
    def host(self) -> str:
        """The forum's host, which is the platform of its accounts."""
        return host(self.url)
