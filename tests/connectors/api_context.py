"""The house's services for connectors of APIs: the real client, allowed on this machine alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from pipeline.assembly import load_town
from pipeline.outbound.client import HttpOutbound
from vigie.clock import Clock
from vigie.context import Context
from vigie.privacy import Pseudonymiser


@asynccontextmanager
async def api_context(home: Path, clock: Clock, language: str = "fr") -> AsyncIterator[Context]:
    """Give a context for Trois-Rivières whose client may reach this machine, without waits."""
    outbound = HttpOutbound(allowed_hosts=("127.0.0.1", "localhost"), spacing=0)
    async with outbound:
        yield Context(
            outbound=outbound,
            clock=clock,
            pseudonyms=Pseudonymiser(b"cle fictive pour les essais, 32+"),
            home=home,
            towns=(load_town("trois-rivieres", None),),
            language=language,
            public_url="https://veille.ville.example",
        )
