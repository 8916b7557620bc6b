"""Tables that people drop: CSV of every dialect, JSON Lines, the exports of other tools."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC
from pathlib import Path

from connectors.table.column_map import ColumnMap, column_maps
from connectors.table.dates import parse_moment
from connectors.table.reader import TableReader
from connectors.table.settings import TableOptions
from tests.fuzz.house import TEXTS, context, encoded, scratch, told
from tests.fuzz.target import JSON, TABLE, TEXT, Target

_PAGES = 50
_CSV = (
    "Identifiant;Texte;Auteur;Date;Lien;J’aime;Latitude;Longitude;Supprimé\n"
    f"1;{TEXTS[0]};residente_fictive_1;23/11/2026 08:05;https://a.example/1;3;46,3;-72,5;non\n"
    f'2;"{TEXTS[1]}\nsur ""deux"" lignes";residente_fictive_2;2026-11-20;;1 200;;;\n'
    "3;;;;;;;;oui\n"
)
_OBJECT = {
    "id": 7,
    "text": TEXTS[0],
    "published_at": "2026-11-23T08:00:00-05:00",
    "author": {"handle": "residente_fictive_1", "role": "citizen"},
    "source": {"kind": "forum", "own": False},
    "engagement": {"likes": 3},
    "geo": {"lat": 46.3, "lon": -72.5},
}


def rows() -> Iterator[Target]:
    dialects = (_CSV, _CSV.replace(";", ","), _CSV.replace(";", "\t"), "sep=;\r\n" + _CSV)
    yield Target(
        name="table_csv",
        run=_reading("fichier.csv"),
        seeds=(
            *(text.encode() for text in dialects),
            *(_CSV.encode(codec, "replace") for codec in ("cp1252", "utf-16", "mac_roman")),
        ),
        words=TABLE,
    )
    yield Target(
        name="table_jsonl",
        run=_reading("fichier.jsonl"),
        seeds=(encoded(_OBJECT), encoded(_OBJECT) + b"\n\n" + encoded({"id": 7, "deleted": True})),
        words=(*JSON, b"\n", b"\r\n"),
    )
    yield Target(
        name="table_exports",
        run=_reading("export.csv"),
        seeds=tuple(_export(each) for each in column_maps().values()),
        words=TABLE,
    )
    yield Target(
        name="table_dates",
        run=lambda body: parse_moment(body.decode("utf-8", "replace"), UTC),
        seeds=(
            *(b"2026-11-23T08:00:00.123-05:00", b"23/11/2026 14 h 05", b"1er novembre 2026"),
            *(b"Nov 23, 2026 02:05 PM", b"1795400000.5", b"1795400000000", b"23-Nov-26"),
        ),
        words=(*TEXT, b"/", b"-", b":", b" ", b"PM", b"UTC", b"\xc3\xa0"),
        most=100_000,
    )


def _reading(name: str) -> Callable[[bytes], object]:
    options = TableOptions()
    reader = TableReader("Import", options, context())
    path: Path = scratch() / name

    def run(body: bytes) -> None:
        path.write_bytes(body)
        cursor = None
        for _ in range(_PAGES):
            before = cursor.file.offset if cursor else -1
            read = reader.read(path, cursor)
            told(read.events, read.rejected)
            cursor = read.cursor
            assert cursor.file.offset >= before, "a page that goes back"
            if cursor.file.offset in {before, len(body)}:
                return
        assert len(body) > _PAGES, "a file that does not end"

    return run


def _export(chosen: ColumnMap) -> bytes:
    """Return a table of a tool's: every column that recognises it or is read, then two rows."""
    named = [name for names in chosen.recognised_by[:1] for name in names]
    for groups in chosen.fields.values():
        named += [name for group in groups[:2] for name in group]
    header = list(dict.fromkeys(named))
    cells = [_cell(name) for name in header]
    rows = (header, cells, cells)
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode() + b"\n"


def _cell(name: str) -> str:
    lowered = name.lower()
    if "date" in lowered or "time" in lowered:
        return "2026-11-20 08:00:00"
    if "url" in lowered or "link" in lowered:
        return "https://a.example/1"
    return "12" if "count" in lowered or "likes" in lowered else TEXTS[0]
