"""Relevance and the whole chain, beside `fr_core_news_sm` on the same posts, one core."""

from __future__ import annotations

from collections import defaultdict

import spacy

from bench.measure import Compared, compare, one_core
from bench.posts import TOWN, about, judged, post, stream
from enrichers.relevance import Screen
from pipeline.assembly import build_chain, load_town
from pipeline.settling import settle

_BATCH = 256


def relevance(count: int = 200_000, few: int = 1500) -> Compared:
    """Posts a second over a stream where one in 1,000 names a town."""
    screen = Screen([load_town(TOWN, None), load_town("namur", None)])
    texts = stream(count)
    posts = [post(text, n) for n, text in enumerate(texts)]
    nlp = spacy.load("fr_core_news_sm")

    def ours() -> int:
        for one in posts:
            screen.read(one)
        return len(posts)

    def theirs() -> int:
        return sum(1 for _ in nlp.pipe(texts[:few]))

    return compare(ours, theirs)


def chain(count: int = 3000, few: int = 1500) -> tuple[Compared, dict[str, float]]:
    """Posts a second through every stage, and each stage's share of the time."""
    spent: defaultdict[str, float] = defaultdict(float)

    def observe(stage: str, seconds: float) -> None:
        spent[stage] += seconds

    stages = build_chain(load_town(TOWN, None), options={}, observe=observe)
    nlp = spacy.load("fr_core_news_sm")
    settle()
    seeds = iter(range(1000))

    def ours() -> int:
        # New numbers each time, so that no memory of an earlier round helps.
        batch = [judged(text, n) for n, text in enumerate(about(count, next(seeds)))]
        for start in range(0, count, _BATCH):
            stages.judge(batch[start : start + _BATCH])
        return count

    def theirs() -> int:
        return sum(1 for _ in nlp.pipe(about(few, next(seeds))))

    compared = compare(ours, theirs)
    total = sum(spent.values())
    return compared, {stage: seconds / total for stage, seconds in spent.items()}


if __name__ == "__main__":
    one_core()
    print(relevance())
    print(chain())
