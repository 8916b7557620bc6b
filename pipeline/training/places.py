"""Fits the finder of places: a conditional random field over the words of each post."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

import numpy as np
import pycrfsuite
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from enrichers.features import number_of
from enrichers.place import PlaceEnricher
from enrichers.place_finder import SCALE, Chosen, Finder, Moves, Passage
from enrichers.place_marks import marks_of
from enrichers.place_templates import Templates, Token, tokens_of
from pipeline.labelled import Towns, labelled_lines

FOLDS: Final = 3
#: Chosen by cross-validation; more rounds bring nothing on posts not trained on.
_SETTINGS: Final = {"c1": 0.3, "c2": 0.05, "max_iterations": 80, "feature.minfreq": 2}
#: With fewer places, in fewer files, nothing is learnt.
FEWEST: Final = 30
FEWEST_GROUPS: Final = 2
_LARGEST: Final = 32_767
_SAME: Final = 0.5
_DIGITS: Final = 3


class Post(NamedTuple):
    """One post as the finder sees it."""

    group: str
    tokens: list[Token]
    marks: list[str]
    gold: tuple[int, int] | None


class Fitted(NamedTuple):
    """The finder, and for each group of posts the one that was fitted without it.

    `whole` is None when there are too few posts to learn from: the rules alone say where.
    """

    whole: Finder | None
    without: Mapping[str, Finder]


def fit_places(
    paths: Sequence[Path],
    towns: Towns,
    *,
    default_town: str | None = None,
    progress: Callable[[str], None] = lambda _said: None,
) -> Fitted:
    """Fit the finder on labelled files, a group each. Deterministic; a minute for 10,000 posts.

    The threshold and the curve are chosen on posts that the finder had not seen.

    Raises:
        ConfigurationError: every line that is not a labelled post, at once.
    """
    posts = _posts(paths, towns, default_town)
    groups = sorted({post.group for post in posts})
    if len(groups) < FEWEST_GROUPS or sum(post.gold is not None for post in posts) < FEWEST:
        return Fitted(None, {})
    bare: dict[str, Finder] = {}
    for fold in range(min(FOLDS, len(groups))):
        held = groups[fold::FOLDS]
        finder = _fitted([post for post in posts if post.group not in held])
        bare |= dict.fromkeys(held, finder)
        progress(f"places: {fold + 1}/{FOLDS}")
    unseen = [(bare[post.group].best(post.tokens, post.marks), post) for post in posts]
    threshold, slope, level = _chosen(unseen)

    def chosen(finder: Finder) -> Finder:
        with_threshold = Chosen(finder.chosen.moves, threshold, slope, level)
        return Finder(finder.known, finder.table, with_threshold)

    return Fitted(chosen(_fitted(posts)), {group: chosen(finder) for group, finder in bare.items()})


def _posts(paths: Sequence[Path], towns: Towns, default_town: str | None) -> list[Post]:
    rules: dict[str, PlaceEnricher] = {}
    posts = []
    for path in paths:
        for one in labelled_lines(path, default_town):
            if "place" not in one.gold:
                continue
            if one.town not in rules:
                rules[one.town] = PlaceEnricher(towns.town(one.town))
            tokens, place = tokens_of(one.post.text), one.gold.get("place")
            marks = marks_of(tokens, rules[one.town].seen(one.post.text))
            gold = (place["start"], place["end"]) if place else None
            posts.append(Post(path.stem, tokens, marks, gold))
    return posts


def _fitted(posts: Sequence[Post]) -> Finder:
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(_SETTINGS)
    names = Templates(str)
    for post in posts:
        if post.tokens:
            trainer.append(names.of(post.tokens, post.marks), list(_tags(post)))
    with TemporaryDirectory() as folder:
        path = str(Path(folder) / "places.crf")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        info = tagger.info()
    return _rounded(info.state_features, info.transitions)


def _tags(post: Post) -> Iterator[str]:
    for token in post.tokens:
        if post.gold is None or token.end <= post.gold[0] or token.start >= post.gold[1]:
            yield "O"
        else:
            yield "B" if token.start <= post.gold[0] else "I"


def _rounded(
    states: Mapping[tuple[str, str], float], passes: Mapping[tuple[str, str], float]
) -> Finder:
    """Return the weights as whole numbers, beside those of « no place »."""
    worth: dict[int, list[float]] = {}
    for (name, label), weight in states.items():
        two = worth.setdefault(number_of(name), [0.0, 0.0])
        rounded = round(weight, _DIGITS)
        if label == "O":
            two[0] -= rounded
            two[1] -= rounded
        else:
            two["BI".index(label)] += rounded
    numbers = sorted(number for number, two in worth.items() if any(two))
    table = np.array([worth[number] for number in numbers]).reshape(-1, 2) * SCALE
    known: NDArray[np.uint32] = np.array(numbers, np.uint32)
    whole = np.rint(table).clip(-_LARGEST, _LARGEST).astype(np.int16)
    return Finder(known, whole, Chosen(_moves(passes), 0, 1.0, 0.0))


def _moves(passes: Mapping[tuple[str, str], float]) -> Moves:
    def beside(*steps: str) -> int:
        whole = sum(round(passes.get((one[0], one[1]), 0.0), _DIGITS) for one in steps)
        stay = round(passes.get(("O", "O"), 0.0), _DIGITS)
        return round((whole - len(steps) * stay) * SCALE)

    return Moves(
        enter=beside("OB"),
        extend=beside("BI"),
        go_on=beside("II"),
        leave_one=beside("BO"),
        leave=beside("IO"),
    )


def _chosen(found: Sequence[tuple[Passage | None, Post]]) -> tuple[int, float, float]:
    """Return the threshold of the best F1 of spans, and the curve of the chance to be right."""
    scored = [(passage, post.gold) for passage, post in found if passage is not None]
    scores = np.array([passage.score for passage, _ in scored])
    right = np.array([_same(passage, gold) for passage, gold in scored])
    wanted = sum(post.gold is not None for _, post in found)
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(right[order])
    worth = 2 * hits / (np.arange(1, len(order) + 1) + wanted)
    threshold = int(scores[order[int(worth.argmax())]])
    kept = scores >= threshold
    curve: Any = LogisticRegression(C=10.0).fit(scores[kept, None] / SCALE, right[kept])
    return threshold, round(float(curve.coef_[0][0]), 4), round(float(curve.intercept_[0]), 4)


def _same(passage: Passage, gold: tuple[int, int] | None) -> bool:
    if gold is None:
        return False
    common = min(passage.end, gold[1]) - max(passage.start, gold[0])
    whole = max(passage.end, gold[1]) - min(passage.start, gold[0])
    return common / whole >= _SAME
