from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from sinks.sqlite.store import SqliteStore
from tests.desk.examples import MONDAY, TOWN
from tests.webapp.act_contract import ANNE, ActContract, a_hole
from tests.webapp.offices import a_site
from vigie.actor import Actor
from vigie.batch import Batch
from vigie.clock import HeldClock
from vigie.errors import InvalidInput
from vigie.paper import Paper
from vigie.record import Record
from vigie.town import Spot
from webapp.log_of_acts import acts as log_of
from webapp.mention import acts
from webapp.mention.changing import UnknownMention
from webapp.mention.correcting import correct, uncorrect
from webapp.site import Site


class TestOnSqlite(ActContract):
    pass


@pytest.fixture
def site(store: SqliteStore, clock: HeldClock) -> Site:
    return a_site(store, clock, ANNE)


@pytest.fixture
async def one(store: SqliteStore) -> Record:
    record = a_hole()
    await store.write(Batch(records=(record,)))
    return record


async def test_a_mention_of_another_town_is_as_unknown_as_one_that_is_not(
    store: SqliteStore, clock: HeldClock, one: Record
) -> None:
    stranger = a_site(store, clock, Actor(name="chloe", role="lead", towns=("ailleurs",)))
    with pytest.raises(UnknownMention):
        await acts.take(stranger, one.mention.id, 0)
    with pytest.raises(UnknownMention):
        await correct(stranger, one.mention.id, 0, {"topic": "snow"})
    kept = await store.get(one.mention.id)
    assert kept is not None
    assert kept.review is None


@pytest.mark.parametrize(
    "labels",
    [
        {},
        {"humeur": "bonne"},
        {"status": "closed"},
        {"topic": "neige"},
        {"route": ""},
        {"language": "zz"},
        {"language": "français"},
        {"place": "nulle-part"},
        {"emergency": "peut-être"},
        {"topic": "snow", "sentiment": "<script>"},
    ],
)
async def test_a_value_out_of_the_vocabulary_is_refused_whole(
    site: Site, one: Record, labels: dict[str, str]
) -> None:
    with pytest.raises(InvalidInput):
        await correct(site, one.mention.id, 0, labels)
    with pytest.raises(InvalidInput):
        await uncorrect(site, one.mention.id, 0, dict(labels))
    kept = await site.store.get(one.mention.id)
    assert kept is not None
    assert kept.review is None


async def test_a_place_is_corrected_with_its_district_or_to_none(
    store: SqliteStore, clock: HeldClock, one: Record
) -> None:
    spot = Spot(id="rue-a", name="rue A", kind="street", district="centre")
    site = a_site(store, clock, ANNE, towns=(replace(TOWN, gazetteer=(spot,)),))
    placed = await correct(site, one.mention.id, 0, {"place": "rue-a"})
    assert placed.review is not None
    assert placed.review.consequences == {"district": "centre"}
    decision = site.office.decide(placed, site.towns[0], MONDAY)
    assert decision.case is not None
    assert (decision.case.place, decision.case.place_id) == ("rue A", "rue-a")
    nowhere = await correct(site, one.mention.id, 1, {"place": ""})
    assert nowhere.review is not None
    assert nowhere.review.consequences == {}


async def test_confirming_what_the_machine_doubted_settles_the_doubt(site: Site) -> None:
    unsure = a_hole("Un trou?", uncertain=("topic",))
    await site.store.write(Batch(records=(unsure,)))
    confirmed = await correct(site, unsure.mention.id, 0, {"topic": "roads"})
    assert confirmed.review is not None
    assert confirmed.review.corrections == {"topic": "roads"}
    assert confirmed.review.consequences == {}


async def test_a_mention_goes_from_hand_to_hand(site: Site, one: Record) -> None:
    mention = one.mention.id
    taken = await acts.take(site, mention, 0)
    given = await acts.hand_over(site, mention, 1, "benoit", "Il faut appeler les travaux.")
    back = await acts.assign(site, mention, 2, "")
    said = [(r.review.assignee, r.review.status) for r in (taken, given, back) if r.review]
    assert said == [("anne", "taken"), ("benoit", "taken"), (None, "new")]
    assert given.review is not None
    assert [note.text for note in given.review.notes] == ["Il faut appeler les travaux."]


async def test_where_there_are_accounts_only_they_are_given_mentions(
    site: Site, one: Record
) -> None:
    await site.office.papers.keep(Paper(kind="account", key="benoit", body=b"{}", at=MONDAY))
    with pytest.raises(InvalidInput):
        await acts.assign(site, one.mention.id, 0, "personne")
    given = await acts.assign(site, one.mention.id, 0, "benoit")
    assert given.review is not None
    assert given.review.assignee == "benoit"


@pytest.mark.parametrize("name", ["une.personne@exemple.ca", "x" * 41, "a\nb", "<b>"])
async def test_without_accounts_what_is_no_name_is_refused(
    site: Site, one: Record, name: str
) -> None:
    with pytest.raises(InvalidInput):
        await acts.assign(site, one.mention.id, 0, name)


async def test_a_snoozed_mention_wakes_and_closes(site: Site, one: Record) -> None:
    mention, tomorrow = one.mention.id, MONDAY + timedelta(days=1)
    with pytest.raises(InvalidInput):
        await acts.snooze(site, mention, 0, MONDAY)
    asleep = await acts.snooze(site, mention, 0, tomorrow)
    assert asleep.review is not None
    assert asleep.review.snoozed_until == tomorrow
    await acts.wake(site, mention, 1)
    await acts.snooze(site, mention, 2, tomorrow)
    closed = await acts.close(site, mention, 3)
    assert closed.review is not None
    assert (closed.review.status, closed.review.snoozed_until) == ("closed", None)
    again = await acts.reopen(site, mention, 4)
    assert again.review is not None
    assert again.review.status == "new"


async def test_a_mark_made_by_mistake_is_taken_back(site: Site, one: Record) -> None:
    mention = one.mention.id
    await acts.mark_temporary_sent(site, mention, 0)
    await acts.mark_reply_sent(site, mention, 1)
    first = await acts.unmark_reply_sent(site, mention, 2)
    second = await acts.unmark_temporary_sent(site, mention, 3)
    assert first.review is not None
    assert second.review is not None
    assert (first.review.reply_sent_at, first.review.status) == (None, "waiting")
    assert (second.review.temporary_sent_at, second.review.status) == (None, "new")


async def test_a_reply_is_kept_as_it_was_written_and_given_back_when_emptied(
    site: Site, one: Record
) -> None:
    kept = await acts.save_reply(site, one.mention.id, 0, "Bonjour,\r\n\r\nMerci. <b>")
    assert kept.review is not None
    assert kept.review.reply == "Bonjour,\n\nMerci. <b>"
    with pytest.raises(InvalidInput):
        await acts.save_reply(site, one.mention.id, 1, "x" * 10_001)
    emptied = await acts.save_reply(site, one.mention.id, 1, "  ")
    assert emptied.review is not None
    assert emptied.review.reply is None


async def test_the_log_says_who_and_what_and_holds_no_words(
    site: Site, one: Record, clock: HeldClock
) -> None:
    mention = one.mention.id
    await acts.note(site, mention, 0, "Un mot secret.")
    await acts.save_reply(site, mention, 1, "Une réponse secrète.")
    await acts.hand_over(site, mention, 2, "benoit", "Un relais secret.")
    clock.move(timedelta(seconds=1))
    await correct(site, mention, 3, {"topic": "snow"})
    papers = await site.office.papers.papers("act", about=mention)
    assert not any(b"secr" in paper.body for paper in papers)
    assert not any(b"trou" in paper.body for paper in papers)
    newest, *_ = await log_of(site.office.papers, town=TOWN.slug)
    assert (newest.act.by, newest.act.what) == ("anne", "corrected")
    assert newest.act.detail == {"label": "topic", "before": "roads", "after": "snow"}
