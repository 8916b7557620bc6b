from __future__ import annotations

import pytest

from connectors.feed.encoding import decode
from connectors.feed.parsing import read_feed

TITLE = "L’été à Trois-Rivières : « œuvre »"


def feed(declared: str, title: str = TITLE) -> str:
    head = f'<?xml version="1.0"{declared}?>'
    return f'{head}<rss version="2.0"><channel><item><title>{title}</title></item></channel></rss>'


def title_of(body: bytes, content_type: str = "") -> str:
    return read_feed(body, {"content-type": content_type}, "https://v.example/").entries[0].title


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("utf-8", "", ""),
        ("utf-8", ' encoding="utf-8"', "text/xml"),
        ("utf-8-sig", "", "application/rss+xml"),
        ("utf-16", ' encoding="utf-16"', "application/rss+xml"),
        ("utf-16-le", ' encoding="utf-16"', ""),
        ("utf-16-be", ' encoding="utf-16"', ""),
        ("utf-32", "", ""),
        ("utf-32-le", "", ""),
        ("cp1252", ' encoding="windows-1252"', ""),
        ("cp1252", "", "text/xml; charset=windows-1252"),
        # said to be something else, as happens every day:
        ("cp1252", ' encoding="iso-8859-1"', ""),
        ("cp1252", "", "text/xml; charset=iso-8859-1"),
        ("cp1252", ' encoding="utf-8"', ""),
        ("utf-8", ' encoding="iso-8859-1"', ""),
        ("utf-8", "", "text/xml; charset=iso-8859-1"),
        ("utf-8", ' encoding="n’importe quoi"', "text/xml; charset=zut"),
        ("cp1252", "", ""),
    ],
)
def test_a_french_title_is_read_whatever_is_claimed(
    encoding: str, declared: str, content_type: str
) -> None:
    assert title_of(feed(declared).encode(encoding, "ignore"), content_type) == TITLE


@pytest.mark.parametrize(
    ("encoding", "title"),
    [
        ("koi8-r", "Новости города, погода и дороги"),
        ("cp1251", "Новости города, погода и дороги"),
    ],
)
def test_a_feed_that_declares_nothing_is_guessed(encoding: str, title: str) -> None:
    assert title_of(feed("", title).encode(encoding)) == title


@pytest.mark.parametrize(
    "text", ["Été", "DÉNEIGEMENT À NAMUR", "Où ça ?", "Le maire répond", "Noël à l’hôtel de ville"]
)
def test_a_short_french_text_without_declaration_stays_french(text: str) -> None:
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize(
    ("encoding", "title"),
    [
        ("big5", "城市新聞"),
        ("gb18030", "城市新闻"),
        ("euc-kr", "도시 소식"),
        ("shift_jis", "市の話題"),
    ],
)
def test_declared_asian_encodings_are_obeyed(encoding: str, title: str) -> None:
    assert title_of(feed(f' encoding="{encoding}"', title).encode(encoding)) == title


def test_one_bad_byte_does_not_spoil_the_others() -> None:
    body = feed(' encoding="utf-8"', TITLE + " fin").encode().replace(b" fin", b" \xff fin")
    assert title_of(body) == TITLE + " \ufffd fin"


@pytest.mark.parametrize("name", ["utf-7", "punycode", "idna", "unicode_escape", "rot13", "zlib"])
def test_an_encoding_that_is_none_of_a_document_is_not_used(name: str) -> None:
    body = feed(f' encoding="{name}"', "+ADw-b+AD4-").encode()
    assert title_of(body) == "+ADw-b+AD4-"
