"""A 64-bit signature of a text: two texts that tell the same story have nearly the same one.

SimHash (M. Charikar, « Similarity Estimation Techniques from Rounding Algorithms », STOC
2002), compared by Hamming distance and looked up by bands as G. Manku, A. Jain and A. Das
Sarma do (« Detecting Near-Duplicates for Web Crawling », WWW 2007).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from vigie.folding import fold

#: Bits that differ at most between two tellings of one story. Chosen on the pairs of
#: tests/ground/test_signature.py: retouched press releases differ by up to about ten bits,
#: different posts on one subject by fourteen and more.
SAME_STORY: Final = 11

#: Eight bands of eight bits: two signatures that differ by at most seven bits share a band for
#: certain; by eleven, in 91 cases out of 100 (eleven differences must touch all eight bands
#: to hide the pair).
_BANDS: Final = 8

#: Under so many words a text is a phrase that many people write, not a story.
_LEAST_WORDS: Final = 8

_NOISE: Final = re.compile(r"https?://\S+|www\.\S+|[@#]\w+")
_WORD: Final = re.compile(r"[^\W_]+")
_LANES: Final = 64
_LANE_BITS: Final = 16
_TOPS: Final = sum(1 << (_LANE_BITS * i + _LANE_BITS - 1) for i in range(_LANES))
_ONES: Final = sum(1 << (_LANE_BITS * i) for i in range(_LANES))


def signature(text: str) -> int | None:
    """Return the signature of a text as a signed 64-bit integer, None if it is too short.

    Addresses, handles and hashtags do not count; accents and case neither.
    """
    words = _WORD.findall(_NOISE.sub(" ", fold(text)))[:5000]
    if len(words) < _LEAST_WORDS:
        return None
    total = count = 0
    for feature in _features(words):
        total += _spread(feature)
        count += 1
    return _majority(total, count)


def bands(signature: int) -> tuple[int, ...]:
    """Return the keys under which a signature is looked up: its bytes, each with its place."""
    data = signature.to_bytes(_BANDS, "big", signed=True)
    return tuple(place << 8 | byte for place, byte in enumerate(data))


def distance(one: int, other: int) -> int:
    """Return how many of the 64 bits differ."""
    return ((one ^ other) & 0xFFFF_FFFF_FFFF_FFFF).bit_count()


def same_story(one: int, other: int) -> bool:
    """Tell whether two signatures are close enough for one story."""
    return distance(one, other) <= SAME_STORY


def _features(words: list[str]) -> Iterator[str]:
    """Yield pairs of neighbours, and words long enough to carry meaning."""
    yield from (f"{a} {b}" for a, b in itertools.pairwise(words))
    yield from (word for word in words if len(word) > 4)


@lru_cache(maxsize=1 << 15)
def _spread(feature: str) -> int:
    """Return a feature's 64 hashed bits, each in a lane of its own, so that lanes add up."""
    digest = blake2b(feature.encode("utf-8", "replace"), digest_size=8).digest()
    return sum(_BYTE_LANES[byte] << (8 * _LANE_BITS * place) for place, byte in enumerate(digest))


_BYTE_LANES: Final = tuple(
    sum(((byte >> bit) & 1) << (_LANE_BITS * bit) for bit in range(8)) for byte in range(256)
)


def _majority(total: int, count: int) -> int:
    """Return the bits that more than half of the features have set."""
    carried = (total + _ONES * ((1 << (_LANE_BITS - 1)) - 1 - count // 2)) & _TOPS
    tops = carried.to_bytes(_LANES * _LANE_BITS // 8, "little")[1::2]
    bits = sum(1 << place for place, byte in enumerate(tops) if byte)
    return bits - (1 << 64) if bits >> 63 else bits
