"""Shows what an address would bring, through the real connector, keeping nothing."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from connectors.preview import Preview, preview
from enrichers.relevance import Screen
from pipeline.assembly import load_towns
from pipeline.connecting import connect
from pipeline.outbound.client import HttpOutbound
from pipeline.settings import NetworkSettings, Settings, SourceSettings, holds_settings, read
from vigie.clock import SystemClock
from vigie.context import Context
from vigie.post import Post
from vigie.privacy import Pseudonymiser
from vigie.town import Town


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What an address brings; each row as a person or a script reads it."""

    found: Preview
    rows: tuple[Mapping[str, Any], ...] = ()


async def preview_address(url: str, home: Path, limit: int) -> Seen:
    """Read an address once.

    In an installation, each post says which of its towns it is about and why; elsewhere the
    posts alone are shown.

    Raises:
        ConfigurationError: the address or the installation's settings are wrong.
    """
    settings = read(home) if holds_settings(home) else None
    towns = load_towns(home, settings) if settings else ()
    network = settings.network if settings else NetworkSettings()
    outbound = HttpOutbound(
        contact=network.contact, allowed_hosts=network.allowed_hosts, spacing=network.spacing
    )
    async with outbound:
        context = Context(
            outbound=outbound,
            clock=SystemClock(),
            pseudonyms=Pseudonymiser(secrets.token_bytes(32)),
            home=home,
            towns=towns,
            language=_language(settings),
        )
        source = SourceSettings.model_validate({"kind": "feed", "name": url, "url": url})
        found = await preview(connect(source, context), limit)
    screen = Screen(towns)
    return Seen(found=found, rows=tuple(_row(post, screen, towns) for post in found.posts))


def _language(settings: Settings | None) -> str:
    from pipeline.cli.words import LANGUAGE

    return settings.language if settings else LANGUAGE


def _row(post: Post, screen: Screen, towns: tuple[Town, ...]) -> dict[str, Any]:
    verdicts = screen.read(post)
    about = [slug for slug, verdict in verdicts.items() if verdict.about]
    reasons = [verdict.reason for verdict in verdicts.values()]
    return {
        "published": post.published_at.isoformat(timespec="minutes"),
        "title": post.title or post.text[:80],
        "url": post.url,
        "about": ", ".join(about) if towns else None,
        "why": " ".join(reasons) or None,
    }
