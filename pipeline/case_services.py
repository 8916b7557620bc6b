"""Reads the services that a town's Open311 server lists, before any is chosen in the settings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from desk.service_suggestions import Offered, suggest
from pipeline.assembly import load_towns
from pipeline.first_settings import quoted
from pipeline.handoff_building import open311_client
from pipeline.outbound.client import HttpOutbound
from pipeline.secrets_file import read_key
from pipeline.settings import Settings
from sinks.open311_client import Failure
from vigie.clock import SystemClock
from vigie.context import Context
from vigie.errors import ConfigurationError, Unavailable
from vigie.labels import SERVICE_CATEGORIES
from vigie.privacy import Pseudonymiser
from vigie.say import Say


async def listed(home: Path, settings: Settings, slug: str | None) -> list[Offered]:
    """Return the services listed; only `handoff.url` need be set.

    Raises:
        ConfigurationError: no such town, or no address.
        Unavailable: the server does not answer.
    """
    towns = load_towns(home, settings)
    town = next((town for town in towns if slug in (None, town.slug)), None)
    asked = settings.handoff.of(town.slug) if town else settings.handoff
    if town is None or not asked.url:
        raise ConfigurationError([_NO_URL])
    async with HttpOutbound(
        contact=settings.network.contact,
        towns=[each.name for each in towns],
        allowed_hosts=settings.network.allowed_hosts,
    ) as outbound:
        context = Context(
            outbound=outbound,
            clock=SystemClock(),
            pseudonyms=Pseudonymiser(read_key(home)),
            home=home,
        )
        found = await open311_client(asked, town, context).services()
    if isinstance(found, Failure):
        raise Unavailable(found.why)
    return [Offered(each.code, each.name, each.keywords, each.description) for each in found]


def suggested(services: Sequence[Offered]) -> Iterator[str]:
    """Yield the lines of `[handoff.services]` that a person reads and corrects."""
    chosen = suggest(services)
    yield "[handoff.services]"
    for category in SERVICE_CATEGORIES:
        if category in chosen:
            service = chosen[category]
            yield f"{category} = {quoted(service.code)}  # {service.name}"


_NO_URL = Say(
    "Donnez d’abord l’adresse du serveur Open311 : « url » sous [handoff].",
    "First give the Open311 server’s address: url under [handoff].",
)
