"""Near-duplicate signatures: the smallest hashes of a text's pairs of words.

Two signatures give an estimate of how many of the pairs of two texts are the same, of all that
either has (the resemblance of A. Broder, "On the resemblance and containment of documents",
1997), exact while neither has more than `KEPT`: a bottom-k sketch (E. Cohen and H. Kaplan,
"Summarizing data using bottom-k sketches", PODC 2007). Features are the pairs of neighbours among
words of three letters or more and numbers. Looked up by `sinks.recent_stories`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from struct import iter_unpack, pack
from typing import Final

from vigie.folding import fold

#: Hashes kept of a text, each of `WIDTH` bytes.
KEPT: Final = 64
WIDTH: Final = 4

#: Resemblance of one story told twice, for long texts and for short ones, whose size is counted
#: in pairs; between both it follows a line. Measured on corpus/stories.jsonl
#: (`python -m bench.near_duplicates`). One street for another changes two pairs: of a complaint
#: of ten words that is a third, and another story.
_OF_LONG: Final = 0.45
_OF_SHORT: Final = 0.85
_LONG: Final = 40
_SHORT: Final = 20

_FEWEST_WORDS: Final = 8
_FEWEST_PAIRS: Final = 4
_MOST_WORDS: Final = 4_000
_SIGNS: Final = re.compile(r"https?://\S+|www\.\S+|[#@]\w+")
_WORD: Final = re.compile(r"\w+")
_MASK: Final = (1 << 64) - 1


def signature(text: str) -> bytes | None:
    """Return the signature of a text: at most 64 hashes in ascending order, 256 bytes.

    None for fewer than eight words once addresses, handles and hashtags are left out, or for
    the same few again and again: so little text resembles too much. Accents, case and
    punctuation do not count.
    """
    folded = fold(text)
    if "http" in folded or "www." in folded or "#" in folded or "@" in folded:
        folded = _SIGNS.sub(" ", folded)
    words = _WORD.findall(folded)[:_MOST_WORDS]
    if len(words) < _FEWEST_WORDS:
        return None
    hashes = [_hash(word) for word in words if len(word) > 2 or word.isdigit()]
    features = set(map(_pair, pairwise(hashes)))
    if len(features) < _FEWEST_PAIRS:
        return None
    kept = sorted(features)[:KEPT]
    return pack(f">{len(kept)}I", *kept)


@lru_cache(maxsize=65_536)
def _hash(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "replace"), digest_size=8).digest())


def _pair(neighbours: tuple[int, int]) -> int:
    # Two odd multipliers so that order counts, and a shift so that high bits reach low ones.
    first, second = neighbours
    mixed = (first * 0x9E3779B97F4A7C15 + second * 0xC2B2AE3D27D4EB4F) & _MASK
    return ((mixed ^ (mixed >> 31)) * 0xD6E8FEB86659FD93 & _MASK) >> 32


def is_signature(signed: bytes) -> bool:
    """Tell whether bytes have the form of a signature."""
    return 0 < len(signed) <= KEPT * WIDTH and len(signed) % WIDTH == 0


@lru_cache(maxsize=4_096)
def hashes_of(signed: bytes) -> tuple[int, ...]:
    """Return the hashes of a signature, in ascending order."""
    return tuple(number for (number,) in iter_unpack(">I", signed))


def resemblance(one: bytes, other: bytes) -> float:
    """Return the share of pairs that two texts have in common, from 0 to 1."""
    mine, theirs = set(hashes_of(one)), set(hashes_of(other))
    # What is left out of a signature is above all that it keeps: the smallest hashes of both
    # together are known for sure, and which of them are in both.
    smallest = sorted(mine | theirs)[:KEPT]
    return sum(map((mine & theirs).__contains__, smallest)) / len(smallest)


def same_story(one: bytes, other: bytes) -> bool:
    """Tell whether two signatures are near enough to be one story told twice."""
    return resemblance(one, other) >= _needed(min(len(one), len(other)) // WIDTH)


def _needed(pairs: int) -> float:
    share = min(1.0, max(0.0, (pairs - _SHORT) / (_LONG - _SHORT)))
    return _OF_SHORT + share * (_OF_LONG - _OF_SHORT)
