"""Reddit's JSON listings → things. Pure."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

import msgspec

from connectors.api.posts import Posts
from connectors.feed.entry_fields import attachment, whole_number
from connectors.markup import one_line, plain, to_text
from connectors.reddit.things import Listing, Thing, fullname, moment, reads_gone
from vigie.errors import InvalidInput
from vigie.post import Media
from vigie.say import Say

#: Most things of one listing: it never gives more than a hundred.
MOST: Final = 100

_UNREADABLE: Final = Say("La réponse de Reddit est illisible.", "Reddit’s answer cannot be read.")
MALFORMED: Final = Say("Message mal formé.", "Malformed post.")
_ANCHOR: Final = re.compile(r"t\d_[a-z0-9]{1,16}")


class _Data(msgspec.Struct, frozen=True):
    children: list[msgspec.Raw]
    after: str | None = None


class _Listing(msgspec.Struct, frozen=True, tag_field="kind", tag="Listing"):
    data: _Data


class _Said(msgspec.Struct, frozen=True, kw_only=True):
    """The fields of a post (t3) or a comment (t1); those not named are not read."""

    name: str
    author: str | None = None
    title: str | None = None
    link_title: str | None = None
    selftext: str | None = None
    selftext_html: str | None = None
    body: str | None = None
    body_html: str | None = None
    permalink: str | None = None
    created_utc: Any = None
    edited: Any = None
    parent_id: str | None = None
    link_id: str | None = None
    num_comments: Any = None
    score: Any = None
    url: str | None = None
    post_hint: str | None = None
    removed_by_category: str | None = None
    subreddit_type: str | None = None


class _Child(msgspec.Struct, frozen=True):
    data: _Said
    kind: str = ""


def read_listing(body: bytes, posts: Posts, now: datetime) -> Listing:
    """Return the things of a listing, and the items that are none.

    Raises:
        InvalidInput: the body is no listing.
    """
    try:
        data = msgspec.json.decode(body, type=_Listing).data
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidInput(_UNREADABLE) from error
    things, rejected = [], []
    for place, raw in enumerate(data.children[:MOST], 1):
        try:
            thing = _thing(msgspec.json.decode(raw, type=_Child).data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            thing = None
        if thing is None:
            rejected.append(posts.rejected(bytes(raw), f"message {place}", MALFORMED, now))
        else:
            things.append(thing)
    after = data.after if data.after and _ANCHOR.fullmatch(data.after) else None
    return Listing(things=tuple(things), rejected=tuple(rejected), after=after)


def _thing(said: _Said) -> Thing | None:
    name = fullname(said.name)
    if name is None:
        return None
    permalink = said.permalink or ""
    return Thing(
        name=name,
        title=one_line(said.title or said.link_title or "", is_markup=False),
        text=_text(said),
        author=said.author or None,
        created=moment(said.created_utc),
        edited=moment(said.edited),
        permalink=permalink if permalink.startswith("/r/") else "",
        parent=fullname(said.parent_id),
        link=fullname(said.link_id),
        replies=whole_number(said.num_comments),
        score=whole_number(said.score),
        media=_image(said),
        gone=_is_gone(said),
    )


def _text(said: _Said) -> str:
    marked = said.body_html or said.selftext_html
    return to_text(marked) if marked else plain(said.body or said.selftext or "")


def _is_gone(said: _Said) -> bool:
    """Tell whether a thing reads « deleted »: its author, its text or its title, or its status.

    A text whose author is « [deleted] » goes too: the account is gone. So does what is no
    longer public.
    """
    return (
        reads_gone(said.author, said.body, said.selftext, said.title)
        or said.removed_by_category is not None
        or said.subreddit_type == "private"
    )


def _image(said: _Said) -> tuple[Media, ...]:
    image = attachment(said.url, "") if said.post_hint == "image" else None
    return (image,) if image else ()
