"""What a Mastodon source heard lately: the same status comes from several instances. Pure.

A deletion names a status by one instance's id, an answer too: both need its `uri`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

#: Statuses remembered: about two days of a town's, some 40 kB of the cursor.
MOST: Final = 300
#: The revision of a status that is gone: no edition comes after it.
GONE: Final = 2**53


class Known(msgspec.Struct, frozen=True, array_like=True):
    """One status: its revision, and its id on each instance that brought it."""

    uri: str
    revision: int
    ids: dict[str, str] = {}


class Memory:
    """The last statuses heard, by their `uri`, oldest first.

    Args:
        known: as `written` gave them.
        most: remembered at the same time.
    """

    def __init__(self, known: Iterable[Known] = (), most: int = MOST) -> None:
        self._most = most
        self._known: dict[str, Known] = {}
        self._uris: dict[tuple[str, str], str] = {}
        for each in known:
            self._keep(each)

    def written(self) -> list[Known]:
        """Return what is remembered."""
        return list(self._known.values())

    def is_news(self, uri: str, revision: int, instance: str, local_id: str) -> bool:
        """Remember a status; tell whether this revision of it was not heard before."""
        before = self._known.pop(uri, Known(uri, 0))
        ids = {**before.ids, instance: local_id}
        self._keep(Known(uri, max(before.revision, revision), ids))
        return revision > before.revision

    def uri(self, instance: str, local_id: str | None) -> str | None:
        """Return the `uri` of a status known by an instance's id, None when it is not."""
        return self._uris.get((instance, local_id)) if local_id else None

    def forget(self, uri: str) -> None:
        """Remember that a status is gone, so that no slower instance brings it back."""
        before = self._known.pop(uri, Known(uri, 0))
        self._keep(Known(uri, GONE, before.ids))

    def _keep(self, known: Known) -> None:
        self._known[known.uri] = known
        for instance, local_id in known.ids.items():
            self._uris[instance, local_id] = known.uri
        while len(self._known) > self._most:
            oldest = self._known.pop(next(iter(self._known)))
            for place in oldest.ids.items():
                self._uris.pop(place, None)
