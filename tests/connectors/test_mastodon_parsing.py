"""What Mastodon's answers mean: pure parses, without a network."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import create_autospec

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.hashtags import distinct, folded, of_towns
from connectors.mastodon.about import About, about, is_nearly_spent, wait_until_reset
from connectors.mastodon.feeds import ends, feeds
from connectors.mastodon.hearing import Heard, Hearing, Instance
from connectors.mastodon.memory import Memory
from connectors.mastodon.progress import Place, Progress, onward
from connectors.mastodon.server_sent_events import EventReader, ServerEvent
from connectors.mastodon.settings import MastodonSettings
from connectors.mastodon.statuses import items
from pipeline.assembly import load_town
from vigie.clock import HeldClock
from vigie.context import Context
from vigie.errors import InvalidInput
from vigie.outbound import Outbound
from vigie.post import Deleted, Post, Published
from vigie.privacy import Pseudonymiser
from vigie.town import Account

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
HERE = Instance(url="https://ici.example", key="ici.example", domain="ici.example")
THERE = Instance(url="https://ailleurs.example", key="ailleurs.example", domain="ailleurs.example")


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    town = msgspec.structs.replace(
        load_town("trois-rivieres", None),
        accounts=(
            Account(platform="mastodon", handle="ville"),
            Account(platform="mastodon", handle="mairie@ailleurs.example", role="official"),
        ),
    )
    return Context(
        outbound=create_autospec(Outbound),
        clock=HeldClock(NOW),
        pseudonyms=Pseudonymiser(b"cle fictive pour les essais, 32+"),
        home=tmp_path_factory.mktemp("home"),
        towns=(town,),
        contacts=("311@ville.example",),
    )


def hearing(context: Context, **more: Any) -> Hearing:
    return Hearing(MastodonSettings(name="Mastodon", url="https://ici.example", **more), context)


def status(**more: Any) -> dict[str, Any]:
    account = {"acct": "residente_fictive_1", "uri": "https://ici.example/users/1", "note": ""}
    return {
        "id": "10",
        "uri": "https://ici.example/users/1/statuses/10",
        "url": "https://ici.example/@1/10",
        "created_at": "2026-11-23T12:00:00.000Z",
        "visibility": "public",
        "content": "<p>La rue est fermée.</p>",
        **more,
        "account": {**account, **more.pop("account", {})},
    }


def heard(context: Context, *given: Any, memory: Memory | None = None, **more: Any) -> Heard:
    raws = [json.dumps(each).encode() for each in given]
    return hearing(context, **more).page(raws, HERE, memory or Memory(), NOW)


def posts(told: Heard) -> list[Post]:
    return [event.post for event in told.events if isinstance(event, Published)]


def post(context: Context, **more: Any) -> Post:
    (only,) = posts(heard(context, status(**more)))
    return only


def test_a_status_becomes_a_post(context: Context) -> None:
    picture = {
        "url": "https://ici.example/a.png",
        "description": "Un trou ; écrire à moi@ici.example",
    }
    told = post(
        context,
        spoiler_text="Travaux <3",
        language="fr-CA",
        replies_count=1,
        reblogs_count=2,
        favourites_count=3,
        media_attachments=[picture, {"url": "javascript:alert(1)"}],
    )
    assert told.native_id == "https://ici.example/users/1/statuses/10"
    assert (told.title, told.text) == ("Travaux <3", "La rue est fermée.")
    assert told.url == "https://ici.example/@1/10"
    assert told.published_at == datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert (told.revision, told.edited_at, told.declared_language) == (1, None, "fr")
    figures = told.engagement
    assert (figures.replies, figures.shares, figures.likes) == (1, 2, 3)
    assert [item.url for item in told.media] == ["https://ici.example/a.png"]
    assert told.media[0].description == "Un trou ; écrire à [courriel masqué]"


def test_contacts_are_masked_but_for_the_towns_own(context: Context) -> None:
    told = post(
        context,
        spoiler_text="moi@ici.example",
        content="<p>311@ville.example, 819-555-0134</p>",
    )
    assert told.title == "[courriel masqué]"
    assert told.text == "311@ville.example, [téléphone masqué]"


@pytest.mark.parametrize("visibility", ["unlisted", "private", "direct", "limited"])
def test_only_public_statuses_are_kept(context: Context, visibility: str) -> None:
    assert not heard(context, status(visibility=visibility))


def test_a_boost_is_no_ones_own_words(context: Context) -> None:
    assert not heard(context, status(reblog=status(id="9")))


@pytest.mark.parametrize(
    ("account", "respect", "kept"),
    [
        ({"noindex": True}, ["noindex", "nobot"], False),
        ({"noindex": True}, [], True),
        ({"noindex": None}, ["noindex"], True),
        ({"note": '<p>Bonjour <a href="/t/nobot">#<span>NoBot</span></a></p>'}, ["nobot"], False),
        ({"note": "<p>#nobot</p>"}, ["noindex"], True),
        ({"note": "<p>#nobotany</p>"}, ["nobot"], True),
        ({"discoverable": False}, ["noindex", "nobot"], True),
        ({"discoverable": False}, ["discoverable"], False),
        ({"discoverable": None}, ["discoverable"], True),
        ({"bot": True}, ["noindex", "nobot"], True),
    ],
)
def test_authors_who_opt_out_are_left_alone(
    context: Context, account: dict[str, Any], respect: list[str], kept: bool
) -> None:
    told = heard(context, status(account=account), respect=respect)
    assert bool(told) is kept


def test_an_edition_is_a_higher_revision(context: Context) -> None:
    told = post(context, edited_at="2026-11-23T13:00:00.000Z")
    assert told.edited_at == datetime(2026, 11, 23, 13, tzinfo=UTC)
    assert told.revision == int(told.edited_at.timestamp())


def test_an_instance_whose_clock_is_ahead_still_tells_its_editions(context: Context) -> None:
    told = post(
        context, created_at="2026-11-23T14:00:20.000Z", edited_at="2026-11-23T14:00:40.000Z"
    )
    assert told.published_is_known
    assert told.published_at == NOW
    assert told.revision == int(NOW.timestamp())


def test_a_date_years_ahead_is_no_date(context: Context) -> None:
    told = post(context, created_at="2031-01-01T00:00:00.000Z")
    assert (told.published_is_known, told.published_at) == (False, NOW)


def test_the_same_status_of_two_instances_is_told_once(context: Context) -> None:
    memory, listening = Memory(), hearing(context)
    there = json.dumps(status(id="77")).encode()
    assert listening.page([json.dumps(status()).encode()], HERE, memory, NOW)
    assert not listening.page([there], THERE, memory, NOW)
    gone = ServerEvent(name="delete", data=b"77")
    (told,) = listening.live([gone], THERE, memory, NOW).events
    assert told == Deleted(source="Mastodon", native_id=status()["uri"], at=NOW)
    late = status(edited_at="2026-11-23T13:00:00.000Z")
    assert not listening.page([json.dumps(late).encode()], HERE, memory, NOW)


def test_a_deletion_of_an_unknown_status_says_nothing(context: Context) -> None:
    told = [ServerEvent(name="delete", data=data) for data in (b"404", b"", b"\xff", b"{}")]
    assert not hearing(context).live(told, HERE, Memory(), NOW)


def test_other_events_are_let_go(context: Context) -> None:
    told = [
        ServerEvent(name="filters_changed", data=b"undefined"),
        ServerEvent(name="notification", data=b"{}"),
        ServerEvent(name="message", data=b"4"),
    ]
    assert not hearing(context).live(told, HERE, Memory(), NOW)


def test_a_malformed_event_is_set_aside_alone(context: Context) -> None:
    good = json.dumps(status()).encode()
    told = [
        ServerEvent(name="update", data=b'{"id":'),
        ServerEvent(name="update", data=b"\xff\xfe"),
        ServerEvent(name="update", data=good[:50], whole=False),
        ServerEvent(name="update", data=good),
    ]
    answer = hearing(context).live(told, HERE, Memory(), NOW)
    assert len(answer.rejected) == 3
    assert len(answer.events) == 1


def test_an_answer_names_the_uri_of_what_it_answers_where_it_is_known(context: Context) -> None:
    memory = Memory()
    first, second = status(), status(id="11", uri="https://x.example/11", in_reply_to_id="10")
    third = status(id="12", uri="https://x.example/12", in_reply_to_id="999")
    told = posts(heard(context, third, second, first, memory=memory))
    assert [each.in_reply_to for each in told] == [None, first["uri"], None]


@pytest.mark.parametrize(
    ("acct", "role"),
    [
        ("ville", "town"),
        ("Ville", "town"),
        ("ville@ailleurs.example", None),
        ("mairie", None),
        ("mairie@ailleurs.example", "official"),
    ],
)
def test_the_towns_own_accounts_are_known_and_their_namesakes_are_not(
    context: Context, acct: str, role: str | None
) -> None:
    assert post(context, account={"acct": acct}).author.role == role


def test_an_author_is_the_same_seen_from_two_instances(context: Context) -> None:
    here = post(context)
    listening = hearing(context)
    seen = status(uri="https://x.example/2", account={"acct": "residente_fictive_1@ici.example"})
    (there,) = posts(listening.page([json.dumps(seen).encode()], THERE, Memory(), NOW))
    assert here.author.pseudonym == there.author.pseudonym
    assert "fictive" not in str(here.author)


def test_without_a_uri_an_account_is_its_handle_with_its_host(context: Context) -> None:
    here = post(context, account={"uri": None})
    listening = hearing(context)
    account = {"acct": "residente_fictive_1@ici.example", "uri": None}
    seen = status(uri="https://x.example/2", account=account)
    (there,) = posts(listening.page([json.dumps(seen).encode()], THERE, Memory(), NOW))
    assert here.author.pseudonym == there.author.pseudonym


@pytest.mark.parametrize(
    "bad",
    [
        {"id": 4},
        {"id": "../../admin"},
        {"uri": ""},
        {"uri": "a b"},
        {"uri": "https://x.example/" + "a" * 2_000},
        {"created_at": "hier"},
        {"account": {"acct": ""}},
        {"visibility": None},
    ],
)
def test_a_malformed_status_spoils_only_itself(context: Context, bad: dict[str, Any]) -> None:
    told = heard(context, status(**bad), status(id="11", uri="https://x.example/11"))
    assert len(told.events) == 1
    assert len(told.rejected) == 1


def test_a_page_has_an_end_whatever_its_length() -> None:
    assert len(items(b"[" + b"{}," * 9_999 + b"{}]")) == 200


def test_counts_that_are_none_are_nothing(context: Context) -> None:
    told = post(context, replies_count=-1, reblogs_count="beaucoup", favourites_count=10**30)
    assert told.engagement.replies is told.engagement.shares is told.engagement.likes is None


# --- the recorded bodies


def test_the_recorded_timeline_is_read(payloads: Path, context: Context) -> None:
    folder = payloads / "mastodon"
    raws = items((folder / "hashtag_timeline_4.6.4.json").read_bytes())
    told = hearing(context).page(raws, HERE, Memory(), NOW)
    (only,) = posts(told)
    assert not told.rejected
    assert only.native_id.endswith("/statuses/117020593741189701")
    assert only.text == "#gbir (fcadvkp cfxv)"
    assert only.published_at == datetime(2026, 8, 1, 13, 55, 55, 867000, tzinfo=UTC)
    assert only.declared_language == "ja"
    assert only.url == "http://localhost:3000/@mastodonpy_test_2/117020593741189701"


def test_the_recorded_headers_are_read(payloads: Path) -> None:
    body = (payloads / "mastodon" / "hashtag_timeline_4.6.4.headers.json").read_bytes()
    headers = {name: ", ".join(values) for name, values in json.loads(body).items()}
    id_ = "117020593741189701"
    assert ends([b"{}"], headers["link"]) == (id_, id_)
    asked = datetime(2026, 8, 1, 13, 56, tzinfo=UTC)
    assert wait_until_reset(headers, asked) == pytest.approx(240.07, abs=0.01)
    assert not is_nearly_spent(headers)


def test_the_recorded_search_is_read(payloads: Path, context: Context) -> None:
    raws = items((payloads / "mastodon" / "search_v2_mastodon.social.json").read_bytes())
    told = hearing(context).page(raws, HERE, Memory(), NOW)
    assert not told.rejected
    assert [each.native_id for each in posts(told)] == [
        "https://social.sublingual.xyz/users/Jo/statuses/116388107097123650",
        "https://icosahedron.website/users/greg/statuses/116388148912635764",
    ]
    assert {each.in_reply_to for each in posts(told)} == {None}
    assert ends(raws, "") == ("116388149027005349", "116388107849695302")


def test_the_recorded_deleted_status_has_no_content_and_is_read(
    payloads: Path, context: Context
) -> None:
    body = (payloads / "mastodon" / "delete_status_response_4.6.4.json").read_bytes()
    (only,) = posts(hearing(context).page([body], HERE, Memory(), NOW))
    assert only.text == ""


def test_the_recorded_stream_is_read(payloads: Path, context: Context) -> None:
    body = (payloads / "mastodon" / "sse_stream_user_raw_4.6.4.txt").read_bytes()
    told = hearing(context).live(EventReader().feed(body), HERE, Memory(), NOW)
    (only,) = posts(told)
    assert only.text == "it's cool guy"
    assert not told.rejected


def test_the_recorded_instance_is_read(payloads: Path) -> None:
    body = (payloads / "mastodon" / "instance_v2_4.6.4.json").read_bytes()
    assert about(body, "http://localhost:3000") == About(
        domain="localhost:3000", streaming="http://localhost:4000"
    )


# --- what an instance says of itself


def said(streaming: Any = "wss://direct.example", **access: Any) -> bytes:
    urls = {"urls": {"streaming": streaming}, "timelines_access": access}
    return json.dumps({"domain": "Ici.Example", "configuration": urls}).encode()


def test_an_instance_says_where_its_live_events_are() -> None:
    assert about(said(), HERE.url) == About(
        domain="ici.example", streaming="https://direct.example"
    )


@pytest.mark.parametrize(
    "streaming", [None, "", "ws://direct.example", "http://direct.example", "wss://", "wss://[", 4]
)
def test_live_events_less_safe_than_the_instance_are_not_listened_to(streaming: Any) -> None:
    assert about(said(streaming), HERE.url).streaming is None


@pytest.mark.parametrize(
    ("hashtags", "live", "expected"),
    [
        (("public", "public"), ("public", "public"), (True, True)),
        (("public", "public"), ("disabled", "disabled"), (True, False)),
        (("public", "disabled"), ("disabled", "public"), (True, True)),
        (("authenticated", "authenticated"), ("authenticated", "disabled"), (True, True)),
        (("disabled", "disabled"), ("public", "public"), (False, False)),
    ],
)
def test_an_instance_says_which_feeds_are_open(
    hashtags: tuple[str, str], live: tuple[str, str], expected: tuple[bool, bool]
) -> None:
    feeds_ = {
        "hashtag_feeds": {"local": hashtags[0], "remote": hashtags[1]},
        "live_feeds": {"local": live[0], "remote": live[1]},
    }
    found = about(said(**feeds_), HERE.url)
    assert (found.has_hashtags, found.is_live) == expected


# --- limits


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-ratelimit-reset": "2026-11-23T14:02:00.000001Z"}, 120),
        ({"x-ratelimit-reset": "2026-11-23T14:02:00+00:00", "retry-after": "7"}, 7),
        ({"x-ratelimit-reset": "2026-11-23T13:00:00Z"}, 0),
        ({"x-ratelimit-reset": "2099-01-01T00:00:00Z"}, 86_400),
        (
            {
                "x-ratelimit-reset": "2026-11-23T20:05:00Z",
                "date": "Mon, 23 Nov 2026 20:00:00 GMT",
            },
            300,
        ),
        ({"x-ratelimit-reset": "1795442400"}, None),
        ({"x-ratelimit-reset": "demain"}, None),
        ({}, None),
    ],
)
def test_the_reset_of_a_limit_is_a_date(headers: dict[str, str], seconds: float | None) -> None:
    assert wait_until_reset(headers, NOW) == pytest.approx(seconds, abs=0.01)


@pytest.mark.parametrize(("left", "spent"), [("0", True), ("2", True), ("3", False), ("", False)])
def test_a_limit_nearly_spent_is_seen(left: str, spent: bool) -> None:
    assert is_nearly_spent({"x-ratelimit-remaining": left}) is spent


# --- feeds and places


def test_a_page_is_asked_for_after_what_was_seen_or_below_the_walk() -> None:
    timeline, search = feeds(["troisrivieres"], ['Trois-Rivières "centre"'])
    base = HERE.url
    assert timeline.url(base, Place()) == f"{base}/api/v1/timelines/tag/troisrivieres?limit=40"
    assert timeline.url(base, Place(seen="9")).endswith("?limit=40&min_id=9")
    assert timeline.url(base, Place(before="5")).endswith("?limit=40&max_id=5")
    asked = "q=%22Trois-Rivi%C3%A8res+centre%22&type=statuses&limit=40&min_id=9"
    assert search.url(base, Place(seen="9")) == f"{base}/api/v2/search?{asked}"


def test_a_feed_is_walked_back_once_then_read_forwards() -> None:
    place, more = onward(Place(), "90", "51", 40)
    assert (place, more) == (Place(reaching="90", before="51", walked=1), True)
    place, more = onward(place, "50", "40", 11)
    assert more
    place, more = onward(place, "", "", 0)
    assert (place, more) == (Place(seen="90"), True)
    assert onward(Place(), "", "", 0) == (Place(), False)
    assert onward(place, "130", "91", 40) == (Place(seen="130"), True)
    assert onward(place, "130", "91", 3) == (Place(seen="130"), False)
    assert onward(place, "90", "90", 40) == (place, False)
    assert onward(place, "", "", 0) == (place, False)


def test_a_walk_has_an_end_whatever_the_instance_says() -> None:
    place, pages = Place(), 0
    while not place.seen:
        pages += 1
        place, _ = onward(place, "90", str(1_000 - pages), 40)
    assert pages == 10
    assert place == Place(seen="90")


def test_a_cursor_that_cannot_be_read_starts_anew() -> None:
    for cursor in (b"\xff", b"[]", b'{"places": 4}', b'{"known": [[1]]}'):
        assert Progress(cursor).place("ici.example", "#a") == Place()


def test_a_cursor_is_the_same_once_read_again() -> None:
    progress = Progress(None)
    progress.move("ici.example", "#a", Place(seen="9"))
    progress.memory.is_news("https://x.example/1", 1, "ici.example", "9")
    progress.rests["ici.example"] = 12.5
    again = Progress(progress.write())
    assert again.write() == progress.write()
    assert again.memory.uri("ici.example", "9") == "https://x.example/1"


def test_memory_is_bounded_and_forgets_the_oldest() -> None:
    memory = Memory(most=3)
    for number in range(5):
        assert memory.is_news(f"u{number}", 1, "ici.example", str(number))
    assert memory.uri("ici.example", "1") is None
    assert memory.uri("ici.example", "4") == "u4"
    assert len(memory.written()) == len(memory._uris) == 3
    assert memory.is_news("u0", 1, "ici.example", "0")
    assert not memory.is_news("u4", 1, "ici.example", "4")
    assert memory.is_news("u4", 2, "ici.example", "4")


def test_hashtags_are_folded_as_mastodon_does() -> None:
    assert folded("#Trois-Rivières") == "troisrivieres"
    assert folded("L’Œuvre d’Été_1") == "loeuvredete_1"
    assert [folded(tag) for tag in ("#", "2026", "", "🙂")] == [""] * 4
    assert distinct(["TroisRivières", "TroisRivieres", "3R"]) == ("troisrivieres", "3r")


def test_the_towns_hashtags_are_those_of_their_profiles(context: Context) -> None:
    assert of_towns(context.towns) == ("troisrivieres", "troisrivieresqc", "3r", "v3r")


# --- any bytes


QUIET = settings(max_examples=60, deadline=None)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
KEYS = st.sampled_from([*status(), "reblog", "edited_at", "media_attachments", "spoiler_text"])


@QUIET
@given(body=st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_body_is_a_page_or_a_refusal(body: bytes, context: Context) -> None:
    try:
        raws = items(body)
    except InvalidInput:
        return
    told = hearing(context).page(raws, HERE, Memory(), NOW)
    assert len(told.events) + len(told.rejected) <= len(raws)


@QUIET
@given(changes=st.dictionaries(KEYS, JSON, min_size=1, max_size=3))
def test_a_status_with_any_field_changed_never_raises(
    changes: dict[str, Any], context: Context
) -> None:
    raw = json.dumps({**status(), **changes}).encode()
    told = hearing(context).live(
        [ServerEvent(name="update", data=raw)], HERE, Memory(), NOW + timedelta(days=1)
    )
    assert len(told.events) + len(told.rejected) <= 1


@QUIET
@given(body=st.binary(max_size=100) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_description_of_an_instance_is_read(body: bytes) -> None:
    assert isinstance(about(body, HERE.url), About)


@QUIET
@given(link=st.text(max_size=200), raws=st.lists(st.binary(max_size=40), max_size=3))
def test_any_link_header_is_read(link: str, raws: list[bytes]) -> None:
    assert all(len(id_) <= 64 for id_ in ends(raws, link))
