"""How varied the posts of the corpus are, beside real tweets.

`python -m bench.corpus_variety TWEETS` prints the table of corpus/README.md. TWEETS is
`tweets_GroundTruth.txt` of C. Hutto and E. Gilbert, "VADER" (ICWSM 2014): 4,000 English tweets,
in the source archive of vaderSentiment on PyPI (additional_resources). French posts have no such
set beside them here; they are measured in the same way.

Every figure is over the same number of posts, taken evenly. A post's nearest other one is by
the cosine of their TF-IDF of words and pairs of words.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from bench.corpus_posts import lines, slices

_WORD: Final = re.compile(r"\w+(?:[’']\w+)?")
_ROWS: Final = 500
MOST: Final = 3_900


class Variety(NamedTuple):
    """What is measured of one set.

    Attributes:
        types: different words among its first 20,000.
        repeated: share of its runs of four words that stand in another of its posts too.
        nearest: similarity of a post to its nearest other: median, 95th and 99th percentile.
        alike: share of the posts whose nearest other is at 0.8 or more.
    """

    posts: int
    words: float
    types: int
    repeated: float
    nearest: tuple[float, float, float]
    alike: float


def measured(texts: Sequence[str], most: int = MOST) -> Variety:
    """Measure a set of posts, at most so many."""
    some = [texts[n * len(texts) // most] for n in range(most)] if len(texts) > most else texts
    worded = [_WORD.findall(text.lower()) for text in some]
    flat = [word for words in worded for word in words]
    near = _nearest(some)
    return Variety(
        posts=len(some),
        words=len(flat) / len(some),
        types=len(set(flat[:20_000])),
        repeated=_repeated(worded),
        nearest=tuple(float(each) for each in np.percentile(near, (50, 95, 99))),  # type: ignore[arg-type]
        alike=float(np.mean(near >= 0.8)),
    )


def _repeated(worded: Sequence[Sequence[str]]) -> float:
    runs = [{tuple(words[n : n + 4]) for n in range(len(words) - 3)} for words in worded]
    among = Counter(run for each in runs for run in each)
    every = [among[run] > 1 for each in runs for run in each]
    return sum(every) / len(every)


def _nearest(texts: Sequence[str]) -> np.ndarray:
    rows = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True).fit_transform(texts)
    near = np.zeros(len(texts))
    for start in range(0, len(texts), _ROWS):
        alike = (rows[start : start + _ROWS] @ rows.T).toarray()
        alike[np.arange(len(alike)), np.arange(start, start + len(alike))] = 0
        near[start : start + len(alike)] = alike.max(axis=1)
    return near


def _posts(*, week: bool, language: str) -> list[str]:
    paths = [path for path in slices() if path.stem.startswith("semaine") == week]
    posts = (post for path in paths for post in lines(path))
    return [post["text"] for post in posts if post["gold"]["language"] == language]


def _tweets(path: Path) -> list[str]:
    return [line.split("\t")[2] for line in path.read_text("utf-8", "replace").splitlines() if line]


def table(tweets: Path) -> list[str]:
    """Return the rows."""
    sets = {
        "French posts": _posts(week=False, language="fr"),
        "English posts": _posts(week=False, language="en"),
        "the two real weeks, French": _posts(week=True, language="fr"),
        "real English tweets": _tweets(tweets),
    }
    titles = ("set", "posts", "words a post", "different words in 20,000")
    titles += ("runs of 4 words repeated", "nearest other: median, 95th, 99th", "at 0.8 or more")
    rows = [f"| {' | '.join(titles)} |", "|" + "---|" * len(titles)]
    for name, texts in sets.items():
        found = measured(texts)
        near = ", ".join(f"{each:.2f}" for each in found.nearest)
        rows.append(
            f"| {name} | {found.posts:,} | {found.words:.0f} | {found.types:,} |"
            f" {100 * found.repeated:.1f} % | {near} | {100 * found.alike:.2f} % |"
        )
    return rows


if __name__ == "__main__":
    print("\n".join(table(Path(sys.argv[1]))))
