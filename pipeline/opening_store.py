"""Opens the store that the settings name."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import structlog

from pipeline.secrets_file import read_secret
from pipeline.settings import Settings
from pipeline.settings_cluster import ElasticsearchSettings
from sinks.sqlite.store import SqliteStore
from vigie.arrivals import Arrivals
from vigie.batch import Gone
from vigie.case_contracts import Cases
from vigie.clock import Clock
from vigie.contracts import Outbox, Store
from vigie.errors import Unavailable, VigieError
from vigie.paper import Papers
from vigie.say import Say

if TYPE_CHECKING:
    from sinks.elasticsearch.connection import ElasticSettings

log = structlog.get_logger()

_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 15.0
_STOPPED: Final = Say(
    "Arrêt demandé avant que la base ne réponde.", "Told to stop before the store answered."
)


class InstalledStore(Store, Outbox, Cases, Papers, Arrivals, Protocol):
    """What an installation keeps everything in: mentions, deliveries, cases and papers."""

    async def graves(self) -> list[Gone]:
        """Return every tombstone."""
        ...


class StoppedWaiting(VigieError):
    """Told to stop while the store was still away."""


async def open_awaited(
    home: Path, settings: Settings, clock: Clock, stop: asyncio.Event, *, at_once: bool
) -> InstalledStore:
    """Open the store as `open_store` does, waiting for one that is away until `stop`.

    Raises:
        StoppedWaiting: `stop` came first.
        ConfigurationError: as `open_store`.
    """
    pause = _FIRST_PAUSE
    while True:
        opening = asyncio.ensure_future(open_store(home, settings, clock, at_once=at_once))
        try:
            return await _unless(stop, opening)
        except Unavailable as error:
            log.warning("waiting", service="store", error=error.say.en, seconds=pause)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


async def _unless(stop: asyncio.Event, opening: asyncio.Future[InstalledStore]) -> InstalledStore:
    stopping = asyncio.create_task(stop.wait())
    both: tuple[asyncio.Future[Any], ...] = (opening, stopping)
    try:
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        if opening.done():
            return opening.result()
        raise StoppedWaiting(_STOPPED)
    finally:
        for each in both:
            each.cancel()


async def open_store(
    home: Path, settings: Settings, clock: Clock, *, at_once: bool = True
) -> InstalledStore:
    """Open the store, bringing it to this version first if need be.

    With `at_once` what is written can be found when the write returns; a worker that writes
    much leaves it to `elasticsearch.refresh_seconds`.

    Raises:
        ConfigurationError: settings that contradict one another, a file or a cluster that
            is not Vigie's, a password refused.
        Unavailable: the store is away beyond the patience of an opening.
    """
    if settings.store.kind == "sqlite":
        return await SqliteStore.open(home / settings.store.path, clock=clock)
    # Imported late: the embedded mode is installed without Elasticsearch's client.
    from sinks.elasticsearch.store import ElasticStore

    asked = elastic_settings(home, settings.elasticsearch)
    return await ElasticStore.open(asked, clock, refresh=at_once)


def elastic_settings(home: Path, asked: ElasticsearchSettings) -> ElasticSettings:
    """Return the store's own settings, the secrets read from their files.

    Raises:
        ConfigurationError: a file that is missing, empty, or open to every account.
    """
    from sinks.elasticsearch.connection import ElasticSettings

    return ElasticSettings(
        urls=asked.urls,
        prefix=asked.prefix,
        user=asked.user,
        password=read_secret(home, asked.password_file),
        api_key=read_secret(home, asked.api_key_file),
        ca_file=home / asked.ca_file if asked.ca_file else None,
        shards=asked.shards,
        replicas=asked.replicas,
        lifecycle_policy=asked.lifecycle_policy,
        refresh_seconds=asked.refresh_seconds,
        timeout=asked.timeout,
    )
