"""The trained weights: for each feature's number, what it says for each class of each label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from enrichers.features import SHARES, Features, Numbers, letters_of
from enrichers.heads import Head
from enrichers.place_finder import Chosen, Finder
from vigie.errors import ConfigurationError
from vigie.say import Say

_WORDS_KEPT: Final = 20_000
_SHARES: Final = (SHARES[0], *SHARES[2:])  # of all groups but the letters
_MANY: Final = 4_096
_ONES: Final = np.ones(_MANY)


class Described(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands beside the weights in the model's file.

    Attributes:
        figures: what cross-validation said of it, by name; a later model is held against it.
    """

    version: str
    heads: tuple[Head, ...]
    place: Chosen | None = None
    figures: Mapping[str, float] = {}


class Weights:
    """Weights as whole numbers, so that every machine adds them up to the same score.

    Args:
        known: numbers of the features known, in ascending order, N of them.
        table: int16, N × (K + U), K the columns of all heads, U the units of the hidden layer.
        scale: what one unit of a column is worth, K + U.
        bias: K + U.
        described: version and heads.
        finder: of places, when the model has one.
        out: what each unit of the hidden layer adds to each column, U × K; None without one.
    """

    def __init__(
        self,
        known: Numbers,
        table: NDArray[np.int16],
        scale: NDArray[np.float64],
        bias: NDArray[np.float64],
        described: Described,
        *,
        finder: Finder | None = None,
        out: NDArray[np.float64] | None = None,
    ) -> None:
        self._known = known
        self._table = table
        self._scale = scale
        self._bias = bias
        self.version = described.version
        self.figures = described.figures
        self.heads = described.heads
        self.finder = finder
        self._out = out
        self._words: dict[str, tuple[NDArray[np.int32], int]] = {}

    def scores(self, batch: Sequence[Features]) -> NDArray[np.float64]:
        """Return the score of every column for every post, posts × K."""
        scores = np.zeros((len(batch), len(self._bias)))
        if not batch:
            return self._with_layer(scores)
        parts = [part for f in batch for part in (f.word, f.signal, f.pair, f.answered)]
        rows, ends = self._rows_of(parts)
        at = start = 0
        for post, features in enumerate(batch):
            row = scores[post]
            for share in _SHARES:
                end = ends[at]
                if start < end:
                    ones = _ONES[: end - start] if end - start <= _MANY else np.ones(end - start)
                    summed = ones @ rows[start:end]
                    row += summed * (share / len(parts[at]) ** 0.5)
                at, start = at + 1, end
            letters, runs = self._letters(features.spelt)
            if runs:
                row += letters * (SHARES[1] / runs**0.5)
        return self._with_layer(scores * self._scale + self._bias)

    def _with_layer(self, told: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the heads' scores, what the units that woke say of them added."""
        if self._out is None:
            return told
        heads = self._out.shape[1]
        said: NDArray[np.float64] = np.maximum(told[:, heads:], 0.0) @ self._out
        return told[:, :heads] + said

    def _rows_of(self, parts: Sequence[Numbers]) -> tuple[NDArray[np.float64], list[int]]:
        """Return the rows known of all parts on end, and where each part ends.

        They are whole numbers, so that their sum is exact in whatever order it is made.
        """
        at, found = self._found(np.concatenate(parts))
        ends = np.cumsum([len(part) for part in parts])
        before = np.concatenate(([0], np.cumsum(found)))
        return self._table.take(at, axis=0).astype(np.float64), before[ends].tolist()

    def _found(self, numbers: Numbers) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return the rows of the numbers that are known, and which ones are."""
        at = np.searchsorted(self._known, numbers)
        at[at == len(self._known)] = 0
        found = self._known[at] == numbers
        return at[found], found

    def _summed(self, numbers: Numbers) -> NDArray[np.int32]:
        summed: NDArray[np.int32] = self._table[self._found(numbers)[0]].sum(axis=0, dtype=np.int32)
        return summed

    def _letters(self, words: Sequence[str]) -> tuple[NDArray[np.int32], int]:
        found = [self._words.get(word) or self._learn(word) for word in words]
        summed: NDArray[np.int32] = np.sum([one for one, _ in found], axis=0, dtype=np.int32)
        return summed, sum(runs for _, runs in found)

    def _learn(self, word: str) -> tuple[NDArray[np.int32], int]:
        """Remember the sum of a word's runs; batches are judged in several threads at once."""
        if len(self._words) >= _WORDS_KEPT:
            self._words = {}
        numbers = letters_of(word)
        self._words[word] = learnt = self._summed(numbers), len(numbers)
        return learnt

    def with_figures(self, figures: Mapping[str, float]) -> Weights:
        """Return the same weights, with what cross-validation said of them."""
        return Weights(
            self._known,
            self._table,
            self._scale,
            self._bias,
            Described(self.version, self.heads, None, figures),
            finder=self.finder,
            out=self._out,
        )

    def save(self, path: Path) -> None:
        """Write the model's file, the same bytes for the same weights."""
        held, finder = BytesIO(), self.finder
        described = Described(
            self.version, self.heads, finder.chosen if finder else None, self.figures
        )
        places: dict[str, Any] = (
            {"places": finder.known, "places_table": finder.table} if finder else {}
        )
        layer: dict[str, Any] = {} if self._out is None else {"out": self._out}
        np.savez_compressed(
            held,
            known=self._known,
            table=self._table,
            scale=self._scale,
            bias=self._bias,
            described=np.frombuffer(msgspec.json.encode(described), np.uint8),
            **places,
            **layer,
        )
        path.write_bytes(held.getvalue())


def read_weights(data: bytes, name: str) -> Weights:
    """Read a model's file.

    Raises:
        ConfigurationError: it is not one, or of another form; `name` is told.
    """
    try:
        with np.load(BytesIO(data), allow_pickle=False) as held:
            described = msgspec.json.decode(held["described"].tobytes(), type=Described)
            finder = (
                Finder(held["places"], held["places_table"], described.place)
                if described.place
                else None
            )
            return Weights(
                held["known"],
                held["table"],
                held["scale"],
                held["bias"],
                described,
                finder=finder,
                out=held.get("out"),
            )
    except (ValueError, KeyError, OSError, EOFError, msgspec.MsgspecError) as error:
        raise ConfigurationError(
            [
                Say(
                    f"{name} : ce n’est pas un modèle que cette version sait lire.",
                    f"{name}: not a model that this version can read.",
                )
            ]
        ) from error


@lru_cache(maxsize=4)
def weights(path: Path | None = None) -> Weights:
    """Return the house's weights, or those of a town's own file; read once (under a second).

    Raises:
        ConfigurationError: the file is absent or unreadable.
    """
    if path is None:
        house = files("enrichers").joinpath("model", "posts.npz")
        return read_weights(house.read_bytes(), "posts.npz")
    try:
        return read_weights(path.read_bytes(), str(path))
    except OSError as error:
        raise ConfigurationError(
            [Say(f"{path} : {error.strerror}.", f"{path}: {error.strerror}.")]
        ) from error
