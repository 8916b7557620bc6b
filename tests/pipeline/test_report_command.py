"""`vigie report`, its settings, and the loop that sends in both modes."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.assembly import load_town
from pipeline.distributed.housekeeping import Housekeeping
from pipeline.distributed.patience import Patience, Pulse
from pipeline.report_mailing import ReportMailing
from pipeline.settings import read_text
from sinks.sqlite import SqliteStore
from tests.desk.voices import people, voice
from tests.pipeline.distributed.shops import shop
from tests.pipeline.installations import make_installation, vigie_here
from tests.pipeline.reports import hear, words_of
from tests.pipeline.test_report_mailing import planned
from vigie.errors import ConfigurationError

MAIL = """
[[target]]
name = "courriel"
kind = "email"
host = "mail.example"
from = "veille@ville.example"
to = ["autre@ville.example"]
"""
REPORT = """
[[report]]
name = "Direction"
period = "week"
target = "courriel"
to = ["direction@ville.example"]
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VIGIE_HOME", str(tmp_path))  # `--home` sets it: put back at the end
    made = make_installation(tmp_path / "ville", MAIL, REPORT)
    town, yesterday = load_town("trois-rivieres", None), datetime.now(UTC) - timedelta(days=1)

    async def fill() -> None:
        async with await SqliteStore.open(made / "vigie.db") as store:
            await hear(store, [voice(p, town=town, at=yesterday) for p in people(7)])

    asyncio.run(fill())
    return made


def a_range() -> str:
    today = datetime.now(UTC).date()
    return f"{today - timedelta(days=3)}..{today - timedelta(days=-0)}"


def test_the_command_writes_a_report_in_each_form(home: Path, tmp_path: Path) -> None:
    said = vigie_here("--home", home, "report", "--period", a_range())
    assert said.code == 0, said.err
    assert "7\u00a0publications" in said.out or "7 publications" in said.out
    file = tmp_path / "rapport.pdf"
    done = vigie_here("--home", home, "report", "--period", a_range(), "--format", "pdf",
                      "-o", file, "--language", "en")  # fmt: skip
    assert done.code == 0, done.err
    assert "In brief" in words_of(file.read_bytes())
    figures = vigie_here("--home", home, "report", "--period", a_range(), "--format", "json")
    assert json.loads(figures.out)["posts"] == 7


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["--period", "jamais"], 3), (["--town", "ailleurs"], 3), (["--format", "docx"], 2),
     (["--send", "--period", "month"], 6)],
)  # fmt: skip
def test_the_command_says_what_it_cannot_do(home: Path, arguments: list[str], code: int) -> None:
    assert vigie_here("--home", home, "report", *arguments).code == code


def test_a_mail_server_that_is_away_is_told_by_the_command(home: Path) -> None:
    done = vigie_here("--home", home, "report", "--send", "--period", "week")
    assert done.code == 5
    assert "Direction" in done.out
    assert "pas encore parti" in done.out


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ('target = "ailleurs"', "« target » doit nommer une cible de courriel"),
        ('town = "ailleurs"', "la ville « ailleurs » n’est pas dans « towns »"),
        ("day = 3", "report"),
        ('day = "lundi"', "report"),
        ('to = ["Aurèle <a@b.example>"]', "report"),
        ('at = "25:00"', "report"),
        ("inconnu = 1", "inconnu"),
    ],
)
def test_a_wrong_setting_is_named(changed: str, told: str, tmp_path: Path) -> None:
    key = changed.partition(" ")[0]
    kept = [line for line in REPORT.splitlines() if not line.startswith(f"{key} ")]
    text = 'towns = ["trois-rivieres"]\n' + MAIL + "\n".join([*kept, changed])
    with pytest.raises(ConfigurationError) as wrong:
        read_text(tmp_path / "vigie.toml", text)
    assert told in wrong.value.say.fr


def test_settings_say_when_a_report_leaves(tmp_path: Path) -> None:
    more = 'day = "thu"\nat = 06:15:00\nskip_holidays = false\nformat = "pdf"\n'
    settings = read_text(tmp_path / "vigie.toml", 'towns = ["namur"]\n' + MAIL + REPORT + more)
    (report,) = settings.report
    plan = report.plan
    assert (plan.period, plan.day, plan.at.isoformat(), plan.skip_holidays) == (
        "week", 3, "06:15:00", False,
    )  # fmt: skip


async def test_workers_send_reports_on_one_of_them_and_on_another_once_that_one_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds: list[ReportMailing] = []

    async def counted(self: ReportMailing) -> None:
        rounds.append(self)

    monkeypatch.setattr(ReportMailing, "round", counted)
    async with shop(tmp_path) as first, shop(tmp_path) as second:
        plan = planned(None)  # type: ignore[arg-type]
        first.plans = second.plans = (plan,)
        stop, other = asyncio.Event(), asyncio.Event()
        mine = asyncio.create_task(keeping(first, "a").send_reports(stop))
        await asyncio.sleep(0.3)
        theirs = asyncio.create_task(keeping(second, "b").send_reports(other))
        await asyncio.sleep(0.3)
        assert len(rounds) == 1
        stop.set()
        await mine
        other.set()
        await theirs
        other.clear()
        theirs = asyncio.create_task(keeping(second, "b").send_reports(other))
        await asyncio.sleep(0.3)
        other.set()
        await theirs
        assert len(set(map(id, rounds))) == 2


def keeping(it: object, holder: str) -> Housekeeping:
    return Housekeeping(it, holder, Patience("store", it.metrics, Pulse()))  # type: ignore[arg-type, attr-defined]
