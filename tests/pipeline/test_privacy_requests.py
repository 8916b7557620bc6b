"""A person's requests: all of it given, all of it erased, noted without a word of it."""

from __future__ import annotations

import json
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from connectors.api.posts import Posts
from connectors.source_settings import SourceModel
from pipeline.privacy_journal import JOURNAL, note, read
from pipeline.privacy_requests import concerned, erased, exported
from pipeline.retaining import apply_retention
from pipeline.secrets_file import (
    FORMER_FILE,
    KEY_FILE,
    forget_former_keys,
    make_key,
    read_former_keys,
    read_key,
    rotate_key,
)
from sinks.sqlite.store import SqliteStore
from tests.connectors.api_context import api_context
from tests.pipeline.installations import make_installation, vigie
from tests.sinks.records import MONDAY, a_letter, a_record, batch
from vigie.batch import Batch, Gone
from vigie.clock import HeldClock
from vigie.context import Context
from vigie.errors import ConfigurationError
from vigie.privacy import Pseudonymiser

POSTS = [
    {
        "id": f"publication-{number}",
        "url": f"https://reseau.example/publication/{number}",
        "text": f"Nid-de-poule numéro {number} sur la rue Royale à Trois-Rivières.",
        "author": {"handle": handle},
    }
    for number, handle in ((1, "resident_fictif_1"), (2, "resident_fictif_1"), (3, "autre_fictif"))
]
FIRST = "https://reseau.example/publication/1"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = make_installation(
        tmp_path / "ici", "[[source]]", 'kind = "import"', 'name = "p"', 'file = "p.jsonl"'
    )
    lines = "\n".join(json.dumps(post, ensure_ascii=False) for post in POSTS)
    (home / "p.jsonl").write_text(lines, "utf-8")
    assert vigie("--home", home, "run", "--once").code == 0
    return home


def test_a_person_is_given_all_that_is_kept_of_their_post(home: Path, tmp_path: Path) -> None:
    ran = vigie("--home", home, "privacy", "export", FIRST)
    assert ran.code == 0, ran.err
    (mention,) = json.loads(ran.out)["mentions"]
    assert mention["body"]["mention"]["post"]["url"] == FIRST
    everything = tmp_path / "tout.json"
    assert vigie("--home", home, "privacy", "export", FIRST, "--author", "-o", everything).code == 0
    assert len(json.loads(everything.read_text("utf-8"))["mentions"]) == 2
    assert stat.S_IMODE(everything.stat().st_mode) == 0o600


def test_all_of_a_person_is_erased_from_the_address_of_one_post(home: Path) -> None:
    ran = vigie("--home", home, "privacy", "erase", FIRST, "--author", "--yes")
    assert (ran.code, ran.out.strip()) == (0, "2 effacée(s).")
    (left,) = vigie("--home", home, "search", "--json").rows
    assert left["url"] == "https://reseau.example/publication/3"
    # The same person published again: nothing of theirs is kept any more.
    more = {**POSTS[0], "id": "publication-4", "url": "https://reseau.example/publication/4"}
    (home / "encore.jsonl").write_text(json.dumps(more), "utf-8")
    vigie("--home", home, "import", home / "encore.jsonl", "--name", "p")
    assert len(vigie("--home", home, "search", "--json").rows) == 1


def test_the_journal_says_who_what_and_when_and_no_word_of_the_post(home: Path) -> None:
    vigie("--home", home, "privacy", "export", FIRST)
    vigie("--home", home, "erase", FIRST, "--yes")
    rows = vigie("--home", home, "privacy", "journal", "--json").rows
    assert [row["act"] for row in rows] == ["export", "erase"]
    assert all(row["by"] and row["at"] for row in rows)
    text = (home / JOURNAL).read_text("utf-8")
    assert "reseau.example" not in text
    assert stat.S_IMODE((home / JOURNAL).stat().st_mode) == 0o600


def test_an_unknown_address_is_told(home: Path) -> None:
    ran = vigie("--home", home, "privacy", "export", "https://reseau.example/rien")
    assert (ran.code, ran.out) == (6, "")
    assert read(home) == []


def test_a_line_of_the_journal_that_was_cut_is_left_out(tmp_path: Path, clock: HeldClock) -> None:
    note(tmp_path, clock.now(), "erase", mentions=1)
    with (tmp_path / JOURNAL).open("a") as file:
        file.write('{"at": "2026-11')
    assert [row["act"] for row in read(tmp_path)] == ["erase"]


@pytest.fixture
async def store(tmp_path: Path, clock: HeldClock) -> AsyncIterator[SqliteStore]:
    opened = await SqliteStore.open(tmp_path / "vigie.db", clock=clock)
    yield opened
    await opened.close()


async def test_the_bytes_set_aside_of_a_post_are_given_and_erased_with_it(
    store: SqliteStore,
) -> None:
    record = a_record(77)
    raw = b'{"id": "billet-77", "texte": "..."}'
    theirs = replace(a_letter(1), raw=raw)
    other = replace(a_letter(2), raw=b'{"id": "billet-78"}')
    await store.write(batch(record, dead_letters=(theirs, other)))
    found = await concerned(store, record.mention.id)
    given = await exported(store, found)
    assert [one["id"] for one in given["set_aside"]] == [theirs.id]
    assert await erased(store, found, MONDAY) == 1
    assert [one.id for one in await store.dead_letters()] == [other.id]


async def test_what_could_not_be_judged_goes_when_its_source_deletes_it(
    store: SqliteStore,
) -> None:
    unjudged = replace(a_letter(), stage="judge", where="mention-jamais-jugee", raw=b"{}")
    await store.write(Batch(dead_letters=(unjudged,)))
    await apply_retention(store, (), MONDAY)
    assert len(await store.dead_letters()) == 1
    await store.write(Batch(gone=(Gone(mention="mention-jamais-jugee", at=MONDAY),)))
    await apply_retention(store, (), MONDAY, dry_run=True)
    assert len(await store.dead_letters()) == 1
    await apply_retention(store, (), MONDAY)
    assert await store.dead_letters() == []


def test_a_changed_key_gives_new_pseudonyms_and_keeps_the_power_to_purge(tmp_path: Path) -> None:
    make_key(tmp_path)
    before = Pseudonymiser(read_key(tmp_path)).of("bluesky", "did:plc:fictif")
    for turn in (1, 2):
        rotate_key(tmp_path)
        now = Pseudonymiser(read_key(tmp_path), read_former_keys(tmp_path))
        assert len(now.all_of("bluesky", "did:plc:fictif")) == turn + 1
        assert now.of("bluesky", "did:plc:fictif") != before
        assert before in now.all_of("bluesky", "did:plc:fictif")
    for file in (KEY_FILE, FORMER_FILE):
        assert stat.S_IMODE((tmp_path / file).stat().st_mode) == 0o600
    assert forget_former_keys(tmp_path) == 2
    assert read_former_keys(tmp_path) == ()


def test_spoilt_or_open_former_keys_stop_the_start(tmp_path: Path) -> None:
    make_key(tmp_path)
    rotate_key(tmp_path)
    (tmp_path / FORMER_FILE).chmod(0o644)
    with pytest.raises(ConfigurationError):
        read_former_keys(tmp_path)
    (tmp_path / FORMER_FILE).chmod(0o600)
    (tmp_path / FORMER_FILE).write_text("pas une clé", "utf-8")
    with pytest.raises(ConfigurationError):
        read_former_keys(tmp_path)


async def test_an_account_that_is_gone_is_purged_under_every_key(
    tmp_path: Path, clock: HeldClock
) -> None:
    former = Pseudonymiser(b"ancienne cle fictive, 32 octets+").of("bluesky", "did:plc:fictif")
    async with api_context(tmp_path, clock) as given:
        keys = Pseudonymiser(b"n" * 32, (b"ancienne cle fictive, 32 octets+",))
        context = Context(outbound=given.outbound, clock=clock, pseudonyms=keys, home=tmp_path)
        posts = Posts("bluesky", "bluesky", SourceModel(name="Bluesky"), context)
        purges = posts.purges("did:plc:fictif", MONDAY)
    assert [p.pseudonym for p in purges] == [keys.of("bluesky", "did:plc:fictif"), former]
