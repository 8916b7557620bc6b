"""An installation with its desk over either store, in this very process, and its first account."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from pipeline.assembly import assemble
from pipeline.entrance_making import make_entrance
from pipeline.first_settings import quoted
from pipeline.serving import pages_of
from pipeline.settings import read
from tests.pipeline.installations import make_installation
from tests.sinks import elastic
from tests.webapp.visiting import Visitor
from vigie.account import Account
from vigie.clock import SystemClock
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


#: How many mentions `_heard` makes.
HEARD = 5


def _heard(now: datetime) -> Page:
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


@asynccontextmanager
async def desk(home: Path, elasticsearch: str | None) -> AsyncIterator[Visitor]:
    """The desk as the installation's first administrator finds it, who has just come in.

    Over one SQLite file, or over Elasticsearch at this address, of which nothing is left.
    """
    prefix = f"d{secrets.token_hex(6)}"
    store = (
        f'[store]\nkind = "elasticsearch"\n[elasticsearch]\nurls = [{quoted(elasticsearch)}]\n'
        f"prefix = {quoted(prefix)}\n"
        if elasticsearch
        else ""
    )
    make_installation(home, store, '[network]\ncontact = "essai@ville.example"', _TARGET)
    secret = home / "secrets" / "webhook.secret"
    secret.write_text("whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" * 2, encoding="ascii")
    secret.chmod(0o600)
    settings = read(home)
    try:
        async with assemble(home, settings, SystemClock()) as installation:
            way_in = make_entrance(home, settings, installation.store, installation.clock)
            await way_in.accounts.add(
                Account(name=NAME, role="admin", created=installation.clock.now())
            )
            await way_in.accounts.add(
                Account(name=COLLEAGUE, role="reader", created=installation.clock.now())
            )
            link = await way_in.link(NAME)
            await installation.intake.absorb(_heard(installation.clock.now()), ())
            transport = httpx.ASGITransport(pages_of(installation))
            async with httpx.AsyncClient(
                transport=transport, base_url="http://localhost", timeout=30
            ) as client:
                visitor = Visitor(client)
                await visitor.get(httpx.URL(link).path)
                await visitor.send(httpx.URL(link).path, password=PASSWORD, again=PASSWORD)
                yield visitor
    finally:
        if elasticsearch:
            elastic.remove(elasticsearch, prefix)
