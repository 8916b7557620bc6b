"""Reads a gazetteer from a CSV in any of the encodings and headings that town halls export."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from towns.generics import kind_named, kind_of
from towns.spots import make_spot, one_of_each
from vigie.folding import fold, fold_words
from vigie.post import Point
from vigie.say import Say
from vigie.town import Spot

COLUMNS: Final = ("id", "name", "kind", "aliases", "district", "lat", "lon", "public")

_HEADINGS: Final[dict[str, str]] = {
    "id": "id identifiant code",
    "name": "name nom toponyme odonyme libelle nom_rue nomrue rue voie",
    "kind": "kind type genre generique categorie",
    "aliases": "aliases alias autres_noms variantes",
    "district": "district quartier secteur arrondissement section",
    "lat": "lat latitude y",
    "lon": "lon lng long longitude x",
    "public": "public",
}
_COLUMN_OF: Final = {word: column for column, words in _HEADINGS.items() for word in words.split()}
_LONGEST_CELL: Final = 131_072
_NO: Final = frozenset({"false", "no", "non", "faux", "0", "n"})


def read_csv(data: bytes, name: str) -> tuple[list[Spot], list[Say]]:
    """Read places from a CSV.

    UTF-8, UTF-16 with its mark, else Windows-1252; commas, semicolons or tabs; headings in
    English or French; columns that are not known are passed over; decimal commas are read. A
    row without a name is left out, a coordinate or a kind that cannot be read is dropped
    from its row; each is told with its line.

    Args:
        data: the whole file.
        name: how the file is called in the problems.

    Returns:
        The places, pieces of one street merged, and the problems.
    """
    text = _text(data)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    spots: list[Spot] = []
    problems: list[Say] = []
    try:
        heading = _heading(next(rows, []))
        if "name" not in heading:
            return [], [_no_name_column(name)]
        for row in rows:
            _check_cells(row)
            spot = _spot(dict(_cells(heading, row)), f"{name}, ligne {rows.line_num}", problems)
            spots.extend([spot] if spot else [])
    except csv.Error as error:
        where = f"{name}, ligne {rows.line_num}"
        problems.append(
            _at(
                where,
                f"CSV illisible ({error}) ; corrigez cette ligne, la suite n’a pas été lue",
                f"unreadable CSV ({error}); correct that line, the rest was not read",
            )
        )
    return one_of_each(spots), problems


def _check_cells(row: Sequence[str]) -> None:
    # The reader's own limit is one for the whole process, which others raise.
    if any(len(cell) > _LONGEST_CELL for cell in row):
        raise csv.Error("field larger than field limit")


def write_csv(spots: Sequence[Spot]) -> str:
    """Return the places as a CSV in our own columns, commas and line feeds.

    `read_csv` gives the same places back, as long as no alias holds a « | ».
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(spot) for spot in spots)
    return out.getvalue()


def _row(spot: Spot) -> tuple[str, ...]:
    lat, lon = (repr(spot.point.lat), repr(spot.point.lon)) if spot.point else ("", "")
    public = "" if spot.public else "false"
    aliases = "|".join(spot.aliases)
    return (spot.id, spot.name, spot.kind, aliases, spot.district or "", lat, lon, public)


def _text(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Five bytes of Windows-1252 mean nothing; they are shown as « � » rather than refused.
        return data.decode("cp1252", "replace")


def _delimiter(text: str) -> str:
    first = text.lstrip("\r\n").partition("\n")[0]
    return max(",;\t", key=first.count)


def _heading(row: Sequence[str]) -> list[str]:
    return [
        _COLUMN_OF.get(fold(cell.strip()).replace(" ", "_").replace("-", "_"), "") for cell in row
    ]


def _cells(heading: Sequence[str], row: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pair cells with columns; when two headings mean the same, the first filled one counts."""
    seen = set()
    for column, cell in zip(heading, row, strict=False):
        value = cell.replace("\x00", "").strip()
        if column and value and column not in seen:
            seen.add(column)
            yield column, value


def _spot(cells: Mapping[str, str], where: str, problems: list[Say]) -> Spot | None:
    name = cells.get("name", "")
    if not cells:
        return None  # an empty line
    if not fold_words(name):
        problems.append(
            _at(
                where,
                "aucun nom ; donnez-en un ou retirez la ligne",
                "no name; give one or remove the line",
            )
        )
        return None
    return make_spot(
        name,
        id=cells.get("id", ""),
        kind=_kind(cells.get("kind", ""), name, where, problems),
        aliases=cells.get("aliases", "").split("|"),
        district=cells.get("district", ""),
        point=_point(cells, where, problems),
        public=fold(cells.get("public", "")) not in _NO,
    )


def _kind(word: str, name: str, where: str, problems: list[Say]) -> str | None:
    known = kind_named(word) if word else None
    if word and known is None and kind_of(name) is None:
        problems.append(
            _at(
                where,
                f"type « {word} » inconnu ; écrivez rue, parc, école, pont, bâtiment ou lieu",
                f"unknown kind {word!r}; write street, park, school, bridge, building or place",
            )
        )
    return known


def _point(cells: Mapping[str, str], where: str, problems: list[Say]) -> Point | None:
    if "lat" not in cells and "lon" not in cells:
        return None
    try:
        lat, lon = (float(cells.get(axis, "").replace(",", ".")) for axis in ("lat", "lon"))
    except ValueError:
        lat = lon = float("nan")
    if -90 <= lat <= 90 and -180 <= lon <= 180:
        return Point(lat=lat, lon=lon)
    problems.append(
        _at(
            where,
            "coordonnées refusées ; il faut des degrés WGS 84, par exemple 46.343 et -72.543",
            "coordinates refused; WGS 84 degrees are wanted, for instance 46.343 and -72.543",
        )
    )
    return None


def _at(where: str, fr: str, en: str) -> Say:
    return Say(f"{where} : {fr}.", f"{where.replace(', ligne ', ', line ')}: {en}.")


def _no_name_column(name: str) -> Say:
    return Say(
        f"{name} : aucune colonne de nom ; la première ligne doit nommer les colonnes, "
        "dont « nom » (ou name, odonyme, toponyme).",
        f"{name}: no column of names; the first line must name the columns, "
        "among them name (or nom, odonyme, toponyme).",
    )
