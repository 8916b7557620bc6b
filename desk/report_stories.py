"""The stories that began in a period, told by a headline or by what they are about."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from desk.excerpt import excerpt
from desk.report_cells import Voices, band
from vigie.in_force import in_force
from vigie.record import Record
from vigie.report import LEAST, Story
from vigie.town import Town

_SHOWN: Final = 8
_HEADLINE: Final = 140
#: Roles under which a source itself says that it publishes; a guess of the machine is not enough.
_PUBLISHES: Final = frozenset(("press", "town", "organisation"))


class Stories:
    """Gathers records by the story that they tell."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._all: dict[str, _Told] = {}

    def add(self, record: Record, person: str) -> None:
        """Count one record of the period."""
        cluster = record.judgement.cluster or record.mention.id
        told = self._all.get(cluster)
        if told is None:
            told = self._all[cluster] = _Told()
        told.add(record, person, self._town, began=cluster == record.mention.id)

    def began(self) -> tuple[Story, ...]:
        """Return the stories that began here, the most spoken of first.

        One that fewer than five people tell is left out, unless several sources carry a
        published headline.
        """
        worth = [told for told in self._all.values() if told.worth]
        worth.sort(key=lambda told: (-len(told.people), -len(told.sources), told.first))
        return tuple(told.story(self._town) for told in worth[:_SHOWN])


class _Told:
    __slots__ = ("began", "first", "headline", "people", "places", "sources", "topics")

    def __init__(self) -> None:
        self.began = False
        self.first: datetime | None = None
        self.headline: tuple[datetime, str] | None = None
        self.people: Voices = Counter()
        self.sources: set[str] = set()
        self.topics: Counter[str] = Counter()
        self.places: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, record: Record, person: str, town: Town, *, began: bool) -> None:
        post, place = record.mention.post, record.judgement.place
        at = post.published_at
        self.began = self.began or began
        self.first = min(self.first or at, at)
        self.people[person] += 1
        self.sources.add(post.source.name)
        topic = in_force(record, "topic")
        if topic is not None:
            self.topics[topic.value] += 1
        if place is not None and place.id is not None:
            self.places[place.id].add(person)
        if post.title and post.author.role in _PUBLISHES:
            headline = (at, excerpt(post.title, _HEADLINE, town))
            self.headline = min(self.headline or headline, headline)

    @property
    def worth(self) -> bool:
        """Whether it may be told, and is worth it."""
        several = self.headline is not None and len(self.sources) > 1
        return self.began and (len(self.people) >= LEAST or several)

    def story(self, town: Town) -> Story:
        spots = {spot.id: spot.name for spot in town.gazetteer}
        place = min(self.places, key=lambda id_: (-len(self.places[id_]), id_), default="")
        if len(self.places.get(place, ())) < LEAST:
            place = ""
        assert self.first is not None  # noqa: S101 - a story has a record
        return Story(
            began=self.first.astimezone(ZoneInfo(town.timezone)).date(),
            headline=self.headline[1] if self.headline else "",
            topic=min(self.topics, key=lambda t: (-self.topics[t], t), default=""),
            place=spots.get(place, ""),
            people=band(len(self.people)),
            sources=len(self.sources),
        )
