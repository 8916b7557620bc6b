"""The answers of X's API, and the lines of its stream, which have the same shape. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, TypeVar

import msgspec

from connectors.api.posts import Posts
from connectors.x.posts import XPost, is_id
from vigie.dead_letter import DeadLetter
from vigie.errors import InvalidInput
from vigie.say import Say

#: A search gives a hundred posts at most; more in one answer are not read.
MOST: Final = 200
#: Tags of the rules that are ours.
TAG: Final = "vigie:"

_UNREADABLE: Final = Say("La réponse de X est illisible.", "X’s answer cannot be read.")
_MALFORMED: Final = Say("Message mal formé.", "Malformed post.")
_UNDECODABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_GONE: Final = ("/resource-not-found", "/not-authorized-for-resource")

T = TypeVar("T")


class ApiError(msgspec.Struct, frozen=True):
    """What X says of one thing that it does not give, or of a stream that it ends."""

    title: str = ""
    type: str = ""
    resource_id: str | None = None
    value: Any = None
    disconnect_type: str | None = None

    @property
    def gone(self) -> str | None:
        """Id of a post that is no longer public: deleted, or its account closed or protected."""
        named = self.resource_id or self.value
        return named if isinstance(named, str) and self.type.endswith(_GONE) else None


class _Meta(msgspec.Struct, frozen=True):
    next_token: str | None = None


class _User(msgspec.Struct, frozen=True):
    id: str
    username: str


class _Includes(msgspec.Struct, frozen=True):
    users: list[_User] = []


class _Rule(msgspec.Struct, frozen=True):
    tag: str | None = None


class _Body(msgspec.Struct, frozen=True):
    data: msgspec.Raw = msgspec.Raw(b"null")
    includes: msgspec.Raw = msgspec.Raw(b"null")
    meta: msgspec.Raw = msgspec.Raw(b"null")
    errors: msgspec.Raw = msgspec.Raw(b"null")
    matching_rules: msgspec.Raw = msgspec.Raw(b"null")


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What one answer, or one line, tells.

    Attributes:
        posts: well-formed, in the order given.
        handles: of their authors, by id.
        next_token: where the search goes on, None at its end.
        ours: one of our rules matched; true where no rules are named.
    """

    posts: tuple[XPost, ...] = ()
    rejected: tuple[DeadLetter, ...] = ()
    handles: dict[str, str] = {}
    errors: tuple[ApiError, ...] = ()
    next_token: str | None = None
    ours: bool = True


def read_answer(body: bytes, posts: Posts, now: datetime) -> Answer:
    """Return what an answer tells; a part that is malformed spoils only itself.

    Raises:
        InvalidInput: it is no answer of the API.
    """
    try:
        whole = msgspec.json.decode(body, type=_Body)
    except _UNDECODABLE as error:
        raise InvalidInput(_UNREADABLE) from error
    good: list[XPost] = []
    bad: list[DeadLetter] = []
    for place, raw in enumerate(_items(whole.data), 1):
        post = _part(raw, XPost, None)
        if post is not None and is_id(post.id):
            good.append(post)
        else:
            bad.append(posts.rejected(bytes(raw), f"message {place}", _MALFORMED, now))
    users = _part(whole.includes, _Includes, _Includes()).users
    rules: list[_Rule] = _part(whole.matching_rules, list[_Rule], [])
    return Answer(
        posts=tuple(good),
        rejected=tuple(bad),
        handles={user.id: user.username for user in users},
        errors=tuple(_part(whole.errors, list[ApiError], [])),
        next_token=_part(whole.meta, _Meta, _Meta()).next_token or None,
        ours=not rules or any((rule.tag or "").startswith(TAG) for rule in rules),
    )


def read_line(line: bytes, posts: Posts, now: datetime) -> Answer:
    """Return what a line of the stream tells; one that cannot be read is a dead letter."""
    try:
        return read_answer(line, posts, now)
    except InvalidInput as error:
        return Answer(rejected=(posts.rejected(line, "stream", error.say, now),))


def _items(data: msgspec.Raw) -> list[msgspec.Raw]:
    """Return the items of `data`: a search gives a list, the stream one object."""
    start = bytes(memoryview(data)[:1])
    if start == b"n":
        return []
    return _part(data, list[msgspec.Raw], [])[:MOST] if start == b"[" else [data]


def _part(raw: msgspec.Raw, kind: Any, otherwise: T) -> Any | T:
    try:
        return msgspec.json.decode(raw, type=kind | None) or otherwise
    except _UNDECODABLE:
        return otherwise
