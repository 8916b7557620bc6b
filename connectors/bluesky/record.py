"""A record of app.bsky.feed.post: only its text must be right, what else is wrong is left out."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

import msgspec

_NOTHING: Final = msgspec.Raw()
_UNREADABLE: Final = (msgspec.DecodeError, UnicodeError, RecursionError)
_URI: Final = re.compile(r"at://[\x21-\x7e]{1,800}")
_LANGUAGE: Final = re.compile(r"([A-Za-z]{2})(?:-.*)?", re.DOTALL)
#: Telephones' clocks are a little ahead; what claims to be later than that is no date.
_FAST_CLOCK: Final = timedelta(minutes=5)
_PICTURES: Final = 10


class _Text(msgspec.Struct, gc=False):
    text: str


class Record(msgspec.Struct, gc=False):
    """A post as its author wrote it; the parts besides its text are read one by one."""

    text: str
    created: msgspec.Raw = msgspec.field(name="createdAt", default=_NOTHING)
    langs: msgspec.Raw = _NOTHING
    reply: msgspec.Raw = _NOTHING
    embed: msgspec.Raw = _NOTHING


class _Reference(msgspec.Struct, gc=False):
    uri: str


class _Reply(msgspec.Struct, gc=False):
    root: _Reference
    parent: _Reference


class _Picture(msgspec.Struct, gc=False):
    alt: str = ""


class _Embed(msgspec.Struct, gc=False):
    images: list[_Picture] = []
    alt: str = ""
    media: msgspec.Raw = _NOTHING


_decode_text: Final = msgspec.json.Decoder(_Text).decode

T = TypeVar("T")


def text_of(raw: msgspec.Raw) -> str:
    """Return a record's text; of one that has none, all of it. A microsecond."""
    try:
        return _decode_text(raw).text
    except _UNREADABLE:
        return bytes(raw).decode("utf-8", "replace")


def read_record(raw: msgspec.Raw) -> Record | None:
    """Return a record, None when it has no text."""
    return _part(raw, Record)


def published(record: Record, witnessed: datetime) -> datetime | None:
    """Return when the author claims to have written it: never after it was witnessed.

    None when there is no such claim, or one that nobody can believe.
    """
    created = _part(record.created, datetime)
    if created is None:
        return None
    try:
        aware = created.astimezone(UTC) if created.tzinfo else created.replace(tzinfo=UTC)
    except OverflowError:
        return None
    return min(aware, witnessed) if aware - witnessed <= _FAST_CLOCK else None


def thread(record: Record) -> tuple[str | None, str | None]:
    """Return the addresses of the thread's first post and of the one answered."""
    reply = _part(record.reply, _Reply)
    if reply is None:
        return None, None
    root, parent = reply.root.uri, reply.parent.uri
    return (
        root if _URI.fullmatch(root) else None,
        parent if _URI.fullmatch(parent) else None,
    )


def language(record: Record) -> str | None:
    """Return the first language declared, when it has a code of two letters."""
    langs = _part(record.langs, list[str])
    found = _LANGUAGE.fullmatch(langs[0]) if langs else None
    return found.group(1).lower() if found else None


def descriptions(record: Record) -> list[str]:
    """Return what the author says of pictures and films, as it was written."""
    embed = _part(record.embed, _Embed)
    if embed is not None and embed.media:
        embed = _part(embed.media, _Embed)  # a quotation with pictures
    if embed is None:
        return []
    return [embed.alt, *(picture.alt for picture in embed.images[:_PICTURES])]


def _part(raw: msgspec.Raw, kind: type[T]) -> T | None:
    """Return a part of a record; None when it is missing or has another shape."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except _UNREADABLE:
        return None
