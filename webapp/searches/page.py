"""The page of saved searches: what each asks, what is new, its feed, its alert."""

from __future__ import annotations

from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigie.saved_search import PACES, SearchAlert
from webapp.mentions.asked import Asked
from webapp.mentions.facets import Namer
from webapp.mentions.inbox import dates_in_words
from webapp.place_names import place_names
from webapp.reader import Reader
from webapp.searches.shelf import MOST_NEW, Kept, all_new, search_of, searches, visit
from webapp.site import Site

#: Severities in the order offered (`desk.alert_rule.SEVERITIES`).
SEVERITIES = ("urgent", "normal", "low")


class Line(NamedTuple):
    """A saved search, ready to be shown.

    Attributes:
        new: « 3 nouvelles depuis votre dernière visite », "" for none.
        problem: says that its words are no longer understood, "" when they are.
        asks: what it asks, piece by piece, in words.
        alert: how it alerts, None while it does not.
    """

    key: str
    name: str
    owner: str
    own: bool
    may_change: bool
    shared: bool
    has_feed: bool
    new: str
    problem: str
    asks: tuple[str, ...]
    alert: SearchAlert | None
    may_alert: bool
    dated: bool


async def searches_page(site: Site, request: Request) -> Response:
    """Answer `/recherches`."""
    return await shown(site, request)


async def open_search(site: Site, request: Request) -> Response:
    """Answer `/recherche/{key}` with the way to its list; what is new is new no longer."""
    kept = await search_of(site.office.papers, request.path_params["key"], site.actor)
    assert site.actor is not None  # noqa: S101 - nobody else is let in
    await visit(site.office.papers, kept, site.actor, site.clock.now())
    return RedirectResponse(kept.asked.address, 303)


async def shown(
    site: Site, request: Request, *, problem: str = "", feed: tuple[str, str] | None = None
) -> Response:
    """Return the page; `feed` is the key and the address of a feed, shown this once."""
    reader, papers, actor = site.reader(request), site.office.papers, site.actor
    assert actor is not None  # noqa: S101 - nobody else is let in
    found = await searches(papers, actor)
    counts = await all_new(papers, site.store, found, actor, site.clock.now())
    lines = [_line(site, reader, *each) for each in zip(found, counts, strict=True)]
    return site.page(
        request,
        "searches.html",
        status=400 if problem else 200,
        reader=reader,
        searches=lines,
        problem=problem,
        feed=feed,
        paces=PACES,
        severities=SEVERITIES,
        targets=site.office.targets,
        no_target=not site.office.targets and not site.office.unnamed,
    )


def _line(site: Site, reader: Reader, kept: Kept, count: int | None) -> Line:
    saved, actor = kept.saved, site.actor
    changes = kept.changed_by(actor)
    return Line(
        key=kept.key,
        name=saved.name,
        owner=saved.owner,
        own=actor is not None and saved.owner == actor.name,
        may_change=changes,
        shared=saved.shared,
        has_feed=bool(saved.feed),
        new=_new(reader, count or 0),
        problem=reader.say("searches.not_understood") if count is None else "",
        asks=tuple(in_words(kept.asked, reader)),
        alert=saved.alert,
        may_alert=changes and actor is not None and actor.may("officer") and not kept.asked.dated,
        dated=kept.asked.dated,
    )


def _new(reader: Reader, count: int) -> str:
    if count >= MOST_NEW:
        return reader.say("searches.new.lots", n=reader.number(MOST_NEW))
    return reader.count("searches.new", count) if count else ""


def in_words(asked: Asked, reader: Reader) -> list[str]:
    """Return what a list asks, piece by piece; nothing for everything."""
    places = [v for f in ("place", "district") for v in asked.filters.get(f, ())]
    namer, colon = Namer(reader, place_names(reader.towns, places)), reader.say("colon")
    pieces = [asked.words] if asked.words else []
    for field, values in asked.filters.items():
        named = ", ".join(namer.name(field, value) for value in values)
        pieces.append(f"{reader.say(f'field.{field}')}{colon}{named}")
    if asked.view != "all":
        pieces.append(reader.say(f"view.{asked.view}"))
    if asked.dated:
        pieces.append(dates_in_words(asked, reader, reader.moments().now))
    else:
        pieces.append(reader.say(f"period.{asked.period}"))
    return pieces
