"""What the trends are counted from: the question, the days, the town whose zone they are in."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request

from vigie.query import And, Field, Query
from vigie.town import Town
from webapp.mentions.asked import Asked
from webapp.reader import Reader
from webapp.site import Site
from webapp.trends.asked import TrendsAsked, scoped
from webapp.trends.local_days import Steps, steps, within


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One asking of the trends.

    Attributes:
        query: words, filters and the actor's towns, at any time.
        steps: the days, weeks or months shown.
        town: whose days and places these are: the one filtered, else the first.
    """

    site: Site
    reader: Reader
    trends: TrendsAsked
    query: Query
    steps: Steps
    town: Town
    zone: ZoneInfo

    @property
    def bound(self) -> Query:
        """The question within the days shown."""
        return within(self.query, self.trends.first, self.trends.until, self.zone)

    @property
    def unfinished(self) -> bool:
        """Whether the last step goes on."""
        return self.trends.last >= self.reader.now.astimezone(self.zone).date()


def town_of(site: Site, asked: Asked) -> Town:
    """Return the town that a question is about, the first of those seen by default.

    Raises:
        HTTPException: 403: none is seen.
    """
    if not site.towns:
        raise HTTPException(403)
    wanted = asked.filters.get("town", ())
    return next((town for town in site.towns if town.slug in wanted), site.towns[0])


def scene_of(site: Site, request: Request) -> Scene:
    """Read a request of the trends.

    Raises:
        InvalidInput: the words are not understood.
    """
    reader = site.reader(request)
    town = town_of(site, Asked.of(request.query_params))
    zone = ZoneInfo(town.timezone)
    now = reader.now.astimezone(zone)
    trends = TrendsAsked.of(request.query_params, now.date())
    return Scene(
        site=site,
        reader=reader,
        trends=trends,
        query=scoped(trends.asked, site.actor, now),
        steps=steps(trends.first, trends.until),
        town=town,
        zone=zone,
    )


def narrowed(query: Query, field: str, *values: str) -> Query:
    """Return a question of those that have one of these values besides."""
    clause = Field(field, values)
    where = clause if query.where is None else And((query.where, clause))
    return Query(where=where, since=query.since, until=query.until, limit=query.limit)
