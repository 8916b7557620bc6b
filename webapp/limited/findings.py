"""What was found of the installation, as someone sees it who has some of the towns."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from webapp.limited.store import Seen
from webapp.office import Finding


def limited_examine(
    examine: Callable[[], Awaitable[Sequence[Finding]]], seen: Seen
) -> Callable[[], Awaitable[Sequence[Finding]]]:
    """Return the same check, which tells of someone's towns and of the sources read for them.

    What concerns the installation as a whole (its disk, its targets) is not theirs.
    """

    async def limited() -> Sequence[Finding]:
        found = await examine()
        return [
            each
            for each in found
            if (each.town and seen.town(each.town)) or (each.source and seen.source(each.source))
        ]

    return limited
