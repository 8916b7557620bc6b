"""The import connector: settings, resumption, files that change, hostile files."""

from __future__ import annotations

import io
import json
import os
import tempfile
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.table import reader as table_reader
from connectors.table.connector import build
from tests.connectors.tables import NOW, hear, house, jsonl, listen, read, table
from towns.loading import find, load
from vigie.dead_letter import DeadLetter
from vigie.errors import ConfigurationError
from vigie.post import Published

ROWS = [{"id": f"m{n}", "text": f"Message numéro {n}, à la rue des Forges."} for n in range(12)]
BAD = "ceci n’est pas du JSON\n"
JSONL = jsonl(*ROWS[:5]) + BAD + "\r\n" + jsonl(*ROWS[5:])
CSV = (
    "id;texte;date\r\n"
    + "".join(
        f'{r["id"]};"{r["text"]}\r\nDeuxième ligne, avec ""guillemets"".";\r\n' for r in ROWS[:6]
    )
    + "m;trop;de;cellules\r\n\r\n"
    + 'x;"jamais fermé;\r\n'
    + "".join(f"{r['id']};{r['text']};23/11/2026\r\n" for r in ROWS[6:])
)
FILES = {
    "jsonl": ("f.jsonl", JSONL.encode()),
    "jsonl without a last newline": ("f.jsonl", JSONL.encode().rstrip()),
    "jsonl in UTF-16": ("f.jsonl", JSONL.encode("utf-16")),
    "csv": ("f.csv", CSV.encode()),
    "csv with a mark": ("f.csv", CSV.encode("utf-8-sig")),
    "csv of Excel": ("f.csv", CSV.replace("’", "'").encode("cp1252")),
    "csv in UTF-16": ("f.csv", CSV.encode("utf-16")),
    "csv in big-endian UTF-16": ("f.csv", b"\xfe\xff" + CSV.encode("utf-16-be")),
    "csv of an old Macintosh": ("f.csv", CSV.replace("\r\n", "\r").encode()),
}
every_file = pytest.mark.parametrize(("file", "data"), FILES.values(), ids=FILES)


def problems(home: Path, **settings: Any) -> str:
    with pytest.raises(ConfigurationError) as caught:
        build({"name": "Import d’essai", **settings}, house(home))
    return str(caught.value).replace("\u00a0", " ")


@every_file
@pytest.mark.parametrize("page_size", [1, 2, 5])
def test_reading_goes_on_from_every_cursor_as_if_it_had_never_stopped(
    tmp_path: Path, file: str, data: bytes, page_size: int
) -> None:
    connector = table(tmp_path, data, file, page_size=page_size)
    whole = hear(connector)
    assert [post.native_id for post in whole.posts] == [row["id"] for row in ROWS]
    assert len(whole.letters) == (2 if file == "f.csv" else 1)
    for stopped in range(1, len(whole.pages)):
        before = hear(connector, stop=stopped)
        after = hear(connector, before.cursor)
        assert before.events + after.events == whole.events
        assert before.letters + after.letters == whole.letters


@every_file
def test_the_size_of_pages_changes_nothing(tmp_path: Path, file: str, data: bytes) -> None:
    small = hear(table(tmp_path, data, file, page_size=2))
    large = hear(table(tmp_path, data, file))
    assert small.events == large.events
    assert small.letters == large.letters
    assert all(len(page.events) + len(page.rejected) <= 2 for page in small.pages)


def test_the_last_page_asks_for_no_other_look(tmp_path: Path) -> None:
    heard = read(tmp_path, JSONL)
    assert heard.pages[-1].next_at is None
    assert heard.pages[-1].state == "working"


def test_a_finished_file_brings_one_empty_page_and_the_same_cursor(tmp_path: Path) -> None:
    connector = table(tmp_path, JSONL)
    cursor = hear(connector).cursor
    again = hear(connector, cursor)
    assert [(page.events, page.rejected) for page in again.pages] == [((), ())]
    assert again.cursor == cursor


@pytest.mark.parametrize("cursor", [b"\xff", b"{}", b"[1]", b'{"offset": 3}', b"null"])
def test_a_cursor_that_is_not_one_means_the_beginning(tmp_path: Path, cursor: bytes) -> None:
    assert len(hear(table(tmp_path, JSONL), cursor).posts) == len(ROWS)


@every_file
def test_lines_added_at_the_end_are_all_that_is_read_next(
    tmp_path: Path, file: str, data: bytes
) -> None:
    closed = data if file == "f.csv" or data.endswith((b"\n", b"\n\x00")) else data + b"\n"
    connector = table(tmp_path, closed, file)
    cursor = hear(connector).cursor
    encoding = next(
        (e for m, e in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")) if data[:2] == m),
        "utf-8",
    )
    end = "\n" if file == "f.jsonl" else "\r\n" if b"\n" in data else "\r"
    line = '{"id": "neuf", "text": "Ajout."}' if file == "f.jsonl" else "neuf;Ajout.;"
    with (tmp_path / file).open("ab") as grown:
        grown.write((line + end).encode(encoding))
    assert [post.native_id for post in hear(connector, cursor).posts] == ["neuf"]


def test_a_last_line_caught_half_written_is_read_whole_later(tmp_path: Path) -> None:
    connector = table(tmp_path, jsonl({"id": "a", "text": "Un."}) + '{"id": "b", "te')
    first = hear(connector)
    assert [post.native_id for post in first.posts] == ["a"]
    assert [letter.where for letter in first.letters] == ["fichier.jsonl:ligne 2"]
    with (tmp_path / "fichier.jsonl").open("a") as grown:
        grown.write('xt": "Deux."}\n')
    then = hear(connector, first.cursor)
    assert [post.native_id for post in then.posts] == ["b"]
    assert then.letters == []


def test_accents_added_to_a_plain_file_are_read_in_their_own_encoding(tmp_path: Path) -> None:
    connector = table(tmp_path, b"id;texte\r\n1;sans accent\r\n", "f.csv")
    cursor = hear(connector).cursor
    with (tmp_path / "f.csv").open("ab") as grown:
        grown.write("2;La chaussée gelée\r\n".encode("cp1252"))
    assert hear(connector, cursor).texts == ["La chaussée gelée"]


def test_a_file_replaced_by_another_is_read_from_its_beginning(tmp_path: Path) -> None:
    connector = table(tmp_path, JSONL, page_size=3)
    cursor = hear(connector, stop=2).cursor
    (tmp_path / "fichier.jsonl").write_text(jsonl({"id": "z", "text": "Tout autre chose."}) * 200)
    assert {post.native_id for post in hear(connector, cursor).posts} == {"z"}


def test_a_file_mended_in_place_is_read_again(tmp_path: Path) -> None:
    connector = table(tmp_path, JSONL)
    cursor = hear(connector).cursor
    path = tmp_path / "fichier.jsonl"
    path.write_text(JSONL.replace("Forges", "Plaine"))
    os.utime(path, ns=(1, path.stat().st_mtime_ns + 1_000_000))
    assert len(hear(connector, cursor).posts) == len(ROWS)


LARGE = [{"id": f"m{n:04}", "text": f"Message {n:04} " + "a" * 80} for n in range(1_500)]


@pytest.mark.parametrize(
    ("row", "added"),
    [(750, 0), (3, 1), (1_499, 1)],
    ids=["in the middle", "at the beginning of a longer file", "before lines added"],
)
def test_a_large_file_changed_anywhere_that_matters_is_read_again(
    tmp_path: Path, row: int, added: int
) -> None:
    connector = table(tmp_path, jsonl(*LARGE))
    cursor = hear(connector).cursor
    path = tmp_path / "fichier.jsonl"
    before = path.stat().st_mtime_ns
    number = f"{row:04}"
    path.write_text(path.read_text().replace(f"Message {number}", f"Changed {number}"))
    with path.open("a") as grown:
        grown.write(jsonl({"id": "neuf", "text": "Ajout."}) * added)
    os.utime(path, ns=(before, before + 1_000_000_000))
    assert len(hear(connector, cursor).posts) == len(LARGE) + added


def test_other_settings_read_the_file_again(tmp_path: Path) -> None:
    cursor = read(tmp_path, "id;texte;autre\n1;un;deux\n", "f.csv").cursor
    asked = {"name": "Import d’essai", "file": "f.csv"}
    same = build(asked, house(tmp_path))
    assert hear(same, cursor).events == []
    other = build({**asked, "columns": {"text": "autre"}}, house(tmp_path))
    assert hear(other, cursor).texts == ["deux"]


def test_a_file_that_vanishes_stops_the_source_and_says_so(tmp_path: Path) -> None:
    connector = table(tmp_path, JSONL, page_size=3)
    cursor = hear(connector, stop=1).cursor
    (tmp_path / "fichier.jsonl").unlink()
    (page,) = hear(connector, cursor).pages
    assert (page.state, page.cursor, page.events) == ("stopped", cursor, ())
    assert "fichier.jsonl" in str(page.note)
    assert "n’existe pas" in str(page.note)


def test_progress_counts_bytes_up_to_the_size(tmp_path: Path) -> None:
    connector = table(tmp_path, JSONL, page_size=4)
    steps = [connector.progress(page.cursor) for page in hear(connector).pages]
    assert [total for _, total in steps] == [connector.size] * len(steps)
    assert [done for done, _ in steps] == sorted({done for done, _ in steps})
    assert steps[-1] == (connector.size, connector.size)
    assert connector.progress(b"?") == (0, connector.size)


async def test_two_readers_of_one_connector_do_not_disturb_each_other(tmp_path: Path) -> None:
    connector = table(tmp_path, JSONL, page_size=1)
    first, second = connector.pages(None), connector.pages(None)
    seen = [(await anext(first)).events, (await anext(second)).events]
    assert seen[0] == seen[1]
    assert len((await listen(connector)).posts) == len(ROWS)
    await first.aclose()  # type: ignore[attr-defined]
    await second.aclose()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("language", "where"), [("fr", "fichier.jsonl:ligne 6"), ("en", "fichier.jsonl:line 6")]
)
def test_a_bad_line_is_set_aside_with_its_place_and_the_rest_goes_on(
    tmp_path: Path, language: str, where: str
) -> None:
    heard = read(tmp_path, JSONL, language=language)
    (letter,) = heard.letters
    assert letter.where == where
    assert letter.raw == BAD.encode()
    assert (letter.stage, letter.source, letter.at) == ("import", "Import d’essai", NOW)
    assert len(heard.posts) == len(ROWS)


def test_the_same_bad_line_has_the_same_id_in_both_languages(tmp_path: Path) -> None:
    ids = {read(tmp_path, JSONL, language=each).letters[0].id for each in ("fr", "en")}
    assert len(ids) == 1


def test_a_bad_csv_row_is_kept_with_its_header_so_that_it_can_be_mended(tmp_path: Path) -> None:
    (letter,) = read(tmp_path, "id;texte;date\n1;Bonjour;hier\n", "f.csv").letters
    mended = letter.raw.replace(b"hier", b"2026-11-20")
    assert read(tmp_path, mended, "f.csv").texts == ["Bonjour"]


def test_a_name_made_to_deceive_is_shown_flat(tmp_path: Path) -> None:
    (letter,) = read(tmp_path, "non\n", "a\u202e\nb.jsonl").letters
    assert letter.where == "a b.jsonl:ligne 1"


def test_every_wrong_setting_is_named_at_once(tmp_path: Path) -> None:
    told = problems(
        tmp_path,
        file=3,
        format="xlsx",
        encoding="klingon",
        delimiter=";;",
        columns={"texte": "Corps", "url": 4},
        own="oui",
        timezone="Trois/Rivieres",
        page_size=0,
        colour="bleu",
    )
    for key in ("file", "format", "encoding", "delimiter", "columns.texte", "columns.url"):
        assert f"« {key} »" in told
    for key in ("own", "timezone", "page_size", "colour"):
        assert f"« {key} »" in told
    assert len(told.splitlines()) == 10


@pytest.mark.parametrize("own", [1, 0, 1.0, "true"])
def test_only_true_and_false_say_whether_the_page_is_the_towns_own(
    tmp_path: Path, own: object
) -> None:
    (tmp_path / "f.jsonl").write_text(JSONL)
    assert "« own »" in problems(tmp_path, file="f.jsonl", own=own)


def test_a_missing_file_is_a_configuration_error_that_names_it(tmp_path: Path) -> None:
    told = problems(tmp_path, file="absent.csv")
    assert "absent.csv" in told
    assert "n’existe pas" in told


def test_a_folder_or_a_pipe_is_not_a_file(tmp_path: Path) -> None:
    (tmp_path / "dossier").mkdir()
    os.mkfifo(tmp_path / "tuyau")
    assert "lisible" in problems(tmp_path, file="dossier")
    assert "lisible" in problems(tmp_path, file="tuyau")


def test_an_empty_file_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "vide.jsonl").touch()
    assert "vide" in problems(tmp_path, file="vide.jsonl")


def test_an_import_needs_a_name_and_a_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        build({}, house(tmp_path))
    assert len(caught.value.problems) == 2


def test_naive_dates_are_read_on_the_first_towns_clock(tmp_path: Path) -> None:
    (tmp_path / "f.jsonl").write_text(jsonl({"text": "a", "published_at": "2026-11-20 09:00"}))
    context = house(tmp_path, towns=(load(find("trois-rivieres", None)),))
    (post,) = hear(build({"name": "n", "file": "f.jsonl"}, context)).posts
    assert post.published_at.isoformat() == "2026-11-20T14:00:00+00:00"


@pytest.mark.parametrize("file", ["f.txt", "f", "f.log"])
@pytest.mark.parametrize(
    "data", [jsonl({"text": "Un."}), "texte\nUn.\n", " \n" + jsonl({"text": "Un."})]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_unknown_ending_lets_the_content_tell_the_format(
    tmp_path: Path, file: str, data: str, encoding: str
) -> None:
    assert read(tmp_path, data.encode(encoding), file).texts == ["Un."]


@settings(max_examples=60, deadline=None)
@given(
    data=st.one_of(
        st.binary(min_size=1, max_size=400),
        st.lists(st.sampled_from([b'"', b";", b"\n", b"\r", b"a", b"\x00", b"\xe9"])).map(b"".join),
    ),
    file=st.sampled_from(["f.jsonl", "f.csv", "f.txt"]),
)
def test_random_bytes_are_read_or_refused_and_never_raise(data: bytes, file: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        prefix = b"texte;id\n" if file == "f.csv" else b""
        try:
            heard = read(home, prefix + data, file, page_size=3)
        except ConfigurationError:
            return  # told before anything is read
    assert all(event.post.text for event in heard.events if isinstance(event, Published))
    assert all(letter.why for letter in heard.letters)


@settings(max_examples=25, deadline=None)
@given(
    values=st.dictionaries(
        st.sampled_from(
            [
                "id",
                "text",
                "url",
                "published_at",
                "edited_at",
                "author",
                "source",
                "lat",
                "lon",
                "likes",
                "deleted",
                "declared_language",
                "in_reply_to",
            ]
        ),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
            lambda inner: (
                st.lists(inner, max_size=2)
                | st.dictionaries(
                    st.sampled_from(["handle", "role", "kind", "own"]), inner, max_size=3
                )
            ),
            max_leaves=4,
        ),
    )
)
def test_any_json_value_in_any_field_is_read_or_refused(values: dict[str, object]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        heard = read(Path(folder), json.dumps(values) + "\n" + jsonl({"text": "La suite."}))
    assert len(heard.events) + len(heard.letters) == 2
    assert heard.texts[-1:] == ["La suite."]


async def test_memory_does_not_grow_over_two_hundred_thousand_lines(tmp_path: Path) -> None:
    with (tmp_path / "f.csv").open("w") as file:
        file.write("texte\n")
        file.writelines(f"Message {n}\n" for n in range(200_000))
    connector = build({"name": "n", "file": "f.csv"}, house(tmp_path))
    counted, resident = 0, []
    async for page in connector.pages(None):
        counted += len(page.events)
        resident.append(_resident())
    assert counted == 200_000
    # Held together, these posts take over 200 MB.
    assert max(resident[40:]) - resident[40] < 16_000_000


class Counting(io.BufferedReader):
    """A file that counts the bytes asked of it."""

    total = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        Counting.total += len(data)
        return data


def test_a_file_without_accents_is_not_searched_for_them_at_every_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [{"id": str(n), "text": "Une ligne sans accent. " * 700} for n in range(240)]
    connector = table(tmp_path, jsonl(*rows), page_size=10)
    monkeypatch.setattr(Counting, "total", 0)
    monkeypatch.setattr(table_reader, "open_file", lambda path, **_: Counting(io.FileIO(path)))
    assert len(hear(connector).posts) == len(rows)
    # Each of the 24 pages reads its own rows, what it looks ahead, the head and the tail.
    assert Counting.total < 4 * connector.size + 24 * 700_000
    assert 24 * connector.size > 80_000_000


def test_a_line_far_over_the_limit_is_passed_over_without_being_held(tmp_path: Path) -> None:
    with (tmp_path / "f.jsonl").open("wb") as file:
        file.write(b'{"text": "Avant."}\n{"text": "')
        for _ in range(64):
            file.write(b"a" * 1_000_000)
        file.write(b'"}\n{"text": "Ensuite."}\n')
    connector = build({"name": "n", "file": "f.jsonl"}, house(tmp_path))
    tracemalloc.start()
    heard = hear(connector)
    high = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert heard.texts == ["Avant.", "Ensuite."]
    (letter,) = heard.letters
    assert letter.where == "f.jsonl:ligne 2"
    assert "1024" in letter.why
    assert len(letter.raw) == DeadLetter.RAW_LIMIT
    assert high < 8_000_000


def _resident() -> int:
    """Return this process's memory, in bytes, as Linux counts it."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
