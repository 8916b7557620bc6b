"""Reddit's Atom feeds, for who has no key → things. Pure, once the feed is parsed.

An entry's id is the fullname that the API gives, so that a post is the same either way.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

import msgspec

from connectors.api.posts import Posts
from connectors.feed.document import Entry, FeedDocument
from connectors.markup import one_line
from connectors.reddit.listing import MALFORMED, MOST
from connectors.reddit.things import Listing, Thing, fullname, names_in, reads_gone

#: What Reddit adds below a post: who submitted it, where to, and two links.
_ADDED: Final = "submitted by"
_SUBMITTER: Final = re.compile(
    r"\s*(?:/u/\S{1,40}|\[deleted\])(?:\s+to\s+r/\w{1,50})?(?:\s*\[(?:link|comments)\]){0,2}\s*"
)
#: A comment's title is « /u/somebody on The post's title ».
_ON: Final = re.compile(r"/u/\S{1,40} on ")
#: Entries of a search that are communities or accounts, not posts.
_NO_POST: Final = re.compile("t[2456]_[a-z0-9]{1,16}")


def read_document(document: FeedDocument, posts: Posts, now: datetime) -> Listing:
    """Return the things of a feed, and the items that are none."""
    things = []
    rejected = [posts.rejected(one.raw, one.where, one.why, now) for one in document.unusable]
    for place, entry in enumerate(document.entries[:MOST], 1):
        if _NO_POST.fullmatch(entry.key):
            continue
        thing = _thing(entry)
        if thing is not None:
            things.append(thing)
        else:
            raw = msgspec.json.encode(entry)
            rejected.append(posts.rejected(raw, f"message {place}", MALFORMED, now))
    return Listing(things=tuple(things), rejected=tuple(rejected), window=True)


def without_submitter(text: str) -> str:
    """Return a post's text without « submitted by /u/somebody [link] [comments] »."""
    head, added, tail = text.rpartition(_ADDED)
    return head.rstrip() if added and _SUBMITTER.fullmatch(tail) else text


def _thing(entry: Entry) -> Thing | None:
    permalink = urlsplit(entry.url or "").path
    link, comment = names_in(permalink)
    name = fullname(entry.key) or comment or link
    if name is None:
        return None
    is_comment = name.startswith("t1_")
    title = _ON.sub("", entry.title, count=1) if is_comment else entry.title
    author = (entry.author or "").removeprefix("/u/") or None
    text = without_submitter(entry.text)
    return Thing(
        name=name,
        title=one_line(title, is_markup=False),
        text=text,
        author=author,
        created=entry.published,
        edited=_edited(entry),
        permalink=permalink if link else "",
        link=link if is_comment else None,
        media=entry.media,
        gone=reads_gone(author, text, title),
    )


def _edited(entry: Entry) -> datetime | None:
    if entry.updated is None or entry.published is None or entry.updated <= entry.published:
        return None  # Reddit dates an entry that nobody edited of its publication
    return entry.updated
