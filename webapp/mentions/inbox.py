"""The list page: what came in, searched and filtered, with its counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from vigie.errors import InvalidInput
from webapp.coverage_page import ears, silent_among
from webapp.decided import all_decided
from webapp.mentions.asked import FILTERS, ORDERS, PERIODS, VIEWS, Asked
from webapp.mentions.asleep import sleepers
from webapp.mentions.cards import Card, card
from webapp.mentions.dates import begins
from webapp.mentions.facets import Choice, Facet, Namer, chosen, facets
from webapp.mentions.tallies import MOST, Tallies, ask, urgent
from webapp.reader import Reader
from webapp.site import Site


class Inbox(NamedTuple):
    """The list, ready to be shown.

    Attributes:
        partly: says that the counts are of the newest answers only, "" when they are of all.
        among: says that the best were sought among the newest answers only, "" when among all.
        dates: the days that bound it, in words, with where leaving them leads; None without any.
    """

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
    orders: tuple[Choice, ...]
    facets: tuple[Facet, ...]
    chosen: tuple[Choice, ...]
    dates: Choice | None
    themes: tuple[Choice, ...]
    older: str
    newer: str
    everywhere: int
    partly: str
    among: str


class Heard(NamedTuple):
    """How many sources there are, in words, and whether any is silent."""

    said: str
    troubled: bool


async def inbox_page(site: Site, request: Request) -> Response:
    """Answer `/mentions`: a search that is not understood is told, above an empty list."""
    return await list_page(site, request, Asked.of(request.query_params))


async def list_page(
    site: Site, request: Request, asked: Asked, problem: str = "", status: int = 400
) -> Response:
    """Return the page of a list; with a `problem`, an empty one that tells it."""
    reader = site.reader(request)
    fields = (*FILTERS, "town") if len(site.towns) > 1 else FILTERS
    now = reader.moments().now
    asked = replace(asked, hidden=await sleepers(site))
    states = (await site.covering.states()).values()
    heard = Heard(ears(reader, len(states), silent_among(states)), bool(silent_among(states)))
    sound = asked
    try:
        tallies = await ask(site.store, asked, fields, now)
    except InvalidInput as error:
        problem = problem or error.say.to(reader.language)
        sound = asked.without_words()
        tallies = await ask(site.store, sound, fields, now)
    tallies = tallies._replace(found=all_decided(site, tallies.found))
    inbox = _inbox(sound, tallies, reader, now)
    if problem:
        inbox = inbox._replace(asked=asked, cards=(), older="", newer="")
    return site.page(
        request,
        "inbox.html",
        status=status if problem else 200,
        reader=reader,
        inbox=inbox,
        heard=heard,
        problem=problem,
        may_export=site.office.export is not None and _is_officer(site),
    )


def _is_officer(site: Site) -> bool:
    return site.actor is not None and site.actor.may("officer")


def _inbox(asked: Asked, tallies: Tallies, reader: Reader, now: datetime) -> Inbox:
    found, newer = tallies.found, asked.newer()
    emergencies, namer = tallies.emergencies, Namer.of(asked, tallies, reader)
    return Inbox(
        asked=asked,
        cards=tuple(card(hit.record, reader, hit.spans, asked) for hit in found.hits),
        total=reader.at_least("mentions", found.total, floor=found.capped),
        since=_since(asked, reader, now),
        todo=reader.at_least("todo", *tallies.views["todo"]),
        todo_address=asked.varied(view="todo").address,
        emergencies=reader.at_least("emergencies", *emergencies) if emergencies.number else "",
        urgent_address=urgent(asked).address,
        views=tuple(_view(view, asked, tallies, reader) for view in VIEWS),
        periods=tuple(_period(period, asked, reader) for period in PERIODS),
        orders=tuple(_order(order, asked, reader) for order in ORDERS),
        facets=tuple(facets(asked, tallies, reader, namer)),
        chosen=tuple(chosen(asked, namer)),
        dates=_dates(asked, reader, now),
        themes=tuple(_theme(theme.slug, asked, reader) for theme in reader.themes),
        older=asked.older(found.next).address if found.next else "",
        newer=newer.address if newer else "",
        everywhere=tallies.everywhere,
        partly=reader.say("filters.partly", n=reader.number(MOST)) if tallies.partly else "",
        among=reader.say("order.among", n=reader.number(found.among)) if found.among else "",
    )


def _since(asked: Asked, reader: Reader, now: datetime) -> str:
    if asked.dated:
        return dates_in_words(asked, reader, now)
    since = asked.since(now)
    if since is None:
        return reader.say("summary.ever")
    if asked.period == "today":
        return reader.say("summary.today")
    return reader.say("summary.since", day=reader.moments().day(since))


def dates_in_words(asked: Asked, reader: Reader, now: datetime) -> str:
    """Return « du dimanche 1er novembre au lundi 30 novembre », or one of its halves."""
    first, last = begins(asked.first, now), begins(asked.last, now)
    moments = reader.moments()
    if first and last:
        return reader.say("dates.between", first=moments.day(first), last=moments.day(last))
    if first:
        return reader.say("summary.since", day=moments.day(first))
    return reader.say("dates.until", last=moments.day(last)) if last else ""


def _dates(asked: Asked, reader: Reader, now: datetime) -> Choice | None:
    if not asked.dated:
        return None
    name, address = dates_in_words(asked, reader, now), asked.in_period(asked.period).address
    return Choice("dates", "", name, "", True, address)  # noqa: FBT003 - a value, not a switch


def _view(view: str, asked: Asked, tallies: Tallies, reader: Reader) -> Choice:
    count, floor = tallies.views[view]
    more = "+" if floor else ""
    address = asked.varied(view=view).address
    figure, chosen_now = reader.number(count) + more, asked.view == view
    return Choice("view", view, reader.say(f"view.{view}"), figure, chosen_now, address)


def _period(period: str, asked: Asked, reader: Reader) -> Choice:
    address, chosen_now = asked.in_period(period).address, asked.period == period
    name = reader.say(f"period.{period}")
    return Choice("period", period, name, "", chosen_now and not asked.dated, address)


def _order(order: str, asked: Asked, reader: Reader) -> Choice:
    name, address = reader.say(f"order.{order}"), asked.varied(order=order).address
    return Choice("order", order, name, "", asked.order == order, address)


def _theme(slug: str, asked: Asked, reader: Reader) -> Choice:
    """A theme's own list: whatever is asked of mentions is left behind, the period stays."""
    chosen_now = asked.has("town", slug)
    filters: dict[str, tuple[str, ...]] = {} if chosen_now else {"town": (slug,)}
    address = Asked(
        period=asked.period, first=asked.first, last=asked.last, filters=filters
    ).address
    return Choice("town", slug, reader.label("town", slug), "", chosen_now, address)
