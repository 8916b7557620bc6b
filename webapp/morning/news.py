"""What came in while the town was closed, gathered: since the last working day ended."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from vigie.labels import ROUTES
from webapp.mentions.asked import ACTIONABLE, Asked
from webapp.morning.questions import Answers, Heard
from webapp.reader import Reader

_TOPICS = 4
_DULL = ("other",)


class Figure(NamedTuple):
    """So many mentions of a route or a topic, with the list that holds them."""

    value: str
    name: str
    figure: str
    address: str


class News(NamedTuple):
    """All that came since then.

    Attributes:
        since: « Depuis vendredi 20 novembre à 16 h 30 ».
        total: « 42 mentions »; `todo` are to be handled.
    """

    since: str
    total: str
    any: bool
    todo: str
    routes: tuple[Figure, ...]
    topics: tuple[Figure, ...]


def news(about: Heard, answers: Answers, reader: Reader) -> News:
    """Return what came in, by route in the order of the policy, and its main topics."""
    facets, moments = answers.arrivals.facets, reader.moments(about.town.slug)
    routes = {bucket.value: bucket.count for bucket in facets["route"]}
    topics = [bucket for bucket in facets["topic"] if bucket.value not in _DULL][:_TOPICS]
    asked = _asked(about, reader)
    todo = sum(routes.get(route, 0) for route in ACTIONABLE)
    return News(
        since=reader.say(
            "morning.since", when=_short(about, reader), time=moments.time(about.quiet)
        ),
        total=reader.count("mentions", answers.arrivals.total),
        any=answers.arrivals.total > 0,
        todo=reader.count("todo", todo) if todo else "",
        routes=tuple(
            _figure("route", route, routes[route], asked, reader)
            for route in ROUTES
            if routes.get(route) and route != "ignore"
        ),
        topics=tuple(_figure("topic", b.value, b.count, asked, reader) for b in topics),
    )


def _asked(about: Heard, reader: Reader) -> Asked:
    """Return the shortest list that holds all that came since then."""
    towns: dict[str, tuple[str, ...]] = {}
    if len(reader.towns) > 1:
        towns = {"town": (about.town.slug,)}
    recent = about.now - about.quiet < timedelta(days=6)
    return Asked(period="7d" if recent else "30d", filters=towns)


def _figure(field: str, value: str, count: int, asked: Asked, reader: Reader) -> Figure:
    name, address = reader.label(field, value), asked.toggled(field, value).address
    return Figure(value, name, reader.number(count), address)


def _short(about: Heard, reader: Reader) -> str:
    """Return « hier » or « vendredi »; the date only when it was longer ago."""
    moments = reader.moments(about.town.slug)
    days = (moments.now.date() - moments.local(about.quiet).date()).days
    if days == 1:
        return reader.say("morning.yesterday")
    day = moments.day(about.quiet)
    return day.replace(",", "").split()[0] if days < 7 else day
