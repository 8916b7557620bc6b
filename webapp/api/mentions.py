"""Mentions: searched, counted, read."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta
from starlette.responses import Response

from vigie.query import FIELDS, And, Bucket, Counts, Field, Query
from vigie.say import Say
from webapp.api.etags import etag, mention_etag, unchanged
from webapp.api.filters import asking, query_of
from webapp.api.mention_shapes import MentionPage, MentionSaid, MentionWhole, ReviewSaid
from webapp.api.next_page import After, header, links
from webapp.api.operation import Call, NoQuestion, Operation, Reply
from webapp.api.sight import seen_record
from webapp.api.telling import review_said, said, whole

_STORY: Final = 100

_MentionsAsked: Final = asking(
    "MentionsAsked",
    (
        "order",
        Annotated[
            Literal["newest", "oldest", "best"],
            Meta(description="By date, or by relevance to the words."),
        ],
        "newest",
    ),
    (
        "after",
        After,
        None,
    ),
    ("limit", Annotated[int, Meta(ge=1, le=200, description="Mentions a page.")], 50),
)
_CountsAsked: Final = asking(
    "CountsAsked",
    (
        "facet",
        Annotated[
            tuple[Literal[FIELDS], ...],  # type: ignore[valid-type]
            Meta(max_length=len(FIELDS), description="Fields whose values are counted."),
        ],
        (),
    ),
    (
        "every",
        Annotated[
            Literal["hour", "day", "week", "month"] | None,
            Meta(description="Count by period of publication, in UTC."),
        ],
        None,
    ),
)


class CountsSaid(msgspec.Struct, frozen=True, kw_only=True):
    """How many mentions answer.

    Attributes:
        facets: field → its values, most frequent first.
        histogram: first moment of a period → how many were published in it, oldest first.
    """

    total: int
    facets: dict[str, tuple[Bucket, ...]]
    histogram: tuple[Bucket, ...]


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """The mentions that tell one story, oldest first; at most a hundred."""

    total: int
    mentions: tuple[MentionSaid, ...]


async def _list(call: Call) -> Reply:
    how = {name: getattr(call.asked, name) for name in ("order", "after", "limit")}
    found = await call.site.store.search(query_of(call, **how))
    further = links(call, "/mentions", found.next)
    page = MentionPage(
        total=found.total,
        mentions=tuple(said(call.site, hit.record, hit.spans) for hit in found.hits),
        next=found.next,
        links=further,
    )
    return Reply(page, headers=header(further))


async def _count(call: Call) -> Reply:
    counts: Counts = await call.site.store.count(query_of(call), call.asked.facet, call.asked.every)
    return Reply(CountsSaid(total=counts.total, facets=counts.facets, histogram=counts.histogram))


async def _one(call: Call) -> Response | Reply:
    record = await seen_record(call, call.named("mention"))
    return tagged(call, mention_etag(record), whole(call.site, record))


async def _review(call: Call) -> Response | Reply:
    told = review_said(await seen_record(call, call.named("mention")))
    return tagged(call, etag(told.version), told)


async def _story(call: Call) -> Reply:
    record = await seen_record(call, call.named("mention"))
    first = record.judgement.cluster or record.mention.id
    where = And((Field("cluster", (first,)), Field("town", (record.mention.town,))))
    found = await call.site.store.search(Query(where=where, order="oldest", limit=_STORY))
    told = tuple(said(call.site, hit.record) for hit in found.hits)
    # A mention that stands alone has no story's id: it is the whole of its story.
    mentions = told or (said(call.site, record),)
    return Reply(Story(total=max(found.total, 1), mentions=mentions))


def tagged(call: Call, tag: str, value: Any) -> Response | Reply:
    """Return an answer with its ETag; who already has this version is told so (304)."""
    if unchanged(call.request, tag):
        return Response(status_code=304, headers={"ETag": tag})
    return Reply(value, headers={"ETag": tag})


MENTIONS: Final = (
    Operation(
        id="list_mentions",
        path="/mentions",
        tag="mentions",
        says=Say("Chercher parmi les mentions", "Search the mentions"),
        does=_list,
        gives=MentionPage,
        asks=_MentionsAsked,
    ),
    Operation(
        id="count_mentions",
        path="/counts",
        tag="mentions",
        says=Say("Compter les mentions", "Count the mentions"),
        does=_count,
        gives=CountsSaid,
        asks=_CountsAsked,
    ),
    Operation(
        id="get_mention",
        path="/mentions/{mention}",
        tag="mentions",
        says=Say("Lire une mention", "Read a mention"),
        does=_one,
        gives=MentionWhole,
        asks=NoQuestion,
        tagged=True,
    ),
    Operation(
        id="get_story",
        path="/mentions/{mention}/story",
        tag="mentions",
        says=Say("Lire toute l’histoire d’une mention", "Read a mention’s whole story"),
        does=_story,
        gives=Story,
    ),
    Operation(
        id="get_review",
        path="/mentions/{mention}/review",
        tag="mentions",
        says=Say(
            "Lire ce que l’équipe a dit d’une mention", "Read what the team said of a mention"
        ),
        does=_review,
        gives=ReviewSaid,
        tagged=True,
    ),
)
