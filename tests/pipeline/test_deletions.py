"""What is deleted or edited at its source is so everywhere here: store, alerts, every export."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.assembly import assemble
from pipeline.corrections import write_corrections
from pipeline.exporting import write_export
from pipeline.installation import Installation
from pipeline.retaining import apply_retention
from pipeline.settings import read
from tests.pipeline.installations import make_installation, vigie
from vigie.clock import SystemClock
from vigie.page import Page
from vigie.post import Author, AuthorPurged, Deleted, Event, Post, Published, Source
from vigie.query import Query, Word
from vigie.review import Review

WORD = "hippocampe"
TEXT = f"Un câble électrique {WORD} est tombé à Trois-Rivières, ça fait des étincelles!!"
AUTHOR = "aa11bb22cc33dd44ee55ff66"


def a_post(native_id: str, text: str = TEXT, revision: int = 1) -> Published:
    now = SystemClock().now() - timedelta(minutes=5)
    post = Post(
        source=Source(kind="mastodon", name="Mastodon"),
        native_id=native_id,
        url=f"https://reseau.example/{native_id}",
        text=text,
        author=Author(pseudonym=AUTHOR),
        published_at=now,
        fetched_at=now,
        revision=revision,
    )
    return Published(post=post)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An installation whose only target is away, so that its alerts wait."""
    secret = tmp_path / "ici" / "secrets" / "w"
    home = make_installation(
        tmp_path / "ici",
        '[network]\nallowed_hosts = ["127.0.0.1:9"]',
        '[[target]]\nkind = "webhook"\nname = "équipe"\nurl = "http://127.0.0.1:9/"\n'
        'secret_file = "secrets/w"',
        '[[rule]]\nname = "urgence"\nwhen.emergency = true',
    )
    assert vigie("webhook", "secret", secret).code == 0
    return home


@asynccontextmanager
async def opened(home: Path) -> AsyncIterator[Installation]:
    async with assemble(home, read(home), SystemClock()) as installation:
        yield installation


async def absorb(it: Installation, *events: Event) -> list[str]:
    """Have events written as a connector's page; return the ids then kept."""
    await it.intake.absorb(Page(source="Mastodon", cursor=b"1", events=events))
    return [record.mention.id async for record in it.store.scan()]


async def outputs(it: Installation) -> dict[str, str]:
    """Everything that can leave, as text."""
    everything = Query(order="oldest", limit=500)
    folder = it.home / "sorties"
    folder.mkdir(exist_ok=True)
    for kind in ("jsonl", "csv"):
        await write_export(it.store, everything, kind, folder / kind, "fr")
    await write_corrections(it.store, everything, folder / "training")
    found = await it.store.search(Query(where=Word(WORD)))
    return {
        **{path.name: path.read_text("utf-8-sig") for path in folder.iterdir()},
        "search": str([hit.record for hit in found.hits]),
        "alerts": str(await it.store.deliveries()),
        "letters": str(await it.store.dead_letters()),
    }


@pytest.mark.parametrize("how", ["deleted", "in order", "account gone"])
async def test_what_is_gone_at_its_source_is_in_nothing_that_leaves(home: Path, how: str) -> None:
    async with opened(home) as it:
        (mention,) = await absorb(it, a_post("1"))
        await it.store.review(Review(mention=mention, corrections={"topic": "lighting"}))
        before = await outputs(it)
        assert all(WORD in before[name] for name in ("search", "jsonl", "csv", "training"))
        assert "étincelles" in before["alerts"]
        at = SystemClock().now()
        event: Event = {
            "deleted": Deleted(source="Mastodon", native_id="1", at=at),
            "in order": Deleted(source="Mastodon", native_id="1", at=at, in_order=True),
            "account gone": AuthorPurged(pseudonym=AUTHOR, at=at),
        }[how]
        assert await absorb(it, event) == []
        for name, text in (await outputs(it)).items():
            assert not any(word in text for word in (WORD, "étincelles", "reseau.example")), name
        # Its source shows it again, as a late replay would: it does not come back.
        assert await absorb(it, a_post("1")) == []


async def test_an_edition_replaces_the_words_everywhere(home: Path) -> None:
    async with opened(home) as it:
        await absorb(it, a_post("1"))
        await absorb(it, a_post("1", TEXT.replace(WORD, "de rue"), revision=2))
        for name, text in (await outputs(it)).items():
            assert WORD not in text, name
        assert (await it.store.search(Query(where=Word("câble")))).total == 1


async def test_no_byte_of_what_is_gone_stays_after_retention(home: Path) -> None:
    async with opened(home) as it:
        await absorb(it, a_post("1"))
        await absorb(it, Deleted(source="Mastodon", native_id="1", at=SystemClock().now()))
        await apply_retention(it.store, it.retention, SystemClock().now())
    assert WORD.encode() not in _bytes(home)


def _bytes(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in home.glob("vigie.db*"))
