"""An installation with accounts, in process, and people who come in as a browser would."""

from __future__ import annotations

from typing import Any

import httpx
from argon2 import PasswordHasher

from sinks.sqlite.store import SqliteStore
from tests.desk.examples import TOWN
from tests.webapp.covering import Ears
from tests.webapp.offices import KEY, an_office
from tests.webapp.records import read
from vigie.account import Account
from vigie.clock import Clock
from vigie.paper import Papers
from webapp.app import create
from webapp.doors.account_door import COOKIE, AccountDoor
from webapp.doors.entrance import Entrance, entrance
from webapp.doors.passwords import Passwords
from webapp.forgery import FIELD

PASSWORD = "tuque pamplemousse escalier"
#: argon2 with the least work that it accepts.
FAST = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
OTHER_TOWN = type(TOWN)(
    **{name: getattr(TOWN, name) for name in TOWN.__struct_fields__}
    | {"slug": "autre-ville", "name": "Autre-Ville"}
)


def an_entrance(papers: Papers, clock: Clock, **others: Any) -> Entrance:
    values: Any = {"address": "http://localhost", "passwords": Passwords(FAST)} | others
    return entrance(papers, clock, KEY, **values)


def an_app(store: SqliteStore, clock: Clock, way_in: Entrance, **others: Any) -> Any:
    office = an_office(store, door=AccountDoor(way_in), entrance=way_in, **others.pop("office", {}))
    values: Any = {
        "towns": (TOWN, OTHER_TOWN),
        "clock": clock,
        "coverage": Ears(store, clock),  # type: ignore[arg-type]
        "office": office,
        "outbox": store,
    } | others
    return create(store, **values)


def a_browser(app: Any, base: str = "http://localhost", client: str = "127.0.0.1") -> Browser:
    transport = httpx.ASGITransport(app, client=(client, 1234))
    return Browser(httpx.AsyncClient(transport=transport, base_url=base))


async def an_account(way_in: Entrance, clock: Clock, name: str, **values: Any) -> Account:
    given: Any = {"role": "officer", "password": FAST.hash(PASSWORD)} | values
    return await way_in.accounts.add(Account(name=name, created=clock.now(), **given))


class Browser:
    """A browser: it keeps cookies, and fills in forms with the token that they hold."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def get(self, path: str, **more: Any) -> httpx.Response:
        return await self.client.get(path, **more)

    async def token(self, page: str = "/connexion") -> str:
        answer = await self.client.get(page, follow_redirects=True)
        fields = read(answer.text).all("input", name=FIELD)
        return fields[0].attributes["value"] if fields else ""

    async def post(self, path: str, page: str = "/connexion", **fields: Any) -> httpx.Response:
        token = await self.token(page)
        return await self.client.post(path, data={FIELD: token, **fields})

    async def come_in(
        self, name: str, password: str = PASSWORD, onward: str = "/"
    ) -> httpx.Response:
        return await self.post("/connexion", name=name, password=password, next=onward)

    async def admitted(self, way_in: Entrance, name: str) -> Browser:
        """Let in without a form, for what is not about the log-in."""
        self.client.cookies.set(COOKIE, await way_in.sessions.open(name))
        return self

    @property
    def session(self) -> str | None:
        return next((c.value for c in self.client.cookies.jar if c.name.endswith(COOKIE)), None)
