"""From fitted weights to the whole numbers that are shipped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from enrichers.features import Numbers
from enrichers.heads import Head
from enrichers.place_finder import Finder
from enrichers.weights import Described, Weights
from pipeline.training.fitting import Fitted
from pipeline.training.layer import SHARE

_LARGEST: Final = 32_767
#: A share of a column's largest weight below which a weight is noise of the solver.
_DIGITS: Final = 4


def quantised(
    known: Numbers,
    fitted: Fitted,
    heads: Sequence[Head],
    version: str,
    finder: Finder | None = None,
) -> Weights:
    """Return the weights as int16, each column on a scale of its own.

    The fit is rounded first, so that the last digits of another machine's arithmetic do not
    reach the numbers shipped.
    """
    layer = fitted.layer
    rounded = np.round(np.hstack((fitted.weights, layer.into)), _DIGITS)
    largest = np.maximum(np.abs(rounded).max(axis=0), 10.0**-_DIGITS)
    scale = largest / _LARGEST
    table = np.rint(rounded / scale).astype(np.int16)
    used = table.any(axis=1)
    bias = np.concatenate((fitted.bias + SHARE * layer.level, layer.bias))
    return Weights(
        known[used],
        np.ascontiguousarray(table[used]),
        scale,
        bias.round(_DIGITS),
        Described(version, tuple(heads)),
        finder=finder,
        out=(SHARE * layer.out).round(_DIGITS),
    )
