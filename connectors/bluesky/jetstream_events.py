"""Jetstream's frames, of both wires → what each of them means. Pure.

Sources: bluesky-social/jetstream, `docs/README.md` §5.1 and §5.2, and the lexicon
`network.bsky.jetstream.subscribeEvents`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

import msgspec

from vigie.errors import InvalidInput
from vigie.say import Say

#: The one collection that is listened to.
POSTS: Final = "app.bsky.feed.post"

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_NOTHING: Final = msgspec.Raw()

# Unix microseconds up to the year 2100: what is beyond is no moment of the network's.
_LAST: Final = 4_102_444_800_000_000
_Micros = Annotated[int, msgspec.Meta(ge=0, le=_LAST)]

#: A frame, decompressed → what it means; raises `InvalidInput` for what is no frame.
Read = Callable[[str | bytes], "Said"]


class Said(msgspec.Struct, frozen=True, gc=False):
    """What one frame tells.

    Attributes:
        kind: "create", "update" or "delete" of a post; "account", whose state changed;
            "notice", a warning about the stream; "ended", the server's reason for hanging up;
            "other", of no use but for its time.
        time_us: when Jetstream witnessed it, in Unix microseconds; 0 when it does not say.
        did: of the account.
        rkey: the post's key among its author's.
        record: the post as its author wrote it, unread.
        name: the account's status, the notice's or the end's name.
        active: whether the account is.
    """

    kind: str
    time_us: int = 0
    did: str = ""
    rkey: str = ""
    record: msgspec.Raw = _NOTHING
    name: str = ""
    active: bool = True


class _Commit(msgspec.Struct, gc=False):
    operation: str
    collection: str
    rkey: str
    record: msgspec.Raw = _NOTHING


class _Account(msgspec.Struct, gc=False):
    active: bool
    status: str | None = None


class _FrameV1(msgspec.Struct, gc=False):
    did: str
    time_us: _Micros
    kind: str
    commit: _Commit | None = None
    account: _Account | None = None


class _PayloadV2(msgspec.Struct, gc=False):
    type_: str = msgspec.field(name="$type")
    did: str = ""
    time: datetime | None = None
    operation: str = ""
    collection: str = ""
    rkey: str = ""
    record: msgspec.Raw = _NOTHING
    account: _Account | None = None
    name: str = ""


class _FrameV2(msgspec.Struct, gc=False):
    type_: str = msgspec.field(name="$type")
    payload: _PayloadV2 | None = None
    error: str = ""


_decode_v1: Final = msgspec.json.Decoder(_FrameV1).decode
_decode_v2: Final = msgspec.json.Decoder(_FrameV2).decode
_OPERATIONS: Final = frozenset({"create", "update", "delete"})
_UNREADABLE: Final = (msgspec.DecodeError, UnicodeError, RecursionError)


def read_v1(frame: str | bytes) -> Said:
    """Return what a frame of `/subscribe` means.

    Raises:
        InvalidInput: it is no JSON, is nested too deeply, or has another shape.
    """
    try:
        told = _decode_v1(frame)
    except _UNREADABLE as error:
        raise _unreadable() from error
    commit, account = told.commit, told.account
    if commit is not None:
        if commit.collection != POSTS or commit.operation not in _OPERATIONS:
            return Said("other", told.time_us)
        return Said(commit.operation, told.time_us, told.did, commit.rkey, commit.record)
    if account is not None:
        return _account(account, told.time_us, told.did)
    return Said("other", told.time_us)


def read_v2(frame: str | bytes) -> Said:
    """Return what a frame of `subscribeEvents` means.

    Raises:
        InvalidInput: as `read_v1`.
    """
    try:
        told = _decode_v2(frame)
    except _UNREADABLE as error:
        raise _unreadable() from error
    payload = told.payload
    if told.type_ == "error":
        return Said("ended", name=told.error[:80])
    if told.type_ != "message" or payload is None:
        return Said("other")
    return _of_payload(payload)


def _of_payload(payload: _PayloadV2) -> Said:
    kind = payload.type_.rpartition("#")[2]
    if kind == "info":
        return Said("notice", name=payload.name[:80])
    time_us = _micros(payload.time)
    if kind == "account" and payload.account is not None:
        return _account(payload.account, time_us, payload.did)
    ours = payload.collection == POSTS and payload.operation in _OPERATIONS
    if kind == "commit" and ours:
        return Said(payload.operation, time_us, payload.did, payload.rkey, payload.record)
    return Said("other", time_us)


def _account(account: _Account, time_us: int, did: str) -> Said:
    status = (account.status or "")[:80]
    return Said("account", time_us, did, name=status, active=account.active)


def _micros(moment: datetime | None) -> int:
    if moment is None:
        return 0
    time_us = micros(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    if time_us > _LAST:
        raise _unreadable()
    return max(0, time_us)


def micros(moment: datetime) -> int:
    """Return an aware moment in Unix microseconds, to the microsecond."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(time_us: int) -> datetime:
    """Return Unix microseconds as a moment in UTC."""
    return _EPOCH + timedelta(microseconds=time_us)


def _unreadable() -> InvalidInput:
    return InvalidInput(Say("Trame illisible.", "Unreadable frame."))
