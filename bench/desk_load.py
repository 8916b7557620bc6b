"""Fifty readers and five officers at the desk at once, while a hundred mentions a second arrive.

    python -m bench.desk_load [--seconds 60] [--think 3] [--kept 20000]

The desk, its store and what fills it have one core; the readers have another. Each reads, thinks,
reads: the list, a search, a mention, the counts, as pages and through the API. An officer takes,
corrects and notes through the API, on the version read, and follows what arrives. An error is any
answer that is not the one asked for; an officer who is told that someone was quicker is none.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Final

import httpx

from bench.cpu_of import cpu

_WORDS: Final = ("neige", "trottoir", "collecte", '"rue royale"', "topic:snow", "déneig*")


class Watch:
    """Times what is asked, and counts what went wrong."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = defaultdict(list)
        self.errors: Counter[str] = Counter()
        self.told = 0
        self.overtaken = 0

    async def ask(
        self, what: str, asked: Callable[[], Awaitable[httpx.Response]]
    ) -> httpx.Response | None:
        """Ask once; return the answer, None when there was none."""
        began = time.perf_counter()
        try:
            answer = await asked()
        except httpx.HTTPError as error:
            self.errors[f"{what}: {type(error).__name__}"] += 1
            return None
        self.times[what].append(time.perf_counter() - began)
        if answer.status_code == 412:
            self.overtaken += 1
        elif answer.status_code >= 400:
            self.errors[f"{what}: {answer.status_code}"] += 1
        return answer


def _as(name: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {name}"}


async def reader(client: httpx.AsyncClient, watch: Watch, think: float, seed: int) -> None:
    """Read for ever."""
    chance = random.Random(seed)
    mention = ""
    await asyncio.sleep(chance.random() * think)
    while True:
        what = chance.choices(("list", "search", "mention", "api list", "counts"), (4, 3, 4, 3, 1))[
            0
        ]
        if what == "mention" and not mention:
            what = "api list"
        path = {
            "list": "/mentions",
            "search": f"/mentions?period=30d&q={chance.choice(_WORDS)}",
            "mention": f"/mention/{mention}",
            "api list": f"/api/v1/mentions?limit=25&q={chance.choice(_WORDS)}",
            "counts": "/api/v1/counts?facet=topic&facet=sentiment&facet=route",
        }[what]
        answer = await watch.ask(what, partial(client.get, path, headers=_as(f"reader-{seed}")))
        if answer is not None and what == "api list" and answer.json()["mentions"]:
            mention = chance.choice(answer.json()["mentions"])["id"]
        await asyncio.sleep(chance.expovariate(1 / think))


async def officer(client: httpx.AsyncClient, watch: Watch, think: float, seed: int) -> None:
    """Take the newest, correct it, leave a note; for ever."""
    chance, me = random.Random(seed), _as(f"officer-{seed}")
    newest = partial(client.get, "/api/v1/mentions?limit=10", headers=me)
    while True:
        await asyncio.sleep(chance.expovariate(1 / think))
        found = await watch.ask("api list", newest)
        if found is None or found.status_code != 200:
            continue
        mention = chance.choice(found.json()["mentions"])
        path, version = f"/api/v1/mentions/{mention['id']}", mention["version"]
        for method, act, body in (
            ("POST", "take", None),
            ("PATCH", "corrections", {"labels": {"topic": chance.choice(("snow", "roads"))}}),
            ("POST", "notes", {"text": f"Note {chance.random()}"}),
        ):
            key = {"If-Match": f'"{version}"', "Idempotency-Key": str(chance.random())}
            call = partial(client.request, method, f"{path}/{act}", json=body, headers=me | key)
            answer = await watch.ask("act", call)
            if answer is None or answer.status_code != 200:
                break
            version = answer.json()["version"]


async def follower(client: httpx.AsyncClient, watch: Watch, number: int) -> None:
    """Follow what arrives, and count it."""
    path, me = "/api/v1/events?kind=mention", _as(f"officer-{100 + number}")
    async with client.stream("GET", path, headers=me, timeout=60) as answer:
        async for line in answer.aiter_lines():
            watch.told += line.startswith("event: mention")


async def load(address: str, seconds: float, think: float) -> Watch:
    """Have them all at once for so many seconds."""
    watch = Watch()
    limits = httpx.Limits(max_connections=100)
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=30) as client:
        everyone = [reader(client, watch, think, n) for n in range(50)]
        everyone += [officer(client, watch, think, 100 + n) for n in range(5)]
        everyone += [follower(client, watch, n) for n in range(5)]
        tasks = [asyncio.create_task(each) for each in everyone]
        await asyncio.sleep(seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return watch


def main() -> None:
    """Serve, load, print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=3)
    parser.add_argument("--kept", type=int, default=20_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bench.desk_server", str(Path(folder) / "vigie.db")]
        command += ["--kept", str(given.kept)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            port = server.stdout.readline().strip()
            os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
            before = cpu(server.pid)
            watch = asyncio.run(load(f"http://127.0.0.1:{port}", given.seconds, given.think))
            spent = cpu(server.pid) - before
            server.terminate()
    print(f"the desk's core: {100 * spent / given.seconds:.0f} % of it was had")
    _print(watch, given.seconds)


def _print(watch: Watch, seconds: float) -> None:
    every = [each for times in watch.times.values() for each in times]
    print(f"load average {os.getloadavg()[0]:.1f}; {len(every) / seconds:.1f} answers a second")
    print(f"told to five followers: {watch.told / seconds / 5:.1f} mentions a second each")
    print(f"errors: {dict(watch.errors)}; told that someone was quicker: {watch.overtaken}")
    for what, times in (*sorted(watch.times.items()), ("all", every)):
        cuts = statistics.quantiles(times, n=100) if len(times) > 1 else [0.0] * 99
        shown = " ".join(f"p{p} {1000 * cuts[p - 1]:7.0f} ms" for p in (50, 95, 99))
        print(f"{what:10} {len(times):6} {shown}")


if __name__ == "__main__":
    main()
