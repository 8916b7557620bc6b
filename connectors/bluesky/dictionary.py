"""Which dictionary a host's frames are compressed with: a file's (v1), the host's own (v2)."""

from __future__ import annotations

from typing import Final

from connectors.api.call import Refusal, ask
from connectors.bluesky.jetstream_addresses import dictionary_of
from connectors.bluesky.jetstream_frames import Dictionary
from connectors.bluesky.settings import BlueskySettings
from vigie.context import Context
from vigie.errors import ConfigurationError, InvalidInput
from vigie.say import Say

#: Those of 2026 have 64 and 110 kB.
_LARGEST: Final = 1_000_000


class Dictionaries:
    """Gives each host's dictionary; without one its frames are taken as they are.

    Args:
        settings: of the source.
        context: the house's services.

    Raises:
        ConfigurationError: the file that is set for v1 cannot be read, or is no dictionary.
    """

    def __init__(self, settings: BlueskySettings, context: Context) -> None:
        self._context = context
        self._asked = settings.wire == "v2" and settings.compress
        self._fixed = _from_file(settings, context) if settings.wire == "v1" else None
        self._known: dict[str, Dictionary] = {}

    async def of(self, host: str) -> Dictionary | None:
        """Return the dictionary to ask a host for, None for frames as they are.

        May block on the network; never raises: a host that gives none is read uncompressed.
        """
        if not self._asked:
            return self._fixed
        if host not in self._known:
            found = await self._fetched(host)
            if found is None:
                return None
            self._known[host] = found
        return self._known[host]

    def forget(self, host: str) -> None:
        """Ask a host anew the next time: dictionaries are trained again, old ones retired."""
        self._known.pop(host, None)

    async def _fetched(self, host: str) -> Dictionary | None:
        outbound, now = self._context.outbound, self._context.clock.now()
        answer = await ask(outbound, dictionary_of(host), now=now, limit=_LARGEST)
        if isinstance(answer, Refusal):
            return None
        try:
            return Dictionary(answer.body)
        except InvalidInput:
            return None


def _from_file(settings: BlueskySettings, context: Context) -> Dictionary | None:
    if not settings.dictionary:
        return None
    path = context.home / settings.dictionary
    try:
        if path.stat().st_size <= _LARGEST:
            return Dictionary(path.read_bytes())
    except (OSError, ValueError, InvalidInput):
        pass
    raise ConfigurationError(
        [
            Say(
                f"source « {settings.name} » : « dictionary » : {path} manque ou n’est pas un"
                " dictionnaire zstd ; téléchargez-le, ou retirez cette clé.",
                f"source “{settings.name}”: dictionary: {path} is missing or is no zstd"
                " dictionary; download it, or remove this key.",
            )
        ]
    )
