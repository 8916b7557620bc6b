"""A feed's settings, checked: every wrong key is told at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from connectors.addresses import LONGEST as LONGEST_ADDRESS
from connectors.addresses import host
from connectors.articles.article import Manner
from vigie.errors import ConfigurationError
from vigie.labels import AUTHOR_ROLES
from vigie.say import Say

_KEYS: Final = ("name", "url", "own", "article_language", "interval", "every", "role", "article")
_ARTICLES: Final = ("none", "excerpt", "full")
_LANGUAGE: Final = re.compile(r"[a-z]{2}")
_LONGEST_INTERVAL: Final = 86_400


class FeedSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What the team says of a feed.

    Attributes:
        name: unique in the installation.
        url: http(s) address of the feed.
        own: the town's own page.
        article_language: ISO 639-1 code; counts before what the feed declares.
        interval: shortest wait between two polls, in seconds; ten minutes when None.
        every: the wait, in seconds, whatever the feed brings or asks for: for a server of
            one's own. None to adapt it.
        role: who speaks in this feed (an `AUTHOR_ROLES` id: press, citizen, organisation…)
            when one kind of author does; None when it is to be judged post by post.
        article: what is kept of each article's own page: "none" (what the feed says is
            enough), "excerpt" or "full" (for the town's own pages, or agreed ones).
    """

    name: str
    url: str
    own: bool = False
    article_language: str | None = None
    interval: int | None = None
    every: int | None = None
    role: str | None = None
    article: Manner = "none"


def check(settings: Mapping[str, Any]) -> FeedSettings:
    """Return the settings of one feed.

    Raises:
        ConfigurationError: every key that is unknown, missing or wrong, each with its remedy.
    """
    name = settings.get("name")
    named = name if isinstance(name, str) and name.strip() else "?"
    problems = [_unknown(named, key) for key in settings if key not in _KEYS]
    problems += [problem for problem in _wrong(named, settings) if problem]
    if problems:
        raise ConfigurationError(problems)
    return FeedSettings(
        name=str(settings["name"]).strip(),
        url=str(settings["url"]).strip(),
        own=settings.get("own", False),
        article_language=settings.get("article_language"),
        interval=settings.get("interval"),
        every=settings.get("every"),
        role=settings.get("role"),
        article=settings.get("article", "none"),
    )


def _wrong(named: str, settings: Mapping[str, Any]) -> list[Say | None]:
    return [
        _name(settings.get("name")),
        _url(named, settings.get("url")),
        _own(named, settings.get("own", False)),
        _language(named, settings.get("article_language")),
        _seconds(named, "interval", settings.get("interval")),
        _seconds(named, "every", settings.get("every")),
        _role(named, settings.get("role")),
        _article(named, settings.get("article", "none")),
    ]


def _unknown(named: str, key: object) -> Say:
    known = ", ".join(_KEYS)
    return Say(
        f"fil « {named} » : la clé « {key} » n’existe pas ; au choix : {known}.",
        f"feed “{named}”: the key “{key}” does not exist; choose among: {known}.",
    )


def _name(value: object) -> Say | None:
    if isinstance(value, str) and value.strip():
        return None
    return Say(
        'un fil n’a pas de nom : ajoutez name = "…", unique dans l’installation.',
        'a feed has no name: add name = "…", unique in the installation.',
    )


def _url(named: str, value: object) -> Say | None:
    good = (
        isinstance(value, str)
        and value.strip().lower().startswith(("http://", "https://"))
        and host(value.strip()) != ""
        and len(value) <= LONGEST_ADDRESS
    )
    if good:
        return None
    return Say(
        f"fil « {named} » : url doit être l’adresse du fil, en http:// ou https://.",
        f"feed “{named}”: url must be the feed’s address, with http:// or https://.",
    )


def _own(named: str, value: object) -> Say | None:
    if isinstance(value, bool):
        return None
    return Say(
        f"fil « {named} » : own est true ou false.", f"feed “{named}”: own is true or false."
    )


def _language(named: str, value: object) -> Say | None:
    if value is None or (isinstance(value, str) and _LANGUAGE.fullmatch(value)):
        return None
    return Say(
        f'fil « {named} » : article_language est un code de deux lettres, comme "fr".',
        f'feed “{named}”: article_language is a two-letter code such as "fr".',
    )


def _seconds(named: str, key: str, value: object) -> Say | None:
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _LONGEST_INTERVAL:
        return None
    return Say(
        f"fil « {named} » : {key} est un nombre de secondes, de 1 à {_LONGEST_INTERVAL}.",
        f"feed “{named}”: {key} is a number of seconds, from 1 to {_LONGEST_INTERVAL}.",
    )


def _role(named: str, value: object) -> Say | None:
    if value is None or value in AUTHOR_ROLES:
        return None
    known = ", ".join(AUTHOR_ROLES)
    return Say(
        f"fil « {named} » : role est l’un de : {known}.",
        f"feed “{named}”: role is one of: {known}.",
    )


def _article(named: str, value: object) -> Say | None:
    if value in _ARTICLES:
        return None
    known = ", ".join(_ARTICLES)
    return Say(
        f"fil « {named} » : article est l’un de : {known}.",
        f"feed “{named}”: article is one of: {known}.",
    )
