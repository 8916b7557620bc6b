"""What other tools and servers send: items of calls, signatures, headers of answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

from connectors.api.call import wait_of
from connectors.feed.schedule import publisher_interval
from connectors.inbound.items import read_items
from connectors.inbound.posts import InboundPosts
from connectors.inbound.settings import InboundSettings
from connectors.inbound.signed_call import is_signed
from connectors.reddit import access as reddit_access
from connectors.x import api as x_api
from tests.doubles.calling_tool import SECRET, standard
from tests.fuzz.house import NOW, TEXTS, context, encoded, told
from tests.fuzz.target import JSON, TEXT, Target
from vigie.inbound import Call

_ITEM = {
    "id": "a1",
    "text": TEXTS[0],
    "author": "residente_fictive_1",
    "published_at": "2026-11-20T08:30:00-05:00",
    "source": {"kind": "Forum"},
    "engagement": {"likes": 3},
}
_GONE = {"deleted": "a1"}


def rows() -> Iterator[Target]:
    settings = InboundSettings(
        name="Outil",
        inbox="outil",
        secret_files=(),
        secret_variables=("S",),
        columns={},
        own=False,
        zone=UTC,
    )
    posts = InboundPosts(settings, context())

    def run(body: bytes) -> None:
        taken = posts.take(read_items(body), NOW)
        told(taken.events, taken.rejected)

    yield Target(
        name="inbound",
        run=run,
        seeds=(
            *(encoded(_ITEM), encoded([_ITEM, _GONE]), encoded(_ITEM) + b"\n" + encoded(_GONE)),
            encoded({"type": "post.deleted", "timestamp": "x", "data": [{"id": "a1"}]}),
        ),
        words=(*JSON, b"\n"),
    )
    signed = "\n".join(standard(b"x", at=NOW.timestamp()).values()).encode()
    yield Target(name="signatures", run=_signed, seeds=(signed,), words=TEXT, most=64_000)
    yield Target(
        name="answer_headers",
        run=_headers,
        seeds=(b"120", b"Mon, 23 Nov 2026 14:10:00 GMT", b"max-age=600, public", b"1795400000"),
        words=TEXT,
        most=64_000,
    )


def _signed(body: bytes) -> None:
    """Take a message's headers, one a line, from bytes that nobody signed."""
    said = [*body.decode("latin-1").split("\n"), "", "", "", ""]
    names = ("webhook-id", "webhook-timestamp", "webhook-signature", "x-hub-signature-256")
    headers = dict(zip(names, said, strict=False))
    bare = {"x-hub-signature-256": said[0]}
    for given in (headers, bare):
        call = Call(method="POST", query={}, headers=given, body=body)
        assert not is_signed(call, [SECRET, "secret fictif et long"])


def _headers(body: bytes) -> None:
    said = body.decode("latin-1")
    wait = wait_of({"retry-after": said}, NOW)
    assert wait is None or wait >= 0
    publisher_interval(None, {"cache-control": said})
    for left in (said, "0"):
        rates = {
            "x-ratelimit-remaining": left,
            "x-ratelimit-reset": said,
            "x-rate-limit-remaining": left,
            "x-rate-limit-reset": said,
        }
        for found in (reddit_access.exhausted(rates), x_api.exhausted(rates, NOW)):
            assert found is None or found >= 0
        reddit_access.wait_until_reset(rates, NOW)
        x_api.until_reset(rates, NOW)
