"""The bands of recent signatures, kept in memory: who may tell the same story as whom.

The bands of a signature are eight bits each: few keys, each shared by one mention in 256. In a
store they would touch every page at each write; in memory a look-up is a few arrays. What is
found here is then asked of the store, so that nothing deleted or edited by anyone comes back.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from typing import Final

from vigie.signature import SAME_STORY_BITS, bands

#: Of those that tell the same story, so many are looked at: the closest decides, the rest only
#: speak for it when it is deleted meanwhile.
MOST: Final = 16

_MASK: Final = (1 << 64) - 1


class RecentStories:
    """Signatures by number, and the numbers by town and band. Not safe for two threads at once."""

    def __init__(self) -> None:
        self._signatures: dict[int, int] = {}
        self._bands: dict[tuple[str, int], array[int]] = defaultdict(lambda: array("q"))

    def add(self, number: int, signature: int, town: str) -> None:
        """Remember a signature under a number that stands for nothing else."""
        self._signatures[number] = signature & _MASK
        for band in bands(signature):
            self._bands[town, band].append(number)

    def sharing(self, signature: int, town: str) -> list[int]:
        """Return the numbers of signatures close enough that share a band, in no order."""
        numbers, signatures, mine = self._bands.get, self._signatures, signature & _MASK
        # `same_story`, spelled out: of 100,000 mentions some 3,000 share a band with any other.
        return list(
            {
                number
                for band in bands(signature)
                for number in numbers((town, band), ())
                if (mine ^ signatures[number]).bit_count() <= SAME_STORY_BITS
            }
        )
