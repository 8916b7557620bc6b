"""Meta's calls: the handshake, the signature, and what a call holds."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from connectors.api.posts import Posts
from connectors.credentials import NoCredential, read_credential
from connectors.meta.listing import Ident, When, malformed, moment
from connectors.meta.settings import MetaSettings
from connectors.meta.signature import challenge_of, is_signed
from vigie.context import Context
from vigie.dead_letter import DeadLetter
from vigie.inbound import Call, Reply

TAKEN: Final = Reply(status=200, body=b"ok\n")
LATER: Final = Reply(status=503, body=b"later\n")
_REFUSED: Final = Reply(status=403, body=b"refused\n")
_MALFORMED: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened.

    Attributes:
        field: what was subscribed to ("feed", "mention", "comments", …).
        value: the thing, not yet read.
        raw: the whole change, for a dead letter.
        at: when Meta told it, never later than now.
        place: in the call, for a person.
    """

    field: str
    value: bytes
    raw: bytes
    at: datetime
    place: str


class _Change(msgspec.Struct, frozen=True):
    field: str
    value: msgspec.Raw = msgspec.Raw()


class _Entry(msgspec.Struct, frozen=True):
    id: Ident
    time: When = None
    changes: list[msgspec.Raw] = []


class _Envelope(msgspec.Struct, frozen=True):
    object: str
    entry: list[msgspec.Raw]


class Door:
    """Reads the calls to one source.

    Args:
        settings: of the source.
        context: the house's services.
    """

    def __init__(self, settings: MetaSettings, context: Context) -> None:
        self._settings = settings
        self._home = context.home

    def answer(self, call: Call) -> Reply | None:
        """Return the answer to a handshake or to a call that is not Meta's; None to read it.

        Nothing of the body is read before its signature is verified. A secret that cannot be
        read just now is answered 503, so that Meta calls again; without any, every call is
        refused.
        """
        try:
            if call.method == "GET":
                return self._shake_hands(call)
            return None if self._is_meta(call) else _REFUSED
        except NoCredential:
            return LATER

    def _shake_hands(self, call: Call) -> Reply:
        settings = self._settings
        if not settings.has_verify_token:
            return _REFUSED
        word = read_credential(
            self._home,
            file=settings.verify_token_file,
            env=settings.verify_token_env,
            key="verify_token",
        )
        challenge = challenge_of(call.query, word)
        return Reply(status=200, body=challenge.encode()) if challenge else _REFUSED

    def _is_meta(self, call: Call) -> bool:
        settings = self._settings
        if call.method != "POST" or not settings.has_app_secret:
            return False
        secret = read_credential(
            self._home, file=settings.app_secret_file, env=settings.app_secret_env, key="app_secret"
        )
        return is_signed(call.body, call.headers.get("x-hub-signature-256"), secret)


def read_call(
    body: bytes, kind: str, account: str, posts: Posts, now: datetime
) -> tuple[list[Change], list[DeadLetter]]:
    """Return what happened to one account, and what of it cannot be read. Pure.

    An application has one address for all its pages: what is another account's is left.

    Args:
        body: of a call whose signature was verified.
        kind: what Meta calls the account ("page", "instagram").
        account: its id.
        posts: makes the dead letters.
        now: when it came.
    """
    try:
        envelope = msgspec.json.decode(body, type=_Envelope)
    except _MALFORMED:
        return [], [malformed(body, posts, "appel", now)]
    changes: list[Change] = []
    bad: list[DeadLetter] = []
    for number, raw in enumerate(envelope.entry if envelope.object == kind else (), 1):
        try:
            entry = msgspec.json.decode(raw, type=_Entry)
        except _MALFORMED:
            bad.append(malformed(bytes(raw), posts, f"entrée {number}", now))
            continue
        if str(entry.id) == account:
            at = min(moment(entry.time) or now, now)
            good, worse = _changes(entry, at, f"entrée {number}", posts, now)
            changes += good
            bad += worse
    return changes, bad


def _changes(
    entry: _Entry, at: datetime, where: str, posts: Posts, now: datetime
) -> tuple[list[Change], list[DeadLetter]]:
    good: list[Change] = []
    bad: list[DeadLetter] = []
    for number, raw in enumerate(entry.changes, 1):
        place = f"{where}, changement {number}"
        try:
            read = msgspec.json.decode(raw, type=_Change)
        except _MALFORMED:
            bad.append(malformed(bytes(raw), posts, place, now))
            continue
        if bytes(read.value):
            value, whole = bytes(read.value), bytes(raw)
            good.append(Change(field=read.field, value=value, raw=whole, at=at, place=place))
    return good, bad
