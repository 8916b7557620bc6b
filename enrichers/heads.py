"""From a label's scores to the label, and how sure the machine is of it."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Decided(NamedTuple):
    """A label decided: its place among the classes, and the chance that it is right."""

    place: int
    confidence: float


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One label's columns of scores, and what cross-validation learnt of them.

    A label of yes or no has one column (yes); others have one for each class.

    Attributes:
        label: of `Judgement`; "service_category" is that of cases.
        classes: in the order of the columns; ("no", "yes") for one column.
        first: the first column.
        offsets: added to the scores, so that rare classes are found as often as they occur.
        slopes, levels: of the logistic curve from the margin (by how much the class is
            ahead) to the chance that it is right, fitted on posts not trained on (Platt,
            « Probabilistic outputs for support vector machines », 1999); one pair for all
            classes, or one each for no and yes.
        doubt: below this chance a person should look.
    """

    label: str
    classes: tuple[str, ...]
    first: int
    offsets: tuple[float, ...]
    slopes: tuple[float, ...] = (1.0,)
    levels: tuple[float, ...] = (0.0,)
    doubt: float = 0.6

    @property
    def columns(self) -> slice:
        """Return which columns of the scores are this label's."""
        return slice(self.first, self.first + len(self.offsets))

    def decide(self, scores: Floats) -> list[Decided]:
        """Decide from the scores of all columns, posts × K."""
        index, margin = self.ahead(scores[:, self.columns])
        curve = index if len(self.slopes) > 1 else np.zeros_like(index)
        chance = np.array(self.slopes)[curve] * margin + np.array(self.levels)[curve]
        sure = (1 / (1 + np.exp(-chance.clip(-30, 30)))).clip(0.01, 0.99).round(3)
        return list(map(Decided, index.tolist(), sure.tolist()))

    def ahead(self, scores: Floats) -> tuple[Ints, Floats]:
        """Return which class is ahead, and by how much of the next (or of the threshold).

        Args:
            scores: of this label's own columns, posts × columns.
        """
        shifted = scores + np.array(self.offsets)
        if shifted.shape[1] == 1:
            return (shifted[:, 0] >= 0).astype(np.int64), np.abs(shifted[:, 0])
        ranked = np.sort(shifted, axis=1)
        return shifted.argmax(axis=1), ranked[:, -1] - ranked[:, -2]
