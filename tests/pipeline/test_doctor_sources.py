"""`vigie doctor` and the sources: whether each answers, why not, what to do, who may call."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline import plugins
from pipeline.assembly import assemble
from pipeline.doctor_sources import source_findings
from pipeline.settings import read
from tests.pipeline.installations import make_installation
from tests.servers import LocalServer
from vigie.batch import Batch, CursorMove
from vigie.clock import SystemClock
from vigie.context import Context
from vigie.inbound import Call, Reply
from vigie.page import Page
from vigie.say import Say
from vigie.source_contracts import Cost

NETWORK = '[network]\nallowed_hosts = ["127.0.0.1"]\nspacing = 0'
NEXT = datetime.now(UTC) + timedelta(hours=1)


class Plain:
    """A source whose behaviour is that of its setting `does`.

    Attributes:
        running: how many are being read now.
        most: how many were at most.
        cursors: those given.
    """

    running = 0
    most = 0
    cursors: list[bytes | None]

    def __init__(self, settings: Mapping[str, Any], context: Context) -> None:
        self.name = str(settings["name"])
        self._settings = settings
        self._context = context

    async def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        kind = type(self)
        kind.cursors.append(cursor)
        kind.running += 1
        kind.most = max(kind.most, kind.running)
        try:
            async for page in self._pages(str(self._settings.get("does", "works"))):
                yield page
        finally:
            kind.running -= 1

    async def _pages(self, does: str) -> AsyncIterator[Page]:
        if does == "waits":
            await asyncio.sleep(0.05)
        elif does == "hangs":
            await asyncio.Event().wait()
        elif does == "hears slowly":
            await self._context.outbound.get(str(self._settings["url"]))
            await asyncio.Event().wait()
        elif does == "breaks":
            raise KeyError("motdepasse")
        elif does == "says nothing":
            return
        state = does if does in {"failing", "blocked", "stopped"} else "working"
        note = self._settings.get("note")
        yield Page(source=self.name, cursor=b"", state=state, note=note, next_at=NEXT)


class Called(Plain):
    """A source that is called, and asks nothing of anyone."""

    @property
    def inbox(self) -> str:
        return str(self._settings.get("inbox", "essai"))

    async def receive(self, call: Call) -> tuple[Reply, Page | None]:
        raise NotImplementedError

    async def _pages(self, does: str) -> AsyncIterator[Page]:
        if does == "asks":
            await self._context.outbound.get(str(self._settings["url"]))
        yield Page(source=self.name, cursor=b"", next_at=NEXT if does == "asks" else None)


class Charged(Plain):
    """A source that charges what is read."""

    cost = Cost(say=Say("Au plus 500 posts.", "At most 500 posts."), charged=True)


KINDS = {"plain": Plain, "called": Called, "charged": Charged}


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    load = plugins.load

    def ours(group: str, name: str) -> Callable[..., Any]:
        return KINDS.get(name) or load(group, name)

    monkeypatch.setattr(plugins, "load", ours)
    for kind in KINDS.values():
        kind.running, kind.most, kind.cursors = 0, 0, []


def source(name: str, kind: str = "plain", **settings: Any) -> str:
    lines = [f'{key} = "{value}"' for key, value in settings.items()]
    return "\n".join(["[[source]]", f'kind = "{kind}"', f'name = "{name}"', *lines])


async def told(
    home: Path, *blocks: str, seconds: float = 5, cursors: Mapping[str, bytes] | None = None
) -> list[str]:
    make_installation(home, NETWORK, *blocks)
    async with assemble(home, read(home), SystemClock()) as installation:
        for name, cursor in (cursors or {}).items():
            move = CursorMove(source=name, cursor=cursor, at=datetime.now(UTC))
            await installation.store.write(Batch(cursors=(move,)))
        found = await source_findings(installation, "fr", seconds)
    return [f"{'✔' if each.well else '✘'} {each.say.fr}" for each in found]


async def test_each_source_is_told_in_its_place_with_what_to_do(tmp_path: Path) -> None:
    lines = await told(
        tmp_path,
        source("A", does="waits"),
        source("B", does="failing", note="Introuvable (404)."),
        source("C", does="blocked", note="Refusé"),
        source("D", does="stopped", note="N’existe plus (410)."),
        source("E", does="says nothing"),
        source("F", note="Aujourd’hui : 3 unités."),
    )
    assert lines[0] == "✔ Source « A » : répond."
    assert lines[1].startswith("✘ Source « B » : Introuvable (404). Si cela dure, vérifiez")
    assert lines[2].startswith("✘ Source « C » : Refusé. Vérifiez ce que la clé permet")
    assert lines[3].startswith("✘ Source « D » : N’existe plus (410). Corrigez son adresse")
    assert lines[4:] == [
        "✔ Source « E » : rien à lire.",
        "✔ Source « F » : répond. Aujourd’hui : 3 unités.",
    ]


async def test_one_that_hangs_delays_nobody_and_is_told(
    tmp_path: Path, server: LocalServer
) -> None:
    url = server.serve("/", b"oui")
    began = time.monotonic()
    lines = await told(
        tmp_path,
        source("A", does="hangs"),
        source("B", does="hears slowly", url=url),
        source("C"),
        seconds=1,
    )
    assert time.monotonic() - began < 10
    assert lines[0].startswith("✘ Source « A » : pas de réponse en 1 secondes.")
    assert lines[1].startswith("✔ Source « B » : répond ; sa première lecture prend plus de")
    assert lines[2] == "✔ Source « C » : répond."
    assert Plain.running == 0


async def test_few_are_tried_at_once(tmp_path: Path) -> None:
    lines = await told(tmp_path, *(source(f"S{n}", does="waits") for n in range(8)))
    assert [line[:14] for line in lines] == [f"✔ Source « S{n} »"[:14] for n in range(8)]
    assert Plain.most == 3


async def test_one_that_breaks_is_told_beside_the_others(tmp_path: Path) -> None:
    lines = await told(tmp_path, source("A", does="breaks"), source("B"))
    assert "erreur imprévue du connecteur (KeyError)" in lines[0]
    assert "motdepasse" not in lines[0]
    assert lines[1].startswith("✔")


async def test_what_may_be_spent_in_a_day_is_told(tmp_path: Path) -> None:
    block = source("A", "charged") + "\nrequests_per_day = 200"
    assert await told(tmp_path, block) == [
        "✔ Source « A » : répond. Au plus 200 requêtes par jour. Au plus 500 posts."
    ]


async def test_one_that_charges_goes_on_from_where_it_was(tmp_path: Path) -> None:
    cursors = {"A": b"la", "B": b"ici"}
    await told(tmp_path, source("A", "charged"), source("B"), cursors=cursors)
    assert Charged.cursors == [b"la"]
    assert Plain.cursors == [None]


async def test_a_missing_key_is_told_with_where_to_get_it(tmp_path: Path) -> None:
    lines = await told(
        tmp_path,
        source("Page", "facebook", page_id="123", token_file="secrets/page.token"),
        source("Chaîne", "youtube", key_env="CLE_FICTIVE"),
        source("Reddit", "reddit", client_id_env="ID_FICTIF", client_secret_env="SECRET_FICTIF"),
    )
    assert lines[0].startswith("✘ Source « Page » : ")
    assert "secrets/page.token manque" in lines[0]
    assert "Il faut une clé de page" in lines[0]
    assert "CLE_FICTIVE est vide ou manque" in lines[1]
    assert "console.cloud.google.com" in lines[1]
    assert "Responsible Builder Policy" in lines[2]


# --- those that are called


async def test_a_source_that_is_called_says_where(tmp_path: Path, server: LocalServer) -> None:
    url = server.serve("/", b"oui")
    public = '[inbound]\npublic_url = "https://veille.ville.example/vigie/"'
    called = [
        source("A", "called", inbox="outil"),
        source("B", "called", does="asks", url=url, inbox="page"),
    ]
    lines = await told(tmp_path, public, *called)
    assert lines[2:] == [
        "✔ Source « A » : peut être appelée à https://veille.ville.example/vigie/inbound/outil",
        "✔ Source « B » : peut être appelée à https://veille.ville.example/vigie/inbound/page",
    ]


async def test_without_a_public_address_nothing_is_called_and_it_is_told(
    tmp_path: Path, server: LocalServer
) -> None:
    url = server.serve("/", b"oui")
    called = [
        source("A", "called", inbox="outil"),
        source("B", "called", does="asks", url=url, inbox="page"),
    ]
    lines = await told(tmp_path, *called)
    assert lines[2].startswith("✘ Source « A » : rien n’écoute hors de cette machine")
    assert "http://127.0.0.1:8312/inbound/outil" in lines[2]
    assert lines[3:] == [
        "✔ [inbound] public_url est vide : rien n’écoute les appels ; relues à intervalles : B."
    ]


async def test_a_source_whose_calls_nobody_could_verify_is_not_said_to_be_called(
    tmp_path: Path,
) -> None:
    public = '[inbound]\npublic_url = "https://veille.ville.example"'
    page = {"page_id": "123", "token_env": "CLE_FICTIVE"}
    lines = await told(
        tmp_path,
        public,
        source("Page", "facebook", **page),
        source("Autre", "facebook", **page, app_secret_env="SECRET_FICTIF"),
    )
    assert [line for line in lines if "/inbound/" in line] == [
        "✔ Source « Autre » : peut être appelée à https://veille.ville.example/inbound/autre"
    ]


async def test_without_sources_the_way_to_add_one_is_told(tmp_path: Path) -> None:
    assert await told(tmp_path) == ["✘ Aucune source : « vigie source add ADRESSE --name NOM »."]
