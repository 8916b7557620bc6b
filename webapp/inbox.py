"""The list page: what came in, searched and filtered, with its counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from vigie.errors import InvalidInput
from vigie.labels import ROUTES
from vigie.query import Bucket
from webapp.asked import FILTERS, PERIODS, VIEWS, Asked
from webapp.cards import Card, card
from webapp.coverage_page import ears, silent_among
from webapp.reader import Reader
from webapp.site import Site
from webapp.tallies import Tallies, ask, urgent

#: Values shown of one filter; the rarest are reached by the search box (`source:…`).
_MOST_VALUES = 10

# Routes are shown in the order of the policy, the most pressing first.
_POLICY = {route: place for place, route in enumerate(ROUTES)}


class Choice(NamedTuple):
    """A value of a filter, a view or a period: its name, its count, where choosing it leads."""

    field: str
    value: str
    name: str
    figure: str
    chosen: bool
    address: str


class Facet(NamedTuple):
    """A filter with its values."""

    field: str
    name: str
    choices: tuple[Choice, ...]


class Inbox(NamedTuple):
    """The list, ready to be shown."""

    asked: Asked
    cards: tuple[Card, ...]
    total: str
    since: str
    todo: str
    todo_address: str
    emergencies: str
    urgent_address: str
    views: tuple[Choice, ...]
    periods: tuple[Choice, ...]
    facets: tuple[Facet, ...]
    chosen: tuple[Choice, ...]
    themes: tuple[Choice, ...]
    older: str
    newer: str
    everywhere: int


class Heard(NamedTuple):
    """How many sources there are, in words, and whether any is silent."""

    said: str
    troubled: bool


async def inbox_page(site: Site, request: Request) -> Response:
    """Answer `/mentions`; a search that is not understood is told, with an empty list."""
    asked, reader = Asked.of(request.query_params), site.reader(request)
    fields = (*FILTERS, "town") if len(site.towns) > 1 else FILTERS
    now = reader.moments().now
    states = (await site.covering.states()).values()
    heard = Heard(ears(reader, len(states), silent_among(states)), bool(silent_among(states)))
    try:
        tallies = await ask(site.store, asked, fields, now)
    except InvalidInput as problem:
        sound = asked.without_words()
        shown = _inbox(sound, await ask(site.store, sound, fields, now), reader, now)
        return site.page(
            request,
            "inbox.html",
            status=400,
            reader=reader,
            inbox=shown._replace(asked=asked, cards=(), older="", newer=""),
            heard=heard,
            problem=problem.say.to(reader.language),
        )
    inbox = _inbox(asked, tallies, reader, now)
    return site.page(request, "inbox.html", reader=reader, inbox=inbox, heard=heard, problem="")


def _inbox(asked: Asked, tallies: Tallies, reader: Reader, now: datetime) -> Inbox:
    found, newer = tallies.found, asked.newer()
    emergencies = tallies.emergencies
    return Inbox(
        asked=asked,
        cards=tuple(card(hit.record, reader, hit.spans, asked) for hit in found.hits),
        total=reader.count("mentions", found.total),
        since=_since(asked, reader, now),
        todo=reader.count("todo", tallies.views["todo"]),
        todo_address=asked.varied(view="todo").address,
        emergencies=reader.count("emergencies", emergencies) if emergencies else "",
        urgent_address=urgent(asked).address,
        views=tuple(_view(view, asked, tallies, reader) for view in VIEWS),
        periods=tuple(_period(period, asked, reader) for period in PERIODS),
        facets=tuple(_facets(asked, tallies, reader)),
        chosen=tuple(
            _choice(asked, name, value, None, reader)
            for name, values in asked.filters.items()
            for value in values
        ),
        themes=tuple(_theme(theme.slug, asked, reader) for theme in reader.themes),
        older=asked.older(found.next).address if found.next else "",
        newer=newer.address if newer else "",
        everywhere=tallies.everywhere,
    )


def _since(asked: Asked, reader: Reader, now: datetime) -> str:
    since = asked.since(now)
    if since is None:
        return reader.say("summary.ever")
    if asked.period == "today":
        return reader.say("summary.today")
    return reader.say("summary.since", day=reader.moments().day(since))


def _view(view: str, asked: Asked, tallies: Tallies, reader: Reader) -> Choice:
    count = reader.number(tallies.views[view])
    address = asked.varied(view=view).address
    return Choice("view", view, reader.say(f"view.{view}"), count, asked.view == view, address)


def _period(period: str, asked: Asked, reader: Reader) -> Choice:
    address = asked.varied(period=period).address
    name = reader.say(f"period.{period}")
    return Choice("period", period, name, "", asked.period == period, address)


def _theme(slug: str, asked: Asked, reader: Reader) -> Choice:
    """A theme's own list: whatever is asked of mentions is left behind, the period stays."""
    chosen = asked.has("town", slug)
    address = Asked(period=asked.period, filters={} if chosen else {"town": (slug,)}).address
    return Choice("town", slug, reader.label("town", slug), "", chosen, address)


def _facets(asked: Asked, tallies: Tallies, reader: Reader) -> list[Facet]:
    facets = []
    for field, buckets in tallies.facets.items():
        shown = _shown(asked, field, buckets)
        if field == "route":
            shown.sort(key=lambda bucket: _POLICY.get(bucket.value, len(_POLICY)))
        choices = [_choice(asked, field, bucket.value, bucket, reader) for bucket in shown]
        if choices:
            facets.append(Facet(field, reader.say(f"field.{field}"), tuple(choices)))
    return facets


def _shown(asked: Asked, field: str, buckets: Sequence[Bucket]) -> list[Bucket]:
    """Keep the most frequent values, and every chosen one even if nothing has it any more."""
    values = [bucket for bucket in buckets if bucket.value][:_MOST_VALUES]
    there = {bucket.value for bucket in values}
    counts = {bucket.value: bucket.count for bucket in buckets}
    chosen = (v for v in asked.filters.get(field, ()) if v not in there)
    return [*values, *(Bucket(v, counts.get(v, 0)) for v in chosen)]


def _choice(asked: Asked, field: str, value: str, bucket: Bucket | None, reader: Reader) -> Choice:
    return Choice(
        field=field,
        value=value,
        name=reader.label(field, value),
        figure=reader.number(bucket.count) if bucket else "",
        chosen=asked.has(field, value),
        address=asked.toggled(field, value).address,
    )
