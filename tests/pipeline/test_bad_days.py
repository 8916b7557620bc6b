"""A whole installation among bad neighbours: the good source is read all the same."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.assembly import assemble
from pipeline.first_settings import quoted
from pipeline.installation import Installation
from pipeline.runner import Runner
from pipeline.settings import read
from tests.pipeline.installations import make_installation, vigie
from tests.servers import Exchange, LocalServer
from vigie.batch import Batch, Written
from vigie.clock import HeldClock
from vigie.errors import Unavailable
from vigie.say import Say

GOOD = """<rss version='2.0'><channel><title>J</title>
<item><guid>1</guid><title>Trois-Rivières &lt;script&gt;alert(1)&lt;/script&gt;</title>
<description>&lt;p onclick="x()"&gt;Le maire de Trois-Rivières.&lt;/p&gt;
&lt;script&gt;y()&lt;/script&gt;
</description></item></channel></rss>"""

BOMB = (
    "<!DOCTYPE r [<!ENTITY a 'trois'>"
    + "".join(
        f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><rss version='2.0'><channel><title>&i;</title></channel></rss>"
)


def feed(name: str, url: str) -> str:
    return f'[[source]]\nkind = "feed"\nname = {quoted(name)}\nurl = {quoted(url)}\nevery = 1\n'


def endless(exchange: Exchange) -> None:
    exchange.send_response(200)
    exchange.end_headers()
    while True:
        exchange.wfile.write(b"<rss>" * 10_000)


@pytest.fixture
def home(tmp_path: Path, server: LocalServer) -> Path:
    here = server.url.removeprefix("http://")
    server.serve("/bon", GOOD, Content_Type="application/rss+xml")
    server.serve("/bombe", BOMB, Content_Type="application/rss+xml")
    server.serve("/page", "<html><p>pas un fil</p></html>", Content_Type="text/html")
    server.serve("/boucle", "", 302, Location="/boucle")
    server.serve("/meta", "", 302, Location="http://169.254.169.254/latest/meta-data")
    zipped = gzip.compress(b"a" * 200_000_000, 9)
    server.serve("/gzip", zipped, Content_Encoding="gzip", Content_Type="application/rss+xml")
    server.routes["/sans-fin"] = endless
    return make_installation(
        tmp_path / "ici",
        "[network]",
        f"allowed_hosts = [{quoted(here)}]",
        "spacing = 0",
        feed("bon", server.url + "/bon"),
        *(
            feed(name, f"{server.url}/{name}")
            for name in ("bombe", "page", "boucle", "meta", "gzip", "sans-fin", "absent")
        ),
        feed("interdit", "http://10.0.0.1/rss"),
    )


def test_bad_neighbours_do_not_stop_the_good_source(home: Path) -> None:
    ran = vigie("--home", home, "run", "--once")
    assert ran.code == 0, ran.err
    found = vigie("--home", home, "search", "--json").rows
    assert [row["source"] for row in found] == ["bon"]
    assert "script" not in found[0]["text"]
    assert "onclick" not in found[0]["text"]
    rows = {row["source"]: row for row in vigie("--home", home, "sources", "--json").rows}
    assert rows["bon"]["state"] in {"working", "quiet"}
    for name in ("page", "boucle", "meta", "gzip", "sans-fin", "absent", "interdit"):
        assert rows[name]["state"] in {"failing", "stopped"}, name
        assert rows[name]["note"], name


class Full:
    """A store whose disk is full for the first `times` writes."""

    def __init__(self, store: Any, times: int) -> None:
        self._store = store
        self.left = times

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def write(self, batch: Batch) -> Written:
        if self.left:
            self.left -= 1
            raise Unavailable(Say("disque plein", "disk full"))
        written: Written = await self._store.write(batch)
        return written


@pytest.fixture
async def installation(
    tmp_path: Path, server: LocalServer, clock: HeldClock
) -> AsyncIterator[Installation]:
    server.serve("/bon", GOOD, Content_Type="application/rss+xml")
    home = make_installation(
        tmp_path / "là",
        "[network]",
        f"allowed_hosts = [{quoted(server.url.removeprefix('http://'))}]",
        "spacing = 0",
        feed("bon", server.url + "/bon"),
    )
    async with assemble(home, read(home), clock) as opened:
        yield opened


async def test_a_full_disk_is_waited_for_and_nothing_is_lost(installation: Installation) -> None:
    full = Full(installation.store, times=2)
    installation.intake._store = full
    await Runner(installation).listener(installation.sources[0]).ask(installation.store)
    assert full.left == 0
    assert (await installation.store.tallies())["bon"] == {"kept": 1}
