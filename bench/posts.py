"""Posts to measure with: those of the test cases and the demonstration, each made unique."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from pathlib import Path

from pipeline.demo.week import read_week
from vigie.judgement import Judged, Judgement
from vigie.mention import Mention
from vigie.post import Post, Source

TOWN = "trois-rivieres"
_CASES = Path(__file__).parents[1] / "tests" / "enrichers" / "cases.jsonl"
_NAMES = ("Trois-Rivières", "Trois Rivières", "trois-rivieres", "TROIS-RIVIÈRES", "trois rivieres")
_ELSEWHERE = ("Saguenay", "Sherbrooke", "Drummondville", "Shawinigan", "Charleroi", "Liège")


def texts() -> list[str]:
    """Return the distinct texts, all naming the town or not as they were written."""
    cases = [json.loads(line)["text"] for line in _CASES.read_text("utf-8").splitlines()]
    return cases + [post.text for post in read_week().post]


def about(count: int, seed: int = 311) -> list[str]:
    """Return `count` texts that name the town, no two alike."""
    chance = random.Random(seed)
    pool = texts()
    named = [t if any(n in t for n in _NAMES) else f"À Trois-Rivières : {t}" for t in pool]
    return [f"{chance.choice(named)} {chance.randrange(10**9)}" for _ in range(count)]


def stream(count: int, one_in: int = 1000, seed: int = 311) -> list[str]:
    """Return `count` texts of which one in `one_in` names the town."""
    chance = random.Random(seed)
    elsewhere = [_moved(text, chance) for text in texts() for _ in range(4)]
    here = about(count // one_in + 1, seed)
    return [
        here[n // one_in]
        if n % one_in == one_in // 2
        else f"{chance.choice(elsewhere)} {chance.randrange(10**9)}"
        for n in range(count)
    ]


def _moved(text: str, chance: random.Random) -> str:
    for name in (*_NAMES, "Trifluvien", "trifluvien", "V3R", "3R", "Namur", "namur"):
        text = text.replace(name, chance.choice(_ELSEWHERE))
    return text


def post(text: str, number: int) -> Post:
    """Return a text as a post of a feed."""
    now = datetime.now(UTC)
    return Post(
        source=Source(kind="feed", name="banc"),
        native_id=str(number),
        text=text,
        fetched_at=now,
        published_at=now,
    )


def judged(text: str, number: int) -> Judged:
    """Return a text as a mention to judge."""
    return Judged(mention=Mention.of(post(text, number), TOWN), judgement=Judgement())
