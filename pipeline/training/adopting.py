"""Whether a model that learnt from a town's corrections takes the place of the one in force."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, NamedTuple

from enrichers.weights import Weights
from pipeline.labelled import Labelled
from pipeline.training.examples import Example
from pipeline.training.fitting import CORRECTIONS
from pipeline.training.making import Made
from vigie.say import Say

#: By how much a cross-validated figure may fall at least: folds differ once there are more posts.
MARGIN: Final = 0.01
#: Corrections are spread over so many groups, so that each is judged by a model that had not
#: seen it.
SPREAD: Final = 6

Figures = Mapping[str, float]


class Trial(NamedTuple):
    """Both models side by side.

    Attributes:
        worse: figures that fell by more than chance has them fall, with both values.
        right_before, right_after: of the corrected labels, how many each model gets right, the
            new one by weights that had not seen them.
        corrected: how many labels there are.
    """

    worse: tuple[tuple[str, float, float], ...]
    right_before: int
    right_after: int
    corrected: int

    @property
    def better(self) -> bool:
        """Tell whether the new one is to be adopted."""
        return not self.worse and self.right_after > self.right_before

    def told(self) -> Say:
        """Return the outcome in a sentence or two."""
        share = f"{self.right_before} → {self.right_after} / {self.corrected}"
        if self.better:
            return Say(
                f"Adopté. Étiquettes corrigées bien données : {share}.",
                f"Adopted. Corrected labels given right: {share}.",
            )
        fell = ", ".join(f"{name} {a:.3f} → {b:.3f}" for name, a, b in self.worse)
        return Say(
            f"Non adopté. Étiquettes corrigées bien données : {share}."
            + (f" Chiffres en baisse : {fell}." if fell else ""),
            f"Not adopted. Corrected labels given right: {share}."
            + (f" Figures that fell: {fell}." if fell else ""),
        )


def margin_of(posts: int) -> float:
    """Return by how much a figure over so many posts may fall: a share's standard error."""
    return max(MARGIN, 0.5 / math.sqrt(max(1, posts)))


def posts_of(name: str, corpus: Sequence[Mapping[str, Any]]) -> int:
    """Return how many posts a figure hangs on: of a label of yes or no, those that bear it."""
    label, _, kind = name.partition(" ")
    told = [gold[label] for gold in corpus if gold.get(label) is not None]
    if not all(isinstance(value, bool) for value in told):
        return len(told)
    return sum(value is not (kind == "f1_not_about") for value in told)


def group_of(one: Labelled) -> str:
    """Return the group of a correction: the same mention is always in the same."""
    number = blake2b((one.line.id or "").encode(), digest_size=4).digest()[0] % SPREAD
    return f"{CORRECTIONS}{number}"


def tried(made: Made, examples: Sequence[Example], figures: Figures, in_force: Weights) -> Trial:
    """Put a new model beside the one in force.

    Args:
        made: the new one.
        examples: what it was made from, corrections among them, in the same order.
        figures: the new one's cross-validated figures on the corpus alone.
        in_force: its own figures were kept with it.
    """
    before = in_force.figures
    corpus = [one.gold for one in examples if not one.group.startswith(CORRECTIONS)]
    worse = tuple(
        (name, before[name], figures[name])
        for name in sorted(before.keys() & figures.keys())
        if figures[name] < before[name] - margin_of(posts_of(name, corpus))
    )
    corrected = [n for n, one in enumerate(examples) if one.group.startswith(CORRECTIONS)]
    some = [examples[n] for n in corrected]
    told = [one.gold for one in some]
    new = _said(made.heads, made.unseen.scores[corrected])
    old = _said(in_force.heads, in_force.scores([one.features for one in some]))
    return Trial(worse, _right(old, told), _right(new, told), _count(new, told))


def _said(heads: Sequence[Any], scores: Any) -> dict[str, list[Any]]:
    """Return each label's values, of every post, as gold writes them."""
    columns = {head.label: (head.classes, head.decide(scores)) for head in heads}
    return {
        label: [bool(one.place) if classes == ("no", "yes") else classes[one.place] for one in said]
        for label, (classes, said) in columns.items()
    }


def _right(said: Mapping[str, Sequence[Any]], gold: Sequence[Mapping[str, Any]]) -> int:
    return sum(
        label in one and one[label] is not None and values[n] == one[label]
        for label, values in said.items()
        for n, one in enumerate(gold)
    )


def _count(said: Mapping[str, Sequence[Any]], gold: Sequence[Mapping[str, Any]]) -> int:
    return sum(one.get(label) is not None for label in said for one in gold)


def adopt(weights: Weights, output: Path, former: Weights) -> Path:
    """Write a model where the one in force stands, and keep that one beside it.

    Returns:
        where the former one is kept.
    """
    kept = former_of(output)
    former.save(kept)
    weights.save(output)
    return kept


def put_back(output: Path) -> bool:
    """Exchange a model with the one before it; False when there is none."""
    kept = former_of(output)
    if not kept.is_file():
        return False
    now = output.read_bytes()
    output.write_bytes(kept.read_bytes())
    kept.write_bytes(now)
    return True


def former_of(output: Path) -> Path:
    """Return where the model before the one in force is kept."""
    return output.with_name(f"{output.stem}.former{output.suffix}")
