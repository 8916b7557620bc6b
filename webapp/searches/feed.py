"""The feed of a saved search, for whoever holds its secret: RSS 2.0, without anyone's name."""

from __future__ import annotations

import hmac
import re
from typing import Final

from feedgen.feed import FeedGenerator
from markupsafe import Markup, escape
from msgspec.structs import replace
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from vigie.errors import InvalidInput
from vigie.record import Record
from webapp.links import safe_link
from webapp.mentions.cards import value_of
from webapp.reader import Reader
from webapp.searches.shelf import Kept, any_search, digest_of, question_of
from webapp.site import Site

_MOST: Final = 50
_TITLE: Final = 90
# What no XML may hold.
_NOT_XML: Final = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


async def search_feed(site: Site, request: Request) -> Response:
    """Answer `/recherche/{key}.rss`: 404 without the secret of a feed that is open."""
    kept = await any_search(site.office.papers, request.path_params["key"])
    given = digest_of(request.query_params.get("secret", ""))
    if kept is None or not kept.saved.feed or not hmac.compare_digest(given, kept.saved.feed):
        raise HTTPException(404)
    if not await _owner_sees(site, kept):
        raise HTTPException(404)
    reader = site.reader(request)
    now = reader.moments(kept.saved.towns[0]).now
    try:
        query = question_of(kept.saved, now, limit=_MOST)
    except InvalidInput as error:  # a word that is no longer understood
        raise HTTPException(404) from error
    found = await site.store.search(replace(query, order="newest"))
    base = str(request.base_url).rstrip("/")
    body = _rss(kept, [hit.record for hit in found.hits], reader, base)
    return Response(body, media_type="application/rss+xml; charset=utf-8")


async def _owner_sees(site: Site, kept: Kept) -> bool:
    """Tell whether its owner may still see its towns: an old address must not tell them more."""
    entrance = site.office.entrance
    owner = await entrance.accounts.find(kept.saved.owner) if entrance else None
    return owner is None or not owner.towns or set(kept.saved.towns) <= set(owner.towns)


def _rss(kept: Kept, records: list[Record], reader: Reader, base: str) -> bytes:
    feed = FeedGenerator()
    feed.title(_xml(f"{reader.say('site.name')} · {kept.saved.name}"))
    feed.link(href=f"{base}/recherche/{kept.key}", rel="alternate")
    feed.description(_xml(reader.say("feed.description", name=kept.saved.name)))
    feed.language(reader.language)
    feed.generator(reader.say("site.name"))
    feed.lastBuildDate(reader.now)
    for record in records:
        _entry(feed, record, reader, base)
    body: bytes = feed.rss_str(pretty=True)
    return body


def _entry(feed: FeedGenerator, record: Record, reader: Reader, base: str) -> None:
    post, desk = record.mention.post, f"{base}/mention/{record.mention.id}"
    entry = feed.add_entry(order="append")
    entry.guid(desk, permalink=True)
    entry.link(href=desk)
    entry.title(_xml(_title(post.title or post.text)) or reader.say("card.untitled"))
    entry.pubDate(post.published_at)
    entry.description(str(_description(record, reader)))


def _description(record: Record, reader: Reader) -> Markup:
    """Return the text as HTML, every piece escaped, then the labels and the source's link."""
    post = record.mention.post
    lines = Markup("<br>").join(escape(line) for line in _xml(post.text).splitlines())
    source, link = _xml(post.source.name), safe_link(post.url)
    named = (
        Markup('<a href="{}" rel="noopener noreferrer nofollow">{}</a>').format(_xml(link), source)
        if link
        else escape(source)
    )
    route = reader.label("route", value_of(record, "route"))
    return Markup("<p>{}</p><p>{} · {}</p>").format(lines, route, named)


def _title(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _TITLE else line[: _TITLE - 1].rstrip() + "…"


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
