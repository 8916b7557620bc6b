"""What acts promise whichever store keeps the mentions, as a suite that its tests inherit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from pipeline.exporting import row
from tests.desk.examples import MONDAY, OWN_PAGE, case
from tests.webapp.offices import a_site
from tests.webapp.records import record
from vigie.actor import Actor
from vigie.batch import Batch
from vigie.clock import HeldClock
from vigie.judgement import Label
from vigie.query import Field, Query
from vigie.record import Record
from webapp.log_of_acts import acts as log_of
from webapp.mention import acts
from webapp.mention.changing import Conflict, UnknownMention
from webapp.mention.correcting import correct, uncorrect
from webapp.site import Site

ANNE = Actor(name="anne", role="officer")
BENOIT = Actor(name="benoit", role="officer")


def a_hole(text: str = "Un trou rue A, quand viendrez-vous?", **labels: Any) -> Record:
    """A question to the town about a pothole: invited to the front door unless it is no case."""
    given = {
        "service_request": case(),
        "intent": Label("question", 0.9),
        "post": {"source": OWN_PAGE},
        **labels,
    }
    return record(text, **given)


async def found(site: Site, **fields: str) -> int:
    """How many mentions a search by these values finds, its count and its facets agreeing."""
    (name, value), *_ = fields.items()
    query = Query(where=Field(name, (value,)))
    hits = (await site.store.search(query)).hits
    counts = await site.store.count(Query(), [name])
    facet = {bucket.value: bucket.count for bucket in counts.facets[name]}
    assert facet.get(value, 0) == len(hits)
    return len(hits)


class ActContract:
    """`webapp.mention.acts` and `webapp.mention.correcting` over a store."""

    @pytest.fixture
    def site(self, store: Any, clock: HeldClock) -> Site:
        return a_site(store, clock, ANNE)

    @pytest.fixture
    def other(self, store: Any, clock: HeldClock) -> Site:
        return a_site(store, clock, BENOIT)

    async def test_a_correction_wins_at_once_in_searches_counts_and_exports(
        self, site: Site
    ) -> None:
        one = a_hole()
        await site.store.write(Batch(records=(one,)))
        assert await found(site, route="invite_311") == 1
        changed = await correct(site, one.mention.id, 0, {"service_request": "false"})
        assert changed.review is not None
        assert changed.review.consequences == {"route": "reply", "service_category": ""}
        assert await found(site, route="invite_311") == 0
        assert await found(site, route="reply") == 1
        assert await found(site, service_category="pothole") == 0
        kept = await site.store.get(one.mention.id)
        assert kept == changed
        assert row(kept)["route"] == "reply"

    async def test_undoing_gives_back_what_stood_before(self, site: Site) -> None:
        one = a_hole()
        await site.store.write(Batch(records=(one,)))
        await correct(site, one.mention.id, 0, {"topic": "snow"})
        await correct(site, one.mention.id, 1, {"topic": "noise", "service_request": "false"})
        again = await uncorrect(site, one.mention.id, 2, {"topic": "snow", "service_request": None})
        assert again.review is not None
        assert again.review.corrections == {"topic": "snow"}
        assert await found(site, route="invite_311") == 1
        assert await found(site, topic="snow") == 1
        bare = await uncorrect(site, one.mention.id, 3, {"topic": None})
        assert bare.review is not None
        assert (bare.review.corrections, bare.review.consequences) == ({}, {})
        assert await found(site, topic="roads") == 1

    async def test_a_correction_survives_an_edition_and_a_new_judgement(self, site: Site) -> None:
        one = a_hole()
        await site.store.write(Batch(records=(one,)))
        await correct(site, one.mention.id, 0, {"service_request": "false"})
        mention = replace(one.mention, post=replace(one.mention.post, revision=2, text="Un trou."))
        edited = replace(one, mention=mention)
        judgement = replace(one.judgement, generation=2, topic=Label("noise", 0.9))
        await site.store.write(Batch(records=(edited, replace(edited, judgement=judgement))))
        assert await found(site, route="reply") == 1
        assert await found(site, topic="noise") == 1

    async def test_a_route_that_a_person_chose_wins(self, site: Site) -> None:
        one = a_hole()
        await site.store.write(Batch(records=(one,)))
        await correct(site, one.mention.id, 0, {"route": "media_relations"})
        assert await found(site, route="media_relations") == 1
        await uncorrect(site, one.mention.id, 1, {"route": None})
        assert await found(site, route="invite_311") == 1

    async def test_of_two_officers_the_second_is_told_and_nothing_is_overwritten(
        self, site: Site, other: Site
    ) -> None:
        one = a_hole()
        await site.store.write(Batch(records=(one,)))
        await acts.take(site, one.mention.id, 0)
        with pytest.raises(Conflict) as told:
            await acts.note(other, one.mention.id, 0, "Je m’en occupe.")
        review = told.value.record.review
        assert review is not None
        assert (review.assignee, review.notes, review.version) == ("anne", (), 1)
        again = await acts.note(other, one.mention.id, 1, "Je m’en occupe.")
        assert again.review is not None
        assert [note.by for note in again.review.notes] == ["benoit"]
        assert again.review.assignee == "anne"

    async def test_the_same_button_pressed_twice_is_no_conflict_and_one_act(
        self, site: Site
    ) -> None:
        one = a_hole()
        await site.store.write(Batch(records=(one,)))
        first = await acts.mark_reply_sent(site, one.mention.id, 0)
        assert await acts.mark_reply_sent(site, one.mention.id, 0) == first
        log = await log_of(site.office.papers, about=one.mention.id)
        assert [noted.act.what for noted in log] == ["reply_sent"]

    async def test_an_unknown_mention_is_told(self, site: Site) -> None:
        with pytest.raises(UnknownMention):
            await acts.take(site, "inconnue", 0)

    async def test_marks_keep_the_time(self, site: Site, clock: HeldClock) -> None:
        one = a_hole()
        await site.store.write(Batch(records=(one,)))
        await acts.mark_temporary_sent(site, one.mention.id, 0)
        assert await found(site, status="waiting") == 1
        clock.move(timedelta(hours=2))
        done = await acts.mark_reply_sent(site, one.mention.id, 1)
        assert done.review is not None
        assert done.review.temporary_sent_at == MONDAY
        assert done.review.reply_sent_at == MONDAY + timedelta(hours=2)
        assert await found(site, status="answered") == 1
