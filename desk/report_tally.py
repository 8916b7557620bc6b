"""Counts the mentions of a period as they are read: by whom, of what, in what mood."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Final

from desk.report_cells import Voices
from desk.report_clock import Clocks
from desk.report_stories import Stories
from desk.report_words import words_of
from vigie.decision import Decision
from vigie.in_force import in_force
from vigie.record import Record
from vigie.town import Town

#: Who is counted among residents: whoever is not known to speak for something.
_RESIDENTS: Final = frozenset(("citizen", "unknown"))
_FIELDS: Final = ("topic", "intent", "sentiment")
_WORDED: Final = ("praise", "idea")
_UNSAID: Final = "other"

Decide = Callable[[Record, Town, datetime], Decision]


class Tally:
    """What a report counts, gathered one record at a time. Nothing blocks.

    People are told apart by their pseudonyms, which stay inside; a source stands in for those
    whom it does not name.

    Args:
        town: profile.
        now: the moment of the report, for what is late.
        decide: the decision in force on a record.
    """

    def __init__(self, town: Town, now: datetime, decide: Decide) -> None:
        self._town = town
        self._now = now
        self._decide = decide
        self.fields: dict[str, defaultdict[str, Voices]] = {
            field: defaultdict(Counter) for field in _FIELDS
        }
        self.topics_of: dict[str, defaultdict[str, Voices]] = {
            intent: defaultdict(Counter) for intent in _WORDED
        }
        self.words_of: dict[str, defaultdict[str, Voices]] = {
            intent: defaultdict(Counter) for intent in _WORDED
        }
        self.places: defaultdict[str, Voices] = defaultdict(Counter)
        self.residents: Voices = Counter()
        self.others: Voices = Counter()
        self.emergencies: Voices = Counter()
        self.media: Voices = Counter()
        self.stories = Stories(town)
        self.clocks = Clocks(town, now)

    def add(self, record: Record) -> None:
        """Count one record of the period, unless it turned out not to be about the town."""
        if not _about(record):
            return
        person = person_of(record)
        decision = self._decide(record, self._town, self._now)
        if decision.route == "emergency":
            self.emergencies[person] += 1
        if decision.route == "media_relations":
            self.media[person] += 1
        if _is_resident(record):
            self._add_resident(record, person)
        else:
            self.others[person] += 1
        self.stories.add(record, person)
        self.clocks.add(record, decision, person)

    def _add_resident(self, record: Record, person: str) -> None:
        self.residents[person] += 1
        said = {field: _value(record, field) for field in _FIELDS}
        for field, value in said.items():
            self.fields[field][value][person] += 1
        place = record.judgement.place
        if place is not None and place.id is not None:
            self.places[place.id][person] += 1
        if said["intent"] in _WORDED:
            self.topics_of[said["intent"]][said["topic"]][person] += 1
            for word in words_of(record.mention.post.text):
                self.words_of[said["intent"]][word][person] += 1


def person_of(record: Record) -> str:
    """Return what tells the author from others; only ever counted."""
    post = record.mention.post
    return post.author.pseudonym or post.source.name


def _about(record: Record) -> bool:
    corrected = record.review.corrections.get("relevant") if record.review else None
    relevance = record.judgement.relevance
    return corrected == "true" if corrected else relevance is None or relevance.about


def _is_resident(record: Record) -> bool:
    role = in_force(record, "author_role")
    return role is None or role.value in _RESIDENTS


def _value(record: Record, field: str) -> str:
    label = in_force(record, field)
    return label.value if label else _UNSAID
