"""Alerts on the command line: tried, listed, shown, replayed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typer

from pipeline.cli import alert_history, alerts, home
from pipeline.cli.words import t
from pipeline.delivering import deliver_due
from pipeline.first_settings import quoted
from sinks.sqlite import SqliteStore
from tests.doubles.chats import Slack, Teams
from tests.pipeline.installations import make_installation, vigie
from tests.pipeline.outboxes import an_alert
from tests.pipeline.ways_out import way_out
from tests.servers import LocalServer
from tests.sinks.test_chats import context, make
from vigie.alert import Delivery
from vigie.batch import Batch
from vigie.clock import HeldClock

Working = Callable[[Callable[[Any], Any]], Any]


@pytest.fixture
def working(
    tmp_path: Path, server: LocalServer, clock: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> Working:
    """Run a command on a real store and real targets, without judging's parts, slow to load."""
    chats = {"slack": Slack(server), "teams": Teams(server)}
    for name in chats:
        (tmp_path / name).mkdir()

    def work(command: Callable[[Any], Any]) -> Any:
        async def on_installation() -> Any:
            store = await SqliteStore.open(tmp_path / "vigie.db", clock)
            async with way_out(server.url) as out:
                made = {
                    name: make(name, context(out, tmp_path / name, clock), chat.url)
                    for name, chat in chats.items()
                }
                towns = (SimpleNamespace(slug="ville-fictive", interface="fr"),)
                it = SimpleNamespace(store=store, deliverers=made, clock=clock, towns=towns)
                try:
                    return await command(it)
                finally:
                    await store.close()

        return asyncio.run(on_installation())

    monkeypatch.setattr(home, "working", work)
    return work


def test_a_target_is_tried_with_an_alert_that_says_it_is_a_test(
    working: Working, server: LocalServer, capsys: pytest.CaptureFixture[str]
) -> None:
    alerts.try_one("slack")
    assert t("Cible « slack » : acceptée.", "Target “slack”: accepted.") in capsys.readouterr().out
    posted = json.loads(server.received[0].body)
    assert posted["blocks"][0]["text"]["text"].startswith("Pour information · ESSAI de Vigie")
    assert "Rien. Dites que l’essai est arrivé." in posted["blocks"][2]["text"]["text"]
    alerts.try_one("teams")
    assert t("sans confirmation", "not confirmed") in capsys.readouterr().out
    assert working(lambda it: it.store.deliveries()) == []


def test_a_target_that_was_stopped_is_tried_and_said_to_be(
    working: Working, clock: HeldClock, capsys: pytest.CaptureFixture[str]
) -> None:
    working(lambda it: it.store.disable_target("slack", "410", clock.now()))
    alerts.try_one("slack")
    assert "vigie alerts enable slack" in capsys.readouterr().out
    with pytest.raises(typer.Exit) as ended:
        alerts.try_one("sms")
    assert ended.value.exit_code == 6
    assert "slack, teams" in capsys.readouterr().err


def test_alerts_are_listed_by_target_rule_and_town(
    working: Working, clock: HeldClock, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(working, clock)

    def listed(**wanted: str) -> list[tuple[str, str]]:
        alert_history.list_alerts(**wanted, as_json=True)
        rows = map(json.loads, capsys.readouterr().out.splitlines())
        return sorted((row["id"], row["target"]) for row in rows)

    assert len(listed()) == 4
    assert listed(target="slack") == [("alert_a", "slack"), ("alert_b", "slack")]
    assert listed(rule="media", state="pending") == [("alert_b", "slack"), ("alert_b", "teams")]
    assert listed(town="ailleurs") == listed(state="dead") == []
    with pytest.raises(typer.BadParameter):
        listed(state="perdue")


def test_an_alert_is_shown_with_what_became_of_it_and_replayed(
    working: Working, clock: HeldClock, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(working, clock)
    working(lambda it: deliver_due(it.store, it.deliverers, it.clock))
    alert_history.show("alert_a")
    shown = capsys.readouterr().out
    assert "Appelez le 911." in shown
    assert t("slack : envoyée, 1 essais", "slack: sent, 1 tries") in shown
    assert "acceptée par Teams, sans confirmation" in shown
    alert_history.show("alert_a", as_json=True)
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["state"] for row in rows} == {"sent"}
    alerts.replay(["alert_a"])
    report = working(lambda it: deliver_due(it.store, it.deliverers, it.clock))
    assert [d.alert.id for d in report.sent] == ["alert_a", "alert_a"]
    with pytest.raises(typer.Exit) as ended:
        alert_history.show("alert_rien")
    assert ended.value.exit_code == 6


def fill(working: Working, clock: HeldClock) -> None:
    deliveries = tuple(
        Delivery(alert=an_alert(name, rule=rule), target=target, due_at=clock.now())
        for name, rule in (("a", "emergency"), ("b", "media"))
        for target in ("slack", "teams")
    )
    working(lambda it: it.store.write(Batch(deliveries=deliveries)))


def test_the_command_says_what_came_back_with_its_code(tmp_path: Path, server: LocalServer) -> None:
    url = server.serve(Slack.path, "no_service", 404)
    (tmp_path / "slack.url").write_text(url)
    (tmp_path / "slack.url").chmod(0o600)
    host, file = quoted(server.url.removeprefix("http://")), quoted(str(tmp_path / "slack.url"))
    installed = make_installation(
        tmp_path / "ville",
        f"[network]\nallowed_hosts = [{host}]\n",
        f'[[target]]\nkind = "slack"\nname = "canal"\nurl_file = {file}\n',
    )
    ran = vigie("--home", installed, "alerts", "test", "canal")
    assert ran.code == 5
    assert "404 no_service" in ran.err
    assert "abc123" not in ran.err + ran.out
    assert "Traceback" not in ran.err
