"""Makes a model: reads, cross-validates, tunes, fits on everything, rounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b
from itertools import accumulate
from typing import Final, NamedTuple

from enrichers.features import GROUPS, LONGEST, SHARES, SHORTEST
from enrichers.heads import Head
from enrichers.place_finder import Finder
from enrichers.weights import Weights
from pipeline.training.cross_validating import Unseen, cross_validate
from pipeline.training.examples import Example
from pipeline.training.fitting import Task, fit, tasks, weights_of
from pipeline.training.layer import ROUNDS, UNITS
from pipeline.training.matrix import SEEN, groups_of, known_of, matrix_of
from pipeline.training.quantising import quantised
from pipeline.training.tuning import head_of
from vigie.errors import ConfigurationError
from vigie.say import Say

Progress = Callable[[str], None]

#: With fewer groups nothing can be cross-validated, with fewer posts nothing learnt.
FEWEST_GROUPS: Final = 2
FEWEST: Final = 200


class Made(NamedTuple):
    """A model, and what cross-validation said of it on the very posts it was made from."""

    weights: Weights
    learnt: tuple[Task, ...]
    heads: tuple[Head, ...]
    unseen: Unseen


def make(
    examples: Sequence[Example],
    finder: Finder | None = None,
    progress: Progress = lambda _said: None,
) -> Made:
    """Make a model. Deterministic; some minutes for ten thousand posts on two cores.

    Args:
        examples: of two groups or more.
        finder: of places, shipped with it.
        progress: told of each fold.

    Raises:
        ConfigurationError: too few posts or groups.
    """
    if len(examples) < FEWEST or len({example.group for example in examples}) < FEWEST_GROUPS:
        raise ConfigurationError(
            [
                Say(
                    f"il faut au moins {FEWEST} messages étiquetés, en deux fichiers ou plus.",
                    f"at least {FEWEST} labelled posts are needed, in two files or more.",
                )
            ]
        )
    learnt = tasks()
    unseen = cross_validate(examples, learnt, progress)
    heads = heads_of(learnt, unseen)
    rows = [groups_of(example.features) for example in examples]
    known = known_of(rows)
    matrix = matrix_of(rows, known)
    fitted = fit(matrix, unseen.truths, learnt, weights_of(examples))
    weights = quantised(known, fitted, heads, version_of(examples), finder)
    return Made(weights, learnt, heads, unseen)


def heads_of(learnt: Sequence[Task], unseen: Unseen) -> tuple[Head, ...]:
    """Return the heads, tuned on scores of posts not trained on."""
    firsts = [0, *accumulate(task.width for task in learnt)]
    return tuple(
        head_of(task, first, unseen.scores[:, first : first + task.width], truth)
        for task, first, truth in zip(learnt, firsts, unseen.truths, strict=False)
    )


def version_of(examples: Sequence[Example]) -> str:
    """Return the model's version: it follows what it was trained on, and on which features."""
    told = blake2b(
        repr((GROUPS, SHARES, SHORTEST, LONGEST, SEEN, UNITS, ROUNDS)).encode(), digest_size=4
    )
    for example in examples:
        told.update(repr((example.id, example.judged.mention.post.text, example.gold)).encode())
    return f"linear-{told.hexdigest()}"
