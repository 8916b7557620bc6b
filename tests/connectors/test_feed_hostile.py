"""Documents that mean harm, or that no one meant at all."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.feed.document import FeedDocument
from connectors.feed.parsing import read_feed
from connectors.parsing.pool import ParsingPool
from tests.connectors.documents import ARTICLES, atom, item, rss
from vigie.errors import InvalidInput

URL = "https://mal.example/fil"
SEEDS = [
    rss(*ARTICLES[:3], head="<sy:updatePeriod>daily</sy:updatePeriod>"),
    rss(
        item("Ici", **{"georss:point": "46 -72", "pubDate": "lundi"}), "<item><guid>1</guid></item>"
    ),
    atom(
        "<entry><id>a</id><title type='html'>&lt;b&gt;é&lt;/b&gt;</title><link href='/x'/></entry>"
    ),
    '{"version":"https://jsonfeed.org/version/1.1","items":[{"id":1,"content_html":"<p>é"}]}',
    "<!DOCTYPE rss [<!ENTITY ville 'Namur'>]><rss><channel><item><title>&ville;</title></item>",
]
OPENINGS = [
    "<rss>",
    "<item>",
    "<title>",
    "<entry>",
    "<gml:pos>",
    "<georss:point>",
    "<media:rating>",
]
CLOSINGS = ["</item>", "</media:player>", "</media:thumbnail>", "]]>", ">"]
ODDITIES = ["&a;", "&#xD800;", "<![CDATA[", "<?", "<!", "zut", "é", "\x00", "46", "EPSG:a"]
WHOLES = ["<feed xmlns='http://www.w3.org/2005/Atom'>", "<pubDate>9e9</pubDate>"]


def read(body: bytes, content_type: str = "") -> FeedDocument | None:
    try:
        return read_feed(body, {"content-type": content_type}, URL)
    except InvalidInput:
        return None


def bomb(quote: str = '"', before: str = "", depth: int = 11) -> str:
    levels = "".join(
        f"<!ENTITY n{n} {quote}{f'&n{n - 1};' * 10}{quote}>\n" for n in range(1, depth + 1)
    )
    return (
        f"<!DOCTYPE rss [{before}<!ENTITY n0 {quote}boum{quote}>\n{levels}]>"
        '<rss version="2.0"><channel><item><title>&n{depth};</title></item></channel></rss>'
    )


@pytest.mark.parametrize(
    "body",
    [
        bomb(),
        bomb("'"),
        bomb(before='<!ENTITY leurre "<b/>">'),
        bomb(before="<!-- > ]> --><?x ]> ?>"),
        '<?xml version="1.0"?>\n<!-- <rss> -->\n' + bomb(),
        bomb().replace("&n", "&#38;n").replace("<title>&#38;", "<title>&"),
        bomb(depth=3).replace("&n", "&#38;n").replace("<title>&#38;", "<title>&"),
        bomb(depth=1),
        "Notice: x in y.php\n" + bomb(),
        f"<!DOCTYPE rss [<!ENTITY a '{'a' * 100_000}'>]><rss><channel><item><title>"
        + "&a;" * 5_000,
        f"<!DOCTYPE rss [<!ENTITY a '{'a' * 150}'>]><rss><channel><item><title>" + "&a;" * 50_000,
        "<!DOCTYPE rss [" + "<!ENTITY a 'b'>" * 1_000 + "]><rss><channel><item><title>&a;",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_entity_bomb_never_goes_off(body: str, encoding: str) -> None:
    document = read(body.encode(encoding))
    titles = [entry.title for entry in document.entries] if document else []
    assert all(len(title) <= 500 and "boumboum" not in title for title in titles)


@pytest.mark.parametrize(
    "body",
    [
        bomb(),
        f"<!DOCTYPE rss [<!ENTITY a '{'a' * 201}'>]>{rss(ARTICLES[0])}",
        f"<!DOCTYPE rss [<!ENTITY a '{'a' * 150}'>]>{rss(item('x'))}" + "&a;" * 10_000,
        "<!DOCTYPE rss [" + "<!ENTITY a 'b'>" * 301 + "]>" + rss(ARTICLES[0]),
    ],
)
def test_a_bomb_is_told_for_what_it_is(body: str) -> None:
    with pytest.raises(InvalidInput, match="entités"):
        read_feed(body.encode(), {}, URL)


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss [<!ENTITY leurre "<b/>"><!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://169.254.169.254/">%p;]>',
        '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://mal.example/rss.dtd">',
    ],
)
def test_nothing_outside_the_document_is_read(doctype: str) -> None:
    document = read((doctype + rss(item("Un")).replace("Un", "Un &x; deux")).encode())
    assert document is not None
    assert document.entries[0].title in {"Un &x; deux", "Un deux"}


def test_the_plain_entities_that_feeds_do_declare_are_read() -> None:
    body = (
        "<!DOCTYPE rss [\n<!ENTITY ville 'Trois-Rivières'>\n<!ENTITY eacute \"&#233;\">\n]>"
        "<rss version='2.0'><channel><item><title>&ville;, &eacute;t&eacute; &amp; hiver</title>"
        "</item></channel></rss>"
    )
    document = read(body.encode())
    assert document is not None
    assert document.entries[0].title == "Trois-Rivières, été & hiver"


@pytest.mark.parametrize(
    "body",
    [
        b"\n" * 3_000_000 + b"<rss version='2.0'><channel/></rss>",
        b"<!--" * 500_000,
        b"<?" * 500_000,
        b"<!DOCTYPE " * 200_000,
        b"<!DOCTYPE a [" + b'<!ENTITY a "' * 200_000,
        b"<!DOCTYPE a [" + b"<!ENTITY " * 200_000 + b"]><rss/>",
        b"<?xml encoding='" * 200_000,
        b"&#55357;" * 300_000 + b"<rss/>",
        b"{" * 1_000_000,
        b"[" * 1_000_000,
        b'{"a":' * 300_000,
    ],
)
def test_megabytes_of_one_sign_are_refused_at_once(body: bytes) -> None:
    # Each took minutes in one of the parsers before it was guarded: the test's own
    # time limit is what would fail.
    document = read(body)
    assert document is None or not document.entries


def test_a_script_in_any_field_is_never_kept() -> None:
    evil = "<script>alert(document.cookie)</script>"
    said = item(f"Avis{evil}", description=f"<p>Texte{evil}</p>", author=f"Moi{evil}")
    document = read(rss(said).encode())
    assert document is not None
    (entry,) = document.entries
    assert "alert" not in f"{entry.title}{entry.text}"


def test_a_title_of_a_megabyte_is_cut() -> None:
    document = read(rss(item("déneigement " * 90_000, description="x" * 1_000_000)).encode())
    assert document is not None
    (entry,) = document.entries
    assert (len(entry.title), len(entry.text)) == (500, 20_000)
    assert entry.title.endswith("…")


def test_direction_marks_and_nul_vanish_from_every_field() -> None:
    sign = "\u202e\u2066\u200f"
    body = rss(item(f"Trois{sign}-Rivières", description=f"a{sign}b", author=f"M{sign}oi"))
    document = read(body.replace("Rivières", "Riv\x00ières").encode())
    assert document is not None
    (entry,) = document.entries
    assert (entry.title, entry.text, entry.author) == ("Trois-Rivières", "ab", "Moi")


def test_ten_thousand_random_strings_never_raise() -> None:
    chance = random.Random(20261123)
    for _ in range(4_000):
        read(chance.randbytes(chance.randrange(200)))
    for _ in range(6_000):
        read(mutated(chance), chance.choice(["", "text/xml", "text/html; charset=utf-16"]))


def mutated(chance: random.Random) -> bytes:
    body = bytearray(chance.choice(SEEDS).encode(chance.choice(["utf-8", "utf-8", "utf-16"])))
    for _ in range(chance.randrange(1, 12)):
        at = chance.randrange(len(body))
        match chance.randrange(4):
            case 0:
                body[at] = chance.randrange(256)
            case 1:
                del body[at : at + chance.randrange(30)]
            case 2:
                body[at:at] = chance.choice([b"<", b">", b"&", b"]]>", b"<![CDATA[", b"\x00", b'"'])
            case 3:
                start = chance.randrange(len(body))
                body[at:at] = body[start : start + chance.randrange(60)]
        body = body or bytearray(b"<")
    return bytes(body)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.binary(max_size=400),
        st.lists(
            st.sampled_from([*OPENINGS, *CLOSINGS, *ODDITIES, *WHOLES]),
            max_size=40,
        ).map(lambda parts: "".join(parts).encode()),
    )
)
def test_hypothesis_finds_no_bytes_that_raise(body: bytes) -> None:
    read(body)


async def test_a_document_that_takes_too_long_is_given_up_and_the_next_is_read() -> None:
    pool = ParsingPool(seconds=1)
    try:
        with pytest.raises(InvalidInput, match="trop de temps"):
            await pool.read(b"<rss version='2.0'><channel>" + b"<b>" * 3_000_000, {}, URL)
        document = await pool.read(rss(*ARTICLES).encode(), {}, URL)
    finally:
        pool.close()
    assert len(document.entries) == len(ARTICLES)


async def test_a_parsing_process_that_dies_is_replaced() -> None:
    pool = ParsingPool()
    try:
        for _ in range(2):
            document = await pool.read(rss(*ARTICLES).encode(), {}, URL)
            assert len(document.entries) == len(ARTICLES)
            idle = pool._idle.get_nowait()
            idle._process.kill()
            idle._process.wait()
            pool._idle.put(idle)
    finally:
        pool.close()


async def test_a_closed_pool_leaves_no_process_behind() -> None:
    pool = ParsingPool()
    await pool.read(rss(*ARTICLES).encode(), {}, URL)
    process = pool._idle.get_nowait()
    pool._idle.put(process)
    pool.close()
    assert process._process.poll() is not None
