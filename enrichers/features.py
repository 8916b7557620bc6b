"""A post as five groups of features, each feature a 32-bit number.

A feature's number is the CRC-32 of its name, so that no list of names is shipped: only the
numbers that the model knows. The words of the town's name and of the place are masked, or the
model would learn that Shawinigan is about snow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from enrichers.elsewhere import MASK, own_names, signs_of
from enrichers.reader import ANSWERED_READ
from enrichers.reading import Reading
from enrichers.signals import signals_of
from enrichers.words import spelt
from vigie.judgement import Judged
from vigie.post import Source
from vigie.town import Town

Numbers = NDArray[np.uint32]

GROUPS: Final = ("word", "letters", "signal", "pair", "answered")
#: How much each group weighs, as cross-validation chose it.
SHARES: Final = (1.0, 1.0, 1.0, 0.7, 0.3)
SHORTEST, LONGEST = 3, 5  # letters in a run
_WORDS_READ: Final = 400
_MIXER: Final = np.uint32(0x9E3779B1)
_REMEMBERED: Final = 100_000
_SOURCE_WORDS: Final = 8
_SOURCES: Final = 4_096
_OF_LETTERS: Final = crc32(b"l=")  # what the names of runs begin with
_NOTHING: Final = np.zeros(0, np.uint32)


class Features(NamedTuple):
    """One post's features; `spelt` are its distinct words, whose runs of letters are `letters`."""

    word: Numbers
    spelt: list[str]
    signal: Numbers
    pair: Numbers
    answered: Numbers


def number_of(name: str) -> int:
    """Return a feature's number, of 32 bits."""
    return crc32(name.encode("utf-8", "surrogatepass"))


def number_after(kind: str, value: str) -> int:
    """Return the number of the feature whose name begins with `kind`, one of a few."""
    return crc32(value.encode("utf-8", "surrogatepass"), _KINDS[kind])


class Numbering(dict[Any, int]):
    """What is named → number; remembers what it met, up to a bound.

    Args:
        name: gives the name of a key, which the number is made from.
    """

    def __init__(self, name: Callable[[Any], str]) -> None:
        self._name = name

    def __missing__(self, key: Any) -> int:
        if len(self) > _REMEMBERED:
            self.clear()
        self[key] = number = number_of(self._name(key))
        return number

    def of(self, keys: Iterable[Any]) -> Numbers:
        """Return the numbers of keys, in order."""
        return np.array([self[key] for key in keys], np.uint32)


_KINDS: Final = Numbering(str)
_SIGNALS: Final = Numbering(str)
_WORDS: Final = Numbering("w={}".format)
_NEIGHBOURS: Final = Numbering(lambda two: f"b={two[0]}_{two[1]}")
_ANSWERED: Final = Numbering("r={}".format)


def letters_of(word: str) -> Numbers:
    """Return the numbers of a word's runs of three to five letters, its ends marked."""
    return np.array(runs_of(word), np.uint32)


def runs_of(word: str) -> list[int]:
    """Return the same, as a list."""
    marked: Any = f"<{word[:40]}>"
    if marked.isascii():
        marked = marked.encode()  # a letter a byte: runs can be cut from it as it is
    runs = [
        marked[at : at + size]
        for size in range(SHORTEST, LONGEST + 1)
        for at in range(len(marked) - size + 1)
    ]
    if isinstance(marked, str):
        runs = [run.encode("utf-8", "surrogatepass") for run in runs]
    return [crc32(run, _OF_LETTERS) for run in runs]


def pairs_of(signals: Numbers) -> Numbers:
    """Return a number for each pair of signals, the same in whatever order they come."""
    if len(signals) < 2:
        return _NOTHING
    one, other = _corners(len(signals))
    ordered = np.sort(signals)
    mixed: Numbers = (ordered[one] * _MIXER) ^ ordered[other]
    return mixed


@lru_cache(maxsize=256)
def _corners(size: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    one, other = np.triu_indices(size, 1)
    return one, other


class Featurer:
    """Turns posts that the rules have judged into features.

    Args:
        town: whose names are masked.
    """

    def __init__(self, town: Town) -> None:
        names = town.names
        written = {spelt(name) for name in (names.official, *names.variants)}
        self._own = own_names(names)
        self._names = sorted((f" {name} " for name in written if name), key=len, reverse=True)
        self._sources: dict[str, list[str]] = {}

    def of(self, judged: Judged, reading: Reading, answered: Reading | None = None) -> Features:
        """Return the features of one post.

        Args:
            judged: by the rules.
            reading: of the same post.
            answered: of the post that it answers.
        """
        words = self._masked(judged, reading)
        distinct = list(dict.fromkeys(words))
        signals = signals_of(judged, reading, answered)
        source = judged.mention.post.source
        heard, where = self._heard_at(source), self._where(source, reading, words)
        signal = _SIGNALS.of([*signals.alone, *heard, *where])
        return Features(
            word=np.array(
                [
                    *[_WORDS[word] for word in distinct],
                    *[_NEIGHBOURS[two] for two in _neighbours(words)],
                ],
                np.uint32,
            ),
            spelt=distinct,
            signal=signal,
            pair=pairs_of(signal[: len(signals.paired)]),
            answered=_answered(judged.mention.post.reply_to_text),
        )

    def _heard_at(self, source: Source) -> list[str]:
        """Return the kind of the source and the words of its name, the town's masked."""
        known = self._sources.get(source.name)
        if known is None:
            words = self._without_names(f" {spelt(source.name)} ").split()[:_SOURCE_WORDS]
            known = [f"s:{word}" for word in dict.fromkeys(words)]
            if len(self._sources) > _SOURCES:
                self._sources = {}
            self._sources[source.name] = known
        return [f"kind={source.kind}", *known]

    def _where(self, source: Source, reading: Reading, words: Sequence[str]) -> list[str]:
        """Return the signs of relevance; none on the town's own page, where all is relevant."""
        return [] if source.own else signs_of(reading.text, words, self._own)

    def _without_names(self, text: str) -> str:
        for name in self._names:
            if name in text:
                text = text.replace(name, f" {MASK} ")
        return text

    def _masked(self, judged: Judged, reading: Reading) -> list[str]:
        text = self._without_names(reading.spelt)
        place = judged.judgement.place
        if place is not None:
            text = text.replace(f" {spelt(place.text)} ", " lelieu ", 1)
        return text.split()[:_WORDS_READ]


def _neighbours(words: Sequence[str]) -> Iterable[tuple[str, str]]:
    return dict.fromkeys(pairwise(["^", *words, "$"]))


def _answered(text: str | None) -> Numbers:
    if not text:
        return _NOTHING
    return _ANSWERED.of(dict.fromkeys(spelt(text[:ANSWERED_READ]).split()))
