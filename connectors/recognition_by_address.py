"""Sources that their address alone tells: nothing is asked of anyone. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from connectors.recognised import Recognised
from vigie.say import Say

Reads = Callable[[str, str], Recognised | None]  # path and query → what is there

_SUBREDDIT: Final = re.compile(r"/r/([A-Za-z0-9_]{2,50})(?:/|$)")
_CHANNEL: Final = re.compile(r"/channel/(UC[\w-]{22})(?:/|$)")
_PAGE_ID: Final = re.compile(r"(?:^|[/-])(\d{8,30})/?$")


def known_place(address: str) -> Recognised | None:
    """Return what an address is when its host says so, None when it has to be read.

    Args:
        address: with or without « https:// ».
    """
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        host = (parts.hostname or "").lower().removeprefix("www.").removeprefix("m.")
    except ValueError:
        return None
    if parts.scheme in ("imap", "imaps"):
        return _mailbox(host, unquote(parts.username or ""))
    read = _PLACES.get(host.removeprefix("old."))
    return read(parts.path, parts.query) if read else None


def _mailbox(host: str, user: str) -> Recognised:
    return Recognised(
        kind="mailbox",
        settings={
            "host": host,
            "user": user or "veille",
            "from": ["googlealerts-noreply@google.com"],
        },
        note=Say(
            "Nommez dans « from » les expéditeurs à lire : les autres courriels sont laissés.",
            "Name in `from` the senders to read: other mails are left alone.",
        ),
    )


def _reddit(path: str, query: str) -> Recognised | None:
    del query
    found = _SUBREDDIT.search(path)
    if found is None:
        return Recognised(kind="reddit", settings={})
    return Recognised(kind="reddit", settings={"subreddits": [found.group(1)], "search": False})


def _bluesky(path: str, query: str) -> Recognised | None:
    del path, query
    return Recognised(
        kind="bluesky",
        settings={},
        note=Say(
            "Bluesky s’écoute en entier : seul ce qui nomme la ville est gardé.",
            "Bluesky is heard whole: only posts that name the town are kept.",
        ),
    )


def _youtube(path: str, query: str) -> Recognised | None:
    del query
    found = _CHANNEL.search(path)
    return Recognised(kind="youtube", settings={"channels": [found.group(1)]}) if found else None


def _facebook(path: str, query: str) -> Recognised | None:
    if path.startswith("/groups/"):
        return Recognised(kind="", settings={}, note=_GROUPS)
    number = _PAGE_ID.search(path) or re.fullmatch(r"\d+", "".join(parse_qs(query).get("id", [])))
    found = number.group(number.lastindex or 0) if number else ""
    note = None if found else _PAGE_NUMBER
    return Recognised(kind="facebook", settings={"page_id": found or "0", "own": True}, note=note)


def _instagram(path: str, query: str) -> Recognised | None:
    del query
    name = path.strip("/").partition("/")[0]
    settings = {"account_id": "0", "own": True, **({"username": name} if name else {})}
    return Recognised(kind="instagram", settings=settings, note=_ACCOUNT_NUMBER)


def _x(path: str, query: str) -> Recognised | None:
    del path, query
    return Recognised(kind="x", settings={"enterprise_plan": False}, note=_ENTERPRISE)


def _nextdoor(path: str, query: str) -> Recognised | None:
    del path, query
    return Recognised(kind="", settings={}, note=_NEXTDOOR)


_GROUPS: Final = Say(
    "Un groupe Facebook ne peut pas être écouté : Meta n’en donne plus l’accès à personne.",
    "A Facebook group cannot be listened to: Meta gives access to nobody any more.",
)
_PAGE_NUMBER: Final = Say(
    "Remplacez page_id par le numéro de la page (Meta Business Suite, « À propos »).",
    "Replace page_id by the page’s number (Meta Business Suite, “About”).",
)
_ACCOUNT_NUMBER: Final = Say(
    "Remplacez account_id par le numéro du compte professionnel (instagram_business_account de"
    " la page Facebook liée).",
    "Replace account_id by the professional account’s number (instagram_business_account of the"
    " linked Facebook page).",
)
_ENTERPRISE: Final = Say(
    "X réserve aux forfaits Enterprise l’usage par une administration ; sans ce forfait, la"
    " source est refusée.",
    "X keeps use by a government for Enterprise plans; without one, the source is refused.",
)
_NEXTDOOR: Final = Say(
    "Nextdoor n’offre aucun accès de lecture : importez ses messages à la main (CSV).",
    "Nextdoor offers no access for reading: import its messages by hand (CSV).",
)
_PLACES: Final[dict[str, Reads]] = {
    "reddit.com": _reddit,
    "bsky.app": _bluesky,
    "youtube.com": _youtube,
    "facebook.com": _facebook,
    "instagram.com": _instagram,
    "x.com": _x,
    "twitter.com": _x,
    "nextdoor.com": _nextdoor,
    "nextdoor.ca": _nextdoor,
}
