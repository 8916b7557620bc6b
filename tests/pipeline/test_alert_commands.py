"""Alerts on the command line: tried, listed, shown, replayed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.first_settings import quoted
from tests.doubles.chats import Slack, Teams
from tests.pipeline.installations import make_installation, vigie
from tests.servers import LocalServer


@pytest.fixture
def home(tmp_path: Path, server: LocalServer) -> Path:
    host = server.url.removeprefix("http://")
    secrets = {"slack": Slack(server).url, "teams": Teams(server).url}
    blocks = [f"[web]\nport = 0\n[network]\nallowed_hosts = [{quoted(host)}]\nspacing = 0\n"]
    for name, url in secrets.items():
        (tmp_path / f"{name}.url").write_text(url)
        (tmp_path / f"{name}.url").chmod(0o600)
        file = quoted(str(tmp_path / f"{name}.url"))
        blocks.append(f'[[target]]\nkind = "{name}"\nname = "{name}"\nurl_file = {file}\n')
    return make_installation(tmp_path / "ville", *blocks)


def test_a_target_is_tried_with_an_alert_that_says_it_is_a_test(
    home: Path, server: LocalServer
) -> None:
    ran = vigie("--home", home, "alerts", "test", "slack")
    assert (ran.code, ran.out.strip()) == (0, "Cible « slack » : acceptée."), ran.err
    posted = json.loads(server.received[0].body)
    assert posted["blocks"][0]["text"]["text"].startswith("Pour information · ESSAI de Vigie")
    assert "rien à faire" in posted["text"]
    english = vigie("--home", home, "alerts", "test", "teams", VIGIE_LANG="en")
    assert "accepted by Teams, not confirmed" in english.out
    assert vigie("--home", home, "alerts", "list", "--json").rows == []


def test_what_came_back_is_said_with_its_code(home: Path, server: LocalServer) -> None:
    server.serve(Slack.path, "no_service", 404)
    ran = vigie("--home", home, "alerts", "test", "slack")
    assert ran.code == 5
    assert "404 no_service" in ran.err
    assert "abc123" not in ran.err + ran.out
    assert "Traceback" not in ran.err
    unknown = vigie("--home", home, "alerts", "test", "sms")
    assert unknown.code == 6
    assert "slack, teams" in unknown.err


def test_alerts_are_listed_by_target_shown_and_replayed(home: Path, server: LocalServer) -> None:
    post = home / "p.jsonl"
    text = "Au secours, ma maison brûle en ce moment à Trois-Rivières, appelez les pompiers!"
    post.write_text(
        json.dumps({"id": "1", "text": text, "author": {"handle": "residente_fictive"}})
    )
    assert vigie("--home", home, "import", post).code == 0
    rows = vigie("--home", home, "alerts", "list", "--json", "--target", "slack").rows
    assert [row["target"] for row in rows] == ["slack"]
    for option, value in (("--town", "ailleurs"), ("--rule", "x"), ("--target", "y")):
        assert vigie("--home", home, "alerts", "list", "--json", option, value).rows == []
    assert vigie("--home", home, "alerts", "list", "--state", "perdue").code == 2
    alert = rows[0]["id"]
    assert vigie("--home", home, "run", "--once").code == 0
    shown = vigie("--home", home, "alerts", "show", alert)
    assert "À faire" in shown.out
    assert "slack : envoyée, 1 essais" in shown.out
    assert "teams : envoyée" in shown.out
    assert "sans confirmation" in shown.out
    assert "residente_fictive" not in shown.out
    assert len(vigie("--home", home, "alerts", "show", alert, "--json").rows) == 2
    assert vigie("--home", home, "alerts", "show", "alert_rien").code == 6
    assert vigie("--home", home, "alerts", "replay", alert).code == 0
    vigie("--home", home, "run", "--once")
    assert len(server.received) == 4
