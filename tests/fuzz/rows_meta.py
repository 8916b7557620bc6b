"""Facebook and Instagram: lists, calls, whole walks, errors, allowances."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress

from connectors.facebook.calls import read_page_call
from connectors.facebook.comments import read_comments
from connectors.facebook.cursor import FacebookCursor
from connectors.facebook.events import FacebookEvents
from connectors.facebook.feed import read_feed
from connectors.facebook.figures import read_figures
from connectors.facebook.plan import FacebookPlan
from connectors.facebook.settings import FacebookSettings
from connectors.instagram.calls import CallReader
from connectors.instagram.cursor import InstagramCursor
from connectors.instagram.events import InstagramEvents
from connectors.instagram.plan import InstagramPlan
from connectors.instagram.settings import InstagramSettings
from connectors.meta.asking import Told
from connectors.meta.errors import explain
from connectors.meta.listing import read_listing
from connectors.meta.signature import is_signed
from connectors.meta.usage import pause_of, usage_of
from tests.doubles import meta
from tests.doubles.meta import ACCOUNT_ID, PAGE_ID, FacebookPage, InstagramAccount
from tests.fuzz.house import NOW, TEXTS, answered, context, encoded, nowhere, recorded, told
from tests.fuzz.target import JSON, Target
from vigie.errors import InvalidInput
from vigie.outbound import Fetched
from vigie.post import Published
from vigie.say import Say

_ASKED = 12


def rows() -> Iterator[Target]:
    page, account = _facebook_bodies(), _instagram_bodies()
    yield Target(
        name="facebook_lists",
        run=_lists,
        seeds=(*page, *recorded("facebook_instagram/facebook_*.json")),
    )
    yield Target(name="facebook_walk", run=_facebook_walk, seeds=page)
    yield Target(
        name="instagram_walk",
        run=_instagram_walk,
        seeds=(*account, *recorded("facebook_instagram/instagram_*.json")),
    )
    yield Target(
        name="facebook_calls",
        run=_facebook_call,
        seeds=(*_page_calls(), *recorded("facebook_instagram/webhooks/*.json")),
    )
    yield Target(name="instagram_calls", run=_instagram_call, seeds=tuple(_account_calls()))
    error = {"message": "Session has expired", "code": 190, "error_subcode": 463}
    yield Target(
        name="meta_errors",
        run=_errors,
        seeds=(encoded({"error": error}), *recorded("facebook_instagram/error.json")),
    )
    share = {"call_count": 95, "total_cputime": 3, "estimated_time_to_regain_access": 7}
    yield Target(
        name="meta_usage",
        run=_usage,
        seeds=(encoded(share), encoded({"17841": [share]})),
        words=JSON,
        most=20_000,
    )


def _facebook() -> FacebookEvents:
    return FacebookEvents(FacebookSettings(name="Page", page_id=PAGE_ID), context())


def _instagram() -> InstagramEvents:
    settings = InstagramSettings(name="Compte", account_id=ACCOUNT_ID, tags=("neige",))
    return InstagramEvents(settings, context())


def _facebook_bodies() -> tuple[bytes, ...]:
    server = nowhere()
    double = FacebookPage(server, NOW)
    post = double.post(TEXTS[0], author="residente_fictive_1")
    double.comment(post, TEXTS[1], parent=double.comment(post, TEXTS[0]))
    return _asked(server, f"{PAGE_ID}/feed", f"{post}/comments", PAGE_ID)


def _instagram_bodies() -> tuple[bytes, ...]:
    server = nowhere()
    double = InstagramAccount(server, NOW)
    media = double.publish(TEXTS[0])
    top = double.comment(media, TEXTS[1])
    for text in TEXTS * 2:
        double.reply(media, top, text)
    double.tag(TEXTS[0])
    paths = (f"{ACCOUNT_ID}/media", f"{media}/comments", f"{top}/replies", f"{ACCOUNT_ID}/tags")
    return _asked(server, *paths, ACCOUNT_ID)


def _asked(server: meta.LocalServer, *paths: str) -> tuple[bytes, ...]:
    key = {"authorization": f"Bearer {meta.TOKEN}"}
    return tuple(answered(server, f"{meta.VERSION}{path}", **key) for path in paths)


def _page_calls() -> Iterator[bytes]:
    for item, verb in (("comment", "add"), ("comment", "remove"), ("status", "edited")):
        value = {
            "item": item,
            "verb": verb,
            "post_id": f"{PAGE_ID}_1",
            "comment_id": "1_2",
            "parent_id": f"{PAGE_ID}_1",
            "message": TEXTS[0],
            "created_time": 1_795_400_000,
            "from": {"id": "70595", "name": "Nom Fictif"},
        }
        yield encoded(meta.told("page", PAGE_ID, "feed", NOW, **value))
    yield encoded(meta.told("page", PAGE_ID, "mention", NOW, post_id="9_8", verb="add"))


def _account_calls() -> Iterator[bytes]:
    said = {"id": "181", "text": TEXTS[0], "media": {"id": "178"}, "from": {"id": "1"}}
    yield encoded(meta.told("instagram", ACCOUNT_ID, "comments", NOW, **said))
    yield encoded(meta.told("instagram", ACCOUNT_ID, "comments", NOW, id="181"))
    yield encoded(meta.told("instagram", ACCOUNT_ID, "mentions", NOW, comment_id="1", media_id="2"))


def _lists(body: bytes) -> None:
    page = _facebook()
    with suppress(InvalidInput):
        read_figures(body, "Page", {}, NOW)
    listing = read_listing(body)
    feed = read_feed(listing, {}, page, NOW)
    told(feed.events, feed.rejected)
    read = read_comments(listing, "1_2", quote="x", known={}, events=page, now=NOW)
    told(read.events, read.rejected)


def _facebook_walk(body: bytes) -> None:
    _walk(FacebookPlan(FacebookCursor(), _facebook(), NOW), body)


def _instagram_walk(body: bytes) -> None:
    _walk(InstagramPlan(InstagramCursor(), _instagram(), {}, NOW), body)


def _walk(plan: FacebookPlan | InstagramPlan, body: bytes) -> None:
    """Answer the same to all that a plan asks."""
    for _ in range(_ASKED):
        asked = plan.next()
        if asked is None:
            break
        assert ".." not in asked.path
        brought = plan.take(asked, body, NOW)  # type: ignore[arg-type]
        told(brought.events, brought.rejected)
        json.loads(plan.cursor())


def _facebook_call(body: bytes) -> None:
    is_signed(body, body[:80].decode("latin-1"), "secret")
    _call(read_page_call(body, _facebook(), NOW), body)


def _instagram_call(body: bytes) -> None:
    _call(CallReader(_instagram(), {}).read(body, NOW), body)


def _call(heard: Told, body: bytes) -> None:
    told(heard.events, heard.rejected)
    for wish in heard.wishes[:20]:
        assert "/" not in wish.path, "a call chose what is asked for"
        said = wish.words(body)
        if isinstance(said, Published):
            told([said])


def _errors(body: bytes) -> None:
    for status in (200, 400, 401, 503):
        answer = Fetched(status=status, headers={}, body=body, url="x")
        explain(answer, NOW, Say("a", "b"))


def _usage(body: bytes) -> None:
    header = body.decode("utf-8", "replace")
    names = ("x-app-usage", "x-page-usage", "x-business-use-case-usage")
    pause = pause_of(usage_of(dict.fromkeys(names, header)))
    assert pause is None or 0 < pause <= 172_800
