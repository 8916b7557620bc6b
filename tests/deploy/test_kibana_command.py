"""`vigie kibana import` makes the objects the installation's own, and tells what was done."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from deploy.kibana.checking import problems
from deploy.kibana.ndjson import text
from pipeline.kibana_objects import prepared, shipped_file
from tests.servers import LocalServer
from vigie.errors import InvalidInput

PATH = "/s/veille/api/saved_objects/_import"


def test_the_shipped_file_is_that_of_the_clone() -> None:
    assert shipped_file().read_text("utf-8") == text()


def test_the_installation_s_prefix_is_in_the_views_and_nowhere_else() -> None:
    ours = prepared(text(), prefix="region").decode()
    assert ours.count('"title":"region-mentions"') == 2
    assert ours.count('"title":"region-sources"') == 1
    assert ours.replace('"title":"region-', '"title":"vigie-') == text()
    assert problems(ours) == []


def test_a_date_takes_the_place_of_seven_days_ago() -> None:
    ours = prepared(text(), around=date(2026, 11, 1)).decode()
    assert "Avant et après la date (1er novembre 2026)" in ours
    for day in ("2026-10-25", "2026-11-01", "2026-11-08"):
        assert day in ours
    assert "il y a 7 jours" not in ours
    assert problems(ours) == []


def test_what_is_kept_is_not_posted() -> None:
    kinds = [json.loads(line)["id"] for line in prepared(text(), keep=["vigie-carte"]).splitlines()]
    assert "vigie-carte" not in kinds
    assert len(kinds) == 9


def test_a_file_that_is_something_else_is_told_by_its_line() -> None:
    with pytest.raises(InvalidInput, match="ligne 2"):
        prepared(text().splitlines()[0] + '\n{"a": 1}\n')


REFUSED = {
    "success": False,
    "successCount": 7,
    "errors": [{"type": "map", "id": "vigie-carte", "error": {"type": "unsupported_type"}}],
}


def command(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", "--home", str(home), "kibana", "import", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "VIGIE_LANG": "fr"},
    )


@pytest.fixture
def home(tmp_path: Path, server: LocalServer) -> Path:
    secret = tmp_path / "kibana.secret"
    secret.write_text("clé-secrète\n")
    secret.chmod(0o600)
    (tmp_path / "vigie.toml").write_text(
        'towns = ["valbois"]\n[elasticsearch]\nprefix = "region"\n[kibana]\n'
        f'url = "{server.url}"\nspace = "veille"\nuser = "vigie"\npassword_file = "kibana.secret"\n'
    )
    return tmp_path


def test_the_command_reads_the_installation_and_tells_what_was_done(
    home: Path, server: LocalServer
) -> None:
    server.serve(PATH, b'{"success": true, "successCount": 8}')
    run = command(home, "--around", "2026-11-16", "--keep", "vigie-carte")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == "8 objets donnés à Kibana, 0 refusés.\n"
    (received,) = server.received
    body = received.body.decode()
    assert "region-mentions" in body
    assert "16 novembre 2026" in body
    expected = base64.b64encode("vigie:clé-secrète".encode()).decode()
    assert received.headers["authorization"] == f"Basic {expected}"


def test_the_command_ends_badly_when_an_object_was_refused(home: Path, server: LocalServer) -> None:
    server.serve(PATH, json.dumps(REFUSED))
    run = command(home)
    assert run.returncode == 3
    assert "ne connaît pas ce type" in run.stderr
    assert "7 objets donnés à Kibana, 1 refusés." in run.stdout


def test_the_command_says_in_a_sentence_that_the_account_is_wrong(
    home: Path, server: LocalServer
) -> None:
    server.serve(PATH, b'{"message": "no"}', 401)
    run = command(home)
    assert run.returncode == 4
    assert "ne reconnaît pas ce compte" in run.stderr
    assert "clé-secrète" not in run.stdout + run.stderr
