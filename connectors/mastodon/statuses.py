"""Mastodon's statuses as they come over the wire → posts. Pure.

Source: Mastodon's documentation, entities Status and Account; older servers and other
software that speaks this API lack the newer keys.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from connectors.addresses import canonical
from connectors.api.posts import Posts
from connectors.clock_skew import no_later
from connectors.feed.entry_fields import attachment, language_code, whole_number
from connectors.markup import one_line, to_text
from vigie.dead_letter import DeadLetter
from vigie.errors import InvalidInput
from vigie.post import Engagement, Media
from vigie.privacy import mask
from vigie.say import Say

#: An id of one instance: figures on Mastodon, letters too elsewhere.
LocalId = Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{1,64}$")]

_ERRORS: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_NO_ROBOT: Final = re.compile(r"#nobots?\b", re.IGNORECASE)
_MOST_MEDIA: Final = 10
_MOST_ITEMS: Final = 200


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Who wrote; `acct` has no host when the account is the instance's own."""

    acct: Annotated[str, Meta(min_length=1, max_length=400)]
    uri: Annotated[str, Meta(max_length=1_000)] | None = None
    note: str | None = None
    noindex: bool | None = None
    discoverable: bool | None = None


class Attached(msgspec.Struct, frozen=True, kw_only=True):
    """A picture, a film or a sound."""

    url: str | None = None
    description: str | None = None


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """One status; `id` is the instance's, `uri` the whole network's."""

    id: LocalId
    uri: Annotated[str, Meta(pattern=r"^\S+$", max_length=1_000)]
    account: Account
    created_at: datetime
    visibility: str
    content: str | None = None
    spoiler_text: str | None = None
    url: str | None = None
    language: str | None = None
    edited_at: datetime | None = None
    in_reply_to_id: str | None = None
    reblog: Any = None
    replies_count: Any = None
    reblogs_count: Any = None
    favourites_count: Any = None
    media_attachments: tuple[Attached, ...] | None = None


class _Found(msgspec.Struct, frozen=True):
    statuses: list[msgspec.Raw]


def items(body: bytes) -> list[bytes]:
    """Return the items of a timeline or of a search's answer, as they came, two hundred at most.

    Raises:
        InvalidInput: the body is neither.
    """
    try:
        if body.lstrip()[:1] == b"{":
            raws = msgspec.json.decode(body, type=_Found).statuses
        else:
            raws = msgspec.json.decode(body, type=list[msgspec.Raw])
    except _ERRORS as error:
        say = Say("La réponse de l’instance est illisible.", "The instance’s answer is unreadable.")
        raise InvalidInput(say) from error
    return [bytes(raw) for raw in raws[:_MOST_ITEMS]]


def decoded(raw: bytes) -> Status | None:
    """Return one item as a status, None for what is none."""
    try:
        return msgspec.json.decode(raw, type=Status)
    except _ERRORS:
        return None


def read(
    raw: bytes, where: str, posts: Posts, now: datetime
) -> tuple[Status | None, DeadLetter | None]:
    """Return one item as a status, or the dead letter of what is none."""
    status = decoded(raw)
    if status is not None:
        return status, None
    return None, posts.rejected(raw, where, Say("Message mal formé.", "Malformed status."), now)


def is_wanted(status: Status, respect: tuple[str, ...]) -> bool:
    """Tell whether a status is a public one, its author's own words, and not opted out.

    A boost (`reblog`) is no one's own words. `respect` names the opt-outs that count.
    """
    if status.visibility != "public" or status.reblog is not None:
        return False
    author = status.account
    if "noindex" in respect and author.noindex:
        return False
    if "discoverable" in respect and author.discoverable is False:
        return False
    note = (author.note or "")[:20_000]
    asks = "nobot" in respect and "nobot" in note.lower()
    return not (asks and _NO_ROBOT.search(to_text(note)))


def handle(account: Account, domain: str) -> str:
    """Return `user@host`, whatever instance says it."""
    return account.acct if "@" in account.acct else f"{account.acct}@{domain}"


def identity(account: Account, domain: str) -> str:
    """Return what names an account on the whole network: what pseudonyms are made of."""
    return account.uri or handle(account, domain)


def fields(status: Status, now: datetime, contacts: tuple[str, ...]) -> dict[str, Any]:
    """Return what `Posts.post` takes of a status, but for its author and what it answers."""
    edited, revision = _edition(status, now)
    return {
        "native_id": status.uri,
        "title": one_line(status.spoiler_text or "", is_markup=False),
        "text": to_text(status.content or ""),
        "published": no_later(status.created_at, now),
        "edited": edited,
        "revision": revision,
        "language": language_code(status.language),
        "url": canonical(status.url or "") or canonical(status.uri),
        "engagement": Engagement(
            replies=whole_number(status.replies_count),
            shares=whole_number(status.reblogs_count),
            likes=whole_number(status.favourites_count),
        ),
        "media": _media(status, contacts),
    }


def _edition(status: Status, now: datetime) -> tuple[datetime | None, int]:
    """Return when a status was last edited and the Unix second of it, None and 1 if never."""
    if status.edited_at is None:
        return None, 1
    edited = no_later(status.edited_at, now)
    second = int(min(edited, now).timestamp())
    return edited, max(2, second)


def _media(status: Status, contacts: tuple[str, ...]) -> tuple[Media, ...]:
    attached = (status.media_attachments or ())[:_MOST_MEDIA]
    found = (
        attachment(item.url, "", None, mask(item.description or "", contacts)) for item in attached
    )
    return tuple(item for item in found if item is not None)
