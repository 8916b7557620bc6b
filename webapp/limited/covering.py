"""What is heard for someone's towns."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from vigie.coverage import Coverage, Covering
from webapp.limited.store import Seen


class LimitedCovering:
    """Implements `vigie.coverage.Covering`: the sources that are read for someone's towns."""

    def __init__(self, covering: Covering, seen: Seen) -> None:
        self._covering = covering
        self._seen = seen

    async def coverage(self) -> Coverage:
        """See `Covering.coverage`."""
        whole = await self._covering.coverage()
        return replace(
            whole, sources=tuple(each for each in whole.sources if self._seen.source(each.name))
        )

    async def states(self) -> Mapping[str, str]:
        """See `Covering.states`."""
        states = await self._covering.states()
        return {name: state for name, state in states.items() if self._seen.source(name)}
