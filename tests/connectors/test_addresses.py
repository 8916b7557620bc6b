from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.addresses import LONGEST, canonical, host

BASE = "https://ville.example/fil/"


@pytest.mark.parametrize(
    ("given_url", "expected"),
    [
        ("HTTPS://Ville.Example:443/Avis/", "https://ville.example/Avis/"),
        ("http://ville.example", "http://ville.example/"),
        ("http://ville.example:8080/a", "http://ville.example:8080/a"),
        ("https://ville.example/a?utm_source=x&utm_medium=rss", "https://ville.example/a"),
        ("https://ville.example/a?fbclid=Z9&id=3", "https://ville.example/a?id=3"),
        ("https://ville.example/a?gclid=1&msclkid=2&mc_cid=3", "https://ville.example/a"),
        ("https://ville.example/a#xtor=RSS-1", "https://ville.example/a"),
        ("https://ville.example/a#section-2", "https://ville.example/a"),
        ("https://ville.example/a?ref=rss", "https://ville.example/a"),
        ("https://ville.example/a/amp/", "https://ville.example/a/"),
        ("https://ville.example/a.amp.html", "https://ville.example/a.html"),
        ("https://ville.example/a?amp=1", "https://ville.example/a"),
        ("https://ville.example/a?outputType=amp", "https://ville.example/a"),
        ("https://www.google.com/amp/s/ville.example/a", "https://ville.example/a"),
        ("https://ville-example.cdn.ampproject.org/c/s/ville.example/a", "https://ville.example/a"),
        ("https://ville.example/avis/index.html", "https://ville.example/avis/"),
        ("https://ville.example//avis///1", "https://ville.example/avis/1"),
        ("https://moi:secret@ville.example/a", "https://ville.example/a"),
        ("https://ville.example/f.php;jsessionid=AB12?t=4", "https://ville.example/f.php?t=4"),
        ("https://forum.example/t?sid=" + "0a" * 16, "https://forum.example/t"),
        ("/avis/12", "https://ville.example/avis/12"),
        ("//autre.example/a", "https://autre.example/a"),
        ("https://ville.example/été 2026", "https://ville.example/%C3%A9t%C3%A9%202026"),
        ("https://ville.example/a?x=1&amp;y=2", "https://ville.example/a?x=1&y=2"),
        ("https://xn--montral-fya.example/a", "https://montréal.example/a"),
    ],
)
def test_roads_to_one_article_end_at_one_address(given_url: str, expected: str) -> None:
    assert canonical(given_url, BASE) == expected


@pytest.mark.parametrize(
    "url",
    [
        "https://ville.example/a?cid=1",
        "https://ville.example/a?uid=7",
        "https://ville.example/a?source=eau",
        "https://ville.example/a?refuge=1",
        "https://ville.example/a?glossaire=neige",
        "https://ville.example/?une-nouvelle-sans-valeur",
        "https://ville.example/index.php?id=3",
        "https://ville.example/amp",
        "https://ville.example/#!/avis/12",
        "https://forum.example/@quelquun/12",
        "https://ville.example/a?b=2&a=1",
    ],
)
def test_what_tells_an_article_from_another_stays(url: str) -> None:
    assert canonical(url) == url


def test_an_alert_leads_to_the_article_itself() -> None:
    alert = (
        "https://www.google.com/url?rct=j&sa=t&url=https://journal.example/a%3Fid%3D4"
        "%26utm_source%3Dalerte&ct=ga&cd=CAEY&usg=AOv"
    )
    assert canonical(alert) == "https://journal.example/a?id=4"
    assert canonical("https://www.google.ca/url?q=" + alert.replace("&", "%26")) is not None


@pytest.mark.parametrize(
    "url",
    [
        "",
        "   ",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "mailto:311@ville.example",
        "http://",
        "http://[::1/",
        "http://ville.example:99999/",
        "http://vil le.example/",
        "http://<b>.example/",
        "https://ville.example/" + "a" * LONGEST,
    ],
)
def test_what_is_no_web_address_is_dropped(url: str) -> None:
    assert canonical(url) is None


def test_an_anchor_tells_two_notices_of_one_page_apart_only_when_asked() -> None:
    url = "https://ville.example/avis#avis-12"
    assert canonical(url) == "https://ville.example/avis"
    assert canonical(url, anchor=True) == url
    assert canonical(url.replace("avis-12", "utm_source=rss"), anchor=True) == canonical(url)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(max_size=80),
        st.text(alphabet="abé/.?&=#%:@[]amp;index.html \x00\u202e\ud800", max_size=60).map(
            lambda rest: "https://ville.example/" + rest
        ),
    )
)
def test_any_text_gives_a_stable_web_address_or_nothing(text: str) -> None:
    once = canonical(text, BASE)
    assert host(text) is not None
    if once is not None:
        assert once.startswith(("http://", "https://"))
        assert len(once) <= LONGEST
        assert canonical(once) == once
