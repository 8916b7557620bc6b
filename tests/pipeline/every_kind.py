"""Every kind of source with its double, as a user sets it up: one function each, by its name.

A new kind is one more function under `@kind("…")`; a test refuses an entry point without one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.connectors.documents import item, rss
from tests.connectors.meta_worlds import AccountWorld, PageWorld
from tests.connectors.test_discourse import Forum
from tests.connectors.test_lemmy import World as LemmyWorld
from tests.connectors.test_mastodon import KEY, TAG
from tests.connectors.test_mastodon import World as MastodonWorld
from tests.connectors.test_phpbb import Forum as PhpbbWorld
from tests.connectors.test_reddit import Communities
from tests.connectors.test_sitemap import Paper
from tests.connectors.test_x import Network
from tests.connectors.youtube_world import YouTubeWorld
from tests.doubles import meta
from tests.doubles.calling_tool import SECRET, call
from tests.doubles.imap import a_mail, imap_server
from tests.doubles.jetstream import jetstream
from tests.servers import LocalServer, local_server
from vigie.clock import HeldClock
from vigie.context import Context
from vigie.inbound import Call
from vigie.privacy import Pseudonymiser

SENDER = "alertes@forum.example"


@dataclass(kw_only=True)
class Place:
    """A double, and the source that listens to it.

    Attributes:
        settings: the source's own, as in TOML; name and kind are given.
        speak: publishes a text there; returns its native id where that is known beforehand.
        retract: takes back what has this native id; None where the source cannot tell.
        calls: of the source to its inbox, not yet made.
        shown: what its posts say of their source where that is not the kind.
    """

    settings: dict[str, Any]
    speak: Callable[[str], str | None]
    retract: Callable[[str], object] | None = None
    calls: list[Call] = field(default_factory=list)
    shown: str = ""


@dataclass
class Ground:
    """Where doubles stand: an installation's folder, its clock, what closes at the end."""

    home: Path
    clock: HeldClock
    stack: AsyncExitStack

    @property
    def context(self) -> Context:
        """What the doubles' worlds take of an installation: its folder and its clock."""
        return Context(
            outbound=None,  # type: ignore[arg-type]
            clock=self.clock,
            pseudonyms=Pseudonymiser(b"cle fictive pour les essais, 32+"),
            home=self.home,
        )

    def server(self) -> LocalServer:
        return self.stack.enter_context(local_server())

    def secret(self, name: str, value: str) -> str:
        path = self.home / name
        path.write_text(value + "\n", encoding="utf-8")
        path.chmod(0o600)
        return name


Make = Callable[[Ground], Awaitable[Place]]
KINDS: dict[str, Make] = {}


def kind(name: str) -> Callable[[Make], Make]:
    """Register the maker of a kind's place."""

    def register(make: Make) -> Make:
        KINDS[name] = make
        return make

    return register


def dated(moment: datetime) -> str:
    return moment.strftime("%a, %d %b %Y %H:%M:%S GMT")


@kind("bluesky")
async def bluesky(ground: Ground) -> Place:
    double = await ground.stack.enter_async_context(jetstream(ground.clock.now()))

    def remove(address: str) -> None:
        double.delete(address)
        double.post("Trois-Rivières : autre chose.")  # which a page does not wait long for

    return Place(settings={"hosts": [double.url]}, speak=double.post, retract=remove)


@kind("discourse")
async def discourse(ground: Ground) -> Place:
    double = Forum(ground.server(), ground.context).double
    return Place(
        settings={"url": double.url},
        speak=lambda text: str(double.publish(text)),
        retract=lambda id_: double.removed.add(int(id_)),
    )


@kind("drop_folder")
async def drop_folder(ground: Ground) -> Place:
    folder = ground.home / "depot"
    folder.mkdir()

    def put(name: str, **line: object) -> str:
        path = folder / f"{name}.jsonl"
        path.write_text(json.dumps({"id": "depot-1", **line}) + "\n", encoding="utf-8")
        long_ago = (ground.clock.now() - timedelta(hours=1)).timestamp()
        os.utime(path, (long_ago, long_ago))
        return "depot-1"

    return Place(
        settings={"folder": "depot"},
        speak=lambda text: put("messages", text=text),
        retract=lambda _: put("retraits", deleted=True),
        shown="import",
    )


@kind("facebook")
async def facebook(ground: Ground) -> Place:
    world = PageWorld(ground.server(), ground.context)
    calls: list[Call] = []

    def tell_removal(id_: str) -> None:
        about = {"item": "post", "verb": "remove", "post_id": id_}
        now = ground.clock.now()
        calls.append(meta.signed(meta.told("page", meta.PAGE_ID, "feed", now, **about)))

    settings = {**world.settings, "own": True}
    return Place(settings=settings, speak=world.double.post, retract=tell_removal, calls=calls)


@kind("feed")
async def feed(ground: Ground) -> Place:
    server = ground.server()

    def publish(text: str) -> str:
        at = dated(ground.clock.now() - timedelta(hours=1))
        server.serve("/fil", rss(item("Rue", guid="fil-1", description=text, pubDate=at)))
        return "fil-1"

    return Place(settings={"url": f"{server.url}/fil"}, speak=publish)


@kind("import")
async def import_(ground: Ground) -> Place:
    def write(text: str) -> str:
        line = json.dumps({"id": "import-1", "text": text}) + "\n"
        (ground.home / "import.jsonl").write_text(line, encoding="utf-8")
        return "import-1"

    return Place(settings={"file": "import.jsonl"}, speak=write)


@kind("inbound")
async def inbound(ground: Ground) -> Place:
    calls: list[Call] = []

    def tell(**said: object) -> str:
        calls.append(call(json.dumps({"id": "appel-1", **said}).encode()))
        return "appel-1"

    return Place(
        settings={"secret_file": ground.secret("outil.secret", SECRET)},
        speak=lambda text: tell(text=text),
        retract=lambda _: tell(deleted=True),
        calls=calls,
    )


@kind("instagram")
async def instagram(ground: Ground) -> Place:
    world = AccountWorld(ground.server(), ground.context)
    double = world.double
    # A deletion is believed of a key that is shown something else of the same sort.
    double.comment(double.publish("Patinoire ouverte !"), "Bravo")

    def remove(id_: str) -> None:
        double.media.remove(double.nodes.pop(id_))

    return Place(settings={**world.settings, "own": True}, speak=double.publish, retract=remove)


@kind("lemmy")
async def lemmy(ground: Ground) -> Place:
    world = LemmyWorld(ground.server(), ground.context)
    double = world.double

    def remove(id_: str) -> None:
        double.posts[int(id_.partition("/")[2])]["post"]["deleted"] = True

    settings = {"url": double.url, "communities": [double.community], "words": []}
    return Place(settings=settings, speak=double.publish, retract=remove)


@kind("mailbox")
async def mailbox(ground: Ground) -> Place:
    double = await ground.stack.enter_async_context(imap_server(None))

    def send(text: str) -> str:
        double.add(a_mail(text, sender=SENDER, message_id="1@forum.example"))
        return "1@forum.example"

    account = {"host": "localhost", "port": double.port, "user": double.user, "tls": False}
    password = {"password_file": ground.secret("boite.secret", double.password)}
    return Place(settings={**account, **password, "from": [SENDER]}, speak=send)


@kind("mastodon")
async def mastodon(ground: Ground) -> Place:
    world = MastodonWorld(ground.server(), ground.context, secret=KEY)
    double = world.double

    def remove(uri: str) -> None:
        double.delete(next(s for s in double.statuses.values() if s["uri"] == uri))

    return Place(
        settings={"url": double.url, "tags": [TAG], "words": [], **world.settings},
        speak=lambda text: str(double.publish(text)["uri"]),
        retract=remove,
    )


@kind("phpbb")
async def phpbb(ground: Ground) -> Place:
    world = PhpbbWorld(ground.server(), ground.context)
    return Place(settings={"url": world.server.url}, speak=world.double.publish)


@kind("reddit")
async def reddit(ground: Ground) -> Place:
    world = Communities(ground.server(), ground.context)
    double = world.double
    return Place(settings=world.settings, speak=double.post, retract=double.delete)


@kind("sitemap")
async def sitemap(ground: Ground) -> Place:
    world = Paper(ground.server(), ground.context)
    return Place(settings={"url": world.url, "article": "none"}, speak=world.double.publish)


@kind("x")
async def x(ground: Ground) -> Place:
    world = Network(ground.server(), ground.context)

    def remove(id_: str) -> None:
        world.double.missing[id_] = "resource-not-found"

    return Place(settings=world.settings, speak=world.double.publish, retract=remove)


@kind("youtube")
async def youtube(ground: Ground) -> Place:
    world = YouTubeWorld(ground.server(), ground.context, ground.clock)
    return Place(
        settings=world.settings(),
        speak=lambda text: world.double.comment(world.seance, text),
        retract=world.double.delete,
    )
