"""What the pages of Discourse and phpBB forums tell. Pure.

Sources: Discourse's `application.html.erb` (generator, base path); phpBB's prosilver,
`overall_header.html` (`<body id="phpbb">`, the feeds that the administrator has turned on).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import SplitResult, parse_qs, urljoin, urlsplit

from connectors.recognition.page_tags import tags
from connectors.recognition.recognised import Recognised

_BASE_PATH: Final = re.compile(r"data-base-ur[il]=[\"'](/[\w./-]{1,200})[\"']")
_FEED: Final = re.compile(r"/(?:app\.php/)?feed((?:/[a-z_]{1,20}(?:/[0-9]{1,10})?)?)/?")
_WHOLE: Final = ("topics_active", "topics_new", "topics", "news")


def read_discourse(page: str, url: str) -> tuple[Recognised, ...]:
    """Return the Discourse forum that this is a page of."""
    for name, attributes in tags(page):
        generator = name == "meta" and attributes.get("name", "").lower() == "generator"
        if generator and attributes.get("content", "").lower().startswith("discourse"):
            return (Recognised(kind="discourse", settings={"url": _site(url) + _base(page)}),)
    return ()


def read_phpbb(page: str, url: str, feeds: Sequence[str]) -> tuple[Recognised, ...]:
    """Return the phpBB forum that this is a page of, or the one of its forums or topics.

    Args:
        page: its text.
        url: its address.
        feeds: addresses of those that it announces.
    """
    if not _is_phpbb(page):
        return ()
    front, offered = _folder(url), {_feed_of(feed) for feed in feeds} - {None}
    one = _one_of(url)
    for key, number in one.items():
        if not offered or f"/{key}/{number}" in offered:
            return (Recognised(kind="phpbb", settings={"url": front, key: number}),)
    chosen = next((name for name in _WHOLE if f"/{name}" in offered), None)
    whole = not offered or "" in offered or chosen is None
    return (
        Recognised(kind="phpbb", settings={"url": front, **({} if whole else {"feed": chosen})}),
    )


def phpbb_feed(url: str) -> tuple[Recognised, ...]:
    """Return the phpBB forum whose feed this address is of, when the address tells."""
    if "/app.php/feed" not in _parts(url).path:
        return ()
    return (Recognised(kind="phpbb", settings={"url": url}),)


def _is_phpbb(page: str) -> bool:
    if any(name == "body" and each.get("id") == "phpbb" for name, each in tags(page)):
        return True
    said = "phpbb" in page.lower()
    return said and ("viewforum.php?" in page or "viewtopic.php?" in page)


def _one_of(url: str) -> dict[str, int]:
    """Return which forum or topic a page's address names."""
    parts = _parts(url)
    page = parts.path.rpartition("/")[2]
    key, letter = {"viewforum.php": ("forum", "f"), "viewtopic.php": ("topic", "t")}.get(
        page, ("", "")
    )
    try:
        number = parse_qs(parts.query).get(letter, [""])[0]
    except ValueError:
        return {}
    return {key: int(number)} if key and re.fullmatch(r"[1-9][0-9]{0,9}", number) else {}


def _feed_of(address: str) -> str | None:
    """Return which of a forum's feeds this is, "" for all of it, None when it is none."""
    path = _parts(address).path
    found = _FEED.search(path)
    return found.group(1) if found and found.end() == len(path) else None


def _base(page: str) -> str:
    """Return where a forum stands on its site, when it is not at its root."""
    found = _BASE_PATH.search(page)
    return found.group(1).rstrip("/") if found else ""


def _site(url: str) -> str:
    parts = _parts(url)
    return f"{parts.scheme}://{parts.netloc}"


def _folder(url: str) -> str:
    """Return the folder of a page: phpBB's pages stand beside one another."""
    try:
        return urljoin(url, ".").partition("?")[0].rstrip("/")
    except ValueError:
        return url


def _parts(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")
