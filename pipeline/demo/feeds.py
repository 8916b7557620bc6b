"""Writes a channel of the made-up week as RSS, Atom or JSON Feed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from email.utils import format_datetime
from xml.sax.saxutils import escape

from pipeline.demo.week import Channel, Pace, Shown, date_of

CONTENT_TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json",
}


def write(channel: Channel, posts: Sequence[Shown], pace: Pace, base: str) -> bytes:
    """Return the channel's document as a site would serve it."""
    writers = {"rss": _rss, "atom": _atom, "json": _json}
    return writers[channel.kind](channel, posts, pace, base).encode()


def _rss(channel: Channel, posts: Sequence[Shown], pace: Pace, base: str) -> str:
    items = "".join(
        f"<item><guid isPermaLink='false'>{post.id}</guid><title>{escape(post.title)}</title>"
        f"<link>{base}{channel.path}/{post.id}?utm_source=demo</link>"
        f"<pubDate>{format_datetime(date_of(post, *pace))}</pubDate>"
        f"<description>{escape(post.text)}</description></item>"
        for post in posts
    )
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel>"
        f"<title>{escape(channel.name)}</title><link>{base}</link><language>fr-ca</language>"
        f"<description>{escape(channel.name)}</description>{items}</channel></rss>"
    )


def _atom(channel: Channel, posts: Sequence[Shown], pace: Pace, base: str) -> str:
    entries = "".join(
        f"<entry><id>{base}{channel.path}/{post.id}</id><title>{escape(post.title)}</title>"
        f"<link href='{base}{channel.path}/{post.id}'/>"
        f"<author><name>{escape(post.author)}</name></author>"
        f"<updated>{date_of(post, *pace).isoformat()}</updated>"
        f"<content type='html'>{escape('<p>' + escape(post.text) + '</p>')}</content></entry>"
        for post in posts
    )
    return (
        "<?xml version='1.0' encoding='utf-8'?><feed xmlns='http://www.w3.org/2005/Atom'>"
        f"<title>{escape(channel.name)}</title><id>{base}{channel.path}</id>"
        f"<updated>{pace.start.isoformat()}</updated>{entries}</feed>"
    )


def _json(channel: Channel, posts: Sequence[Shown], pace: Pace, base: str) -> str:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.name,
        "home_page_url": base,
        "items": [
            {
                "id": post.id,
                "url": f"{base}{channel.path}/{post.id}",
                "content_text": post.text,
                "date_published": date_of(post, *pace).isoformat(),
                "authors": [{"name": post.author}],
            }
            for post in posts
        ],
    }
    return json.dumps(document, ensure_ascii=False)
