"""The trained weights: for each feature's number, what it says for each class of each label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from enrichers.features import SHARES, Features, Numbers
from enrichers.heads import Head
from enrichers.known_numbers import KnownNumbers
from enrichers.place_finder import Chosen, Finder
from enrichers.word_sums import Floats, WordSums, added
from vigie.errors import ConfigurationError
from vigie.say import Say

#: Of the groups in the order in which they are added up.
_SHARES: Final = np.array((SHARES[0], *SHARES[2:], SHARES[1]))
#: Posts whose rows are in hand at once, so that a processor's cache holds them.
_TOGETHER: Final = 32


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
        self._numbers = KnownNumbers(known)
        self._table = table
        self._scale = scale
        self._bias = bias
        self.version = described.version
        self.figures = described.figures
        self.heads = described.heads
        self.finder = finder
        self._out = out
        self._letters = WordSums(table, self._numbers)

    def scores(self, batch: Sequence[Features]) -> NDArray[np.float64]:
        """Return the score of every column for every post, posts × K."""
        some = [batch[at : at + _TOGETHER] for at in range(0, len(batch), _TOGETHER)]
        return np.concatenate(list(map(self._told, some or [batch])))

    def _told(self, batch: Sequence[Features]) -> NDArray[np.float64]:
        told = np.zeros((len(batch), len(self._bias)))
        if batch:
            sums, sizes = self._sums(batch)
            weights = _SHARES / np.sqrt(np.maximum(sizes, 1))
            for group in range(len(_SHARES)):
                told += sums[:, group] * weights[:, group, None]
        return self._with_layer(told * self._scale + self._bias)

    def _sums(self, batch: Sequence[Features]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return for each post the sum of each group's rows, posts × groups × (K + U), exact.

        And how many features each group has, known or not.
        """
        parts = [(f.word, f.signal, f.pair, f.answered) for f in batch]
        flat = [part for four in parts for part in four]
        rows, ends = self._rows_of(flat)
        sums = np.zeros((len(batch), len(_SHARES), len(self._bias)))
        start = 0
        for at, end in enumerate(ends):
            if start < end:
                sums[at // 4, at % 4] = added(rows[start:end], end - start)
            start = end
        sizes = np.zeros((len(batch), len(_SHARES)), np.int64)
        sizes[:, :-1] = np.array(list(map(len, flat))).reshape(len(batch), -1)
        self._add_letters([features.spelt for features in batch], sums, sizes)
        return sums, sizes

    def _add_letters(
        self,
        spelt: Sequence[Sequence[str]],
        sums: NDArray[np.float64],
        sizes: NDArray[np.int64],
    ) -> None:
        """Put in place the sums of the last group, the words' runs of letters."""
        rows, runs = self._letters.of([word for words in spelt for word in words])
        ends = list(accumulate(map(len, spelt), initial=0))
        before = np.concatenate(([0], np.cumsum(runs)))[ends]
        sizes[:, -1] = np.diff(before)
        for post, (start, end) in enumerate(pairwise(ends)):
            if start < end:
                sums[post, -1] = added(rows[start:end], sizes[post, -1])

    def _with_layer(self, told: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the heads' scores, what the units that woke say of them added."""
        if self._out is None:
            return told
        heads = self._out.shape[1]
        said: NDArray[np.float64] = np.maximum(told[:, heads:], 0.0) @ self._out
        return told[:, :heads] + said

    def _rows_of(self, parts: Sequence[Numbers]) -> tuple[Floats, list[int]]:
        """Return the rows known of all parts on end, and where each part ends."""
        at, found = self._numbers.rows(np.concatenate(parts))
        ends = np.cumsum([len(part) for part in parts])
        before = np.concatenate(([0], np.cumsum(found)))
        return self._table.take(at, axis=0).astype(np.float32), before[ends].tolist()

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
