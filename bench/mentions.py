"""Mentions to measure the distributed mode with: sentences of the corpus, put together anew.

Two towns; each text is two or three real sentences with a number, so that no two are alike; one
in ten is word for word one of the latest hundred, from another source, as press releases are.
"""

from __future__ import annotations

import random
import re
from collections import deque
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from bench.corpus_posts import lines, slices
from pipeline.fan_out import first_said
from vigie.judgement import Judged, Relevance
from vigie.mention import Mention
from vigie.post import Author, Post, Source

TOWNS: Final = ("trois-rivieres", "namur")
_SOURCES: Final = 40
_COPIED: Final = 0.1
_ABOUT: Final = Relevance(about=True, confidence=1.0, rule="name", reason="banc d’essai")


def sentences() -> dict[str, list[str]]:
    """Return the corpus's sentences by town; those of other towns are for both."""
    found: dict[str, list[str]] = {town: [] for town in TOWNS}
    for path in slices():
        for post in lines(path):
            parts = [part for part in re.split(r"(?<=[.!?…])\s+", post["text"]) if part]
            for town in [post["town"]] if post["town"] in found else TOWNS:
                found[town] += parts
    return found


def texts(seed: int = 311) -> Iterator[tuple[str, str]]:
    """Yield (town, text) for ever; the same seed gives the same ones."""
    chance = random.Random(seed)
    pool = sentences()
    latest: deque[tuple[str, str]] = deque(maxlen=100)
    while True:
        if latest and chance.random() < _COPIED:
            yield chance.choice(latest)
            continue
        town = chance.choice(TOWNS)
        some = chance.sample(pool[town], chance.choice((2, 3)))
        made = town, f"{' '.join(some)} {chance.randrange(10**9)}"
        latest.append(made)
        yield made


def posts(
    first: datetime, step: timedelta, seed: int = 311, name: str = ""
) -> Iterator[tuple[str, Post]]:
    """Yield (town, post) for ever, one each `step`; `name` keeps runs of one store apart."""
    heard = first
    for number, (town, text) in enumerate(texts(seed)):
        yield town, _post(number, text, heard, f"{seed}{name}")
        heard += step


def _post(number: int, text: str, heard: datetime, run: str) -> Post:
    source = Source(kind="feed", name=f"Banc {number * 7 % _SOURCES}")
    native = f"{run}-{number}"
    return Post(
        source=source,
        native_id=native,
        url=f"https://banc.example/{native}",
        author=Author(pseudonym=f"{number * 31 % 5000:032x}"),
        text=text,
        published_at=heard - timedelta(minutes=number % 50),
        fetched_at=heard,
    )


def heard(town: str, post: Post) -> Judged:
    """Return what a collector puts on the topic: about a town, and nothing more said."""
    return Judged(mention=Mention.of(post, town), judgement=first_said(post, _ABOUT))
