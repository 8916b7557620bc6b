"""What is done with saved searches, the same by the forms and by the API."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from typing import Final

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException

from vigie.errors import InvalidInput
from vigie.saved_search import SavedSearch, SearchAlert
from vigie.say import Say
from webapp.log_of_acts import note
from webapp.mentions.asked import Asked
from webapp.searches.shelf import Kept, digest_of, forget, keep_new, rekeep, search_of
from webapp.site import Site

MOST_MENTIONS: Final = 1_000
MOST_HOURS: Final = 24 * 14

_DATED: Final = Say(
    "Une recherche bornée par des dates n’alerte pas : retirez-en les dates d’abord.",
    "A search bounded by dates alerts nobody: remove its dates first.",
)


class Dated(InvalidInput):
    """A search that days bound alerts nobody."""


async def save(site: Site, name: str, question: str, *, shared: bool) -> Kept:
    """Keep a list; one's own of the same name takes its question.

    `question` is what follows "?" in the list's address.

    Raises:
        InvalidInput: it is not understood; see `webapp.searches.shelf.keep_new`.
    """
    asked = Asked.of(QueryParams(question.removeprefix("?"))).varied()
    asked.clauses()  # what is not understood is not kept
    slugs = tuple(town.slug for town in site.towns)
    saved = SavedSearch(
        name=name,
        owner=site.who,
        question=asked.question.removeprefix("?"),
        towns=tuple(slug for slug in asked.filters.get("town", ()) if slug in slugs) or slugs,
        shared=shared,
    )
    kept = await keep_new(site.office.papers, saved, site.clock.now())
    return await _noted(site, "search_saved", kept)


async def changeable(site: Site, key: str) -> Kept:
    """Return a search that the actor may change.

    Raises:
        HTTPException: 404 for one that they do not see, 403 for one that is not theirs.
    """
    kept = await search_of(site.office.papers, key, site.actor)
    if not kept.changed_by(site.actor):
        raise HTTPException(403)
    return kept


async def change(site: Site, kept: Kept, name: str, *, shared: bool) -> Kept:
    """Rename a search, share it with the team or keep it for oneself.

    Raises:
        InvalidInput: see `webapp.searches.shelf.rekeep`.
    """
    now = site.clock.now()
    kept = await rekeep(site.office.papers, kept, now, name=name, shared=shared)
    return await _noted(site, "search_changed", kept, shared=str(shared).lower())


async def delete(site: Site, kept: Kept) -> None:
    """Forget a search; its feed and its alert end with it."""
    await forget(site.office.papers, kept)
    await _noted(site, "search_deleted", kept)


async def open_feed(site: Site, kept: Kept, base: str) -> tuple[Kept, str]:
    """Give a search a feed under a new secret; return its address, which nothing else tells.

    A former address opens no more. `base` is the address of this site.

    Raises:
        InvalidInput: see `webapp.searches.shelf.rekeep`.
    """
    secret = secrets.token_urlsafe(24)
    kept = await rekeep(site.office.papers, kept, site.clock.now(), feed=digest_of(secret))
    await _noted(site, "feed_opened", kept)
    return kept, f"{base.rstrip('/')}/recherche/{kept.key}.rss?secret={secret}"


async def close_feed(site: Site, kept: Kept) -> Kept:
    """Revoke the feed's secret: the address opens nothing from now on."""
    kept = await rekeep(site.office.papers, kept, site.clock.now(), feed="")
    return await _noted(site, "feed_closed", kept)


async def set_alert(site: Site, kept: Kept, asked: SearchAlert, among: Collection[str]) -> Kept:
    """Turn a search's alert on, or change how it speaks.

    It speaks of what is heard from now on, or since it was first turned on. `among` names the
    targets wanted; those that there are not are left out.

    Raises:
        Dated: days bound the search.
        InvalidInput: see `webapp.searches.shelf.rekeep`.
    """
    if kept.asked.dated:
        raise Dated(_DATED)
    before, now = kept.saved.alert, site.clock.now()
    alert = SearchAlert(
        since=before.since if before else now,
        pace=asked.pace,
        mentions=min(max(asked.mentions, 1), MOST_MENTIONS),
        hours=min(max(asked.hours, 1), MOST_HOURS),
        targets=tuple(name for name in site.office.targets if name in among),
        severity=asked.severity,
    )
    kept = await rekeep(site.office.papers, kept, now, alert=alert)
    return await _noted(site, "alert_on", kept, pace=alert.pace, severity=alert.severity)


async def end_alert(site: Site, kept: Kept) -> Kept:
    """Turn a search's alert off. Raises `InvalidInput`: see `webapp.searches.shelf.rekeep`."""
    kept = await rekeep(site.office.papers, kept, site.clock.now(), alert=None)
    return await _noted(site, "alert_off", kept)


async def _noted(site: Site, what: str, kept: Kept, **detail: str) -> Kept:
    papers, now, town = site.office.papers, site.clock.now(), kept.paper.town
    await note(papers, now, site.who, what, town=town, about=kept.key, detail=detail)
    return kept
