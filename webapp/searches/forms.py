"""What the forms about saved searches do: save, rename, share, delete, feed, alert."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigie.errors import InvalidInput
from vigie.saved_search import PACES, SearchAlert
from webapp.searches import acts
from webapp.searches.page import SEVERITIES, shown
from webapp.searches.shelf import Kept, visit
from webapp.site import Site

_MOST_TARGETS: Final = 100

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


async def _changed(site: Site, request: Request) -> Kept:
    """Return the search of the address, if the actor may change it."""
    return await acts.changeable(site, request.path_params["key"])


def _done(key: str) -> Response:
    return RedirectResponse(f"/recherches?did={key}", 303)


@_told
async def save_search(site: Site, request: Request) -> Response:
    """Keep the list that the form was on; one's own of the same name takes its question."""
    form = await request.form()
    name, question = _text(form, "name"), _text(form, "question")
    kept = await acts.save(site, name, question, shared=_text(form, "shared") == "yes")
    assert site.actor is not None  # noqa: S101 - nobody else is let in
    await visit(site.office.papers, kept, site.actor, site.clock.now())
    return _done("search_saved")


@_told
async def change_search(site: Site, request: Request) -> Response:
    """Rename a search, share it with the team or keep it for oneself."""
    kept, form = await _changed(site, request), await request.form()
    await acts.change(site, kept, _text(form, "name"), shared=_text(form, "shared") == "yes")
    return _done("search_changed")


@_told
async def delete_search(site: Site, request: Request) -> Response:
    """Forget a search; its feed and its alert end with it."""
    await acts.delete(site, await _changed(site, request))
    return _done("search_deleted")


@_told
async def open_feed(site: Site, request: Request) -> Response:
    """Give a search a feed under a new secret, shown this once; a former one opens no more."""
    kept = await _changed(site, request)
    kept, address = await acts.open_feed(site, kept, str(request.base_url))
    return await shown(site, request, feed=(kept.key, address))


@_told
async def close_feed(site: Site, request: Request) -> Response:
    """Revoke the feed's secret: the address opens nothing from now on."""
    await acts.close_feed(site, await _changed(site, request))
    return _done("feed_closed")


@_told
async def set_alert(site: Site, request: Request) -> Response:
    """Turn a search's alert on, or change how it speaks."""
    kept, form = await _changed(site, request), await request.form()
    pace, severity = _text(form, "pace"), _text(form, "severity")
    asked = SearchAlert(
        since=site.clock.now(),
        pace=pace if pace in PACES else "each",
        mentions=_number(form, "mentions", 1),
        hours=_number(form, "hours", 24),
        severity=severity if severity in SEVERITIES else "normal",
    )
    chosen = [str(each) for each in form.getlist("target")[:_MOST_TARGETS]]
    await acts.set_alert(site, kept, asked, chosen)
    return _done("alert_on")


@_told
async def end_alert(site: Site, request: Request) -> Response:
    """Turn a search's alert off."""
    await acts.end_alert(site, await _changed(site, request))
    return _done("alert_off")


def _text(form: FormData, name: str) -> str:
    value: Any = form.get(name, "")
    return value[:4_000] if isinstance(value, str) else ""


def _number(form: FormData, name: str, default: int) -> int:
    text = _text(form, name).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else default
