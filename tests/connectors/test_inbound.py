"""The inbox of other tools: who may call, what is read, what is answered."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.inbound.connector import InboundConnector, build
from connectors.inbound.items import MOST_ITEMS, read_items
from pipeline.assembly import assemble
from pipeline.serving import run_installation
from pipeline.settings import read as read_settings
from sinks.sqlite.store import SqliteStore
from tests.connectors.tables import NOW, house
from tests.doubles.calling_tool import KEY, OLD_KEY, OLD_SECRET, SECRET, call, hub, standard
from tests.pipeline.inbound_door import free_port
from tests.pipeline.installations import make_installation
from vigie.errors import ConfigurationError, InvalidInput
from vigie.inbound import Call, Reply
from vigie.page import Page
from vigie.post import Deleted, Post, Published
from vigie.query import Query
from vigie.source_contracts import Receiver

POST = {"id": "a1", "text": "Une fuite d’eau, rue des Forges.", "author": {"handle": "residente"}}


def secret_file(home: Path, name: str = "outil.secret", secret: str = SECRET) -> str:
    path = home / name
    path.write_text(secret + "\n", encoding="utf-8")
    path.chmod(0o600)
    return name


def inbox(home: Path, language: str = "fr", **others: Any) -> InboundConnector:
    asked = {"name": "Outil de veille", "secret_file": secret_file(home), **others}
    return build(asked, house(home, language=language))


def body_of(*items: object) -> bytes:
    return json.dumps(items[0] if len(items) == 1 else items, ensure_ascii=False).encode()


def receive(connector: InboundConnector, of: Call) -> tuple[Reply, Page | None]:
    return asyncio.run(connector.receive(of))


def taken(connector: InboundConnector, body: bytes) -> Page:
    reply, page = receive(connector, call(body))
    assert reply.status == 202
    assert page is not None
    assert (page.source, page.cursor) == ("Outil de veille", b"")
    return page


def posts(page: Page) -> list[Post]:
    return [event.post for event in page.events if isinstance(event, Published)]


def test_it_is_a_receiver_whose_inbox_is_made_of_its_name(tmp_path: Path) -> None:
    connector = inbox(tmp_path)
    assert isinstance(connector, Receiver)
    assert connector.inbox == "outil-de-veille"
    assert inbox(tmp_path, inbox="autre").inbox == "autre"


def test_a_post_is_read_as_a_line_of_jsonl_is(tmp_path: Path) -> None:
    item = {
        **POST,
        "title": "Fuite",
        "url": "https://forum.example/sujet/12?utm_source=x",
        "published_at": "2026-11-20T08:30:00-05:00",
        "source": {"kind": "Forum"},
        "engagement": {"likes": 3},
    }
    (post,) = posts(taken(inbox(tmp_path), body_of(item)))
    assert (post.native_id, post.title) == ("a1", "Fuite")
    assert post.url == "https://forum.example/sujet/12"
    assert post.published_at == datetime(2026, 11, 20, 13, 30, tzinfo=UTC)
    assert (post.source.kind, post.source.name) == ("forum", "Outil de veille")
    assert post.engagement.likes == 3
    assert post.author.pseudonym
    assert "residente" not in repr(post)
    assert post.fetched_at == NOW


def test_a_post_that_does_not_say_its_source_is_of_this_kind(tmp_path: Path) -> None:
    (post,) = posts(taken(inbox(tmp_path, own=True), body_of({"text": "Écrire à a@b.example"})))
    assert (post.source.kind, post.source.own) == ("inbound", True)
    assert "a@b.example" not in post.text


@pytest.mark.parametrize(
    "body",
    [
        body_of(POST, {"text": "Deux."}),
        b"\xef\xbb\xbf" + body_of(POST, {"text": "Deux."}),
        body_of(POST) + b"\r\n\n" + body_of({"text": "Deux."}) + b"\n",
        body_of({"type": "posts.new", "timestamp": "x", "data": [POST, {"text": "Deux."}]}),
    ],
    ids=["array", "byte order mark", "lines", "envelope"],
)
def test_an_array_lines_and_a_message_s_data_are_read_alike(tmp_path: Path, body: bytes) -> None:
    page = taken(inbox(tmp_path), body)
    assert [post.text for post in posts(page)] == [POST["text"], "Deux."]
    assert page.rejected == ()


def test_one_object_may_be_written_over_several_lines(tmp_path: Path) -> None:
    page = taken(inbox(tmp_path), json.dumps(POST, indent=2).encode())
    assert [post.native_id for post in posts(page)] == ["a1"]


def test_the_keys_of_a_tool_are_told_by_the_settings(tmp_path: Path) -> None:
    columns = {"text": "body.plain", "id": "uid", "author": "by"}
    item = {"uid": 7, "body": {"plain": "Un trou."}, "by": "jo"}
    (post,) = posts(taken(inbox(tmp_path, columns=columns), body_of(item)))
    assert (post.native_id, post.text) == ("7", "Un trou.")
    assert post.author.pseudonym


def test_an_author_may_be_a_name_alone(tmp_path: Path) -> None:
    one = posts(taken(inbox(tmp_path), body_of({**POST, "author": "residente"})))
    two = posts(taken(inbox(tmp_path), body_of(POST)))
    assert one[0].author == two[0].author


@pytest.mark.parametrize(
    "item",
    [
        {"deleted": "a1"},
        {"deleted": True, "id": "a1"},
        {"event": "deleted", "id": "a1"},
        {"event": "post.removed", "id": "a1", "text": "parti"},
        {"type": "post.deleted", "timestamp": "x", "data": {"id": "a1"}},
    ],
)
def test_a_deletion_is_understood_however_it_is_said(tmp_path: Path, item: object) -> None:
    page = taken(inbox(tmp_path), body_of(item))
    assert page.events == (Deleted(source="Outil de veille", native_id="a1", at=NOW),)


def test_a_bad_item_is_set_aside_with_its_place_and_the_others_are_kept(tmp_path: Path) -> None:
    body = body_of(POST, 4, {"text": "Deux.", "published_at": "hier"}, {"text": "Trois."})
    reply, page = receive(inbox(tmp_path), call(body))
    assert page is not None
    assert [post.text for post in posts(page)] == [POST["text"], "Trois."]
    assert [letter.where for letter in page.rejected] == ["élément 2", "élément 3"]
    assert {letter.stage for letter in page.rejected} == {"inbound"}
    assert page.rejected[0].raw == b"4"
    assert reply.status == 202
    assert reply.body.startswith("taken 2, set aside 2\nélément 2".encode())


def test_a_bad_line_is_named_by_its_number_in_the_installation_s_language(tmp_path: Path) -> None:
    body = body_of(POST) + b'\n\n{"text":\n'
    _, page = receive(inbox(tmp_path, language="en"), call(body))
    assert page is not None
    assert [letter.where for letter in page.rejected] == ["line 3"]


def test_a_call_of_which_nothing_can_be_kept_is_a_400_and_is_kept_aside(tmp_path: Path) -> None:
    reply, page = receive(inbox(tmp_path), call(body_of({"titre": "?"}, {"deleted": True})))
    assert reply.status == 400
    assert page is not None
    assert (len(page.events), len(page.rejected)) == (0, 2)


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"  \n", b"bonjour", b"[1, 2", b"[1] [2]", b"12", b'"texte"', b'{"text": NaN}'),
        *(b"\xff\xfe{}", b"[" * 5000, b'{"a":' * 5000, b"{}\n" * (MOST_ITEMS + 1)),
        b"[" + b"0," * MOST_ITEMS + b"0]",
    ],
    ids=lambda body: repr(body[:12]),
)
def test_what_is_no_post_at_all_is_a_400(tmp_path: Path, body: bytes) -> None:
    reply, page = receive(inbox(tmp_path), call(body, hub(body)))
    assert (reply.status, page) == (400, None)
    assert reply.body


def test_a_call_repeated_says_the_same_with_the_same_ids(tmp_path: Path) -> None:
    body = body_of({"text": "Sans identifiant.", "author": {"handle": "jo"}}, POST, 4)
    first, second = taken(inbox(tmp_path), body), taken(inbox(tmp_path), body)
    assert first == second
    assert len({post.native_id for post in posts(first)}) == 2


def test_both_signatures_are_taken_over_the_very_bytes(tmp_path: Path) -> None:
    body = b'{ "text" : "Une fuite." }'
    for headers in (standard(body), hub(body), {**hub(b"autre"), **standard(body)}):
        assert receive(inbox(tmp_path), call(body, headers))[0].status == 202


REFUSED: dict[str, Callable[[], dict[str, str]]] = {
    "none": dict,
    "of another body": lambda: standard(b"autre"),
    "by another key": lambda: standard(body_of(POST), b"une autre cle"),
    "too old": lambda: standard(body_of(POST), at=time.time() - 330),
    "too far ahead": lambda: standard(body_of(POST), at=time.time() + 400),
    "of another id": lambda: {**standard(body_of(POST)), "webhook-id": "autre"},
    "no signature": lambda: {**standard(body_of(POST)), "webhook-signature": "v1"},
    "garbled": lambda: {**standard(body_of(POST)), "webhook-signature": "v1,€ v1,=== ,"},
    "endless time": lambda: {**standard(body_of(POST)), "webhook-timestamp": "1e400"},
    "one wrong, one right": lambda: {"webhook-signature": "v1,x", **hub(body_of(POST))},
    "hub, another secret": lambda: hub(body_of(POST), "un autre secret, assez long"),
    "hub, no method": lambda: {
        "x-hub-signature-256": hub(body_of(POST))["x-hub-signature-256"][7:]
    },
    "hub, empty": lambda: {"x-hub-signature-256": "sha256="},
    "hub, no digits": lambda: {"x-hub-signature-256": "sha256=é€"},
    "the old hub's": lambda: {"x-hub-signature": "sha1=0"},
}


@pytest.mark.parametrize("signed", REFUSED.values(), ids=REFUSED)
def test_without_a_right_signature_nothing_is_read(
    tmp_path: Path, signed: Callable[[], dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(body: bytes) -> None:
        raise AssertionError("read before it was verified")

    monkeypatch.setattr("connectors.inbound.connector.read_items", never)
    reply, page = receive(inbox(tmp_path), call(body_of(POST), signed()))
    assert (reply.status, page) == (401, None)
    assert SECRET not in repr(reply)


def test_while_secrets_are_changed_both_are_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANCIEN_SECRET", OLD_SECRET)
    connector = inbox(tmp_path, secret_env=["ANCIEN_SECRET"])
    body = body_of(POST)
    for headers in (standard(body), standard(body, OLD_KEY), standard(body, OLD_KEY, KEY)):
        assert receive(connector, call(body, headers))[0].status == 202
    monkeypatch.setenv("ANCIEN_SECRET", "")
    assert receive(connector, call(body, standard(body, OLD_KEY)))[0].status == 401
    assert receive(connector, call(body))[0].status == 202


def test_a_secret_of_another_form_signs_by_x_hub_alone(tmp_path: Path) -> None:
    secret = "une phrase fictive assez longue"
    connector = inbox(tmp_path, secret_file=secret_file(tmp_path, "phrase", secret))
    body = body_of(POST)
    assert receive(connector, call(body, hub(body, secret)))[0].status == 202
    assert receive(connector, call(body, standard(body, secret.encode())))[0].status == 401


@pytest.mark.parametrize(
    ("secret", "mode", "said"),
    [("", 0o600, "manque"), (SECRET, 0o644, "chmod 600"), ("court", 0o600, "moins de 16")],
)
def test_without_a_usable_secret_no_call_is_taken_and_the_source_says_so(
    tmp_path: Path, secret: str, mode: int, said: str
) -> None:
    connector = inbox(tmp_path)
    (tmp_path / "outil.secret").write_text(secret, encoding="utf-8")
    (tmp_path / "outil.secret").chmod(mode)
    reply, page = receive(connector, call(body_of(POST)))
    assert (reply.status, page) == (503, None)
    (told,) = asyncio.run(_pages(connector))
    assert told.state == "needs_credentials"
    assert told.note
    assert said in told.note
    assert SECRET not in told.note
    assert told.next_at is not None


async def _pages(connector: InboundConnector) -> list[Page]:
    return [page async for page in connector.pages(None)]


def test_there_is_nothing_to_poll_and_the_source_works(tmp_path: Path) -> None:
    assert asyncio.run(_pages(inbox(tmp_path))) == [Page(source="Outil de veille", cursor=b"")]


def test_another_method_is_refused(tmp_path: Path) -> None:
    asked = Call(method="GET", query={"hub.challenge": "x"}, headers={}, body=b"")
    reply, page = receive(inbox(tmp_path), asked)
    assert (reply.status, page) == (405, None)


def test_every_wrong_setting_is_told_at_once(tmp_path: Path) -> None:
    wrong = {"name": "Outil", "inbox": "É/", "columns": {"x": "y"}, "own": 3, "jeton": "z"}
    with pytest.raises(ConfigurationError) as caught:
        build(wrong, house(tmp_path))
    said = "\n".join(problem.fr for problem in caught.value.problems).replace("\u00a0", " ")
    for key in ("secret_file", "inbox", "columns.x", "own", "jeton"):
        assert f"« {key} »" in said
    with pytest.raises(ConfigurationError, match="nom ou une liste"):
        build({"name": "Outil", "secret_file": {"a": 1}}, house(tmp_path))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.binary(max_size=300)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    ["id", "text", "deleted", "event", "author", "source", "data", "type", "geo"]
                )
                | st.text(max_size=5),
                inner,
                max_size=5,
            )
        ),
        max_leaves=20,
    ).map(lambda value: json.dumps(value).encode())
)
def test_any_signed_body_is_a_page_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, body: bytes
) -> None:
    connector = inbox(tmp_path_factory.getbasetemp())
    reply, page = receive(connector, call(body, hub(body)))
    assert reply.status in {202, 400}
    try:
        count = len(read_items(body))
    except InvalidInput:
        assert page is None
    else:
        assert page is not None
        assert len(page.events) + len(page.rejected) == count


def test_the_worst_bodies_are_read_in_a_moment(tmp_path: Path) -> None:
    names = b",".join(b'"%07d":0' % n for n in range(80_000))
    for body in (
        b"{" + names + b',"0079999":1}',
        b"[" * 1_000_000,
        b'{"a":"' + b"\\u0000" * 170_000,
    ):
        began = time.monotonic()
        receive(inbox(tmp_path), call(body, hub(body)))
        assert time.monotonic() - began < 2


async def test_in_one_process_a_call_is_kept_judged_and_later_deleted(tmp_path: Path) -> None:
    port = free_port()
    home = make_installation(
        tmp_path / "h",
        f"[inbound]\nport = {port}\n",
        '[[source]]\nkind = "inbound"\nname = "Outil"\nsecret_file = "outil.secret"\n',
    )
    secret_file(home)
    stop, asked = asyncio.Event(), read_settings(home)
    running = asyncio.create_task(run_installation(home, asked, page=False, stop=stop))
    body = body_of({**POST, "text": "Trois-Rivières : une fuite d’eau."})
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        answer = await _first_answer(client, body)
        assert answer.status_code == 202
        assert (await _post(client, body, {})).status_code == 401
        assert await _kept(home) == ["Trois-Rivières : une fuite d’eau."]
        assert (await _post(client, body)).status_code == 202
        gone = body_of({"deleted": "a1"})
        assert (await _post(client, gone)).status_code == 202
        assert await _kept(home) == []
    began = time.monotonic()
    stop.set()
    await running
    assert time.monotonic() - began < 2
    async with assemble(home, asked, house(home).clock) as installation:
        status = (await installation.store.sources())["Outil"]
        assert (status.state, status.heard_at is not None) == ("working", True)


async def _post(
    client: httpx.AsyncClient, body: bytes, headers: dict[str, str] | None = None
) -> httpx.Response:
    signed = standard(body) if headers is None else headers
    return await client.post("/inbound/outil", content=body, headers=signed)


async def _first_answer(client: httpx.AsyncClient, body: bytes) -> httpx.Response:
    for _ in range(200):
        try:
            return await _post(client, body)
        except httpx.ConnectError:
            await asyncio.sleep(0.1)
    raise AssertionError("the door never opened")


async def _kept(home: Path) -> list[str]:
    async with await SqliteStore.open(home / "vigie.db") as store:
        return [hit.record.mention.post.text for hit in (await store.search(Query())).hits]
