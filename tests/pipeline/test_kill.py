"""`kill -9` at any moment: nothing missing, nothing twice, the cursor right."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from pipeline.first_settings import quoted
from pipeline.secrets_file import make_key
from pipeline.settings import FILE_NAME
from tests.servers import Exchange, LocalServer
from vigie.mention import mention_id

ROWS = 4_000
KILLS = 20
TOWN = "trois-rivieres"


class GrowingFeed:
    """A feed to which five entries are added at each reading, until there are `most`."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.shown = 0

    def __call__(self, exchange: Exchange) -> None:
        self.shown = min(self.most, self.shown + 5)
        now = datetime.now(UTC)
        items = "".join(
            f"<item><guid isPermaLink='false'>n{n}</guid><title>Nouvelle {n}</title>"
            f"<link>https://journal.example/{n}</link>"
            f"<pubDate>{format_datetime(now - timedelta(minutes=n))}</pubDate>"
            f"<description>Trois-Rivières, article fictif numéro {n}.</description></item>"
            for n in range(self.shown)
        )
        body = f"<rss version='2.0'><channel><title>J</title>{items}</channel></rss>"
        exchange.reply(body.encode(), headers={"Content-Type": "application/rss+xml"})


@pytest.fixture
def home(tmp_path: Path, server: LocalServer) -> Path:
    make_key(tmp_path)
    with (tmp_path / "posts.jsonl").open("w", encoding="utf-8") as file:
        for n in range(ROWS):
            text = f"Un nid-de-poule numéro {n} sur la rue Royale à Trois-Rivières."
            file.write(json.dumps({"id": str(n), "text": text}) + "\n")
    settings = f"""
towns = [{quoted(TOWN)}]
[web]
port = 0
[network]
allowed_hosts = [{quoted(server.url.removeprefix("http://"))}]
spacing = 0
[[source]]
kind = "import"
name = "fichier"
file = "posts.jsonl"
page_size = 20
[[source]]
kind = "feed"
name = "journal"
url = {quoted(server.url + "/rss")}
every = 1
"""
    (tmp_path / FILE_NAME).write_text(settings, encoding="utf-8")
    return tmp_path


def has_written(home: Path) -> bool:
    """Tell whether a mention was ever written, so that a kill comes in mid-course."""
    if not (home / "vigie.db").exists():
        return False
    with closing(sqlite3.connect(home / "vigie.db")) as look:
        try:
            return bool(look.execute("SELECT 1 FROM mentions LIMIT 1").fetchone())
        except sqlite3.OperationalError:
            return False


def run_and_kill(home: Path, moment: float) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "--home", str(home), "run", "--no-page"],
        stderr=subprocess.DEVNULL,
        env={**os.environ, "VIGIE_LANG": "en"},
    )
    started = time.monotonic()
    while not has_written(home) and time.monotonic() - started < 60:
        assert process.poll() is None
        time.sleep(0.01)
    time.sleep(moment)
    process.send_signal(signal.SIGKILL)
    process.wait()


def finish(home: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pipeline", "--home", str(home), "run", "--once"],
        check=True,
        stderr=subprocess.DEVNULL,
        timeout=100,
    )


def kept(home: Path) -> Iterator[str]:
    run = subprocess.run(
        [sys.executable, "-m", "pipeline", "--home", str(home), "export"],
        check=True,
        capture_output=True,
        text=True,
    )
    return (json.loads(line)["id"] for line in run.stdout.splitlines())


@pytest.mark.timeout(400)
def test_killed_twenty_times_at_random_nothing_is_missing_and_nothing_is_twice(
    home: Path, server: LocalServer
) -> None:
    feed = GrowingFeed(most=40)
    server.routes["/rss"] = feed
    chance = random.Random(311)
    partial = 0
    for _ in range(KILLS):
        run_and_kill(home, chance.uniform(0.0, 0.9))
        with sqlite3.connect(home / "vigie.db") as check:
            assert check.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        check.close()
        done = len(list(kept(home))) if partial < 3 else 0
        partial += 0 < done < ROWS
    assert partial, "at least one kill came in mid-course"
    feed.shown = feed.most
    finish(home)
    found = sorted(kept(home))
    expected = {mention_id(TOWN, "fichier", str(n)) for n in range(ROWS)}
    expected |= {mention_id(TOWN, "journal", f"n{n}") for n in range(feed.most)}
    assert len(found) == len(set(found))
    assert set(found) == expected
    finish(home)
    assert sorted(kept(home)) == found
