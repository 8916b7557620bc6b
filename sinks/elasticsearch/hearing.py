"""Up to when each writer was heard, so that what is asked of the cluster is only what is new.

Each process that writes mentions marks them with a name of its own (`writer`) and its clock
(`written_us`). A writer's own clock orders what it wrote, so two machines whose clocks differ
by less than `_MINUTE` miss nothing of each other; what one wrote oneself is never asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

_MINUTE: Final = timedelta(minutes=1) // timedelta(microseconds=1)
# What was stamped may become visible this much later: a bulk request, then a refresh.
_SETTLING: Final = timedelta(seconds=5) // timedelta(microseconds=1)
_SECOND: Final = timedelta(seconds=1) // timedelta(microseconds=1)


class Hearing:
    """What was heard of whom, in microseconds of each writer's own clock."""

    def __init__(self, own: str, refresh_seconds: float) -> None:
        self._own = own
        self._overlap = _SETTLING + round(refresh_seconds * _SECOND)
        self.forget()

    def forget(self) -> None:
        """Ask for everything again, what one wrote oneself included."""
        self._asked: int | None = None
        self._until: dict[str, int] = {}

    def new(self) -> list[dict[str, Any]]:
        """Return the filters of what was not heard yet; none when nothing was."""
        if self._asked is None:
            return []
        strangers = {"bool": {"must_not": {"terms": {"writer": [self._own, *self._until]}}}}
        return [
            {"range": {"written_us": {"gte": self._asked - _MINUTE}}},
            {"bool": {"should": [strangers, *map(self._since, self._until)]}},
        ]

    def _since(self, writer: str) -> dict[str, Any]:
        after = {"range": {"written_us": {"gte": self._until[writer] - self._overlap}}}
        return {"bool": {"filter": [{"term": {"writer": writer}}, after]}}

    def heard(self, latest: Mapping[str, int], asked: int) -> None:
        """Note that all was heard that could be found; forget who has long been quiet.

        Args:
            latest: by writer, when the latest that was found was written.
            asked: when one began to ask.
        """
        self._asked = asked
        known = {
            writer: max(last, self._until.get(writer, last)) for writer, last in latest.items()
        }
        self._until = {
            writer: last
            for writer, last in {**self._until, **known}.items()
            if writer != self._own and last > asked - 2 * _MINUTE
        }
