"""Saved searches: those that the caller sees, kept and forgotten."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from vigie.saved_search import SearchAlert
from vigie.say import Say
from webapp.api.etags import etag
from webapp.api.mentions import tagged
from webapp.api.operation import Call, Operation, Reply
from webapp.searches import acts
from webapp.searches.shelf import Kept, all_new, new_since, search_of, searches


class SearchSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A saved search.

    Attributes:
        question: what follows "?" in the address of its list, `page`.
        fresh: how many mentions were heard since the caller last opened its list on the
            desk, null when its words are no longer understood.
        alerts: whether it alerts; `alert` says how.
        feed: whether it has an RSS feed, whose address only who opened it was told.
        version: of it, which a change names.
    """

    key: str
    name: str
    owner: str
    question: str
    page: str
    towns: tuple[str, ...]
    shared: bool
    alerts: bool
    fresh: int | None
    alert: SearchAlert | None
    feed: bool
    version: int


class SearchesSaid(msgspec.Struct, frozen=True, kw_only=True):
    """The caller's searches and those that are shared with them."""

    searches: tuple[SearchSaid, ...]


class SearchKept(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A search to be kept; one of the caller's of the same name takes the new question.

    Attributes:
        question: as it stands in the address of a list of the desk (`q=neige&topic=snow`).
    """

    name: Annotated[str, Meta(min_length=1, max_length=80)]
    question: Annotated[str, Meta(max_length=2_000)]
    shared: bool = False


async def _list(call: Call) -> Reply:
    found = await searches(call.site.office.papers, call.actor)
    fresh = await all_new(
        call.site.office.papers, call.site.store, found, call.actor, call.site.clock.now()
    )
    pairs = zip(found, fresh, strict=True)
    return Reply(SearchesSaid(searches=tuple(_said(kept, new) for kept, new in pairs)))


async def _one(call: Call) -> object:
    kept = await search_of(call.site.office.papers, call.named("search"), call.actor)
    return tagged(call, etag(kept.paper.version), (await search_said(call, kept)).value)


async def _keep(call: Call) -> Reply:
    body = call.body
    kept = await acts.save(call.site, body.name, body.question, shared=body.shared)
    return Reply(_said(kept, 0), headers={"ETag": etag(kept.paper.version)})


async def _forget(call: Call) -> Reply:
    await acts.delete(call.site, await acts.changeable(call.site, call.named("search")))
    return Reply(None, status=204)


async def search_said(call: Call, kept: Kept) -> Reply:
    """Answer with a saved search and its ETag."""
    papers, store, now = call.site.office.papers, call.site.store, call.site.clock.now()
    fresh = await new_since(papers, store, kept, call.actor, now)
    return Reply(_said(kept, fresh), headers={"ETag": etag(kept.paper.version)})


def _said(kept: Kept, fresh: int | None) -> SearchSaid:
    saved = kept.saved
    return SearchSaid(
        key=kept.key,
        name=saved.name,
        owner=saved.owner,
        question=saved.question,
        page=kept.asked.address,
        towns=saved.towns,
        shared=saved.shared,
        alerts=saved.alert is not None,
        alert=saved.alert,
        feed=bool(saved.feed),
        version=kept.paper.version,
        fresh=fresh,
    )


SEARCHES: Final = (
    Operation(
        id="list_searches",
        path="/searches",
        tag="searches",
        says=Say("Lire les recherches enregistrées", "Read the saved searches"),
        does=_list,
        gives=SearchesSaid,
    ),
    Operation(
        id="get_search",
        path="/searches/{search}",
        tag="searches",
        says=Say("Lire une recherche enregistrée", "Read a saved search"),
        does=_one,
        gives=SearchSaid,
        tagged=True,
    ),
    Operation(
        id="keep_search",
        path="/searches",
        tag="searches",
        says=Say("Enregistrer une recherche", "Keep a search"),
        does=_keep,
        gives=SearchSaid,
        body=SearchKept,
        tagged=True,
        method="POST",
    ),
    Operation(
        id="forget_search",
        path="/searches/{search}",
        tag="searches",
        says=Say("Oublier une recherche", "Forget a search"),
        does=_forget,
        method="DELETE",
        status=204,
    ),
)
