"""Changing a saved search: its name, its feed, its alert; the very acts of its page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from vigie.saved_search import PACES, SearchAlert
from vigie.say import Say
from webapp.api.etags import check_version, etag, not_overtaken
from webapp.api.operation import Call, Operation, Reply
from webapp.api.problem import Problem
from webapp.api.searches import SearchSaid, search_said
from webapp.searches import acts
from webapp.searches.page import SEVERITIES
from webapp.searches.shelf import Kept

_Target = Annotated[str, Meta(min_length=1, max_length=200)]
_Pace: Any = Literal[PACES]
_Severity: Any = Literal[SEVERITIES]


class SearchChanged(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Its name, and whether the team sees it."""

    name: Annotated[str, Meta(min_length=1, max_length=80)]
    shared: bool


class AlertAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a saved search alerts.

    Attributes:
        pace: "each" mention, a "digest" once in so many hours, or a "floor": of so many
            mentions within so many hours.
        targets: names of the settings' targets; none for all of them.
    """

    pace: _Pace = "each"
    mentions: Annotated[int, Meta(ge=1, le=acts.MOST_MENTIONS)] = 1
    hours: Annotated[int, Meta(ge=1, le=acts.MOST_HOURS)] = 24
    targets: Annotated[tuple[_Target, ...], Meta(max_length=100)] = ()
    severity: _Severity = "normal"


class FeedOpened(msgspec.Struct, frozen=True, kw_only=True):
    """The address of an RSS feed: it holds a secret, and is told this once."""

    address: str


async def _change(call: Call, kept: Kept) -> Kept:
    return await acts.change(call.site, kept, call.body.name, shared=call.body.shared)


async def _set_alert(call: Call, kept: Kept) -> Kept:
    body, office = call.body, call.site.office
    if not set(office.targets).issuperset(body.targets):
        raise Problem("invalid", faults=(("targets", _NO_TARGET),))
    asked = SearchAlert(
        since=call.site.clock.now(),
        pace=body.pace,
        mentions=body.mentions,
        hours=body.hours,
        severity=body.severity,
    )
    try:
        return await acts.set_alert(call.site, kept, asked, body.targets)
    except acts.Dated as error:
        raise Problem("conflict", error.say) from error


async def _end_alert(call: Call, kept: Kept) -> Kept:
    return await acts.end_alert(call.site, kept)


async def _close_feed(call: Call, kept: Kept) -> Kept:
    return await acts.close_feed(call.site, kept)


async def _open_feed(call: Call) -> Reply:
    kept = await _read(call)
    with not_overtaken():
        kept, address = await acts.open_feed(call.site, kept, str(call.request.base_url))
    return Reply(FeedOpened(address=address), headers={"ETag": etag(kept.paper.version)})


async def _read(call: Call) -> Kept:
    """Return the search of the path, if it is the caller's to change and is as they read it."""
    kept = await acts.changeable(call.site, call.named("search"))
    check_version(call.request, kept.paper.version)
    return kept


def _act(
    id_: str, path: str, says: Say, act: Callable[[Call, Kept], Awaitable[Kept]], **more: Any
) -> Operation:
    async def does(call: Call) -> Reply:
        kept = await _read(call)
        with not_overtaken():
            return await search_said(call, await act(call, kept))

    return Operation(
        id=id_,
        path=f"/searches/{{search}}{path}",
        tag="searches",
        says=says,
        does=does,
        gives=SearchSaid,
        versioned=True,
        **more,
    )


_NO_TARGET: Final = Say("les réglages n’ont pas ce nom", "the settings have no such name")

SEARCH_ACTS: Final = (
    _act(
        "change_search",
        "",
        Say("Renommer ou partager une recherche", "Rename or share a search"),
        _change,
        body=SearchChanged,
        method="PUT",
    ),
    _act(
        "set_search_alert",
        "/alert",
        Say("Faire alerter une recherche", "Have a search alert"),
        _set_alert,
        body=AlertAsked,
        method="PUT",
        need="officer",
    ),
    _act(
        "end_search_alert",
        "/alert",
        Say("Ne plus faire alerter une recherche", "Have a search alert no more"),
        _end_alert,
        method="DELETE",
        need="officer",
    ),
    Operation(
        id="open_search_feed",
        path="/searches/{search}/feed",
        tag="searches",
        says=Say(
            "Ouvrir le fil RSS d’une recherche, sous un nouveau secret",
            "Open the RSS feed of a search, under a new secret",
        ),
        does=_open_feed,
        gives=FeedOpened,
        method="POST",
        versioned=True,
        keyed=False,
    ),
    _act(
        "close_search_feed",
        "/feed",
        Say("Fermer le fil RSS d’une recherche", "Close the RSS feed of a search"),
        _close_feed,
        method="DELETE",
    ),
)
