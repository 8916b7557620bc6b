"""What can be listened to at an address: the kind of source, and its settings."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, Final
from urllib.parse import unquote, urljoin, urlsplit

import msgspec

from connectors.api.call import Refusal, ask
from connectors.recognition.by_address import known_place, whole_address
from connectors.recognition.by_page import read_answer, text_of
from connectors.recognition.recognised import Recognised
from connectors.recognition.source_notes import FORBIDDEN, INSTANCE_KEY, NO_PAGE, TAG_ONLY
from vigie.outbound import Fetched, Outbound
from vigie.say import Say

_BODY_LIMIT: Final = 10_000_000
_SMALL: Final = 1_000_000
_SPACING: Final = 1.0
_SITEMAPS_LIMIT: Final = 20

_COMMUNITY: Final = re.compile(r"/c/(\w{1,100}(?:@[\w.:-]{1,200})?)/?", re.ASCII)
_TAG: Final = re.compile(r"/tags/(\w{1,100})/?")
_SITEMAP_LINE: Final = re.compile(
    r"^\s{0,9}sitemap\s{0,9}:\s{0,9}(\S{1,2000})", re.IGNORECASE | re.MULTILINE
)
_NEWS: Final = re.compile(r"news|actu|nouvelle", re.IGNORECASE)


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """What an address gives.

    Attributes:
        found: what can be listened to there, the best first; one without a kind tells why
            nothing can.
        refusal: why the address could not be read, when it could not.
        away: nobody answered there, or not now: later may be another story.
    """

    found: tuple[Recognised, ...] = ()
    refusal: Say | None = None
    away: bool = False


async def recognise(address: str, outbound: Outbound, now: datetime) -> Looked:
    """Tell what can be listened to at an address, a page's or a feed's.

    Reads the address once, and asks at most two more questions: where the page looks like a
    social network's, or, where nothing else was found, whether robots.txt names a sitemap.
    Never raises for what is there.

    Args:
        address: as a person copies it.
        outbound: the house's client; may block on the network.
        now: for what answers say of waits.
    """
    at_once = known_place(address)
    if at_once:
        return Looked(found=at_once)
    url = whole_address(address)
    answer = await ask(outbound, url, now=now, limit=_BODY_LIMIT)
    if isinstance(answer, Refusal):
        return _refused(answer)
    text = text_of(answer)
    shown = read_answer(answer, text, url)
    networks = [each async for each in _networks(text, answer.url, outbound, now)]
    found = [*networks, *shown]
    if text and not found:
        found = await _sitemaps(answer, outbound, now)
    return Looked(found=tuple({repr((e.kind, e.settings)): e for e in found}.values()))


def _refused(why: Refusal) -> Looked:
    """Return the same for a page: what is said of an API's key is not for a person here."""
    status = why.status or 0
    if status in {401, 403, 407, 451}:
        return Looked(refusal=_with(FORBIDDEN, status))
    if status in {404, 410}:
        return Looked(refusal=_with(NO_PAGE, status))
    return Looked(refusal=why.say, away=why.state == "failing")


def _with(say: Say, status: int) -> Say:
    return Say(say.fr.format(status=status), say.en.format(status=status))


async def _networks(
    text: str, url: str, outbound: Outbound, now: datetime
) -> AsyncIterator[Recognised]:
    """Yield what the site says of itself, where its page looks like a network's."""
    page, site = text.lower(), _beside(url, "/").rstrip("/")
    if "mastodon" in page:
        about = await _json(f"{site}/api/v2/instance", outbound, now)
        if isinstance(about.get("domain"), str) and isinstance(about.get("version"), str):
            yield _mastodon(site, _path(url))
    if "lemmy" in page:
        about = await _json(f"{site}/api/v3/site", outbound, now)
        if isinstance(about.get("site_view"), dict):
            found = _COMMUNITY.match(_path(url))
            chosen = {"communities": [found.group(1)]} if found else {}
            yield Recognised(kind="lemmy", settings={"url": site, **chosen})


def _mastodon(site: str, path: str) -> Recognised:
    tag = _TAG.fullmatch(path)
    if tag is None:
        return Recognised(kind="mastodon", settings={"url": site}, note=INSTANCE_KEY)
    settings = {"url": site, "tags": [tag.group(1)]}
    return Recognised(kind="mastodon", settings=settings, note=TAG_ONLY)


async def _sitemaps(answer: Fetched, outbound: Outbound, now: datetime) -> list[Recognised]:
    """Return the sitemaps that robots.txt names on the same site, those of news first."""
    url = _beside(answer.url, "/robots.txt")
    robots = await ask(outbound, url, now=now, limit=_SMALL, spacing=_SPACING)
    if isinstance(robots, Refusal) or robots.status != 200:
        return []
    named = _SITEMAP_LINE.findall(robots.body.decode("utf-8", "replace"))[:_SITEMAPS_LIMIT]
    addresses = [url for url in named if url.startswith(("http://", "https://"))]
    first = sorted(addresses, key=lambda url: not _NEWS.search(url))
    return [Recognised(kind="sitemap", settings={"url": url}) for url in first]


async def _json(url: str, outbound: Outbound, now: datetime) -> dict[str, Any]:
    answer = await ask(outbound, url, now=now, limit=_SMALL, spacing=_SPACING)
    if isinstance(answer, Refusal):
        return {}
    try:
        read = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _beside(url: str, path: str) -> str:
    try:
        return urljoin(url, path)
    except ValueError:
        return url


def _path(url: str) -> str:
    try:
        return unquote(urlsplit(url).path)
    except ValueError:
        return ""
