"""Shows what an address would bring, through the real connector, keeping nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from connectors.preview import Preview, preview
from enrichers.relevance import Screen
from pipeline.connecting import connect
from pipeline.settings import SourceSettings
from pipeline.source_context import source_context
from vigie.post import Post
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
    async with source_context(home) as context:
        source = SourceSettings.model_validate({"kind": "feed", "name": url, "url": url})
        found = await preview(connect(source, context), limit)
    towns = context.towns
    screen = Screen(towns)
    return Seen(found=found, rows=tuple(_row(post, screen, towns) for post in found.posts))


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
