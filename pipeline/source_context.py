"""The house's services for trying a source that is not yet in the settings."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.assembly import contacts, load_towns
from pipeline.ears import Ears, themes_of
from pipeline.outbound.client import HttpOutbound
from pipeline.settings import NetworkSettings, Settings, holds_settings, read
from vigie.clock import SystemClock
from vigie.context import Context
from vigie.privacy import Pseudonymiser
from vigie.town import Town


@dataclass(frozen=True, slots=True)
class Trying:
    """A context, and what the installation listens for; None outside an installation."""

    context: Context
    ears: Ears | None


@asynccontextmanager
async def source_context(home: Path, language: str) -> AsyncIterator[Trying]:
    """Give a context with the installation's network and towns, and a key used once.

    Outside an installation there is no town, and the settings are those by default.

    Args:
        home: the installation's folder.
        language: of the sentences.

    Raises:
        ConfigurationError: the installation's settings are wrong.
    """
    settings = read(home) if holds_settings(home) else None
    towns = load_towns(home, settings) if settings else ()
    ears = Ears(towns, themes_of(settings, towns)) if settings else None
    async with _outbound(settings, towns) as outbound:
        context = Context(
            outbound=outbound,
            clock=SystemClock(),
            pseudonyms=Pseudonymiser(secrets.token_bytes(32)),
            home=home,
            towns=towns,
            contacts=tuple(contact for town in towns for contact in contacts(town)),
            language=language,
            public_url=settings.inbound.public_url if settings else "",
            **({"names_a_town": ears.names_a_town} if ears else {}),
        )
        yield Trying(context, ears)


def _outbound(settings: Settings | None, towns: tuple[Town, ...]) -> HttpOutbound:
    network = settings.network if settings else NetworkSettings()
    return HttpOutbound(
        contact=network.contact,
        towns=[town.name for town in towns],
        allowed_hosts=network.allowed_hosts,
        spacing=network.spacing,
    )
