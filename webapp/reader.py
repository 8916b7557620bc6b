"""Whoever reads a page: the language, the present moment, and how things are named to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from vigie.case import STATES
from vigie.labels import display
from vigie.theme import Theme
from vigie.town import Town
from webapp.catalogue import catalogue
from webapp.crisis.delay import Delay, no_delay
from webapp.moments import Moments
from webapp.typography import typeset

_VOCABULARIES: Final = {
    "sentiment",
    "topic",
    "intent",
    "service_request",
    "service_category",
    "media_request",
    "emergency",
    "conduct",
    "author_role",
    "relevant",
    "route",
    "status",
}


class Reader:
    """What the templates use to speak; every sentence comes from `webapp.catalogue`.

    The French of Belgium is spoken where every town seen has its usage.

    Args:
        language: "fr" or "en".
        now: aware.
        towns: the installation's profiles.
        themes: what they follow beside their mentions.
        delayed: the clocks of a mention that a crisis delays.
    """

    def __init__(
        self,
        language: str,
        now: datetime,
        towns: Sequence[Town],
        themes: Sequence[Theme] = (),
        delayed: Delay = no_delay,
    ) -> None:
        self.language = language
        self.now = now
        self.towns = towns
        self.themes = themes
        belgian = bool(towns) and all(town.usage == "belgium" for town in towns)
        self.locale = "fr_BE" if language == "fr" and belgian else language
        self._catalogue = catalogue(self.locale)
        self.delayed = delayed
        self._by_slug = {town.slug: town for town in towns}
        self._themes = {theme.slug: theme for theme in themes}

    def say(self, key: str, **values: object) -> str:
        """Return a sentence of the catalogue with its values in place."""
        return self._typeset(self._catalogue.say(key, **values))

    def has(self, key: str) -> bool:
        """Tell whether there is a sentence of this key."""
        return key in self._catalogue

    def count(self, key: str, number: int) -> str:
        """Return « 1 mention » or « 42 mentions »: the form of a sentence that goes with it."""
        return self._typeset(self._catalogue.count(key, number, n=self.number(number)))

    def at_least(self, key: str, number: int, floor: bool) -> str:  # noqa: FBT001 - a pair
        """Return « 42 mentions », or « Au moins 5 000 mentions » when not all were counted."""
        said = self.count(key, number)
        return self.say("at_least", what=said) if floor else said

    def number(self, number: int) -> str:
        """Return « 1 234 » with a non-breaking space, or "1,234"."""
        grouped = f"{number:,}"
        return grouped.replace(",", "\u202f") if self.language == "fr" else grouped

    def percent(self, share: float) -> str:
        """Return « 87 % » or "87%"."""
        gap = "\u00a0" if self.language == "fr" else ""
        return f"{round(share * 100)}{gap}%"

    def label(self, field: str, value: str) -> str:
        """Name a value of a field; what is free text (a source) is shown as it is."""
        if field == "language":
            return self.known("language", value)
        if field == "town":
            town, theme = self.town(value), self._themes.get(value)
            return town.name if town else theme.name if theme else value
        if self.has(f"label.{field}.{value}"):
            return self.say(f"label.{field}.{value}")
        return display(field, value, self.language) if field in _VOCABULARIES else value

    def known(self, kind: str, value: str) -> str:
        """Name an outcome or a state; one that the catalogue does not know is shown as it is."""
        key = f"{kind}.{value}"
        return self._catalogue.say(key) if self.has(key) else value

    def case_state(self, state: str) -> str:
        """Name the state of a case handed, or to be handed, to the front door."""
        name = STATES.get(state)
        return (name.en if self.language == "en" else name.fr) if name else state

    def town(self, slug: str) -> Town | None:
        """Return a profile, None when it has left the installation."""
        return self._by_slug.get(slug)

    def moments(self, slug: str | None = None) -> Moments:
        """Return how moments are written for a town, the first one by default."""
        town = self.town(slug) if slug else next(iter(self.towns), None)
        return Moments(self.language, self.now, town)

    def _typeset(self, sentence: str) -> str:
        return typeset(sentence) if self.language == "fr" else sentence
