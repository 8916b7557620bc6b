from __future__ import annotations

import pytest

from connectors.recognition.discovery import discover

PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>Ville fictive</title>
<link rel="stylesheet" href="/style.css">
<link rel="alternate" type="application/rss+xml" title="Avis &amp; nouvelles" href="/avis.rss">
<LINK REL='alternate' TYPE='application/atom+xml' HREF='https://forum.example/atom?x=1&amp;y=2'>
<link href=/json rel="alternate home" type=application/feed+json title=Séances>
<link rel="alternate" type="application/rss+xml" href="/avis.rss" title="Deux fois">
<link rel="alternate" hreflang="en" type="text/html" href="/en">
<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
<link rel="alternate" type="application/rss+xml" href="">
</head><body>Bienvenue</body></html>"""


def test_a_page_tells_which_feeds_it_has() -> None:
    assert discover(PAGE.encode(), "https://ville.example/accueil") == [
        ("Avis & nouvelles", "https://ville.example/avis.rss"),
        ("https://forum.example/atom?x=1&y=2", "https://forum.example/atom?x=1&y=2"),
        ("Séances", "https://ville.example/json"),
    ]


def test_the_page_s_own_base_counts() -> None:
    page = b"<base href='/fr/'><link rel=alternate type=application/rss+xml href=fil title=x>"
    assert discover(page, "https://ville.example/") == [("x", "https://ville.example/fr/fil")]


@pytest.mark.parametrize("body", [b"", b"<link", b"<link " * 200_000, b"\xff\x00" * 500])
def test_any_bytes_may_be_looked_at(body: bytes) -> None:
    assert discover(body, "https://ville.example/") == []
