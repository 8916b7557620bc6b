"""What the forms about saved searches do: save, rename, share, delete, feed, alert."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from typing import Any, Final

from starlette.datastructures import FormData, QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigie.errors import InvalidInput
from vigie.saved_search import PACES, SavedSearch, SearchAlert
from vigie.say import Say
from webapp.log_of_acts import note
from webapp.mentions.asked import Asked
from webapp.searches.page import SEVERITIES, shown
from webapp.searches.shelf import Kept, digest_of, forget, keep_new, rekeep, search_of, visit
from webapp.site import Site

_MOST_MENTIONS: Final = 1_000
_MOST_HOURS: Final = 24 * 14
_MOST_TARGETS: Final = 100

_DATED: Final = Say(
    "Une recherche bornée par des dates n’alerte pas : retirez-en les dates d’abord.",
    "A search bounded by dates alerts nobody: remove its dates first.",
)

Act = Callable[[Site, Request], Awaitable[Response]]


def _told(act: Act) -> Act:
    """Have what is refused told on the page of saved searches."""

    async def told(site: Site, request: Request) -> Response:
        try:
            return await act(site, request)
        except InvalidInput as error:
            reader = site.reader(request)
            return await shown(site, request, problem=error.say.to(reader.language))

    return told


async def _noted(site: Site, what: str, kept: Kept, **detail: str) -> None:
    assert site.actor is not None  # noqa: S101 - nobody else is let in
    await note(
        site.office.papers,
        site.clock.now(),
        site.actor.name,
        what,
        town=kept.paper.town,
        about=kept.key,
        detail=detail,
    )


async def _changed(site: Site, request: Request) -> Kept:
    """Return the search of the address, if the actor may change it."""
    kept = await search_of(site.office.papers, request.path_params["key"], site.actor)
    if not kept.changed_by(site.actor):
        raise HTTPException(403)
    return kept


def _done(key: str) -> Response:
    return RedirectResponse(f"/recherches?did={key}", 303)


@_told
async def save_search(site: Site, request: Request) -> Response:
    """Keep the list that the form was on; one's own of the same name takes its question."""
    form, actor, now = await request.form(), site.actor, site.clock.now()
    assert actor is not None  # noqa: S101 - nobody else is let in
    asked = Asked.of(QueryParams(_text(form, "question").removeprefix("?"))).varied()
    asked.clauses()  # what is not understood is not kept
    slugs = tuple(town.slug for town in site.towns)
    saved = SavedSearch(
        name=_text(form, "name"),
        owner=actor.name,
        question=asked.question.removeprefix("?"),
        towns=tuple(slug for slug in asked.filters.get("town", ()) if slug in slugs) or slugs,
        shared=_text(form, "shared") == "yes",
    )
    kept = await keep_new(site.office.papers, saved, now)
    await visit(site.office.papers, kept, actor, now)
    await _noted(site, "search_saved", kept)
    return _done("search_saved")


@_told
async def change_search(site: Site, request: Request) -> Response:
    """Rename a search, share it with the team or keep it for oneself."""
    kept, form = await _changed(site, request), await request.form()
    name, shared = _text(form, "name"), _text(form, "shared") == "yes"
    await rekeep(site.office.papers, kept, site.clock.now(), name=name, shared=shared)
    await _noted(site, "search_changed", kept, shared=str(shared).lower())
    return _done("search_changed")


@_told
async def delete_search(site: Site, request: Request) -> Response:
    """Forget a search; its feed and its alert end with it."""
    kept = await _changed(site, request)
    await forget(site.office.papers, kept)
    await _noted(site, "search_deleted", kept)
    return _done("search_deleted")


@_told
async def open_feed(site: Site, request: Request) -> Response:
    """Give a search a feed under a new secret, shown this once; a former one opens no more."""
    kept, secret = await _changed(site, request), secrets.token_urlsafe(24)
    await rekeep(site.office.papers, kept, site.clock.now(), feed=digest_of(secret))
    await _noted(site, "feed_opened", kept)
    address = f"{str(request.base_url).rstrip('/')}/recherche/{kept.key}.rss?secret={secret}"
    return await shown(site, request, feed=(kept.key, address))


@_told
async def close_feed(site: Site, request: Request) -> Response:
    """Revoke the feed's secret: the address opens nothing from now on."""
    kept = await _changed(site, request)
    await rekeep(site.office.papers, kept, site.clock.now(), feed="")
    await _noted(site, "feed_closed", kept)
    return _done("feed_closed")


@_told
async def set_alert(site: Site, request: Request) -> Response:
    """Turn a search's alert on, or change how it speaks."""
    kept, form, now = await _changed(site, request), await request.form(), site.clock.now()
    if kept.asked.dated:
        raise InvalidInput(_DATED)
    before = kept.saved.alert
    chosen = [str(each) for each in form.getlist("target")[:_MOST_TARGETS]]
    pace, severity = _text(form, "pace"), _text(form, "severity")
    alert = SearchAlert(
        since=before.since if before else now,
        pace=pace if pace in PACES else "each",
        mentions=_number(form, "mentions", 1, _MOST_MENTIONS),
        hours=_number(form, "hours", 24, _MOST_HOURS),
        targets=tuple(name for name in site.office.targets if name in chosen),
        severity=severity if severity in SEVERITIES else "normal",
    )
    await rekeep(site.office.papers, kept, now, alert=alert)
    await _noted(site, "alert_on", kept, pace=alert.pace, severity=alert.severity)
    return _done("alert_on")


@_told
async def end_alert(site: Site, request: Request) -> Response:
    """Turn a search's alert off."""
    kept = await _changed(site, request)
    await rekeep(site.office.papers, kept, site.clock.now(), alert=None)
    await _noted(site, "alert_off", kept)
    return _done("alert_off")


def _text(form: FormData, name: str) -> str:
    value: Any = form.get(name, "")
    return value[:4_000] if isinstance(value, str) else ""


def _number(form: FormData, name: str, default: int, most: int) -> int:
    text = _text(form, name).strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else default
    return min(max(number, 1), most)
