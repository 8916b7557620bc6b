"""Which encoding a file is in."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.table.encoding import detect, usable

FRENCH = (
    "texte;date\r\nLa chaussée gelée à côté de l’école a été salée.;23/11/2026\r\n"
    "« Où est passée ma collecte? », demande une résidente déçue.;24/11/2026\r\n"
) * 4


@pytest.mark.parametrize(
    ("encoding", "codec", "mark"),
    [
        ("utf-8", "utf-8", 0),
        ("utf-8-sig", "utf-8", 3),
        ("utf-16", "utf-16-le", 2),
        ("utf-32", "utf-32-le", 4),
        ("cp1252", "cp1252", 0),
        ("mac_roman", "mac_roman", 0),
        ("cp850", "cp850", 0),
    ],
)
def test_french_as_programs_save_it_is_read_as_it_was_written(
    encoding: str, codec: str, mark: int
) -> None:
    data = (
        FRENCH.replace("’", "'").encode(encoding)
        if encoding == "cp850"
        else FRENCH.encode(encoding)
    )
    found = detect(io.BytesIO(data))
    assert found.mark == mark
    assert found.decode(data[mark:]).replace("’", "'") == FRENCH.replace("’", "'")
    assert found.codec == codec


def test_big_endian_utf_16_is_told_by_its_mark() -> None:
    found = detect(io.BytesIO(b"\xfe\xff" + FRENCH.encode("utf-16-be")))
    assert (found.codec, found.newline) == ("utf-16-be", b"\x00\n")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("Ниже по улице сломан фонарь, и никто не приходит его чинить. " * 9, "cp1251")],
)
def test_another_alphabet_is_told_too(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    assert detect(io.BytesIO(data)).decode(data) == text


@pytest.mark.parametrize(
    "text", ["L’hiver s’en vient\n", "ÉCOLE FERMÉE\n", "c’est 5 €\n", "Noël\n", "occupé"]
)
def test_a_single_accent_of_windows_is_enough(text: str) -> None:
    assert detect(io.BytesIO(text.encode("cp1252"))).codec == "cp1252"


def test_a_mark_wins_over_the_settings() -> None:
    assert detect(io.BytesIO(FRENCH.encode("utf-8-sig")), "cp1252").codec == "utf-8"


@pytest.mark.parametrize(("wanted", "codec"), [("utf-16", "utf-16-le"), ("latin1", "iso8859-1")])
def test_the_settings_win_over_a_guess(wanted: str, codec: str) -> None:
    assert detect(io.BytesIO(b"a\n"), wanted).codec == codec


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_accents_far_into_a_file_still_tell(encoding: str) -> None:
    data = b"0123456789\n" * 60_000 + FRENCH.encode(encoding)
    assert detect(io.BytesIO(data)).codec == encoding


def test_a_few_broken_bytes_do_not_make_utf_8_something_else() -> None:
    data = FRENCH.encode() + b"caf\xe9\n" + FRENCH.encode()
    assert detect(io.BytesIO(data)).codec == "utf-8"


def test_a_character_cut_by_the_window_is_not_an_error() -> None:
    data = b"a" + "é".encode() * 100_000
    assert detect(io.BytesIO(data)).codec == "utf-8"


def test_pure_ascii_stays_open_to_what_comes_later() -> None:
    assert detect(io.BytesIO(b"texte\nabc\n")).codec == "ascii"


@pytest.mark.parametrize(
    ("data", "newline"),
    [(b"a\rb\rc", b"\r"), (b"a\r\nb\r", b"\n"), (b"a\nb\r", b"\n"), (b"a", b"\n")],
)
def test_the_first_line_tells_how_lines_end(data: bytes, newline: bytes) -> None:
    assert detect(io.BytesIO(data)).newline == newline


@pytest.mark.parametrize(
    "codec", ["utf-8", "UTF8", "cp1252", "latin-1", "utf-16", "mac_roman", "cp850"]
)
def test_common_codecs_are_usable(codec: str) -> None:
    assert usable(codec)


@pytest.mark.parametrize(
    "codec", ["", "klingon", "rot13", "hex", "idna", "utf-7", "\x00", "é", "cp037"]
)
def test_what_is_no_codec_of_files_is_not(codec: str) -> None:
    assert not usable(codec)


@given(st.binary(max_size=300))
def test_any_bytes_have_an_encoding(data: bytes) -> None:
    found = detect(io.BytesIO(data))
    assert usable(found.codec)
