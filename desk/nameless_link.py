"""A post's address as it may leave the desk: one that does not itself name its author."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from vigie.privacy import mask

_X: Final = re.compile(r"/[^/]+/status(?:es)?/(\d+)")
_INSTAGRAM: Final = re.compile(r"/[^/]+/(p|reel)/([\w-]+)")
# On these the first part of the path is an account, but for what the sites keep for themselves.
_BY_ACCOUNT: Final = frozenset(("facebook.com", "threads.net", "threads.com", "instagram.com"))
_NO_ACCOUNT: Final = frozenset(
    ("events", "groups", "hashtag", "marketplace", "p", "permalink.php", "photo")
) | frozenset(("photo.php", "reel", "reels", "share", "story.php", "watch"))
_PEOPLE: Final = re.compile(
    r"/(?:u|user|users|profile|people|author|membre|member)/", re.IGNORECASE
)
_LONGEST: Final = 500


def nameless_link(url: str | None) -> str | None:
    """Return an address without a person's handle, e-mail or phone, None when it has no such form.

    X's and Instagram's addresses have a form without the account; Mastodon's, Facebook's and
    Bluesky's with a handle have not.
    """
    if not url or len(url) > _LONGEST:
        return None
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        return None
    parts = _without_account(parts, host)
    plain = urlunsplit(parts._replace(fragment=""))
    read = unquote(unquote(plain))
    if "@" in read or mask(read) != read or not plain.isprintable() or " " in plain:
        return None
    return None if _names(parts, host) else plain


def _without_account(parts: SplitResult, host: str) -> SplitResult:
    if host in ("x.com", "twitter.com", "mobile.twitter.com") and (found := _X.match(parts.path)):
        return parts._replace(netloc="x.com", path=f"/i/status/{found[1]}", query="")
    if host == "instagram.com" and (found := _INSTAGRAM.match(parts.path)):
        return parts._replace(path=f"/{found[1]}/{found[2]}/", query="")
    return parts


def _names(parts: SplitResult, host: str) -> bool:
    first = parts.path.strip("/").partition("/")[0].lower()
    if host in ("x.com", "twitter.com", "mobile.twitter.com"):
        return not parts.path.startswith("/i/")
    if host in _BY_ACCOUNT:
        return first not in _NO_ACCOUNT and not first.isdigit()
    if host == "bsky.app":
        return not parts.path.startswith("/profile/did:")
    return _PEOPLE.search(parts.path) is not None
