"""Bluesky's records → posts: what is believed, what is masked, what is left out."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.bluesky.gathering import Gathering
from connectors.bluesky.jetstream_events import Said, micros, read_v1
from connectors.bluesky.jetstream_frames import as_it_is
from connectors.bluesky.posts import BlueskyPosts
from connectors.bluesky.settings import BlueskySettings
from pipeline.assembly import load_town
from tests.connectors.test_jetstream_events import ANY_JSON, recorded
from tests.doubles.jetstream_network import record_of
from vigie.clock import HeldClock
from vigie.context import Context
from vigie.errors import InvalidInput, Unavailable
from vigie.outbound import Outbound
from vigie.post import AuthorPurged, Deleted, Media, Post, Published
from vigie.privacy import Pseudonymiser
from vigie.town import Account

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
WITNESSED = NOW - timedelta(minutes=10)
ADDRESS = "at://did:plc:fictive/app.bsky.feed.post/3mfictif"


def context_for(*accounts: Account, names: bool = True) -> Context:
    town = load_town("trois-rivieres", None)
    return Context(
        outbound=cast("Outbound", None),  # nobody is asked
        clock=HeldClock(NOW),
        pseudonyms=Pseudonymiser(b"cle fictive pour les essais, 32+"),
        home=Path(),
        towns=(msgspec.structs.replace(town, accounts=accounts),),
        names_a_town=lambda text: names or "Trois-Rivières" in text,
    )


CONTEXT = context_for()


def said(record: Any, kind: str = "create", **others: Any) -> Said:
    raw = msgspec.Raw(json.dumps(record, ensure_ascii=False).encode())
    given = {"did": "did:plc:fictive", "rkey": "3mfictif", **others}
    return Said(kind, others.pop("time_us", micros(WITNESSED)), record=raw, **given)


def post(record: Any, kind: str = "create", context: Context = CONTEXT) -> Post:
    posts = BlueskyPosts(BlueskySettings(name="Bluesky"), context)
    (event,) = posts.events(said(record, kind), NOW)
    assert isinstance(event, Published)
    return event.post


def test_a_post_has_its_address_its_author_s_pseudonym_and_no_name() -> None:
    heard = post(record_of("Un nid-de-poule. Écrivez à residente@exemple.example", langs=["fr-CA"]))
    assert heard.native_id == ADDRESS
    assert heard.url == "https://bsky.app/profile/did:plc:fictive/post/3mfictif"
    assert heard.author.pseudonym == CONTEXT.pseudonyms.of("bluesky", "did:plc:fictive")
    assert heard.text == "Un nid-de-poule. Écrivez à [courriel masqué]"
    assert (heard.declared_language, heard.revision, heard.edited_at) == ("fr", 1, None)
    assert (heard.conversation, heard.in_reply_to) == (ADDRESS, None)


def test_an_answer_belongs_to_its_conversation() -> None:
    root, parent = "at://did:plc:a/app.bsky.feed.post/1", "at://did:plc:b/app.bsky.feed.post/2"
    reply = {"root": {"uri": root, "cid": "x"}, "parent": {"uri": parent, "cid": "y"}}
    heard = post(record_of("Merci.", reply=reply))
    assert (heard.conversation, heard.in_reply_to) == (root, parent)


@pytest.mark.parametrize(
    ("created", "published", "known"),
    [
        ("2026-11-23T13:45:00.000Z", NOW - timedelta(minutes=15), True),
        ("2026-11-23T13:45:00", NOW - timedelta(minutes=15), True),
        ("2026-11-23T08:45:00-05:00", NOW - timedelta(minutes=15), True),
        ("2012-01-01T00:00:00Z", datetime(2012, 1, 1, tzinfo=UTC), True),
        ("2026-11-23T13:52:00Z", WITNESSED, True),  # a telephone two minutes ahead
        ("2026-11-23T13:56:00Z", NOW, False),
        ("2038-01-01T00:00:00Z", NOW, False),
        ("0001-01-01T00:00:00+14:00", NOW, False),
        ("hier", NOW, False),
        (1_783_175_888, NOW, False),
        (None, NOW, False),
    ],
)
def test_a_date_is_what_the_author_claims_never_after_it_was_seen(
    created: Any, published: datetime, known: bool
) -> None:
    heard = post(record_of("Il neige.") | {"createdAt": created})
    assert (heard.published_at, heard.published_is_known) == (published, known)


def test_an_edition_has_the_second_at_which_it_was_seen() -> None:
    heard = post(record_of("Corrigé.") | {"createdAt": "2026-11-23T13:50:00Z"}, "update")
    assert heard.revision == int(WITNESSED.timestamp())


def test_descriptions_of_pictures_are_kept_and_masked() -> None:
    images = [{"alt": "La rue inondée, appelez le 819-555-0134", "image": {}}, {"alt": " "}]
    here = {"$type": "app.bsky.embed.images", "images": images}
    quoted = {"$type": "app.bsky.embed.recordWithMedia", "record": {}, "media": here}
    url = "https://bsky.app/profile/did:plc:fictive/post/3mfictif"
    expected = (Media(url=url, description="La rue inondée, appelez le [téléphone masqué]"),)
    assert post(record_of("Voyez.", embed=here)).media == expected
    assert post(record_of("Voyez.", embed=quoted)).media == expected
    film = {"$type": "app.bsky.embed.video", "alt": "Le pont"}
    assert post(record_of("Voyez.", embed=film)).media == (Media(url=url, description="Le pont"),)


def test_parts_of_another_shape_are_left_out_and_the_post_is_kept() -> None:
    strange = {"langs": "fr", "reply": {"root": 4}, "embed": [1], "createdAt": []}
    heard = post(record_of("Il neige.") | strange)
    assert heard.text == "Il neige."
    assert (heard.declared_language, heard.in_reply_to, heard.media) == (None, None, ())


@pytest.mark.parametrize("langs", [[], ["fil"], [""], ["français"], None])
def test_only_languages_of_two_letters_are_believed(langs: Any) -> None:
    assert post(record_of("Il neige.", langs=langs)).declared_language is None


@pytest.mark.parametrize(
    ("did", "rkey"),
    [
        ("", "3m"),
        ("did:plc:f", ""),
        ("did:plc:f/../g", "3m"),
        ("did:plc:f", "../3m"),
        ("did:plc:f", ".."),
        ("did:plc:f", "3m?x#y"),
        ("did:plc:" + "f" * 300, "3m"),
        ("did:plc:f", "3" * 600),
    ],
)
def test_ids_that_would_spoil_an_address_are_refused(did: str, rkey: str) -> None:
    posts = BlueskyPosts(BlueskySettings(name="Bluesky"), CONTEXT)
    for kind in ("create", "update", "delete"):
        with pytest.raises(InvalidInput):
            posts.events(said(record_of("Il neige."), kind, did=did, rkey=rkey), NOW)


def test_the_town_s_own_answers_are_passed_on_though_they_name_no_town() -> None:
    ours = Account(platform="bluesky", handle="did:plc:ville")
    context = context_for(ours, names=False)
    posts = BlueskyPosts(BlueskySettings(name="Bluesky"), context)
    answer = record_of("Bonjour, appelez le 311.")
    assert posts.concerns(said(answer, did="did:plc:ville"))
    assert not posts.concerns(said(answer, did="did:plc:fictive"))
    (event,) = posts.events(said(answer, did="did:plc:ville"), NOW)
    assert isinstance(event, Published)
    assert event.post.author.role == "town"


def test_recorded_posts_become_posts(payloads: Path) -> None:
    posts = BlueskyPosts(BlueskySettings(name="Bluesky"), CONTEXT)
    now = datetime(2026, 7, 4, 15, 0, tzinfo=UTC)
    told = [read_v1(json.dumps(event)) for event in recorded(payloads, "expected_v1.jsonl")]
    events = [event for each in told for event in posts.events(each, now)]
    heard = [event.post for event in events if isinstance(event, Published)]
    (deleted,) = [event for event in events if isinstance(event, Deleted)]
    assert len(heard) == 17
    assert deleted.native_id.endswith("/app.bsky.feed.post/3mpt73z3ejc2p")
    assert all(each.published_is_known for each in heard)
    assert sum(each.in_reply_to is not None for each in heard) == 8
    assert sorted({str(each.declared_language) for each in heard}) == [
        *["None", "de", "en", "es", "ja", "ko", "ru", "tr"]
    ]


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(["create", "update", "delete"]),
    st.fixed_dictionaries(
        {"text": st.text(max_size=60)},
        optional={
            "createdAt": st.datetimes().map(lambda at: f"{at.isoformat()}Z") | ANY_JSON,
            "langs": st.lists(st.text(max_size=5), max_size=2) | ANY_JSON,
            "reply": ANY_JSON,
            "embed": st.fixed_dictionaries({"media": ANY_JSON, "images": ANY_JSON}) | ANY_JSON,
        },
    )
    | ANY_JSON,
    st.integers(0, 4_102_444_800_000_000),
)
def test_any_record_is_a_believable_post_or_a_dead_letter(
    kind: str, record: Any, time_us: int
) -> None:
    posts = BlueskyPosts(BlueskySettings(name="Bluesky"), CONTEXT)
    raw = msgspec.Raw(json.dumps(record).encode())
    try:
        events = posts.events(Said(kind, time_us, "did:plc:f", "3m", raw), NOW)
    except InvalidInput:
        return
    for event in events:
        if not isinstance(event, Published):
            continue
        assert event.post.published_at <= event.post.fetched_at == NOW
        assert event.post.revision > (1 if kind == "update" else 0)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(max_size=60) | st.text(max_size=60), max_size=30))
def test_any_frames_are_counted(frames: list[str | bytes]) -> None:
    posts = BlueskyPosts(BlueskySettings(name="Bluesky"), CONTEXT)
    gathering = Gathering(posts, read_v1, as_it_is)
    gathering.take(frames, NOW)
    assert len(gathering.rejected) + gathering.lost == gathering.frames == len(frames)
    assert len(gathering.rejected) <= 20


def test_what_was_read_before_the_end_of_a_stream_stays() -> None:
    posts = BlueskyPosts(BlueskySettings(name="Bluesky"), CONTEXT)
    gathering = Gathering(posts, lambda frame: Said(str(frame), 5), as_it_is)
    with pytest.raises(Unavailable):
        gathering.take(["other", "ended", "other"], NOW)
    assert (gathering.frames, gathering.newest) == (2, 5)


def test_an_account_that_is_gone_is_purged_under_every_key() -> None:
    keys = Pseudonymiser(
        b"une autre cle fictive, de 32 ou +", (b"cle fictive pour les essais, 32+",)
    )
    posts = BlueskyPosts(BlueskySettings(name="Bluesky"), replace(CONTEXT, pseudonyms=keys))
    events = posts.events(said(None, "account", active=False, name="deleted"), NOW)
    names = keys.all_of("bluesky", "did:plc:fictive")
    assert events == tuple(AuthorPurged(pseudonym=name, at=WITNESSED) for name in names)
    assert len(names) == 2


def test_two_sources_of_one_installation_have_their_own_names() -> None:
    posts = BlueskyPosts(BlueskySettings(name="Ailleurs"), CONTEXT)
    (event,) = posts.events(said(None, "delete"), NOW)
    assert event == Deleted(source="Ailleurs", native_id=ADDRESS, at=WITNESSED, in_order=True)
