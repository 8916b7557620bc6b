"""The drill: the evening that it plays in each town, its clock, and that nothing leaves it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline.assembly import assemble, load_town
from pipeline.demo.drill import FastClock, friday_night, read_drill, read_scenario
from pipeline.demo.drill_playing import town_of
from pipeline.demo.home import write_home
from pipeline.fan_out import fan_out
from pipeline.settings import read
from tests.pipeline.installations import make_installation
from vigie.clock import SystemClock
from vigie.page import Page
from vigie.post import Post, Published, Source

NOW = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
CHECKED = {"emergency", "media", "crisis", "point", "point2", "ended"}


@pytest.mark.parametrize("slug", ["trois-rivieres", "namur"])
async def test_the_evening_holds_what_a_team_must_sort(tmp_path: Path, slug: str) -> None:
    """Each post is judged by the real chain: the drill would teach nothing otherwise."""
    week = read_scenario().week(load_town(slug, None), 1)
    write_home(tmp_path, week, sites=1, page=0, town=slug)
    own = {channel.path: channel for channel in week.channel}
    posts = [
        Post(
            source=Source(kind="feed", name=own[s.channel].name, own=own[s.channel].own),
            native_id=s.id,
            title=s.title,
            text=s.text,
            fetched_at=NOW,
            published_at=NOW,
        )
        for s in week.post
    ]
    async with assemble(tmp_path, read(tmp_path), SystemClock()) as opened:
        page = Page(source="f", cursor=b"", events=tuple(Published(post=p) for p in posts))
        stages = opened.intake.stages
        about = fan_out(page, opened.intake.screen, (slug,)).about[slug]
        records = [stages.record(j, NOW) for j in stages.judge(about, NOW).judged]
    assert len(records) == len(posts), "each post is about the town"
    routes = Counter(record.decision.route for record in records)
    assert routes["emergency"] >= 1
    assert routes["media_relations"] == 1
    assert routes["moderate"] >= 1
    assert routes["invite_311"] + routes["refer_elsewhere"] >= 4
    assert not [post.text for post in posts if "{" in post.text + post.title]


def test_each_step_is_one_that_the_debrief_can_see() -> None:
    scenario = read_scenario()
    assert {step.done for step in scenario.step} == CHECKED
    assert max(post.minute for post in scenario.post) <= 180


@pytest.mark.parametrize("day", range(7))
def test_it_is_played_on_the_friday_night_just_past(day: int) -> None:
    town = load_town("trois-rivieres", None)
    now = NOW + timedelta(days=day)
    night = friday_night(town, now)
    local = night.astimezone(ZoneInfo(town.timezone))
    assert (local.weekday(), local.hour, local.minute) == (4, 21, 40)
    assert timedelta() < now - night < timedelta(days=8)


def test_its_clock_runs_faster_than_the_machines() -> None:
    clock = FastClock(NOW, 1000)
    time.sleep(0.02)
    assert timedelta(seconds=15) < clock.now() - NOW < timedelta(minutes=30)


def test_an_installation_in_real_life_plays_nothing(tmp_path: Path) -> None:
    assert read_drill(tmp_path) is None


def test_the_copy_has_the_installations_town_and_neither_target_nor_front_door(
    tmp_path: Path,
) -> None:
    home = make_installation(tmp_path / "maison")
    name, town = town_of(home)
    assert town.slug == "trois-rivieres"
    copy = tmp_path / "copie"
    copy.mkdir()
    write_home(copy, read_scenario().week(town, 12), sites=1234, page=0, town=name)
    settings = read(copy)
    assert list(settings.target) == []
    assert "handoff" not in (copy / "vigie.toml").read_text("utf-8")
    assert list(settings.network.allowed_hosts) == ["127.0.0.1:1234"]


def test_every_page_of_it_says_that_it_is_a_drill_and_nothing_stays(tmp_path: Path) -> None:
    given = {**os.environ, "VIGIE_LANG": "fr", "TMPDIR": str(tmp_path), "VIGIE_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "pipeline", "drill", "--port", "0", "--speed", "600"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=given)
    assert process.stdout
    try:
        lines = iter(process.stdout)
        address = next(m[0] for line in lines if (m := re.search(r"http://\S+:\d+/", line)))
        deadline = time.monotonic() + 60
        while "AU SECOURS" not in _read(f"{address}exercice"):
            assert time.monotonic() < deadline, "no post within a minute"
            time.sleep(0.5)
        for path in ("", "mentions", "couverture", "reglages", "exercice", "crise"):
            assert "EXERCICE" in _read(address + path), path
        assert "aucune cible d’alerte" in _read(f"{address}reglages").lower()
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
        process.stdout.close()
    assert list(tmp_path.iterdir()) == []


def _read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        body: bytes = answer.read()
        return body.decode()
