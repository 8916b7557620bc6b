from __future__ import annotations

from typing import NoReturn
from urllib.parse import quote

import httpx
import pytest
from msgspec.structs import replace

from sinks.sqlite.store import SqliteStore
from tests.desk.examples import MONDAY
from tests.webapp.records import read, record
from vigie.alert import Alert, Delivery
from vigie.batch import Batch, CursorMove, Tally
from vigie.decision import CaseDraft, Decision, Draft
from vigie.judgement import Judgement, Label, Place, Reason, Relevance
from vigie.post import Source
from vigie.record import Record
from vigie.review import Review
from webapp.guard import HEADERS
from webapp.links import safe_link

CORPUS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "<mark>faux</mark> &lt;script&gt;",
    "{{ 7 * 7 }} {% raw %} ${7*7}",
    "javascript:alert(1)",
    "\x00\x08<\x00script>alert(1)</script>",
    "<!--><script>alert(1)</script>",
    "\u202egnp.exe<script>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<a href=javascript:alert(1)>clic</a>",
    "<style>*{display:none}</style><base href=//mal.example>",
]

_TAGS = {
    *("html", "head", "meta", "title", "link", "body", "header", "nav", "main", "aside", "footer"),
    *(
        "h1",
        "h2",
        "h3",
        "p",
        "div",
        "section",
        "article",
        "blockquote",
        "ul",
        "li",
        "dl",
        "dt",
        "dd",
    ),
    *("a", "span", "bdi", "strong", "mark", "time", "img", "details", "summary"),
    *("form", "label", "input", "button", "textarea", "select", "option", "fieldset", "legend"),
    *("ol", "kbd", "dialog", "script"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}


def assert_harmless(html: str) -> None:
    page = read(html)
    for element in page.elements:
        assert element.tag in _TAGS
        for name, value in element.attributes.items():
            assert not name.startswith("on")
            assert name not in {"style", "srcdoc"}
            if name in {"href", "src", "action", "formaction"}:
                assert value.startswith(("/", "?", "#", "https://", "http://")), value
                assert not value.startswith("//")
    assert {e.attributes["src"].partition("?")[0] for e in page.all("img")} == {"/static/vigie.svg"}
    for script in page.all("script"):
        assert script.attributes["src"].partition("?")[0] == "/static/desk.js"
        assert not script.text


def hostile(payload: str) -> Record:
    """A record whose every shown field is the payload."""
    base = record(payload, ago=1)
    post = replace(
        base.mention.post,
        title=payload,
        text=payload,
        reply_to_text=payload,
        url=payload,
        source=Source(kind="feed", name=payload),
    )
    size = len(payload)
    judgement = Judgement(
        relevance=Relevance(about=True, confidence=1, rule="name", reason=payload),
        language=Label(payload, 0.5),
        topic=Label(payload, 0.5),
        intent=Label(payload, 0.5),
        place=Place(text=payload, start=0, end=size, confidence=0.5),
        why=(
            Reason(label="topic", reason=payload, start=0, end=size),
            Reason(label="emergency", reason=payload, start=1, end=size - 1),
        ),
        uncertain=("topic", payload),
    )
    decision = Decision(
        route="emergency",
        article=payload,
        draft=Draft(template=payload, language="fr", text=payload, temporary=payload),
        case=CaseDraft(category=payload, excerpt=payload, place=payload, url=payload),
        why=(payload,),
    )
    return replace(
        base, mention=replace(base.mention, post=post), judgement=judgement, decision=decision
    )


@pytest.mark.parametrize("payload", CORPUS)
async def test_no_field_of_a_mention_becomes_markup(
    client: httpx.AsyncClient, store: SqliteStore, payload: str
) -> None:
    one = hostile(payload)
    await store.write(Batch(records=(one,)))
    for path in ("/mentions", f"/mention/{one.mention.id}"):
        answer = await client.get(
            path, params={"period": "all", "topic": payload, "source": payload}
        )
        assert answer.status_code == 200
        assert_harmless(answer.text)
        assert "alert(1)" in answer.text or "alert(1)" not in payload


@pytest.mark.parametrize("payload", CORPUS)
async def test_no_field_of_a_source_or_an_alert_becomes_markup(
    client: httpx.AsyncClient, store: SqliteStore, payload: str
) -> None:
    alert = Alert(
        id="alert_1",
        rule=payload,
        town=payload,
        mention="m" * 32,
        severity=payload,
        title=payload,
        reason=payload,
        advice=payload,
        raised_at=MONDAY,
        url=payload,
    )
    delivery = Delivery(alert=alert, target=payload, due_at=MONDAY, last_error=payload, attempts=1)
    move = CursorMove(source=payload, cursor=b"1", at=MONDAY, note=payload)
    tally = Tally(source=payload, outcome=payload, count=3)
    await store.write(Batch(deliveries=(delivery,), cursors=(move,), tallies=(tally,)))
    await store.disable_target(payload, payload, MONDAY)
    for path in ("/couverture", "/alerts"):
        answer = await client.get(path)
        assert answer.status_code == 200
        assert_harmless(answer.text)


@pytest.mark.parametrize("payload", CORPUS)
@pytest.mark.parametrize("name", ["q", "topic", "period", "view", "after", "trail", "lang", "x"])
async def test_no_parameter_of_an_address_becomes_markup(
    client: httpx.AsyncClient, payload: str, name: str
) -> None:
    for path in ("/mentions", "/couverture", f"/{quote(payload)}"):
        answer = await client.get(path, params={name: payload})
        assert answer.status_code in {200, 400, 404}
        assert_harmless(answer.text)


async def test_only_the_web_is_linked_to(client: httpx.AsyncClient, store: SqliteStore) -> None:
    bad = record("a", post={"url": "javascript:alert(1)//https://forum.example"})
    good = record("b", post={"url": "https://forum.example/b?x=1&y=2"})
    await store.write(Batch(records=(bad, good)))
    page = read((await client.get(f"/mention/{bad.mention.id}")).text)
    assert not [a for a in page.all("a") if ":" in a.attributes["href"]]
    page = read((await client.get(f"/mention/{good.mention.id}")).text)
    (link, *_) = [a for a in page.all("a") if "://" in a.attributes["href"]]
    assert link.attributes["href"] == "https://forum.example/b?x=1&y=2"
    assert set(link.attributes["rel"].split()) == {"noopener", "noreferrer", "nofollow"}


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://a.example/x", True),
        ("http://a.example", True),
        ("HTTPS://a.example", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        (" https://a.example", False),
        ("data:text/html,x", False),
        ("//a.example", False),
        ("https:///x", False),
        ("http://[::1", False),
        ("/x", False),
        ("", False),
        (None, False),
    ],
)
def test_a_safe_link_is_http_with_a_host(url: str | None, safe: bool) -> None:
    assert (safe_link(url) == url and url is not None) is safe


ADDRESSES = [
    ("/mentions", 200),
    ("/couverture", 200),
    ("/alerts", 200),
    ("/healthz", 200),
    ("/metrics", 200),
    ("/static/vigie.css", 200),
    ("/static/../app.py", 404),
    ("/static/nothing.css", 404),
    ("/mention/unknown", 404),
    ("/nothing", 404),
    ("/docs", 404),
    ("/openapi.json", 404),
]


@pytest.mark.parametrize(("path", "status"), ADDRESSES)
async def test_every_answer_carries_the_guards_headers(
    client: httpx.AsyncClient, path: str, status: int
) -> None:
    answer = await client.get(path)
    assert answer.status_code == status
    for name, value in HEADERS.items():
        if name != "Cache-Control":
            assert answer.headers[name] == value
    kept = "public, max-age=3600" if path.startswith("/static/") else "no-store"
    assert answer.headers["Cache-Control"] == kept or "static" in path


def test_the_policy_of_content_allows_our_own_files_and_no_other_host() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize(
    "host",
    ["localhost", "localhost:8311", "127.0.0.1:8311", "[::1]:8311", "[::1]", "LOCALHOST"],
)
async def test_this_machines_names_are_answered(client: httpx.AsyncClient, host: str) -> None:
    assert (await client.get("/mentions", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "mal.example",
        "mal.example:8311",
        "localhost.mal.example",
        "127.0.0.1.mal.example",
        "localhost@mal.example",
        "[::2]:8311",
        "[::1",
        "169.254.169.254",
        "",
    ],
)
@pytest.mark.parametrize("path", ["/mentions", "/healthz", "/static/vigie.css", "/mention/x"])
async def test_a_page_of_the_web_that_borrows_our_address_is_refused(
    client: httpx.AsyncClient, host: str, path: str
) -> None:
    answer = await client.get(path, headers={"Host": host})
    assert answer.status_code == 421
    assert "Vigie" not in answer.text
    assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/mentions", "/couverture", "/alerts", "/mention/x", "/healthz"])
async def test_nothing_can_be_written(client: httpx.AsyncClient, method: str, path: str) -> None:
    answer = await client.request(method, path)
    assert answer.status_code == 405


async def test_an_unforeseen_error_shows_nothing_of_itself(
    client: httpx.AsyncClient, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(mention: str) -> NoReturn:
        raise RuntimeError(f"un secret et {mention}")

    monkeypatch.setattr(store, "get", broken)
    answer = await client.get("/mention/abc")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert "Rien n’est perdu" in answer.text
    assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


async def test_a_review_cannot_smuggle_markup_through_a_correction(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    one = record()
    await store.write(Batch(records=(one,)))
    corrections = {"topic": CORPUS[0], "sentiment": CORPUS[2]}
    await store.review(Review(mention=one.mention.id, corrections=corrections))
    for path in ("/mentions?period=all", f"/mention/{one.mention.id}"):
        assert_harmless((await client.get(path)).text)
