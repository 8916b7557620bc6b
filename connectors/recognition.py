"""What can be listened to at an address: the kind of source, and its settings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from urllib.parse import SplitResult, urljoin, urlsplit

import msgspec

from connectors.api_call import Refusal, ask
from connectors.discovery import discover
from connectors.recognised import Recognised
from connectors.recognition_by_address import known_place
from vigie.outbound import Fetched, Outbound
from vigie.say import Say

_BODY_LIMIT: Final = 5_000_000
_LOOKED_AT: Final = 300_000

_FEED: Final = re.compile(rb"<(rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_SITEMAP: Final = re.compile(rb"<(urlset|sitemapindex)[\s>]")
_GENERATOR: Final = re.compile(
    rb"<meta[^>]{0,200}name=[\"']generator[\"'][^>]{0,200}content=[\"']([^\"']{1,200})",
    re.IGNORECASE,
)
_CHANNEL: Final = re.compile(rb"feeds/videos\.xml\?channel_id=(UC[\w-]{22})")
_PHPBB: Final = re.compile(rb"phpbb", re.IGNORECASE)


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """What an address gives.

    Attributes:
        found: what can be listened to there, the best first.
        refusal: why the address could not be read, when it could not.
    """

    found: tuple[Recognised, ...] = ()
    refusal: Say | None = None


async def recognise(address: str, outbound: Outbound, now: datetime) -> Looked:
    """Tell what can be listened to at an address, a page's or a feed's.

    Reads the address once, and asks at most two more questions where the page looks like a
    forum or a social network's. Never raises for what is there.

    Args:
        address: as a person copies it.
        outbound: the house's client; may block on the network.
        now: for what answers say of waits.
    """
    address = address.strip()
    at_once = known_place(address)
    if at_once is not None:
        return Looked(found=(at_once,))
    url = address if "://" in address else f"https://{address}"
    answer = await ask(outbound, url, now=now, limit=_BODY_LIMIT)
    if isinstance(answer, Refusal):
        return Looked(refusal=answer.say)
    found = list(_read(answer))
    found += [each async for each in _asked(answer, outbound, now)]
    return Looked(found=tuple({(each.kind, str(each.settings)): each for each in found}.values()))


def _read(answer: Fetched) -> Iterator[Recognised]:
    """Yield what the answer itself shows. Pure."""
    head = answer.body[:_LOOKED_AT]
    if _SITEMAP.search(head[:2_000]) or answer.url.endswith(".xml.gz"):
        yield Recognised(kind="sitemap", settings={"url": answer.url})
        return
    if _FEED.search(head[:2_000]) or _is_json_feed(answer):
        yield Recognised(kind="feed", settings={"url": answer.url})
        return
    channel = _CHANNEL.search(head)
    if channel and _host(answer.url).endswith("youtube.com"):
        yield Recognised(kind="youtube", settings={"channels": [channel.group(1).decode()]})
        return
    root = _root(answer.url)
    generator = _GENERATOR.search(head)
    if generator and generator.group(1).lower().startswith(b"discourse"):
        yield Recognised(kind="discourse", settings={"url": root})
    elif _PHPBB.search(head):
        yield Recognised(kind="phpbb", settings={"url": _folder(answer.url)})
    for title, url in discover(answer.body, answer.url):
        yield Recognised(kind="feed", settings={"url": url}, title=title)


async def _asked(answer: Fetched, outbound: Outbound, now: datetime) -> Any:
    """Yield what the site says of itself, where its page looks like a network's."""
    page = answer.body[:_LOOKED_AT].lower()
    root = _root(answer.url)
    if b"mastodon" in page:
        about = await _json(f"{root}/api/v2/instance", outbound, now)
        if isinstance(about.get("domain"), str) and isinstance(about.get("version"), str):
            yield Recognised(kind="mastodon", settings={"url": root})
    if b"lemmy" in page:
        about = await _json(f"{root}/api/v3/site", outbound, now)
        if isinstance(about.get("site_view"), dict):
            community = re.search(r"/c/([\w.@-]{1,100})", answer.url)
            chosen = {"communities": [community.group(1)]} if community else {}
            yield Recognised(kind="lemmy", settings={"url": root, **chosen})


async def _json(url: str, outbound: Outbound, now: datetime) -> dict[str, Any]:
    answer = await ask(outbound, url, now=now, limit=_BODY_LIMIT, spacing=1.0)
    if isinstance(answer, Refusal):
        return {}
    try:
        read = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _is_json_feed(answer: Fetched) -> bool:
    return b"https://jsonfeed.org/version/" in answer.body[:2_000]


def _parts(url: str) -> SplitResult:
    return urlsplit(url)


def _host(url: str) -> str:
    return (_parts(url).hostname or "").lower()


def _root(url: str) -> str:
    parts = _parts(url)
    return f"{parts.scheme}://{parts.netloc}"


def _folder(url: str) -> str:
    """Return the folder of a page: phpBB's pages stand beside one another."""
    parts = _parts(urljoin(url, "."))
    return f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/")
