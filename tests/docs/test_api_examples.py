"""The API's documentation: its examples run, its client does what it says."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
import uvicorn

from docs.api_client import Refused, Stale, Vigie
from docs.api_client_events import events as follow
from docs.api_client_team import Team
from pipeline.quiet_server import QuietServer
from sinks.sqlite.store import SqliteStore
from tests.desk.examples import MONDAY
from tests.webapp.api_calls import an_app
from tests.webapp.records import record
from vigie.actor import Actor
from vigie.batch import Batch
from vigie.clock import HeldClock
from vigie.judgement import Label
from vigie.record import Record
from webapp.api import events
from webapp.api.budget import A_MINUTE
from webapp.api.events import STREAMS

CLIENT = Path(__file__).parents[2] / "docs"
PAGE = (CLIENT / "api.md").read_text("utf-8")


class Running(NamedTuple):
    """A server in a thread of its own, and the way to write what it hears."""

    address: str
    loop: asyncio.AbstractEventLoop
    store: SqliteStore

    def hears(self, *records: Record) -> None:
        writing = self.store.write(Batch(records=records))
        asyncio.run_coroutine_threadsafe(writing, self.loop).result(10)


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    monkeypatch.setattr(events, "_LOOKS_EVERY", 0.02)
    clock, loop = HeldClock(MONDAY), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def start() -> tuple[SqliteStore, QuietServer, asyncio.Task[None], asyncio.Event]:
        store = await SqliteStore.open(tmp_path / "vigie.db", clock)
        app = an_app(store, clock, Actor(name="anne", role="lead"))
        server = QuietServer(uvicorn.Config(app, port=0, log_config=None, lifespan="off"))
        serving = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - uvicorn tells it by this flag alone
            await asyncio.sleep(0.005)
        return store, server, serving, app.state.closing

    async def stop() -> None:
        closing.set()
        server.should_exit = server.force_exit = True
        await serving
        await store.close()

    store, server, serving, closing = asyncio.run_coroutine_threadsafe(start(), loop).result(20)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield Running(f"http://127.0.0.1:{port}", loop, store)
    finally:
        asyncio.run_coroutine_threadsafe(stop(), loop).result(20)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture
def vigie(running: Running) -> Iterator[Vigie]:
    with Vigie(running.address, "essai") as client:
        yield client


def test_the_examples_of_the_shell_run_as_written(running: Running) -> None:
    roads = Label("roads", 0.9)
    running.hears(record("Un trou.", topic=roads), record("Merci!"))
    blocks = re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 7
    script = "set -e\n" + "\necho\n".join(blocks)
    run = subprocess.run(
        ["/bin/sh", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={"VIGIE": running.address, "TOKEN": "essai", "PATH": "/usr/local/bin:/usr/bin:/bin"},
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert '"name":"anne"' in run.stdout
    assert '"value":"snow","confidence":1.0,"corrected":true' in run.stdout
    assert "retry: 3000" in run.stdout
    assert '"name":"verglas","origin":"team","state":"on"' in run.stdout


def test_the_example_in_python_runs_as_written(running: Running, vigie: Vigie) -> None:
    running.hears(record("Un trou."), record("Merci!"))
    (block,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    block = block.replace("from api_client", "from docs.api_client")
    exec(block, {"address": running.address, "token": "essai"})
    (noted,) = [each for each in vigie.mentions() if each.version]
    assert noted.text == "Un trou."


def test_the_figures_said_are_those_of_the_code() -> None:
    assert f"{A_MINUTE:,} calls a minute" in PAGE
    assert STREAMS == 10
    assert "at most ten\nstreams" in PAGE


def test_the_client_reads_all_pages(running: Running, vigie: Vigie) -> None:
    running.hears(*(record(f"Texte {n}.", ago=n) for n in range(7)))
    read = list(vigie.mentions(limit=3, since=MONDAY - timedelta(days=1)))
    assert [each.text for each in read] == [f"Texte {n}." for n in range(7)]
    assert vigie.counts("route", every="day").total == 7


def test_the_client_is_told_of_a_change_made_meanwhile(running: Running, vigie: Vigie) -> None:
    running.hears(record("Un texte."))
    (read,) = vigie.mentions()
    taken = vigie.take(read)
    assert (taken.assignee, taken.version) == ("anne", 1)
    with pytest.raises(Stale):
        vigie.note(read, "Une note")
    corrected = vigie.correct(taken, topic="water")
    assert corrected.labels["topic"].corrected
    with pytest.raises(Refused) as refused:
        vigie.correct(corrected, topic="eau")
    assert refused.value.problem.errors[0].field == "labels.topic"
    later = vigie.snooze(corrected, MONDAY + timedelta(days=1))
    assert vigie.close(vigie.reply_sent(later)).status == "closed"
    assert vigie.assign(vigie.mention(read.id), None).assignee is None


def test_the_client_follows_what_arrives(running: Running, vigie: Vigie) -> None:
    following = follow(vigie, kind="mention", include="text")
    timer = threading.Timer(0.5, lambda: running.hears(record("Nouveau.")))
    timer.start()
    first = next(following)
    assert (first.kind, first.data["text"]) == ("mention", "Nouveau.")
    running.hears(record("Encore."))
    following.close()
    again = next(follow(vigie, first.id, kind="mention", include="text"))
    assert again.data["text"] == "Encore."


def test_the_client_does_what_the_lead_does(running: Running, vigie: Vigie) -> None:
    running.hears(record("Que de neige!", topic=Label("snow", 0.9)))
    rule = Team(vigie).make_rule({"name": "neige", "when": {"topic": ["snow"]}})
    assert (rule.state, Team(vigie).turn_on(rule).state) == ("off", "on")
    (mine,) = [each for each in Team(vigie).rules() if each.key]
    assert Team(vigie).turn_off(mine).state == "off"
    crisis = Team(vigie).declare_crisis("Tempête", ["neige"])
    assert [line.text for line in Team(vigie).tell_situation(crisis, "On déblaie.").entries] == [
        "On déblaie."
    ]
    assert Team(vigie).end_crisis(crisis).ended_at == MONDAY
    with pytest.raises(Refused) as refused:
        Team(vigie).send_report("Direction")
    assert refused.value.problem.status == 404  # nothing is scheduled here


def test_the_client_takes_files_away_and_follows_a_search(running: Running, vigie: Vigie) -> None:
    running.hears(record("Que de neige!"))
    search = Team(vigie).keep_search("Neige", "q=neige")
    alerting = Team(vigie).alert(search, pace="digest")
    assert alerting.alerts
    assert "Que de neige!" in httpx.get(Team(vigie).open_feed(alerting)).text
    assert [each.feed for each in Team(vigie).searches()] == [True]
    assert "neige" in vigie.export("csv", q="neige").decode("utf-8-sig")
    assert Team(vigie).report("2026-W47", "html").startswith(b"<!doctype html>")
    compared = Team(vigie).compare(date(2026, 11, 16), 1)
    assert compared.conclusions
    assert compared.comparison["volume"]["verdict"] == "few"


def test_whatever_has_no_method_is_read_and_written_by_its_path(vigie: Vigie) -> None:
    asked = {"name": "Taxe", "on": "2026-11-16"}
    kept = vigie.send("POST", "/decisions", dict, asked)
    assert vigie.read("/decisions", dict, limit=1)["decisions"] == [kept]


@pytest.mark.parametrize("file", sorted(CLIENT.glob("api_client*.py")), ids=lambda file: file.stem)
def test_a_file_of_the_client_is_short_named_by_the_page_and_needs_nothing_of_vigie(
    file: Path,
) -> None:
    assert f"[`{file.name}`]({file.name})" in PAGE
    text = file.read_text("utf-8")
    assert text.count("\n") <= 250
    imported = re.findall(r"^(?:from|import) (\w+)", text, re.MULTILINE)
    assert set(imported) - set(sys.stdlib_module_names) <= {"httpx", "msgspec"}
