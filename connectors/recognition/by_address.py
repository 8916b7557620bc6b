"""Sources that their address alone tells: nothing is asked of anyone. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from connectors.recognition.of_meta import facebook, instagram
from connectors.recognition.of_youtube import youtube
from connectors.recognition.recognised import Recognised, nothing
from connectors.recognition.source_notes import (
    ALERTS,
    ENTERPRISE,
    NEXTDOOR,
    NO_CONNECTOR,
    NOT_PEOPLE,
    SECRET,
    SENDERS,
    UNREADABLE,
    WHOLE,
)

#: What is there; empty when the page has to be read.
Reads = Callable[[SplitResult], tuple[Recognised, ...]]

_SCHEME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]{0,20}://")
_SUBREDDIT: Final = re.compile(r"/r/([A-Za-z0-9_]{2,50})(?:[/.]|$)")
_PERSON: Final = re.compile(r"/(?:u|user)/")
_MAIL: Final = re.compile(r"[^\s/:@]{1,100}@[A-Za-z0-9.-]{1,200}\.[A-Za-z]{2,20}")
_ACCOUNT: Final = re.compile(r"@([^\s/:@]{1,100})@([A-Za-z0-9.:-]{1,200})")
_COMMUNITY: Final = re.compile(r"!([^\s/:@]{1,100})@([A-Za-z0-9.:-]{1,200})")
_GOOGLE: Final = re.compile(r"(?:www\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?")
_GOOGLE_ALERTS_SENDER: Final = "googlealerts-noreply@google.com"


def whole_address(address: str) -> str:
    """Return an address with its scheme, as people write it without.

    `@account@host` and `!community@host`, as networks write them, become pages' addresses.
    """
    address = address.strip()
    if account := _ACCOUNT.fullmatch(address):
        return f"https://{account.group(2)}/@{account.group(1)}"
    if community := _COMMUNITY.fullmatch(address):
        return f"https://{community.group(2)}/c/{community.group(1)}"
    return address if _SCHEME.match(address) else f"https://{address}"


def known_place(address: str) -> tuple[Recognised, ...]:
    """Return what an address is when it says so itself, nothing when it has to be read.

    Args:
        address: with or without « https:// ».
    """
    address = address.strip()
    mail = address.removeprefix("mailto:")
    if _MAIL.fullmatch(mail):
        return (_mailbox(user=mail),)
    try:
        parts = urlsplit(whole_address(address))
        secret, port = parts.password is not None, parts.port
    except ValueError:
        return (nothing(UNREADABLE),)
    if secret or not address.isprintable():
        return (nothing(SECRET if secret else UNREADABLE),)
    if parts.scheme.lower() in {"imap", "imaps"}:
        return (_folder(parts, port),)
    return _by_host((parts.hostname or "").rstrip("."), parts)


def _by_host(host: str, parts: SplitResult) -> tuple[Recognised, ...]:
    if _GOOGLE.fullmatch(host) and re.fullmatch(r"/alerts/?", parts.path):
        return (nothing(ALERTS),)
    reads = next((_PLACES[name] for name in _PLACES if _is_under(host, name)), None)
    return reads(parts) if reads else ()


def _is_under(host: str, name: str) -> bool:
    return host == name or host.endswith(f".{name}")


def _folder(parts: SplitResult, port: int | None) -> Recognised:
    """Return the folder of `imaps://user@host/folder`."""
    # 143 is the port of what is not encrypted, which is never spoken.
    port = 993 if port in {None, 143} else port
    user, folder = unquote(parts.username or ""), unquote(parts.path.strip("/"))
    return _mailbox(parts.hostname or "", port, user, folder)


def _mailbox(
    host: str = "", port: int | None = 993, user: str = "", folder: str = ""
) -> Recognised:
    told = {"host": host, "user": user, "folder": folder}
    settings = {key: value for key, value in told.items() if value}
    return Recognised(
        kind="mailbox",
        settings={
            **settings,
            **({"port": port} if port != 993 else {}),
            "from": [_GOOGLE_ALERTS_SENDER],
        },
        note=SENDERS,
    )


def _reddit(parts: SplitResult) -> tuple[Recognised, ...]:
    if _PERSON.match(parts.path):
        return (nothing(NOT_PEOPLE),)
    found = _SUBREDDIT.search(parts.path)
    if found is None:
        return (Recognised(kind="reddit"),)
    settings = {"subreddits": [found.group(1)], "search": False}
    return (Recognised(kind="reddit", settings=settings),)


def _bluesky(parts: SplitResult) -> tuple[Recognised, ...]:
    del parts
    return (Recognised(kind="bluesky", note=WHOLE),)


def _x(parts: SplitResult) -> tuple[Recognised, ...]:
    del parts
    return (Recognised(kind="x", note=ENTERPRISE),)


def _nextdoor(parts: SplitResult) -> tuple[Recognised, ...]:
    del parts
    return (nothing(NEXTDOOR),)


def _no_connector(parts: SplitResult) -> tuple[Recognised, ...]:
    del parts
    return (nothing(NO_CONNECTOR),)


_PLACES: Final[dict[str, Reads]] = {
    "reddit.com": _reddit,
    "redd.it": _reddit,
    "bsky.app": _bluesky,
    "bsky.social": _bluesky,
    "youtube.com": youtube,
    "facebook.com": facebook,
    "fb.com": facebook,
    "instagram.com": instagram,
    "x.com": _x,
    "twitter.com": _x,
    "nextdoor.com": _nextdoor,
    "nextdoor.ca": _nextdoor,
    **dict.fromkeys(
        ("linkedin.com", "tiktok.com", "threads.net", "threads.com", "t.me", "discord.com"),
        _no_connector,
    ),
}
