"""A parser of bytes from outside, as the fuzzer sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vigie.errors import InvalidInput

JSON = (
    *(b"null", b"true", b"false", b"[]", b"{}", b'""', b"-1", b"1e999", b"1E-999", b"0.1"),
    *(b'"\\ud800"', b'"\\udc00\\ud800"', b'"\\u0000"', b'"\\u202e"', b'{"":', b"[[", b"]]", b"}}"),
    *(b"99999999999999999999999", b"-9223372036854775809", b"18446744073709551616", b"NaN"),
    *(b'"2026-11-23T12:00:00Z"', b'"0001-01-01T00:00:00+23:59"', b'"9999-12-31T23:59:60Z"'),
    *(b'"http://[::1"', b'"https://a:99999999/"', b'"//"', b'"javascript:1"', b'"<b>&amp;&#0;"'),
)
XML = (
    *(b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?", b"?>", b"<!DOCTYPE a [", b"]>", b"</", b"/>"),
    *(b"&amp;", b"&#xD800;", b"&#55357;&#56832;", b"&#0;", b"&#x110000;", b"&", b"&a;", b"&#"),
    *(b'<!ENTITY a "b">', b'<!ENTITY % a SYSTEM "file:///dev/null">', b'xml:base="//["'),
    *(b"<entry>", b"<item>", b"<title>", b"<content type='xhtml'>", b"<media:group>", b"<gml:pos>"),
    *(b"<georss:point>1 ", b"<ttl>", b"<pubDate>", b"<div>", b"<a href='", b"<script>", b"<table>"),
)
MAIL = (
    *(b"\r\n", b"\r\n\r\n", b"Content-Type: ", b"multipart/mixed; boundary=", b"--", b"=?utf-8?b?"),
    *(
        b"?=",
        b"=?x?q?",
        b"charset=utf-7",
        b"Content-Transfer-Encoding: base64",
        b"uuencode",
        b"=\n",
    ),
    *(b"From: ", b"Date: ", b"<>", b"@", b'"', b"(", b"message/rfc822", b"name*0*=x''", b"; a*0=b"),
)
TABLE = (
    *(
        b";",
        b",",
        b"\t",
        b'"',
        b'""',
        b"\r\n",
        b"\r",
        b"sep=;\n",
        b"\xef\xbb\xbf",
        b"\x1f",
        b"=1+1",
    ),
    *(b"\xff\xfe", b"\x85", b"31/02/2026", b"2026-13-40 25:61", b"1e400", b"oui", b"texte", b"id"),
)
TEXT = (
    *(b"\xe2\x80\xae", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\x80", b"\x00", b"\xe2\x80\xa8"),
    *(b"%", b"%00", b"%zz", b"?", b"#", b"@", b"://", b"http://", b"xn--", b"[", b"]", b"data: "),
    *(b"event: ", b"\n\n", b"=", b"; ", b", ", b"99999999999", b"-1", b"Mon, 23 Nov 2026 12:00:00"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One parser.

    Attributes:
        run: reads any bytes; raises nothing but `may_raise`.
        seeds: bodies of the right shape.
        words: what its language is made of, for mutations.
        may_raise: what its contract names.
        most: bytes of the longest body that can reach it.
        apart: it is read in a process of its own with a limit of time, so that a time that
            grows faster than the body is told and is no failure.
    """

    name: str
    run: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    words: tuple[bytes, ...] = JSON
    may_raise: tuple[type[BaseException], ...] = (InvalidInput,)
    most: int = 1_000_000
    apart: bool = False
