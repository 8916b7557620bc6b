"""Accounts and tokens from the command line, then at the door of the served page."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from pipeline.demo.loopback import free_port
from pipeline.serving import serve_page
from pipeline.settings import read as read_settings
from tests.pipeline.installations import make_installation, vigie_here
from tests.webapp.records import read
from webapp.forgery import FIELD

PASSWORD = "tuque pamplemousse escalier"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    port = free_port()
    return make_installation(
        tmp_path,
        f'[web]\nport = {port}\npublic_url = "https://vigie.ville.example"\n'
        'behind_proxy = ["127.0.0.1"]',
    )


@pytest.fixture
def served(home: Path) -> Iterator[str]:
    """The page of the installation, on a socket."""
    settings, loop, stop = read_settings(home), asyncio.new_event_loop(), asyncio.Event()

    async def serve() -> None:
        await serve_page(home, settings, stop=stop)

    # Signals are the main thread's; the page is told to stop otherwise.
    loop.add_signal_handler = lambda *_: None  # type: ignore[method-assign]
    loop.remove_signal_handler = lambda *_: True  # type: ignore[method-assign]
    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    address = f"http://127.0.0.1:{settings.web.port}"
    for _ in range(200):
        try:
            httpx.get(f"{address}/healthz")
            break
        except httpx.TransportError:
            threading.Event().wait(0.05)
    yield address
    loop.call_soon_threadsafe(stop.set)
    thread.join(20)
    loop.close()


def test_the_first_account_comes_from_the_command_line(home: Path) -> None:
    empty = vigie_here("--home", home, "account", "list")
    assert "vigie account add NOM --role admin" in empty.out
    added = vigie_here("--home", home, "account", "add", "C.Tremblay", "--role", "admin")
    assert added.code == 0
    assert re.fullmatch(
        r"https://vigie\.ville\.example/bienvenue/[\w-]{43}", added.out.strip().splitlines()[0]
    )
    (row,) = vigie_here("--home", home, "account", "list", "--json").rows
    assert (row["name"], row["role"], row["towns"]) == ("c.tremblay", "admin", "toutes")
    assert not row["password"]
    assert "bienvenue" not in str(row)


def test_an_account_is_changed_disabled_and_removed(home: Path) -> None:
    def account(*words: str) -> int:
        return vigie_here("--home", home, "account", *words).code

    def row() -> dict[str, object]:
        (only,) = vigie_here("--home", home, "account", "list", "--json").rows
        return only

    assert account("add", "a", "--town", "trois-rivieres", "--display", "Alex Fictif") == 0
    assert (row()["role"], row()["towns"], row()["display"]) == (
        "officer",
        "trois-rivieres",
        "Alex Fictif",
    )
    assert account("role", "a", "lead") == 0
    assert (row()["role"], row()["towns"]) == ("lead", "trois-rivieres")
    assert account("role", "a", "lead", "--every-town") == 0
    assert row()["towns"] == "toutes"
    assert account("disable", "a") == 0
    assert row()["disabled"]
    assert account("enable", "a") == 0
    assert account("link", "a") == 0
    assert account("remove", "a", "--yes") == 0
    assert vigie_here("--home", home, "account", "list", "--json").rows == []


@pytest.mark.parametrize(
    "words",
    [
        ("add", "É"),
        ("add", "b", "--role", "roi"),
        ("add", "b", "--town", "paris"),
        ("link", "inconnu"),
        ("role", "inconnu", "lead"),
        ("disable", "inconnu"),
        ("remove", "inconnu", "--yes"),
    ],
)
def test_what_is_not_an_account_is_told(home: Path, words: tuple[str, ...]) -> None:
    ran = vigie_here("--home", home, "account", *words)
    assert ran.code == 3
    assert ran.err.strip()


def test_a_token_is_shown_once(home: Path) -> None:
    added = vigie_here("--home", home, "token", "add", "carte", "--scope", "write", "--days", "0")
    secret = added.out.strip().splitlines()[0]
    assert re.fullmatch(r"vigie_[\w-]{43}", secret)
    listed = vigie_here("--home", home, "token", "list", "--json")
    assert secret not in listed.out
    assert [(row["name"], row["scopes"], row["ends_at"]) for row in listed.rows] == [
        ("carte", "write", None)
    ]
    assert vigie_here("--home", home, "token", "add", "carte").code == 3
    assert vigie_here("--home", home, "token", "add", "b", "--scope", "admin").code == 3
    assert vigie_here("--home", home, "token", "revoke", "carte").code == 0
    assert vigie_here("--home", home, "token", "revoke", "carte").code == 6


def test_the_served_page_lets_in_by_the_link_through_the_proxy(home: Path, served: str) -> None:
    given = vigie_here("--home", home, "account", "add", "c.tremblay", "--role", "admin")
    path = given.out.strip().splitlines()[0].removeprefix("https://vigie.ville.example")
    through = {
        "host": "vigie.ville.example",
        "x-forwarded-for": "203.0.113.7",
        "x-forwarded-proto": "https",
    }
    with httpx.Client(base_url=served, headers=through) as proxy:
        assert proxy.get("/mentions").headers["location"] == "/connexion?next=%2Fmentions"
        page = proxy.get(path)
        cookie = page.headers["set-cookie"].partition(";")[0]
        assert cookie.startswith("__Host-")
        token = read(page.text).all("input", name=FIELD)[0].attributes["value"]
        answer = proxy.post(
            path,
            data={FIELD: token, "password": PASSWORD, "again": PASSWORD},
            headers={"cookie": cookie},
        )
        assert answer.status_code == 303
        assert answer.headers["strict-transport-security"]
        cookies = "; ".join(
            each.partition(";")[0] for each in answer.headers.get_list("set-cookie")
        )
        shown = proxy.get("/compte", headers={"cookie": cookies})
        assert shown.status_code == 200
        assert "c.tremblay" in shown.text
        # Metrics are for this machine, or for whoever is let in.
        assert proxy.get("/metrics").status_code == 401
        assert proxy.get("/metrics", headers={"cookie": cookies}).status_code == 200
    assert httpx.get(f"{served}/metrics").status_code == 200
    # What says that it comes from afar does not call this machine by its own name.
    afar = httpx.get(f"{served}/mentions", headers={"x-forwarded-for": "203.0.113.7"})
    assert afar.status_code == 421
