"""The drop folder: files are read, then put away, never before what they hold is durable."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.drop_folder.connector import DropFolderConnector, build
from connectors.drop_folder.shelf import put_away
from tests.connectors.tables import NOW, Heard, hear, house, jsonl
from vigie.clock import HeldClock
from vigie.errors import ConfigurationError

GOOD = jsonl(*({"id": f"m{n}", "text": f"Message {n}."} for n in range(5)))


class Depot:
    """A drop folder on a held clock, and the cursor that the runner would have saved."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.folder = home / "dépôt"
        self.clock = HeldClock(NOW)
        self.cursor: bytes | None = None
        self.connector = self.start()

    def start(self, **settings: Any) -> DropFolderConnector:
        """Start the program: nothing but the cursor is remembered."""
        context = house(self.home, clock=self.clock, language=settings.pop("language", "fr"))
        asked = {"name": "Dépôt", "folder": "dépôt", "page_size": 2, **settings}
        self.connector = build(asked, context)
        return self.connector

    def drop(self, name: str, data: str | bytes, age: float = 60) -> Path:
        path = self.folder / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        at = (self.clock.now() - timedelta(seconds=age)).timestamp()
        os.utime(path, (at, at))
        return path

    def look(self, stop: int = -1) -> Heard:
        """Call `pages` as the runner does; every page received is durable."""
        heard = hear(self.connector, self.cursor, stop)
        self.cursor = heard.cursor
        return heard

    @property
    def lying(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir() if not path.is_dir())

    def shelf(self, name: str) -> list[str]:
        return sorted(path.name for path in (self.folder / name).iterdir())


@pytest.fixture
def depot(tmp_path: Path) -> Depot:
    return Depot(tmp_path)


def ids(heard: Heard) -> list[str]:
    return [post.native_id for post in heard.posts]


def test_a_file_is_read_at_one_look_and_put_away_at_the_next(depot: Depot) -> None:
    depot.drop("a.jsonl", GOOD)
    first = depot.look()
    assert ids(first) == ["m0", "m1", "m2", "m3", "m4"]
    assert {post.source.name for post in first.posts} == {"Dépôt"}
    assert depot.lying == ["a.jsonl"]
    assert first.pages[-1].next_at == depot.clock.now()
    second = depot.look()
    assert second.events == []
    assert (depot.lying, depot.shelf("lus")) == ([], ["a.jsonl"])
    assert second.pages[-1].next_at == depot.clock.now() + timedelta(seconds=30)
    assert (depot.folder / "lus" / "a.jsonl").read_text() == GOOD


def test_an_empty_folder_brings_one_page_and_the_next_look(depot: Depot) -> None:
    (page,) = depot.look().pages
    assert (page.events, page.rejected, page.state) == ((), (), "working")
    assert page.next_at == depot.clock.now() + timedelta(seconds=30)


@pytest.mark.parametrize("stopped", [1, 2, 3, 4, 5, 6])
def test_a_stop_at_any_page_loses_nothing_and_repeats_nothing(depot: Depot, stopped: int) -> None:
    depot.drop("a.jsonl", GOOD, age=90)
    depot.drop("b.csv", "id;texte\nx;Un\ny;Deux\nz;Trois\n", age=80)
    before = depot.look(stop=stopped)
    assert depot.lying == ["a.jsonl", "b.csv"]
    depot.start()
    after = depot.look()
    assert ids(before) + ids(after) == ["m0", "m1", "m2", "m3", "m4", "x", "y", "z"]
    depot.look()
    assert (depot.lying, depot.shelf("lus")) == ([], ["a.jsonl", "b.csv"])


def test_a_page_that_was_never_saved_leaves_its_file_in_place(depot: Depot) -> None:
    depot.drop("a.jsonl", GOOD)
    lost = hear(depot.connector, None)
    assert len(lost.posts) == 5
    depot.start()
    again = hear(depot.connector, None)
    assert ids(again) == ids(lost)
    assert depot.lying == ["a.jsonl"]


def test_oldest_files_are_read_first(depot: Depot) -> None:
    depot.drop("a.jsonl", jsonl({"id": "neuf", "text": "a"}), age=10)
    depot.drop("b.jsonl", jsonl({"id": "vieux", "text": "b"}), age=100)
    assert ids(depot.look()) == ["vieux", "neuf"]


def test_a_file_still_being_written_is_left_until_it_settles(depot: Depot) -> None:
    path = depot.drop("a.jsonl", GOOD[:30], age=1)
    first = depot.look()
    assert (first.events, first.letters) == ([], [])
    assert first.pages[-1].next_at == depot.clock.now() + timedelta(seconds=5)
    depot.clock.move(timedelta(seconds=3))
    path.write_text(GOOD)
    at = depot.clock.now().timestamp()
    os.utime(path, (at, at))
    depot.clock.move(timedelta(seconds=3))
    assert depot.look().events == []
    depot.clock.move(timedelta(seconds=3))
    assert len(depot.look().posts) == 5


def test_a_file_dated_tomorrow_is_read_once_two_looks_found_it_the_same(depot: Depot) -> None:
    depot.drop("a.jsonl", GOOD, age=-86_400)
    assert depot.look().events == []
    depot.clock.move(timedelta(seconds=6))
    assert len(depot.look().posts) == 5


def test_lines_added_before_the_file_was_put_away_are_read_too(depot: Depot) -> None:
    path = depot.drop("a.jsonl", GOOD)
    depot.look()
    with path.open("a") as grown:
        grown.write(jsonl({"id": "ajout", "text": "Encore."}))
    depot.clock.move(timedelta(days=400))
    assert ids(depot.look()) == ["ajout"]
    depot.look()
    assert depot.shelf("lus") == ["a.jsonl"]


def test_another_file_of_the_same_name_is_read_anew(depot: Depot) -> None:
    depot.drop("a.jsonl", GOOD)
    depot.look()
    depot.drop("a.jsonl", jsonl({"id": "autre", "text": "Tout autre."}), age=50)
    assert ids(depot.look()) == ["autre"]
    depot.look()
    depot.drop("a.jsonl", jsonl({"id": "encore", "text": "Un troisième."}), age=40)
    assert ids(depot.look()) == ["encore"]
    depot.look()
    assert depot.shelf("lus") == ["a-2.jsonl", "a.jsonl"]
    assert "Tout autre" in (depot.folder / "lus" / "a.jsonl").read_text()


def test_bad_lines_are_told_and_the_file_is_still_put_away(depot: Depot) -> None:
    depot.drop("a.jsonl", "non\n" + GOOD)
    heard = depot.look()
    assert [letter.where for letter in heard.letters] == ["a.jsonl:ligne 1"]
    assert len(heard.posts) == 5
    depot.look()
    assert depot.shelf("lus") == ["a.jsonl"]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.csv", "Nom;Ville\nx;y\n", "aucune colonne ne porte le texte"),
        ("a.csv", "", "le fichier est vide"),
        ("a.xlsx", "PK", "CSV UTF-8"),
        ("sans-nom", "texte\na\n", "n’est pas un genre de fichier lu ici"),
    ],
)
def test_a_file_refused_whole_is_put_apart_with_the_reason(
    depot: Depot, name: str, data: str, said: str
) -> None:
    depot.drop(name, data)
    depot.drop("bon.jsonl", GOOD)
    heard = depot.look()
    assert len(heard.posts) == 5
    (letter,) = heard.letters
    assert (letter.where, letter.source, letter.stage) == (name, "Dépôt", "import")
    assert said in letter.why
    assert name in depot.lying
    depot.look()
    assert depot.shelf("refusés") == [name, f"{name}.raison.txt"]
    reason = (depot.folder / "refusés" / f"{name}.raison.txt").read_text()
    assert said in reason
    assert "déposez-le de nouveau" in reason
    assert (depot.folder / "refusés" / name).read_text() == data
    assert depot.look().letters == []


def test_the_reason_is_in_the_house_language(depot: Depot) -> None:
    depot.start(language="en")
    depot.drop("a.csv", "")
    assert [letter.why for letter in depot.look().letters] == ["the file is empty."]


def test_a_format_given_in_the_settings_accepts_any_ending(depot: Depot) -> None:
    depot.start(format="csv")
    depot.drop("export.dat", "texte\nBonjour\n")
    assert depot.look().texts == ["Bonjour"]


def test_links_pipes_folders_and_unfinished_transfers_are_left_alone(
    depot: Depot, tmp_path: Path
) -> None:
    secret = tmp_path / "ailleurs.jsonl"
    secret.write_text(GOOD)
    (depot.folder / "lien.jsonl").symlink_to(secret)
    os.mkfifo(depot.folder / "tuyau.jsonl")
    (depot.folder / "sous-dossier").mkdir()
    for name in (".caché.jsonl", "a.jsonl.part", "b.csv.tmp", "c.csv.crdownload"):
        depot.drop(name, GOOD)
    before = depot.lying
    for _ in range(2):
        heard = depot.look()
        assert (heard.events, heard.letters) == ([], [])
    assert depot.lying == before
    assert secret.read_text() == GOOD


async def test_a_file_swapped_for_a_link_while_others_are_read_is_not_followed(
    depot: Depot, tmp_path: Path
) -> None:
    secret = tmp_path / "ailleurs.jsonl"
    secret.write_text(jsonl({"id": "secret", "text": "Secret."}))
    depot.drop("a.jsonl", GOOD, age=90)
    target = depot.drop("b.jsonl", GOOD, age=80)
    seen, pages = [], []
    async for page in depot.connector.pages(None):
        if not pages:
            target.unlink()
            target.symlink_to(secret)
        pages.append(page)
        seen += ids(Heard([page]))
    assert seen == ["m0", "m1", "m2", "m3", "m4"]
    assert pages[-1].state == "failing"
    assert pages[-1].next_at == depot.clock.now() + timedelta(seconds=30)


def test_a_shelf_turned_into_a_link_receives_nothing(depot: Depot, tmp_path: Path) -> None:
    outside = tmp_path / "dehors"
    outside.mkdir()
    (depot.folder / "lus").rmdir()
    (depot.folder / "lus").symlink_to(outside)
    depot.drop("a.jsonl", GOOD)
    assert len(depot.look().posts) == 5
    heard = depot.look()
    assert "a.jsonl" in str(heard.pages[-1].note)
    assert heard.events == []
    assert list(outside.iterdir()) == []
    assert depot.lying[0] == "a.jsonl"
    (depot.folder / "lus").unlink()
    assert depot.look().events == []
    assert depot.shelf("lus") == ["a.jsonl"]


def test_a_file_taken_away_meanwhile_is_skipped(depot: Depot) -> None:
    depot.drop("a.jsonl", GOOD, age=90)
    path = depot.drop("b.jsonl", jsonl({"id": "b", "text": "b"}), age=80)

    first = depot.look(stop=1)
    assert ids(first) == ["m0", "m1"]
    (depot.folder / "a.jsonl").unlink()
    then = depot.look()
    assert ids(then) == ["b"]
    path.unlink()
    assert depot.look().pages[-1].state == "working"


def test_a_folder_that_vanishes_is_a_failing_page_with_a_next_look(depot: Depot) -> None:
    for shelf in ("lus", "refusés"):
        (depot.folder / shelf).rmdir()
    depot.folder.rmdir()
    (page,) = depot.look().pages
    assert page.state == "failing"
    assert page.next_at == depot.clock.now() + timedelta(seconds=30)
    assert "dépôt" in str(page.note)
    depot.folder.mkdir()
    depot.drop("a.jsonl", GOOD)
    assert len(depot.look().posts) == 5


def test_names_that_are_not_text_are_read_all_the_same(depot: Depot) -> None:
    name = os.fsdecode(b"caf\xe9.jsonl")
    depot.drop(name, "non\n" + GOOD)
    heard = depot.look()
    assert len(heard.posts) == 5
    assert heard.letters[0].where.encode()
    depot.look()
    assert depot.shelf("lus") == [name]


def test_many_files_are_taken_over_several_looks(depot: Depot) -> None:
    for n in range(130):
        depot.drop(f"{n:03}.jsonl", jsonl({"id": str(n), "text": "a"}), age=1000 - n)
    first = depot.look()
    assert len(first.posts) == 100
    assert first.pages[-1].next_at == depot.clock.now()
    assert ids(depot.look()) == [str(n) for n in range(100, 130)]
    depot.look()
    assert len(depot.shelf("lus")) == 130


@pytest.mark.parametrize("cursor", [b"\xff", b"[]", b'{"files": 3}', b'{"files": [{"name": "!"}]}'])
def test_a_cursor_that_is_not_one_means_the_beginning(depot: Depot, cursor: bytes) -> None:
    depot.drop("a.jsonl", GOOD)
    depot.cursor = cursor
    assert len(depot.look().posts) == 5


def test_shelves_may_be_elsewhere(tmp_path: Path) -> None:
    context = house(tmp_path)
    connector = build(
        {"name": "D", "folder": "in", "done": "out/lu", "refused": "out/non", "settle": 0}, context
    )
    (tmp_path / "in" / "a.jsonl").write_text(GOOD)
    hear(connector, hear(connector).cursor)
    assert (tmp_path / "out/lu/a.jsonl").exists()


def test_every_wrong_setting_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        build({"name": "D", "every": 0, "settle": -1, "done": 3, "file": "x"}, house(tmp_path))
    told = str(caught.value)
    assert len(caught.value.problems) == 5
    for key in ("folder", "every", "settle", "done", "file"):
        assert f"\u00a0{key}\u00a0" in told


def test_a_folder_that_cannot_be_made_is_a_configuration_error(tmp_path: Path) -> None:
    (tmp_path / "pris").write_text("un fichier")
    with pytest.raises(ConfigurationError) as caught:
        build({"name": "D", "folder": "pris/dépôt"}, house(tmp_path))
    assert "dépôt" in str(caught.value)


def test_a_shelf_cannot_be_the_folder_itself(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="doivent différer"):
        build({"name": "D", "folder": "d", "done": "d"}, house(tmp_path))


def test_putting_away_never_overwrites(tmp_path: Path) -> None:
    shelf = tmp_path / "lus"
    for n in range(4):
        file = tmp_path / "a.csv"
        file.write_text(str(n))
        put_away(file, shelf)
    kept = {path.name: path.read_text() for path in shelf.iterdir()}
    assert kept == {"a.csv": "0", "a-2.csv": "1", "a-3.csv": "2", "a-4.csv": "3"}


def test_putting_away_what_is_gone_leaves_no_trace(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        put_away(tmp_path / "absent.csv", tmp_path / "lus")
    assert list((tmp_path / "lus").iterdir()) == []


def test_the_longest_of_names_is_put_away_with_its_reason(tmp_path: Path) -> None:
    name = "é" * 125 + ".csv"
    for _ in range(2):
        (tmp_path / name).write_text("x")
        put_away(tmp_path / name, tmp_path / "refusés", "Parce que.")
    kept = [path.name for path in (tmp_path / "refusés").iterdir()]
    assert len(kept) == 4
    assert sum(each.endswith(".raison.txt") for each in kept) == 2
