"""The canonical address of an article, whatever road led to it."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import SplitResult, parse_qs, quote, urljoin, urlsplit, urlunsplit

import courlan

from connectors.tracking import keep_anchor, keep_query

#: Longer addresses are dropped, as mediacloud/rss-fetcher does.
LONGEST: Final = 2048

_UNWRAPPINGS: Final = 3  # an alert of a redirect of an AMP page is as deep as it was ever seen
_GOOGLE: Final = re.compile(r"(?:www\.|news\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?")
_AMP_CACHE: Final = re.compile(r"[a-z0-9-]+\.cdn\.ampproject\.org")
_AMP_PATH: Final = re.compile(r"^/(?:amp|[acv](?:/s)?|amp/s)/")
_INDEX: Final = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_SESSION_PATH: Final = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_FORBIDDEN: Final = re.compile('[\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff\\\\<>"]')
_HOST: Final = re.compile(r"[\w.-]+|[0-9a-f:.]+")
_PATH_SAFE: Final = "/%!$&'()*+,;=:@~-._"


def canonical(url: str, base: str = "", *, anchor: bool = False) -> str | None:
    """Return the canonical form of an http(s) address, None when it is not one.

    Redirectors (Google Alerts, AMP caches) are unwrapped; scheme and host are in lower case,
    the host spelled out of punycode; default port, tracking, session, user name, AMP form and
    trailing index page are gone. A fragment is dropped, unless it is itself the route of a
    one-page site ("#!/…", "#/…").

    Args:
        url: as the feed gave it, absolute or relative.
        base: the address of the document, for relative links.
        anchor: keep a fragment that can tell two posts of one page apart.
    """
    try:
        parts = _unwrap(_split(url.strip(), base))
        result = _rebuild(parts, anchor=anchor)
    except ValueError:  # an impossible port, an unclosed IPv6 bracket
        return None
    return result if len(result) <= LONGEST else None


def host(url: str) -> str:
    """Return the host name of an address in lower case, "" when it has none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _split(url: str, base: str) -> SplitResult:
    if not url or len(url) > 2 * LONGEST:  # a wrapped address may be longer than what it wraps
        raise ValueError("empty or too long")
    whole = urljoin(base, re.sub("&(?:amp;)+", "&", url))  # escaped once too often
    parts = urlsplit(_FORBIDDEN.sub(_escape, whole))
    if parts.scheme.lower() not in {"http", "https"} or not _HOST.fullmatch(parts.hostname or ""):
        raise ValueError("not a web address")
    return parts


def _escape(found: re.Match[str]) -> str:
    # Control characters and lone surrogates vanish; what people do type is escaped.
    character = found.group()
    if character in {" ", "\xa0", "\\", "<", ">", '"'}:
        return quote(character, safe="")
    return ""


def _unwrap(parts: SplitResult) -> SplitResult:
    for _ in range(_UNWRAPPINGS):
        target = _target(parts)
        if target is None:
            break
        parts = _split(target, "")
    return parts


def _target(parts: SplitResult) -> str | None:
    name = (parts.hostname or "").lower()
    google = _GOOGLE.fullmatch(name) is not None
    if (google and parts.path == "/url") or name == "l.facebook.com":
        query = parse_qs(parts.query)
        found = query.get("url") or query.get("q") or query.get("u")
        return found[0] if found and found[0].startswith(("http://", "https://")) else None
    if (google and parts.path.startswith("/amp/")) or _AMP_CACHE.fullmatch(name):
        rest = _AMP_PATH.sub("", parts.path.replace("/amp/s/", "/c/s/", 1))
        return f"https://{rest}" + (f"?{parts.query}" if parts.query else "")
    return None


def _rebuild(parts: SplitResult, *, anchor: bool) -> str:
    site = SplitResult(parts.scheme, _site(parts), "", "", "")
    # courlan for what it does well: case, default port, punycode.
    origin = courlan.normalize_url(site)
    query = quote(keep_query(parts.query), safe=_PATH_SAFE + "?{}[]|^`")
    path = _path(parts.path, with_query=bool(query))
    fragment = parts.fragment
    if not fragment.startswith(("!", "/")):
        fragment = keep_anchor(fragment) if anchor else ""
    _, authority, *_ = urlsplit(origin)
    return urlunsplit((parts.scheme.lower(), authority, path, query, fragment))


def _site(parts: SplitResult) -> str:
    name = parts.hostname or ""
    shown = f"[{name}]" if ":" in name else name.rstrip(".")
    return f"{shown}:{parts.port}" if parts.port is not None else shown


def _path(path: str, *, with_query: bool) -> str:
    before = None
    while path != before:  # each pass shortens it, and one removal can lay another bare
        before = path
        path = _SESSION_PATH.sub("", re.sub("/{2,}", "/", path))
        path = re.sub(r"(?<=[^/])/amp(/?)$", r"\1", path)  # WordPress; never the whole path
        path = re.sub(r"\.amp(\.html?)?$", lambda found: found.group(1) or "", path)
        if not with_query:
            path = _INDEX.sub("/", path)
    return quote(path, safe=_PATH_SAFE) or "/"
