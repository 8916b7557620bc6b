"""`vigie cases`: gathered, shown, sent by a person's word, withdrawn, exported."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner

from pipeline.cli.entry import app
from pipeline.first_settings import quoted
from sinks.sqlite import SqliteStore
from tests.desk.examples import MONDAY, TOWN
from tests.desk.requests import said
from tests.doubles.open311 import Open311Town
from tests.pipeline.installations import make_installation
from tests.servers import LocalServer
from vigie.batch import Batch

HERE = replace(TOWN, slug="trois-rivieres")


def ran(home: Path, *arguments: str) -> Any:
    return CliRunner().invoke(app, ["--home", str(home), "cases", *arguments])


def rows(home: Path, *arguments: str) -> list[dict[str, Any]]:
    done = ran(home, "list", "--json", *arguments)
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


async def hear(home: Path) -> None:
    ago = (datetime.now(UTC) - MONDAY) / timedelta(hours=1) - 5
    records = [said(n, hours=ago + n, author=f"p{n}", town=HERE) for n in range(3)]
    async with await SqliteStore.open(home / "vigie.db") as store:
        await store.write(Batch(records=tuple(records)))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VIGIE_HOME", str(tmp_path))  # `--home` sets it: put back at the end
    made = make_installation(tmp_path / "ville", '[handoff]\nby = "csv"\n')
    asyncio.run(hear(made))
    return made


def test_a_case_goes_by_a_person_s_word_and_no_other(home: Path) -> None:
    (draft,) = rows(home)
    assert (draft["state"], draft["posts"], draft["voices"]) == ("draft", 3, 3)
    shown = ran(home, "show", draft["reference"])
    assert "https://forum.example/2" in shown.stdout
    assert not (home / "cases.csv").exists()
    assert ran(home, "send", draft["reference"]).exit_code == 0
    assert draft["reference"] in (home / "cases.csv").read_text("utf-8-sig")
    assert [row["reference"] for row in rows(home, "--state", "sent")] == [draft["reference"]]
    assert ran(home, "withdraw", draft["reference"], "VIGIE-INCONNU000").exit_code == 3
    out = home / "tous.csv"
    assert ran(home, "export", "-o", str(out)).exit_code == 0
    assert draft["reference"] in out.read_text("utf-8-sig")
    whole = json.loads(ran(home, "show", draft["reference"], "--json").stdout)
    assert whole["by"] == "csv"
    assert whole["replies"] == []


def test_an_approved_case_may_still_be_withdrawn(home: Path) -> None:
    (draft,) = rows(home)
    assert ran(home, "approve", draft["reference"]).exit_code == 0
    assert [row["state"] for row in rows(home)] == ["approved"]
    assert ran(home, "withdraw", draft["reference"].lower()).exit_code == 0
    assert [row["state"] for row in rows(home)] == ["withdrawn"]


def test_the_services_of_the_311_are_read_and_a_mapping_suggested(
    tmp_path: Path, server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIE_HOME", str(tmp_path))
    url = Open311Town().serve(server)
    allowed = quoted(server.url.removeprefix("http://"))
    home = make_installation(
        tmp_path / "ville",
        f"[network]\nallowed_hosts = [{allowed}]\n[handoff]\nurl = {quoted(url)}\n",
    )
    done = ran(home, "services")
    assert done.exit_code == 0, done.output
    assert '[handoff.services]\npothole = "001"  # Nid-de-poule\ngraffiti = "002"' in done.stdout
