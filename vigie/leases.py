"""How several collectors share the sources of an installation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Leases(Protocol):
    """Several collectors share the sources: each source is asked by one of them at a time."""

    async def lease(
        self, wanted: Sequence[str], holder: str, seconds: float, most: int | None = None
    ) -> frozenset[str]:
        """Take or renew the leases of sources; return those that `holder` has now.

        What is free is taken, what is the holder's is renewed, and what another has not
        renewed for `seconds`, by this process's own clock, is taken over. A holder calls this
        well before `seconds` have passed, and stops asking a source that is no longer
        returned, or once `seconds` have passed without an answer.

        Args:
            wanted: names of sources, those that matter most first.
            holder: name of this process, unique to each run of it.
            seconds: how long a holder that says nothing is waited for.
            most: hold no more than so many; those beyond are let go. None: no limit.
        """
        ...

    async def release(self, held: Sequence[str], holder: str) -> None:
        """Let these sources go at once, those that are still the holder's."""
        ...
