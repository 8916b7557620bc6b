"""The file itself: versions, strangers, damage, rights, errors, and what an erasure leaves."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest

from sinks.sqlite import SqliteStore, opening, verdicts
from sinks.sqlite.migrations import MIGRATIONS, migrate
from sinks.sqlite.opening import open_writer
from sinks.sqlite.reindexing import reindex
from sinks.sqlite.schema import APPLICATION_ID
from tests.sinks.records import (
    DAY,
    MONDAY,
    a_delivery,
    a_letter,
    a_move,
    a_record,
    batch,
    edited,
    fully_judged,
    gone,
)
from vigie.batch import Batch, Tally
from vigie.errors import ConfigurationError, InvalidInput, Unavailable, VigieError
from vigie.post import AuthorPurged
from vigie.query import Query, Word
from vigie.record import Record
from vigie.retention import RetentionRule
from vigie.review import Note, Review


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vigie.db"


@contextmanager
def plain(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def tables(path: Path) -> dict[str, list[Any]]:
    """Every row of every table, those behind the word index too."""
    with plain(path) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: connection.execute(f"SELECT * FROM {name}").fetchall()
            for (name,) in names
            if name != "words"  # seen through its shadow tables
        }


def replace(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def spoil(path: Path) -> None:
    """Leave the file its first page, and noise in the place of the others."""
    data = path.read_bytes()
    path.write_bytes(data[:8192] + random.Random(1).randbytes(len(data) - 8192))


@pytest.mark.parametrize("version", range(len(MIGRATIONS) + 1))
async def test_a_file_of_any_earlier_version_is_brought_up_to_date(
    path: Path, version: int
) -> None:
    with closing(open_writer(path, 1)) as connection:
        migrate(connection, MIGRATIONS[:version])
    async with await SqliteStore.open(path) as store:
        await store.write(batch(a_record()))
        assert (await store.search(Query())).total == 1
    with plain(path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)


async def test_what_was_known_of_sources_before_rhythms_is_carried_over(path: Path) -> None:
    with closing(open_writer(path, 1)) as connection:
        migrate(connection, MIGRATIONS[:1])
        row = "INSERT INTO sources VALUES (?, x'31', ?, 2000000, 1000000, NULL, ?, 1)"
        connection.execute(row, ("Forum", "working", None))
        connection.execute(row, ("Gazette", "failing", "panne"))
    async with await SqliteStore.open(path) as store:
        known = await store.sources()
        assert await store.cursor("Forum") == b"1"
    one, two = (datetime.fromtimestamp(n, UTC) for n in (1, 2))
    forum, gazette = known["Forum"], known["Gazette"]
    assert (forum.answered_at, forum.arrived_at, forum.failed_at) == (two, one, None)
    assert (gazette.answered_at, gazette.failed_at, gazette.error) == (one, two, "panne")
    assert gazette.since == two


async def test_replies_kept_before_they_were_noted_are_found_without_judging_again(
    path: Path,
) -> None:
    asked = a_record(9)
    told = 'Il écrit "in_reply_to":"billet-9", sans y répondre.'
    quoting = a_record(2, reply_to_text="Le déneigement", in_reply_to="billet-9")
    replies = [a_record(n, in_reply_to="billet-9") for n in range(3, 8)]
    async with await SqliteStore.open(path) as store:
        await store.write(batch(asked, quoting, *replies, a_record(8, told)))
        await store.write(batch(a_record(1, in_reply_to="billet-9", town="nive")))
    with plain(path) as connection:
        # As a file of the fifth version holds them, one of them not of a form that is read.
        connection.execute("UPDATE mentions SET answered = NULL")
        connection.execute(
            "UPDATE documents SET body = ? WHERE row = (SELECT row FROM mentions WHERE id = ?)",
            (b'{"in_reply_to":"billet-9"', replies[-1].mention.id),
        )
        connection.execute("PRAGMA user_version = 5")
        connection.commit()
    async with await SqliteStore.open(path) as store:
        found = await store.answers(asked.mention.id, 20)
    expected = [quoting, *replies[:-1]]
    assert sorted(r.mention.id for r in found) == sorted(r.mention.id for r in expected)


def test_each_migration_runs_once_and_leaves_the_rest_alone(path: Path) -> None:
    def add_a_table(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE later (x)")

    with closing(open_writer(path, 1)) as connection:
        migrate(connection)
        connection.execute("INSERT INTO notes VALUES ('a', 'b')")
        migrate(connection, (*MIGRATIONS, add_a_table))
        migrate(connection, (*MIGRATIONS, add_a_table))
        assert connection.execute("SELECT * FROM notes").fetchall() == [("a", "b")]
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS) + 1,)


def test_a_migration_that_fails_leaves_the_file_as_it_was(path: Path) -> None:
    def fail(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE later (x)")
        connection.execute("SELECT nothing FROM nowhere")

    with closing(open_writer(path, 1)) as connection:
        migrate(connection)
        before = tables(path)
        with pytest.raises(sqlite3.OperationalError):
            migrate(connection, (*MIGRATIONS, fail))
        assert tables(path) == before
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)


async def test_a_newer_file_is_refused_and_left_alone(path: Path) -> None:
    async with await SqliteStore.open(path) as store:
        await store.write(batch(a_record()))
    with plain(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = tables(path)
    with pytest.raises(ConfigurationError, match="version plus récente de Vigie") as caught:
        await SqliteStore.open(path)
    assert "Install that version or a later one" in caught.value.say.en
    assert tables(path) == before


async def test_another_programs_database_is_refused_and_left_alone(path: Path) -> None:
    with plain(path) as connection:
        connection.execute("CREATE TABLE recettes (x)")
    with pytest.raises(ConfigurationError, match="autre programme"):
        await SqliteStore.open(path)
    assert list(tables(path)) == ["recettes"]


async def test_a_file_that_is_no_database_is_refused_with_a_remedy(path: Path) -> None:
    groceries = b"Ceci est une liste d'epicerie.\n" * 200
    replace(path, groceries)
    with pytest.raises(ConfigurationError, match="copie de sauvegarde"):
        await SqliteStore.open(path)
    assert TestWhatAnErasureLeaves.bytes_of(path).startswith(groceries)


async def test_a_damaged_file_is_told_to_be_so(path: Path) -> None:
    async with await SqliteStore.open(path) as store:
        await store.write(batch(*(a_record(n) for n in range(200))))
    spoil(path)
    with pytest.raises(ConfigurationError, match="endommagé"):
        async with await SqliteStore.open(path) as store:
            await store.search(Query())


@pytest.mark.parametrize("missing", ["nowhere/vigie.db", "."])
async def test_a_place_where_no_file_can_be_is_told(tmp_path: Path, missing: str) -> None:
    with pytest.raises(ConfigurationError, match="vérifiez que son dossier existe"):
        await SqliteStore.open(tmp_path / missing)


async def test_an_sqlite_without_full_text_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_MODULES", frozenset(("fts9",)))
    with pytest.raises(ConfigurationError, match="FTS5"):
        await SqliteStore.open(path)


async def test_the_file_is_its_owners_alone(path: Path) -> None:
    async with await SqliteStore.open(path) as store:
        await store.write(batch(a_record()))
        modes = {each.name: each.stat().st_mode & 0o777 for each in path.parent.iterdir()}
    assert modes == {"vigie.db": 0o600, "vigie.db-wal": 0o600, "vigie.db-shm": 0o600}


async def test_everything_is_still_there_after_closing(path: Path) -> None:
    record = fully_judged()
    async with await SqliteStore.open(path) as store:
        await store.write(batch(record, cursors=(a_move(b"7"),)))
    async with await SqliteStore.open(path) as store:
        assert await store.get(record.mention.id) == record
        assert await store.cursor("Gazette fictive") == b"7"
        assert record.signature
        assert len(await store.similar(record.signature, "valbois", MONDAY - DAY)) == 1


async def test_a_closed_store_says_so_and_closes_twice(path: Path) -> None:
    store = await SqliteStore.open(path)
    await store.close()
    await store.close()
    with pytest.raises(Unavailable, match="fermée"):
        await store.get("x")


async def test_a_second_write_of_a_whole_batch_changes_no_byte_of_any_table(path: Path) -> None:
    first, second, third = (a_record(n, author=f"p{n}") for n in (1, 2, 3))
    whole = batch(
        first,
        second,
        edited(second, "Un autre texte"),
        third,
        a_record(4, in_reply_to="billet-3", reply_to_text="Le déneigement"),
        gone=(gone(third), gone(a_record(9))),
        purged=(AuthorPurged(pseudonym="p1", at=MONDAY),),
        deliveries=(a_delivery(second), a_delivery(third), a_delivery(second, "éteint")),
        dead_letters=(a_letter(),),
        cursors=(a_move(b"1", state="failing"), a_move(b"2", source="autre")),
        tallies=(Tally(source="autre", outcome="kept", count=3),),
    )
    async with await SqliteStore.open(path) as store:
        await store.write(batch(third, deliveries=(a_delivery(third),)))
        await store.disable_target("éteint", "410", MONDAY)
        await store.write(whole)
        await store.review(Review(mention=second.mention.id, status="taken"))
        once = tables(path)
        await store.write(whole)
        assert tables(path) == once


async def test_a_new_version_of_the_stemmer_makes_the_index_anew(path: Path) -> None:
    records = [a_record(n, f"La collecte numéro{n}") for n in range(5)]
    async with await SqliteStore.open(path) as store:
        await store.write(batch(*records))
    with closing(open_writer(path, 1)) as connection:
        connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
        assert not reindex(connection)
        assert reindex(connection, "une autre version")
        assert not reindex(connection, "une autre version")
    async with await SqliteStore.open(path) as store:
        assert (await store.search(Query(where=Word("collectes")))).total == 5
        assert (await store.search(Query(where=Word("numéro3")))).total == 1
        assert await store.erase([records[3].mention.id], MONDAY) == 1
        assert (await store.search(Query(where=Word("numéro3")))).total == 0


def every_error() -> list[type[sqlite3.Error]]:
    found: list[type[sqlite3.Error]] = [sqlite3.Error]
    for error in found:
        found.extend(error.__subclasses__())
    return sorted(set(found), key=lambda error: error.__name__)


@pytest.mark.parametrize("error", [*every_error(), OverflowError])
def test_every_class_of_error_has_its_verdict(error: type[Exception]) -> None:
    assert isinstance(verdicts.verdict(error("x")), VigieError)
    assert issubclass(error, verdicts.MAPPED)


CODES = {
    name: getattr(sqlite3, name)
    for name in dir(sqlite3)
    if name.startswith("SQLITE_") and name.count("_") == 1
}
WAIT = {"FULL", "BUSY", "LOCKED", "IOERR", "NOMEM", "INTERRUPT", "PROTOCOL", "SCHEMA", "ABORT"}
REFUSE = {
    *{"CORRUPT", "NOTADB", "FORMAT", "CANTOPEN", "READONLY", "PERM", "AUTH", "NOLFS"},
    *{"ERROR"},  # no such table: the file is not what it was
}
SET_ASIDE = {"TOOBIG", "CONSTRAINT", "MISMATCH"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *((name, Unavailable) for name in sorted(WAIT)),
        *((name, ConfigurationError) for name in sorted(REFUSE)),
        *((name, InvalidInput) for name in sorted(SET_ASIDE)),
    ],
)
def test_what_sqlite_says_decides_whether_to_wait_refuse_or_set_aside(
    name: str, kind: type[VigieError]
) -> None:
    error = sqlite3.OperationalError("x")
    extended = CODES[f"SQLITE_{name}"] | 3 << 8
    error.sqlite_errorcode = extended
    assert type(verdicts.verdict(error)) is kind


class TestWhatAnErasureLeaves:
    """No byte of what is gone stays in the file or in its journal."""

    @staticmethod
    def bytes_of(path: Path) -> bytes:
        return b"".join(each.read_bytes() for each in sorted(path.parent.iterdir()))

    @staticmethod
    def mark(name: object) -> str:
        """A word that is found nowhere else, however the index shortens it."""
        return "w" + blake2b(str(name).encode(), digest_size=8).hexdigest()

    def record(self, number: int, **others: Any) -> Record:
        length = random.Random(number).choice((5, 50, 500, 3000))
        return a_record(
            number,
            f"{self.mark(number)} " + "rue déneigée encore " * length,
            title=self.mark(f"titre {number}"),
            url=f"https://a.example/{self.mark(f'adresse {number}')}",
            **others,
        )

    def marks(self, number: int) -> list[bytes]:
        named = (number, f"titre {number}", f"adresse {number}", f"note {number}", f"deux {number}")
        # The index writes the beginning that neighbours share only once.
        return [self.mark(name)[-10:].encode() for name in named]

    async def fill(self, store: SqliteStore) -> list[Record]:
        records = [self.record(n, first_seen=MONDAY - n * DAY) for n in range(60)]
        for start in range(0, 60, 7):
            some = records[start : start + 7]
            await store.write(batch(*some, deliveries=tuple(a_delivery(r) for r in some)))
        for number, record in enumerate(records):
            note = Note(at=MONDAY, by="Camille", text=self.mark(f"note {number}"))
            await store.review(Review(mention=record.mention.id, notes=(note,)))
        for number in range(0, 60, 3):
            await store.write(
                batch(edited(records[number], f"{self.mark(f'deux {number}')} déneigée"))
            )
        return records

    def assert_gone(self, path: Path, numbers: set[int]) -> None:
        data = self.bytes_of(path)
        for number in numbers:
            for mark in self.marks(number):
                assert mark not in data, number
        for number in set(range(60)) - numbers:
            assert self.marks(number)[1] in data, "this test looks in the wrong place"

    async def test_after_an_erasure(self, path: Path) -> None:
        async with await SqliteStore.open(path) as store:
            records = await self.fill(store)
            numbers = set(random.Random(5).sample(range(60), 25))
            assert await store.erase([records[n].mention.id for n in numbers], MONDAY) == 25
            self.assert_gone(path, numbers)
            assert (await store.search(Query(where=Word("déneiger")))).total == 35
        self.assert_gone(path, numbers)

    async def test_after_retention(self, path: Path) -> None:
        async with await SqliteStore.open(path) as store:
            await self.fill(store)
            await store.expire((RetentionRule(days=30),), MONDAY, dry_run=False)
            self.assert_gone(path, set(range(30, 60)))

    async def test_what_sources_deleted_goes_with_the_next_round_of_retention(
        self, path: Path
    ) -> None:
        async with await SqliteStore.open(path) as store:
            records = await self.fill(store)
            await store.write(Batch(gone=tuple(gone(records[n]) for n in range(10))))
            await store.expire((), MONDAY, dry_run=False)
            self.assert_gone(path, set(range(10)))

    async def test_the_text_before_an_edition_goes_too(self, path: Path) -> None:
        async with await SqliteStore.open(path) as store:
            record = self.record(1)
            await store.write(batch(record))
            await store.write(batch(edited(record, "Rien")))
            await store.expire((), MONDAY, dry_run=False)
            assert self.marks(1)[0] not in self.bytes_of(path)
            assert self.marks(1)[1] in self.bytes_of(path)

    @pytest.mark.parametrize("seed", [4, 7, 8])
    async def test_after_writes_editions_and_erasures_in_any_order(
        self, path: Path, seed: int
    ) -> None:
        # Pages fill, split and merge; SQLite leaves copies in the gaps of pages it balances.
        chance = random.Random(seed)
        texts = ("rue ", "déneigée encore ", "bien autre chose ")
        async with await SqliteStore.open(path) as store:
            alive: dict[int, Record] = {}
            gone: set[int] = set()
            for _ in range(25):
                count = len(alive) + len(gone)
                fresh = {
                    n: a_record(n, f"{self.mark(n)} {texts[1] * chance.choice((1, 20, 200, 700))}")
                    for n in range(count, count + chance.randint(1, 25))
                }
                alive |= fresh
                again = {
                    n: edited(alive[n], f"{self.mark(n)} {texts[2] * chance.choice((1, 100, 900))}")
                    for n in chance.sample(sorted(alive), min(len(alive), 6))
                }
                await store.write(batch(*fresh.values()))
                await store.write(batch(*again.values()))
                alive |= again
                lost = chance.sample(sorted(alive), min(len(alive), chance.choice((0, 0, 3, 9))))
                await store.erase([alive.pop(n).mention.id for n in lost], MONDAY)
                gone.update(lost)
                data = self.bytes_of(path) if lost else b""
                assert [n for n in gone if self.marks(n)[0] in data] == []
            assert gone
            assert (await store.search(Query())).total == len(alive)

    async def test_a_reader_elsewhere_only_puts_it_off(self, path: Path) -> None:
        async with await SqliteStore.open(path, patience=0.05) as store:
            record = self.record(1)
            await store.write(batch(record, self.record(2)))
            with plain(path) as reader:
                reader.execute("BEGIN")
                reader.execute("SELECT count(*) FROM mentions").fetchone()
                assert await store.erase([record.mention.id], MONDAY) == 1
                assert self.marks(1)[0] in self.bytes_of(path)
            await store.expire((), MONDAY, dry_run=False)
            assert self.marks(1)[0] not in self.bytes_of(path)


async def test_reading_goes_on_while_another_process_keeps_writing(path: Path) -> None:
    record = a_record(1)
    async with await SqliteStore.open(path, patience=30) as store:
        await store.write(batch(record))
        with plain(path) as other:
            other.execute("BEGIN IMMEDIATE")
            waiting = asyncio.create_task(store.write(batch(a_record(2))))
            assert await store.get(record.mention.id) == record
            assert (await store.search(Query())).total == 1
            assert not waiting.done()
            other.execute("COMMIT")
        assert (await waiting).new


async def test_a_file_locked_for_too_long_is_unavailable_and_nothing_is_lost(path: Path) -> None:
    async with await SqliteStore.open(path, patience=0.05) as store:
        with plain(path) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(Unavailable, match="occupée"):
                await store.write(batch(a_record()))
        assert (await store.write(batch(a_record()))).new
