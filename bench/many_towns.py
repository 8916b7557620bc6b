"""One ear, many towns: what each added town costs, up to 500.

The same posts are read for 1, 10, 100 and 500 towns whose names are all different, one post in
twenty naming one of them. What is measured is the screen, which every post of a firehose or a
feed passes once for all towns, and the memory and the start that each town costs.
"""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec.structs import replace

from bench.measure import one_core
from enrichers.relevance import Screen
from pipeline.assembly import build_chain, load_town
from pipeline.fan_out import fan_out
from vigie.page import Page
from vigie.post import Post, Published, Source
from vigie.town import Names, Town

_COUNTS = (1, 10, 100, 500)
_POSTS = 4_000
_NAMED = 20
_HEADS = ("Saint", "Sainte", "Notre-Dame", "Val", "Mont", "Lac", "Rive", "Bois", "Pont", "Port")
_TAILS = ("ville", "court", "mont", "fontaine", "bourg", "lac", "ière", "oise", "rive", "champ")
_WORDS = tuple(
    "le pont est fermé depuis lundi et le détour passe par le chemin du rang des érables , "  # noqa: SIM905
    "quelqu’un sait quand la neige sera ramassée devant l’école ? merci aux pompiers ! "
    "la bibliothèque ouvre plus tard le dimanche , on cherche un chat gris perdu hier".split()
)


def towns(count: int) -> list[Town]:
    """Return profiles that differ by slug and names, all else as Trois-Rivières's."""
    model = load_town("trois-rivieres", None)
    chance = random.Random(311)
    names = [_name(chance, number) for number in range(count)]
    return [
        replace(model, slug=f"ville-{n}", name=name, names=Names(official=name), accounts=())
        for n, name in enumerate(names)
    ]


def _name(chance: random.Random, number: int) -> str:
    syllables = ("ba", "lo", "ri", "ma", "tu", "ver", "chan", "dro", "quin", "sel")
    middle = "".join(chance.choice(syllables) for _ in range(3)).capitalize()
    return f"{_HEADS[number % 10]}-{middle}{_TAILS[number // 10 % 10]}"


def posts(profiles: Sequence[Town]) -> list[Post]:
    """Return posts of which one in twenty names one of the towns."""
    chance = random.Random(8311)
    now = datetime(2026, 11, 23, 14, tzinfo=UTC)
    made = []
    for number in range(_POSTS):
        words = chance.choices(_WORDS, k=chance.randint(8, 40))
        if number % _NAMED == 0:
            words.insert(len(words) // 2, f"à {chance.choice(profiles).name}")
        source = Source(kind="bench", name="mesure")
        text = " ".join(words)
        made.append(
            Post(source=source, native_id=str(number), text=text, published_at=now, fetched_at=now)
        )
    return made


def rows() -> list[str]:
    """Return the table: what a post costs by the number of towns that listen."""
    one_core()
    every = towns(_COUNTS[-1])
    lines, first = [], 0.0
    for count in _COUNTS:
        before = _memory()
        began = time.process_time()
        screen = Screen(every[:count])
        built = 1e3 * (time.process_time() - began) / count
        grown = (_memory() - before) / count
        events = tuple(Published(post=post) for post in posts(every[:count]))
        page = Page(source="mesure", cursor=b"", events=events)
        slugs = [town.slug for town in every[:count]]
        spent = min(_timed(page, screen, slugs) for _ in range(3)) / _POSTS * 1e6
        first = first or spent
        lines.append(f"| {count} | {spent:.0f} | {spent / first:.2f} | {built:.1f} | {grown:.2f} |")
    return [
        "| towns | a post, µs | times one town | start of each, ms | memory of each, MB |",
        "|---|---|---|---|---|",
        *lines,
        f"Judging stages: {_chains(every[:20]):.0f} ms a town, once the first is built.",
    ]


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _timed(page: Page, screen: Screen, slugs: Sequence[str]) -> float:
    began = time.process_time()
    fan_out(page, screen, slugs)
    return time.process_time() - began


def _chains(profiles: Sequence[Town]) -> float:
    options = {"detector": "py3langid", "accounts": {}}
    build_chain(profiles[0], options=options)
    began = time.process_time()
    for town in profiles[1:]:
        build_chain(town, options=options)
    return 1e3 * (time.process_time() - began) / (len(profiles) - 1)


if __name__ == "__main__":
    print("\n".join(rows()))
