"""A news sitemap's settings."""

from __future__ import annotations

from pydantic import Field, field_validator

from connectors.addresses import LONGEST, host
from connectors.articles.article import Manner
from connectors.feed.settings import FeedSettings
from connectors.source_settings import SourceModel


class SitemapSettings(SourceModel):
    """What the team says of a site's sitemap.

    Attributes:
        url: address of a news sitemap, or of an index of sitemaps; `.xml.gz` too.
        article: what is kept of each article's page: "none", "excerpt" or "full".
        days: articles older than so many days are not news.
        interval: seconds between two polls.
    """

    url: str = Field(max_length=LONGEST)
    article: Manner = "excerpt"
    days: int = Field(default=7, ge=1, le=30)
    interval: int = Field(default=1_800, ge=300, le=86_400)

    @field_validator("url")
    @classmethod
    def _address(cls, url: str) -> str:
        if not url.lower().startswith(("http://", "https://")) or not host(url):
            raise ValueError(
                "l’adresse du plan de site est attendue, en https:// | the sitemap’s address is"
                " expected, with https://"
            )
        return url

    @property
    def read_as(self) -> FeedSettings:
        """The same, for the feeds' machinery."""
        return FeedSettings(
            name=self.name,
            url=self.url,
            own=self.own,
            article_language=self.article_language,
            every=self.interval,
            role=self.role,
            article=self.article,
        )
