"""The house's services for trying a source that is not yet in the settings."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from pipeline.assembly import load_towns
from pipeline.outbound.client import HttpOutbound
from pipeline.settings import NetworkSettings, Settings, holds_settings, read
from vigie.clock import SystemClock
from vigie.context import Context
from vigie.privacy import Pseudonymiser


@asynccontextmanager
async def source_context(home: Path) -> AsyncIterator[Context]:
    """Give a context with the installation's network and towns, and a key used once.

    Outside an installation there is no town, and the settings are those by default.

    Raises:
        ConfigurationError: the installation's settings are wrong.
    """
    settings = read(home) if holds_settings(home) else None
    towns = load_towns(home, settings) if settings else ()
    network = settings.network if settings else NetworkSettings()
    outbound = HttpOutbound(
        contact=network.contact,
        towns=[town.name for town in towns],
        allowed_hosts=network.allowed_hosts,
        spacing=network.spacing,
    )
    async with outbound:
        yield Context(
            outbound=outbound,
            clock=SystemClock(),
            pseudonyms=Pseudonymiser(secrets.token_bytes(32)),
            home=home,
            towns=towns,
            language=_language(settings),
        )


def _language(settings: Settings | None) -> str:
    from pipeline.cli.words import LANGUAGE

    return settings.language if settings else LANGUAGE
