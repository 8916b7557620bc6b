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

from vigie.signature import SAME_STORY_BITS, unsigned

#: Of those that tell the same story, so many are looked at: the closest decides, the rest only
#: speak for it when it is deleted meanwhile.
MOST: Final = 16

_BLOCK: Final = 16
_BLOCKS: Final = 64 // _BLOCK
_ONE_BIT: Final = tuple(1 << bit for bit in range(_BLOCK))
_TURNED: Final = (0, *_ONE_BIT)
_TURNED_TWICE: Final = tuple(one | other for one, other in combinations(_ONE_BIT, 2))


class _OfTown:
    """The signatures of one town."""

    __slots__ = ("blocks", "copies", "numbers")

    def __init__(self) -> None:
        # Arrays: the signatures of a block stand side by side, and a look-up waits less for them.
        self.blocks: defaultdict[int, array[int]] = defaultdict(lambda: array("Q"))
        self.numbers: dict[int, int] = {}
        self.copies: dict[int, list[int]] = {}  # numbers of signatures that came again

    def add(self, number: int, bits: int) -> None:
        if bits in self.numbers:
            self.copies.setdefault(bits, []).append(number)
            return
        self.numbers[bits] = number
        for block in _blocks(bits):
            self.blocks[block].append(bits)

    def near(self, mine: int) -> set[int]:
        first, *others = _blocks(mine)
        looked_up = [first ^ turned for turned in _TURNED_TWICE]
        looked_up += [block ^ turned for block in (first, *others) for turned in _TURNED]
        blocks = self.blocks
        # `same_story`, spelled out: this is done for each of some thousands of signatures.
        return {
            bits
            for block in looked_up
            if block in blocks
            for bits in blocks[block]
            if (mine ^ bits).bit_count() <= SAME_STORY_BITS
        }


class RecentStories:
    """Signatures by town and block, and numbers by signature. Not safe for two threads at once."""

    def __init__(self) -> None:
        self._towns: defaultdict[str, _OfTown] = defaultdict(_OfTown)

    def add(self, number: int, signature: int, town: str) -> None:
        """Remember a signature under a number that stands for nothing else."""
        self._towns[town].add(number, unsigned(signature))

    def sharing(self, signature: int, town: str) -> list[int]:
        """Return the numbers of signatures that tell the same story, in no order."""
        if town not in self._towns:
            return []
        told = self._towns[town]
        near = told.near(unsigned(signature))
        found = [told.numbers[bits] for bits in near]
        for bits in near & told.copies.keys():
            found += told.copies[bits]
        return found


def _blocks(bits: int) -> list[int]:
    """Return each block of a signature, with the block's number above its bits."""
    return [
        block << _BLOCK | bits >> _BLOCK * block & (1 << _BLOCK) - 1 for block in range(_BLOCKS)
    ]
