"""An installation with its desk over either store, in this very process, and its first account."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from pipeline.assembly import assemble
from pipeline.entrance_making import make_entrance
from pipeline.first_settings import quoted
from pipeline.installation import Installation
from pipeline.serving import pages_of
from pipeline.settings import read
from tests.pipeline.installations import make_installation
from tests.sinks import elastic
from tests.webapp.visiting import Visitor
from vigie.account import Account
from vigie.clock import Clock, SystemClock
from vigie.page import Page
from vigie.post import Author, Post, Published, Source

NAME = "m.fictive"
COLLEAGUE = "c.fictive"
SOURCE = "Forum fictif"
PASSWORD = "tuque pamplemousse escalier"
_TARGET = (
    '[[target]]\nkind = "webhook"\nname = "bureau"\nurl = "https://bureau.example/alertes"\n'
    'secret_file = "secrets/webhook.secret"\n[[rule]]\nname = "urgence"\nwhen.emergency = true\n'
)


#: How many mentions `heard` makes.
HEARD = 5


def heard(now: datetime) -> Page:
    """A complaint, what a neighbour and the town answered to it, an emergency, a lamp."""

    def said(number: int, text: str, **others: Any) -> Published:
        at = now - timedelta(minutes=50 - number)
        values: dict[str, Any] = {"published_at": at, "fetched_at": now, **others}
        source = Source(kind="feed", name=SOURCE)
        return Published(post=Post(source=source, native_id=f"p{number}", text=text, **values))

    hole = "Un énorme nid-de-poule rue des Forges à Trois-Rivières a brisé mon pneu."
    answers = {"in_reply_to": "p1"}
    town = Author(pseudonym="ville", role="town")
    events = (
        said(1, hole, author=Author(pseudonym="a" * 32, role="citizen")),
        said(2, "Même trou ici, à Trois-Rivières!", author=Author(pseudonym="b" * 32), **answers),
        said(3, "La Ville de Trois-Rivières répare demain.", author=town, **answers),
        said(
            4,
            "Un fil électrique est tombé rue Laviolette à Trois-Rivières, ça fait des "
            "étincelles en ce moment!",
        ),
        said(5, "Le lampadaire de la rue Royale à Trois-Rivières est éteint depuis lundi."),
    )
    return Page(source=SOURCE, cursor=b"1", events=events)


async def _entered(it: Installation, client: httpx.AsyncClient) -> Visitor:
    """Make the accounts of the administrator and of a colleague; let the first one in."""
    way_in = make_entrance(it.home, it.settings, it.store, it.clock)
    for name, role in ((NAME, "admin"), (COLLEAGUE, "reader")):
        await way_in.accounts.add(Account(name=name, role=role, created=it.clock.now()))
    link = httpx.URL(await way_in.link(NAME)).path
    visitor = Visitor(client)
    await visitor.get(link)
    await visitor.send(link, password=PASSWORD, again=PASSWORD)
    return visitor


@dataclass(frozen=True)
class Around:
    """What an installation has beside the usual.

    Attributes:
        settings: blocks added to its settings.
        hosts: `host:port` of local servers that it may reach.
        files: what is written in its folder, by name.
        clock: by which it lives.
    """

    settings: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    files: dict[str, str] = field(default_factory=dict)
    clock: Clock = field(default_factory=SystemClock)


@asynccontextmanager
async def desk(home: Path, elasticsearch: str | None) -> AsyncIterator[Visitor]:
    """The desk as the installation's first administrator finds it, who has just come in.

    Over one SQLite file, or over Elasticsearch at this address, of which nothing is left.
    """
    async with installed(home, elasticsearch, Around()) as (installation, visitor):
        await installation.intake.absorb(heard(installation.clock.now()), ())
        yield visitor


@asynccontextmanager
async def installed(
    home: Path, elasticsearch: str | None, around: Around
) -> AsyncIterator[tuple[Installation, Visitor]]:
    """The same, before anything was heard, and the installation itself."""
    prefix = f"d{secrets.token_hex(6)}"
    store = (
        f'[store]\nkind = "elasticsearch"\n[elasticsearch]\nurls = [{quoted(elasticsearch)}]\n'
        f"prefix = {quoted(prefix)}\n"
        if elasticsearch
        else ""
    )
    hosts = ", ".join(map(quoted, around.hosts))
    network = f'[network]\ncontact = "essai@ville.example"\nallowed_hosts = [{hosts}]\nspacing = 0'
    make_installation(home, store, network, _TARGET, *around.settings)
    secret = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" * 2
    for name, text in {"secrets/webhook.secret": secret, **around.files}.items():
        (home / name).write_text(text, encoding="utf-8")
        (home / name).chmod(0o600)
    try:
        async with assemble(home, read(home), around.clock) as installation:
            transport = httpx.ASGITransport(pages_of(installation))
            async with httpx.AsyncClient(
                transport=transport, base_url="http://localhost", timeout=30
            ) as client:
                yield installation, await _entered(installation, client)
    finally:
        if elasticsearch:
            elastic.remove(elasticsearch, prefix)
