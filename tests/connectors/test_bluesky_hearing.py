"""What is heard on Bluesky: posts that name a town, editions, deletions, and rubbish."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from tests.connectors.contract import gone, ids
from tests.connectors.firehose import (
    ELSEWHERE,
    NAMED,
    Firehose,
    first,
    listening,
    posts,
)
from tests.doubles.jetstream import DICTIONARY_ID
from vigie.clock import HeldClock
from vigie.post import AuthorPurged, Published


@pytest.fixture
async def firehose(tmp_path: Path, clock: HeldClock) -> AsyncIterator[Firehose]:
    async with listening(tmp_path, clock) as given:
        yield given


async def test_what_names_no_town_is_counted_and_never_passed_on(firehose: Firehose) -> None:
    firehose.publish([ELSEWHERE, NAMED, ELSEWHERE])
    (page,) = await first(firehose)
    assert [post.text for post in posts([page])] == [NAMED]
    assert page.unheard == 2


async def test_only_posts_are_asked_for(firehose: Firehose) -> None:
    firehose.double.commit("create", "did:plc:f", "3m", {"text": NAMED}, collection="app.bsky.x")
    firehose.publish([ELSEWHERE])
    (page,) = await first(firehose)
    assert (page.unheard, page.events) == (1, ())
    assert firehose.double.asked[0]["wantedCollections"] == ["app.bsky.feed.post"]


async def test_deleted_posts_and_accounts_are_told(firehose: Firehose) -> None:
    (address,) = firehose.publish([ELSEWHERE])
    firehose.double.delete(address)
    for status in ("deleted", "takendown", "suspended", "deactivated", "desynchronized"):
        firehose.double.account(f"did:plc:{status}", active=False, status=status)
    firehose.double.account("did:plc:reason", active=False)
    firehose.double.account("did:plc:revenue", active=True)
    (page,) = await first(firehose)
    assert gone([page]) == [address]
    purged = [event.pseudonym for event in page.events if isinstance(event, AuthorPurged)]
    names = ["deleted", "takendown", "suspended", "deactivated", "reason"]
    assert purged == [
        firehose.context.pseudonyms.of("bluesky", f"did:plc:{name}") for name in names
    ]


async def test_the_author_of_a_post_has_the_pseudonym_that_a_purge_names(
    firehose: Firehose,
) -> None:
    firehose.double.post(NAMED, did="did:plc:fictive")
    firehose.double.account("did:plc:fictive", active=False, status="deleted")
    (page,) = await first(firehose)
    published, purged = page.events
    assert isinstance(published, Published)
    assert isinstance(purged, AuthorPurged)
    assert published.post.author.pseudonym == purged.pseudonym


async def test_an_edition_replaces_the_post_even_when_it_no_longer_names_the_town(
    firehose: Firehose,
) -> None:
    (address,) = firehose.publish([NAMED])
    firehose.double.update(address, ELSEWHERE)
    (page,) = await first(firehose)
    before, after = posts([page])
    assert (before.native_id, after.native_id) == (address, address)
    assert after.revision == firehose.double.times[1] // 1_000_000 > before.revision == 1
    assert after.text == ELSEWHERE


async def test_frames_too_deep_too_long_or_cut_short_spoil_only_themselves(
    firehose: Firehose,
) -> None:
    deep = b'{"did":"did:plc:f","time_us":1,"kind":"commit","commit":{"record":' + b"[" * 100_000
    for frame in (deep, b"", b"\x28\xb5\x2f\xfd", b"null", b'{"did":"did:plc:f"}'):
        firehose.double.garble(frame)
    firehose.double.post("Trois-Rivières " + "x" * 600_000)  # skipped by the server
    (address,) = firehose.publish([NAMED])
    (page,) = await first(firehose)
    assert ids([page]) == [address]
    assert len(page.rejected) == 5


async def test_records_without_text_are_let_go_unless_they_name_a_town(
    firehose: Firehose,
) -> None:
    firehose.double.post(["Il neige"])
    firehose.double.post(["Trois-Rivières"])
    (page,) = await first(firehose)
    assert (page.unheard, len(page.rejected), page.events) == (1, 1, ())


@pytest.mark.parametrize("sized", [True, False])
@pytest.mark.parametrize("wire", ["v1", "v2"])
async def test_compressed_frames_are_read_whether_or_not_they_tell_their_size(
    firehose: Firehose, tmp_path: Path, wire: str, sized: bool
) -> None:
    (tmp_path / "v1.zdict").write_bytes(firehose.double.legacy.as_bytes())
    firehose.settings |= {"wire": wire, **({"dictionary": "v1.zdict"} if wire == "v1" else {})}
    firehose.double.sized = sized
    long = f"{NAMED} " + " ".join(str(n) for n in range(20_000))  # beyond an ordinary buffer
    published = firehose.publish([NAMED, long])
    assert ids(await first(firehose)) == published
    (asked,) = firehose.double.asked
    assert asked.get("compress") == (["true"] if wire == "v1" else None)
    assert asked.get("zstdDictionary") == (None if wire == "v1" else [str(DICTIONARY_ID)])


async def test_a_host_without_dictionary_is_read_uncompressed(firehose: Firehose) -> None:
    firehose.settings["wire"] = "v2"
    firehose.double.gives_dictionary = False
    published = firehose.publish([NAMED])
    assert ids(await first(firehose)) == published
    assert "zstdDictionary" not in firehose.double.asked[0]


async def test_a_retired_dictionary_is_fetched_anew(firehose: Firehose) -> None:
    firehose.settings["wire"] = "v2"
    published = firehose.publish([NAMED])
    connector = firehose.build()
    firehose.double.status = 400
    refused = [page async for page in connector.pages(None)]
    firehose.double.status = None
    firehose.double.dictionary = firehose.double.legacy  # another id
    async with aclosing(connector.pages(refused[-1].cursor)) as coming:
        assert ids([await anext(coming)]) == published
