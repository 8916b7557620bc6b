"""The signatures of recent mentions, kept in memory: who may tell the same story as whom.

In a store their keys would touch every page at each write; in memory a look-up is a few hundred
steps. What is found here is then asked of the store, so that nothing deleted or edited by
anyone comes back.

Looked up as in M. Norouzi, A. Punjani and D. Fleet, "Fast search in Hamming space with
multi-index hashing" (CVPR 2012): a signature is four blocks of sixteen bits. Two that differ in
eight bits at most either have a block with one difference at most, or exactly two in each; so
each block is looked up with none or one of its bits turned, the first with two as well, and
nothing near is missed.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from itertools import combinations
from typing import Final

from vigie.signature import SAME_STORY_BITS

#: Of those that tell the same story, so many are looked at: the closest decides, the rest only
#: speak for it when it is deleted meanwhile.
MOST: Final = 16

_MASK: Final = (1 << 64) - 1
_BLOCK: Final = 16
_BLOCKS: Final = 64 // _BLOCK
_ONE_BIT: Final = tuple(1 << bit for bit in range(_BLOCK))
_TURNED: Final = (0, *_ONE_BIT)
_TURNED_TWICE: Final = tuple(one | other for one, other in combinations(_ONE_BIT, 2))


class RecentStories:
    """Signatures by town and block, and numbers by signature. Not safe for two threads at once."""

    def __init__(self) -> None:
        # Arrays: the signatures of a block stand side by side, and a look-up waits less for them.
        self._blocks: dict[str, defaultdict[int, array[int]]] = {}
        self._numbers: dict[tuple[str, int], list[int]] = {}

    def add(self, number: int, signature: int, town: str) -> None:
        """Remember a signature under a number that stands for nothing else."""
        bits = signature & _MASK
        numbers = self._numbers.setdefault((town, bits), [])
        numbers.append(number)
        if len(numbers) == 1:
            blocks = self._blocks.setdefault(town, defaultdict(lambda: array("Q")))
            for block in _blocks(bits):
                blocks[block].append(bits)

    def sharing(self, signature: int, town: str) -> list[int]:
        """Return the numbers of signatures that tell the same story, in no order."""
        blocks = self._blocks.get(town)
        if blocks is None:
            return []
        mine = signature & _MASK
        first, *others = _blocks(mine)
        looked_up = [first ^ turned for turned in _TURNED_TWICE]
        looked_up += [block ^ turned for block in (first, *others) for turned in _TURNED]
        # `same_story`, spelled out: this is done for each of some thousands of signatures.
        near = {
            bits
            for block in looked_up
            if block in blocks
            for bits in blocks[block]
            if (mine ^ bits).bit_count() <= SAME_STORY_BITS
        }
        return [number for bits in near for number in self._numbers[town, bits]]


def _blocks(bits: int) -> list[int]:
    """Return each block of a signature, with the block's number above its bits."""
    return [
        block << _BLOCK | bits >> _BLOCK * block & (1 << _BLOCK) - 1 for block in range(_BLOCKS)
    ]
