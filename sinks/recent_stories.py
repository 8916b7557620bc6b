"""The signatures of recent mentions, kept in memory: who may tell the same story as whom.

In a store their keys would touch every page at each write; in memory a look-up is a few dozen
steps. What is found here is then asked of the store, so that nothing deleted or edited by
anyone comes back.

A mention is filed under the smallest `FILED` hashes of its signature. Of two texts that have a
share J of their pairs in common, each of the smallest of both together is in both with chance J
(A. Broder, 1997): with 12 of them, two texts at J = 0.45 share two or more 99 times in 100.
What is filed is one number of 64 bits a hash, in order, in an array that is merged now and then
with what came since: 96 bytes a mention.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from vigie.signature import hashes_of

#: Of those that tell the same story, so many are looked at: the closest decides, the rest only
#: speak for it when it is deleted meanwhile.
MOST: Final = 16

FILED: Final = 12
_SHARED: Final = 2
#: Under a hash of words that everyone writes, the latest are looked at.
_LATEST: Final = 512
#: Those that share the most hashes are worth asking the store for.
_ASKED: Final = 64
_FRESH: Final = 16_384
_NUMBERS: Final = 32  # bits of a number
_HASH: Final = 0xFFFF_FFFF


class RecentStories:
    """Numbers by the hashes of signatures and by town. Not safe for two threads at once."""

    def __init__(self) -> None:
        self._filed = np.zeros(0, np.uint64)
        self._fresh: defaultdict[int, list[int]] = defaultdict(list)
        self._waiting = 0

    def add(self, number: int, signature: bytes, town: str) -> None:
        """Remember a signature under a number that stands for nothing else, below 2^32."""
        for key in _keys(signature, town):
            self._fresh[key].append(number)
            self._waiting += 1
        if self._waiting > max(_FRESH, len(self._filed) // 16):
            self._merge()

    def sharing(self, signature: bytes, town: str) -> list[int]:
        """Return the numbers of signatures that may tell the same story, the likeliest first."""
        keys = list(_keys(signature, town))
        votes = Counter[int]()
        for key, filed in zip(keys, self._under(keys), strict=True):
            votes.update([*filed, *self._fresh.get(key, ())][-_LATEST:])
        likeliest = votes.most_common(_ASKED)
        return [number for number, shared in likeliest if shared >= min(_SHARED, len(keys))]

    def _under(self, keys: list[int]) -> Iterator[list[int]]:
        wanted = np.array(keys, np.uint64) << np.uint64(_NUMBERS)
        starts = np.searchsorted(self._filed, wanted)
        ends = np.searchsorted(self._filed, wanted | np.uint64(_HASH), side="right")
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            found = self._filed[max(start, end - _LATEST) : end] & np.uint64(_HASH)
            yield found.tolist()

    def _merge(self) -> None:
        fresh = _packed(self._fresh.items(), self._waiting)
        # Two runs in order: a stable sort merges them in one pass.
        self._filed = np.sort(np.concatenate((self._filed, fresh)), kind="stable")
        self._fresh.clear()
        self._waiting = 0


def _keys(signature: bytes, town: str) -> Iterator[int]:
    """Yield a number of 32 bits for each hash that a mention is filed under."""
    place = _place(town)
    return (hashed ^ place for hashed in hashes_of(signature)[:FILED])


@lru_cache(maxsize=4_096)
def _place(town: str) -> int:
    return crc32(town.encode("utf-8", "surrogatepass"))


def _packed(filed: Iterable[tuple[int, list[int]]], count: int) -> NDArray[np.uint64]:
    packed = (key << _NUMBERS | number for key, numbers in filed for number in numbers)
    return np.sort(np.fromiter(packed, np.uint64, count))
