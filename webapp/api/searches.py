"""Saved searches: those that the caller sees, kept and forgotten."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from msgspec import Meta
from starlette.datastructures import QueryParams

from vigie.saved_search import SavedSearch
from vigie.say import Say
from webapp.api.operation import Call, Operation, Reply
from webapp.api.problem import Problem
from webapp.log_of_acts import note
from webapp.mentions.asked import Asked
from webapp.searches.shelf import Kept, all_new, forget, keep_new, search_of, searches


class SearchSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A saved search.

    Attributes:
        question: what follows "?" in the address of its list, `page`.
        fresh: how many mentions were heard since the caller last opened its list on the
            desk, null when its words are no longer understood.
        alerts: whether it alerts.
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


async def _keep(call: Call) -> Reply:
    asked = Asked.of(QueryParams(call.body.question.removeprefix("?"))).varied()
    asked.clauses()  # what is not understood is not kept
    slugs = tuple(town.slug for town in call.site.towns)
    saved = SavedSearch(
        name=call.body.name,
        owner=call.actor.name,
        question=asked.question.removeprefix("?"),
        towns=tuple(slug for slug in asked.filters.get("town", ()) if slug in slugs) or slugs,
        shared=call.body.shared,
    )
    kept = await keep_new(call.site.office.papers, saved, call.site.clock.now())
    await _noted(call, "search_saved", kept)
    return Reply(_said(kept, 0))


async def _forget(call: Call) -> Reply:
    kept = await search_of(call.site.office.papers, call.named("search"), call.actor)
    if not kept.changed_by(call.actor):
        raise Problem("forbidden")
    await forget(call.site.office.papers, kept)
    await _noted(call, "search_deleted", kept)
    return Reply(None, status=204)


async def _noted(call: Call, what: str, kept: Kept) -> None:
    papers, now = call.site.office.papers, call.site.clock.now()
    await note(papers, now, call.actor.name, what, town=kept.paper.town, about=kept.key)


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
        id="keep_search",
        path="/searches",
        tag="searches",
        says=Say("Enregistrer une recherche", "Keep a search"),
        does=_keep,
        gives=SearchSaid,
        body=SearchKept,
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
