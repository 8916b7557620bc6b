"""What every store promises, as a suite: a store's own tests inherit it and give `store`.

class TestMyStore(StoreContract):
    @pytest.fixture
    async def store(self) -> AsyncIterator[MyStore]: ...
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import msgspec
import pytest

from tests.sinks.records import (
    DAY,
    HOUR,
    MONDAY,
    a_delivery,
    a_letter,
    a_move,
    a_record,
    an_alert,
    batch,
    edited,
    fully_judged,
    gone,
    rejudged,
)
from tests.sinks.source_contract import SourceMemoryContract
from vigie.alert import Delivery
from vigie.batch import RECHECKED, Batch, CursorMove, Restated, SourceStatus, Tally, Written
from vigie.contracts import Outbox, Store
from vigie.errors import ConfigurationError, InvalidInput
from vigie.judgement import Label, ServiceRequest
from vigie.post import AuthorPurged
from vigie.query import (
    FIELDS,
    ROUTE_AND_STATUS,
    Among,
    And,
    Bucket,
    Clause,
    Field,
    Found,
    Not,
    Or,
    Phrase,
    Query,
    Word,
)
from vigie.record import Record
from vigie.retention import RetentionRule
from vigie.review import Note, Review
from vigie.rhythm import Rhythm, hour_of


class AnyStore(Store, Outbox, Protocol):
    """Both contracts: the stores of the house keep their outbox themselves."""


async def ids(store: Store, where: Clause | None = None, **others: Any) -> list[str]:
    found = await store.search(Query(where=where, **others))
    return [hit.record.mention.id for hit in found.hits]


async def texts(store: Store, where: Clause | None = None, **others: Any) -> list[str]:
    found = await store.search(Query(where=where, **others))
    return [hit.record.mention.post.text for hit in found.hits]


async def pages(store: Store, query: Query) -> list[Found]:
    found = [await store.search(query)]
    while after := found[-1].next:
        found.append(await store.search(msgspec.structs.replace(query, after=after)))
    return found


def shown(found: list[Found]) -> list[str]:
    return [hit.record.mention.id for page in found for hit in page.hits]


class WritingContract:
    """`Store.write`, `get` and `many`."""

    async def test_a_record_comes_back_as_it_was_written(self, store: AnyStore) -> None:
        record = fully_judged()
        written = await store.write(batch(record))
        assert written == Written(new=(record.mention.id,))
        assert await store.get(record.mention.id) == record
        assert await store.many([record.mention.id, "inconnu"]) == {record.mention.id: record}

    async def test_an_unknown_mention_is_none(self, store: AnyStore) -> None:
        assert await store.get("inconnu") is None
        assert await store.many([]) == {}

    async def test_a_second_write_changes_nothing(self, store: AnyStore) -> None:
        record = a_record()
        await store.write(batch(record))
        other = msgspec.structs.replace(record, first_seen=MONDAY + DAY)
        assert await store.write(batch(other)) == Written(unchanged=(record.mention.id,))
        assert await store.get(record.mention.id) == record

    async def test_an_edition_replaces_the_text_but_keeps_first_seen_and_story(
        self, store: AnyStore
    ) -> None:
        first = a_record(cluster="histoire-1")
        await store.write(batch(first))
        second = rejudged(edited(first, "La rue est glacée."), cluster="histoire-2")
        second = msgspec.structs.replace(second, first_seen=MONDAY + DAY)
        assert await store.write(batch(second)) == Written(revised=(first.mention.id,))
        kept = await store.get(first.mention.id)
        assert kept
        assert kept.mention.post.text == "La rue est glacée."
        assert kept.first_seen == first.first_seen
        assert kept.judgement.cluster == "histoire-1"

    async def test_an_edition_is_found_by_its_new_words_only(self, store: AnyStore) -> None:
        first = a_record(text="Collecte oubliée")
        await store.write(batch(first))
        await store.write(batch(edited(first, "Trottoir brisé")))
        assert await ids(store, Word("trottoir")) == [first.mention.id]
        assert await ids(store, Word("collecte")) == []

    async def test_an_older_edition_changes_nothing(self, store: AnyStore) -> None:
        first = a_record()
        second = edited(first, "La rue est glacée.")
        await store.write(batch(second))
        assert await store.write(batch(first)) == Written(unchanged=(first.mention.id,))
        assert await store.get(first.mention.id) == second

    @pytest.mark.parametrize(
        ("kept", "offered", "outcome"),
        [
            ((1, 1), (1, 2), "revised"),
            ((1, 5), (2, 1), "revised"),
            ((2, 1), (1, 5), "unchanged"),
            ((1, 2), (1, 1), "unchanged"),
            ((1, 1), (1, 1), "unchanged"),
        ],
    )
    async def test_revision_weighs_more_than_generation(
        self, store: AnyStore, kept: tuple[int, int], offered: tuple[int, int], outcome: str
    ) -> None:
        first = a_record(revision=kept[0], generation=kept[1])
        await store.write(batch(first))
        written = await store.write(batch(a_record(revision=offered[0], generation=offered[1])))
        assert getattr(written, outcome) == (first.mention.id,)

    async def test_several_editions_in_one_batch_leave_the_newest(self, store: AnyStore) -> None:
        first = a_record()
        second = edited(first, "Deuxième version du billet")
        written = await store.write(batch(first, second, first))
        assert written == Written(new=(first.mention.id,))
        kept = await store.get(first.mention.id)
        assert kept
        assert kept.mention.post.text == "Deuxième version du billet"

    async def test_an_empty_batch_is_nothing(self, store: AnyStore) -> None:
        assert await store.write(Batch()) == Written()

    async def test_strange_text_is_kept_and_harmless(self, store: AnyStore) -> None:
        strange = "NUL\x00 droite\u202eà gauche \ud800 '; DROP TABLE mentions; -- \" 🚧 neige"
        record = a_record(text=strange, title="x" * 100_000)
        await store.write(batch(record))
        kept = await store.get(record.mention.id)
        assert kept
        assert kept.mention.post.text == strange.replace("\ud800", "?")
        assert await ids(store, Word("neige")) == [record.mention.id]


class RemovalContract:
    """Deletions and purges: what is gone leaves no personal data and never comes back."""

    async def test_a_deleted_mention_is_not_found_anywhere(self, store: AnyStore) -> None:
        record = fully_judged(url="https://journal.example/a")
        await store.write(batch(record))
        assert await store.write(Batch(gone=(gone(record),))) == Written()
        assert await store.get(record.mention.id) is None
        assert await store.many([record.mention.id]) == {}
        assert await ids(store) == []
        assert await ids(store, Word("érable")) == []
        assert (await store.count(Query(), ["topic"])).facets == {"topic": ()}
        assert await store.find_by_address("https://journal.example/a") == []
        assert record.signature
        assert await store.similar(record.signature, "valbois", MONDAY - DAY) == []

    async def test_a_deleted_mention_never_comes_back(self, store: AnyStore) -> None:
        record = a_record()
        await store.write(batch(record))
        await store.write(Batch(gone=(gone(record),)))
        for again in (record, edited(record, "De retour"), rejudged(record)):
            assert await store.write(batch(again)) == Written(refused=(record.mention.id,))
        assert await store.get(record.mention.id) is None

    async def test_a_deletion_may_come_before_its_post(self, store: AnyStore) -> None:
        record = a_record()
        await store.write(Batch(gone=(gone(record),)))
        assert await store.write(batch(record)) == Written(refused=(record.mention.id,))

    async def test_a_post_and_its_deletion_in_one_batch_leave_a_tombstone(
        self, store: AnyStore
    ) -> None:
        record, other = a_record(1), a_record(2)
        written = await store.write(
            batch(record, other, gone=(gone(record),), deliveries=(a_delivery(record),))
        )
        assert written == Written(new=(other.mention.id,), refused=(record.mention.id,))
        assert await store.get(record.mention.id) is None
        assert await store.deliveries() == []

    async def test_a_purged_author_disappears_from_every_town(self, store: AnyStore) -> None:
        theirs = [a_record(n, author="p1", town=town) for n, town in enumerate(("valbois", "nive"))]
        other = a_record(9, author="p2")
        await store.write(batch(*theirs, other))
        await store.write(Batch(purged=(AuthorPurged(pseudonym="p1", at=MONDAY),)))
        assert await ids(store) == [other.mention.id]

    async def test_a_purged_author_is_never_written_again(self, store: AnyStore) -> None:
        await store.write(Batch(purged=(AuthorPurged(pseudonym="p1", at=MONDAY),)))
        record, other = a_record(1, author="p1"), a_record(2, author="p2")
        written = await store.write(batch(record, other, deliveries=(a_delivery(record),)))
        assert written == Written(new=(other.mention.id,), refused=(record.mention.id,))
        assert await store.deliveries() == []

    async def test_alerts_about_an_edited_mention_say_what_it_says_now(
        self, store: AnyStore
    ) -> None:
        record = a_record(text="Un câble est tombé, appelez Camille Inventée.")
        sent, waiting = a_delivery(record, "parti"), a_delivery(record, "attend")
        fallen = Delivery(alert=an_alert(record, "autre"), target="attend", due_at=MONDAY)
        await store.write(batch(record, deliveries=(sent, waiting, fallen)))
        await store.settle([msgspec.structs.replace(sent, state="sent", settled_at=MONDAY)])
        after = edited(record, "Un câble est tombé.")
        said = Restated(mention=record.mention.id, alerts=(an_alert(after),))
        for _ in range(2):  # told twice: the second time nothing changes
            await store.write(batch(after, restated=(said,)))
            kept = {(d.target, d.alert.rule): d for d in await store.deliveries()}
            assert all("Inventée" not in str(each) for each in kept.values())
            assert kept["parti", "urgence"].alert.summary["excerpt"] == "Un câble est tombé."
            assert kept["parti", "urgence"].alert.id == sent.alert.id
            states = {key: each.state for key, each in kept.items()}
            assert states == {
                ("parti", "urgence"): "sent",
                ("attend", "urgence"): "pending",
                ("attend", "autre"): "dropped",
            }

    async def test_alerts_are_restated_by_what_comes_alone_too(self, store: AnyStore) -> None:
        record = a_record(text="Un câble est tombé, appelez Camille Inventée.")
        after = edited(record, "Un câble est tombé.")
        said = Restated(mention=record.mention.id, alerts=(an_alert(after),))
        await store.write(batch(after))
        await store.write(Batch(deliveries=(a_delivery(record),), restated=(said,)))
        (kept,) = await store.deliveries()
        assert kept.alert.summary["excerpt"] == "Un câble est tombé."

    async def test_alerts_are_not_restated_by_an_edition_that_comes_late(
        self, store: AnyStore
    ) -> None:
        first = a_record(text="Un câble est tombé.")
        third = edited(edited(first, "Deux câbles."), "Trois câbles.")
        await store.write(batch(third, deliveries=(a_delivery(third),)))
        late = edited(first, "Deux câbles.")
        said = Restated(mention=first.mention.id, alerts=(an_alert(late),))
        await store.write(batch(late, restated=(said,)))
        (kept,) = await store.deliveries()
        assert kept == a_delivery(third)

    async def test_an_alert_about_a_deleted_mention_is_blanked_and_dropped(
        self, store: AnyStore
    ) -> None:
        record = a_record(
            text="Rue inondée chez madame Tremblay-Fictive", url="https://a.example/1"
        )
        sent = a_delivery(record, "registre", state="sent", settled_at=MONDAY)
        await store.write(batch(record, deliveries=(a_delivery(record), sent)))
        await store.write(Batch(gone=(gone(record),)))
        states = {d.target: d.state for d in await store.deliveries()}
        assert states == {"bureau": "dropped", "registre": "sent"}
        for delivery in await store.deliveries():
            assert "Fictive" not in repr(delivery)
            assert "inond" not in repr(delivery)
            assert "a.example" not in repr(delivery)
        assert await store.claim(MONDAY + DAY, HOUR, 10) == []

    async def test_a_deleted_post_is_no_longer_quoted_by_its_answers(self, store: AnyStore) -> None:
        post = a_record(1, "Mon trottoir est fendu.")
        answer = a_record(
            2, "Appelez le 311.", in_reply_to="billet-1", reply_to_text="Mon trottoir est fendu."
        )
        await store.write(batch(post, answer))
        await store.write(Batch(gone=(gone(post),)))
        await store.write(batch(edited(answer, "Appelez donc le 311.")))
        kept = await store.get(answer.mention.id)
        assert kept
        assert kept.mention.post.text == "Appelez donc le 311."
        assert kept.mention.post.reply_to_text is None

    async def test_erasing_counts_what_was_there_and_forbids_its_return(
        self, store: AnyStore
    ) -> None:
        record, other = a_record(1), a_record(2)
        await store.write(batch(record, other))
        await store.review(Review(mention=record.mention.id, assignee="Camille"))
        assert await store.erase([record.mention.id, "inconnu"], MONDAY) == 1
        assert await store.erase([record.mention.id], MONDAY) == 0
        assert await ids(store) == [other.mention.id]
        assert (await store.write(batch(record))).refused == (record.mention.id,)
        with pytest.raises(InvalidInput):
            await store.review(Review(mention=record.mention.id))


class SourcesContract:
    """Cursors, states and tallies."""

    async def test_a_cursor_moves_with_its_batch(self, store: AnyStore) -> None:
        assert await store.cursor("Gazette fictive") is None
        await store.write(batch(a_record(), cursors=(a_move(b"\x00page 2"),)))
        assert await store.cursor("Gazette fictive") == b"\x00page 2"

    async def test_the_rounds_through_a_source_are_no_source(self, store: AnyStore) -> None:
        move = CursorMove(source=f"{RECHECKED}Forum", cursor=b"tour", at=MONDAY)
        await store.write(Batch(cursors=(move,)))
        assert await store.cursor(f"{RECHECKED}Forum") == b"tour"
        assert await store.sources() == {}

    async def test_a_source_tells_when_it_was_asked_and_when_it_brought(
        self, store: AnyStore
    ) -> None:
        first = a_move(b"1", heard=True, next_at=MONDAY + HOUR, note="3 articles")
        await store.write(Batch(cursors=(first,)))
        await store.write(Batch(cursors=(a_move(b"1", at=MONDAY + HOUR),)))
        assert await store.sources() == {
            "Gazette fictive": SourceStatus(
                source="Gazette fictive",
                state="working",
                asked_at=MONDAY + HOUR,
                heard_at=MONDAY,
                since=MONDAY,
                answered_at=MONDAY + HOUR,
                rhythm=Rhythm(hour_of(MONDAY)),
            )
        }

    async def test_a_call_keeps_the_cursor_and_the_next_poll(self, store: AnyStore) -> None:
        poll = a_move(b"7", next_at=MONDAY + DAY, state="failing", note="panne")
        await store.write(Batch(cursors=(poll,)))
        call = a_move(b"", at=MONDAY + HOUR, heard=True, next_at=MONDAY + 2 * DAY)
        await store.write(Batch(cursors=(call,)))
        assert await store.cursor("Gazette fictive") == b"7"
        kept = (await store.sources())["Gazette fictive"]
        assert (kept.asked_at, kept.heard_at) == (MONDAY + HOUR, MONDAY + HOUR)
        assert kept.next_at == MONDAY + DAY
        # What is called says nothing of the polls, which still fail.
        assert (kept.state, kept.note, kept.failures) == ("failing", "panne", 1)

    async def test_a_source_that_only_called_has_no_cursor_until_it_is_polled(
        self, store: AnyStore
    ) -> None:
        await store.write(Batch(cursors=(a_move(b"", heard=True),)))
        assert await store.cursor("Gazette fictive") is None
        status = (await store.sources())["Gazette fictive"]
        assert (status.heard_at, status.next_at) == (MONDAY, None)
        poll = a_move(b"1", at=MONDAY + HOUR, next_at=MONDAY + DAY)
        await store.write(Batch(cursors=(poll,)))
        assert await store.cursor("Gazette fictive") == b"1"
        status = (await store.sources())["Gazette fictive"]
        assert (status.heard_at, status.next_at) == (MONDAY, MONDAY + DAY)

    async def test_what_calls_bring_is_counted_each_time_and_not_on_a_replay(
        self, store: AnyStore
    ) -> None:
        def call(at: datetime) -> Batch:
            kept = Tally(source="Gazette fictive", outcome="kept", count=2)
            return Batch(cursors=(a_move(b"", at=at, heard=True),), tallies=(kept,))

        for at in (MONDAY, MONDAY, MONDAY + HOUR):
            await store.write(call(at))
        assert await store.tallies() == {"Gazette fictive": {"kept": 4}}
        await store.write(Batch(cursors=(a_move(b"1", at=MONDAY + 2 * HOUR),)))
        await store.write(call(MONDAY + 3 * HOUR))
        await store.write(call(MONDAY + 3 * HOUR))
        assert await store.tallies() == {"Gazette fictive": {"kept": 6}}

    async def test_failures_add_up_until_the_source_works_again(self, store: AnyStore) -> None:
        async def failures(state: str, hours: int) -> int:
            move = a_move(b"1", state=state, at=MONDAY + hours * HOUR)
            await store.write(Batch(cursors=(move,)))
            return (await store.sources())["Gazette fictive"].failures

        assert [await failures("failing", n) for n in (1, 2, 2)] == [1, 2, 2]
        assert await failures("stopped", 3) == 2
        assert await failures("working", 4) == 0
        assert await failures("failing", 5) == 1

    async def test_tallies_add_up_with_the_cursor_and_not_on_a_replay(
        self, store: AnyStore
    ) -> None:
        def page(cursor: bytes, at: datetime = MONDAY) -> Batch:
            kept = Tally(source="Gazette fictive", outcome="kept", count=2)
            homonym = Tally(source="Gazette fictive", outcome="homonym", count=5)
            return Batch(cursors=(a_move(cursor, at=at),), tallies=(kept, homonym))

        await store.write(page(b"1"))
        await store.write(page(b"1"))
        await store.write(page(b"1", MONDAY + HOUR))
        assert await store.tallies() == {"Gazette fictive": {"kept": 2, "homonym": 5}}
        await store.write(page(b"2"))
        assert await store.tallies() == {"Gazette fictive": {"kept": 4, "homonym": 10}}

    async def test_a_tally_without_its_cursor_is_not_counted(self, store: AnyStore) -> None:
        tally = Tally(source="Gazette fictive", outcome="kept", count=2)
        await store.write(Batch(tallies=(tally,)))
        assert await store.tallies() == {}


#: A text of each language, and what must find it.
_FOUND = [
    ("Un nid-de-poule devant l’école", "fr", Word("nids-de-poule")),
    ("Un nid de poule devant l’école", "fr", Word("nid-de-poule")),
    ("Des nids-de-poule partout", "fr", Phrase(("nid", "de", "poule"))),
    ("Les rues sont déneigées", "fr", Word("déneigement")),
    ("Le déneigement de la nuit", "fr", Word("deneigees")),
    ("LE DÉNEIGEMENT", "fr", Word("Déneiger")),
    ("de\u0301neigement", "fr", Word("déneigée")),
    ("Encore des trous dans l’asphalte", "fr", Word("trou")),
    ("La panne des feux", "fr", Word("feu")),
    ("Les collectes sont ramassées", "fr", Word("ramasser")),
    ("Qu’est-ce que l’eau a ?", "fr", Word("eau")),
    ("Qu'est-ce que l'eau a ?", "fr", Word("l’eau")),
    ("Une œuvre d’art", "fr", Word("oeuvres")),
    ("Il y a des potholes sur Royale", "fr", Word("pothole")),
    ("Potholes everywhere", "en", Word("pothole")),
    ("The street was never plowed", "en", Word("plowing")),
    ("Aujourd’hui, rien", "fr", Word("aujourd'hui")),
    ("Réunion le 311 du 24", None, Word("311")),
    ("Les rues sont déneigées", None, Word("déneiger")),
    ("The street was plowed", None, Word("plows")),
    ("Des nids-de-poule", "fr", Word("nid", prefix=True)),
    ("La déneigeuse est passée", "fr", Word("déneig", prefix=True)),
    ("Le déneigement", "fr", Word("déneigements", prefix=True)),
    ("Des nids-de-poule", "fr", Word("nids-de-pou", prefix=True)),
    ("#TroisRivières est belle", "fr", Word("troisrivieres")),
]

_NOT_FOUND = [
    ("Une poule dans un nid", Phrase(("nid", "de", "poule"))),
    ("Le déneigement", Word("neige")),
    ("Le déneigement", Word("?!")),
    ("Merci @personne_fictive", Word("personne_fictive")),
    ("Merci @personne_fictive", Word("personne", prefix=True)),
    ("Voir https://journal.example/article-sur-la-neige", Word("neige")),
]


class SearchingContract:
    """`Store.search`: words, fields, orders, pages, spans."""

    @pytest.mark.parametrize(("text", "language", "where"), _FOUND)
    async def test_words_are_found_whatever_their_form(
        self, store: AnyStore, text: str, language: str | None, where: Clause
    ) -> None:
        wanted = a_record(1, text, language=language)
        await store.write(batch(wanted, a_record(2, "Rien à voir ici, bonsoir.")))
        assert await ids(store, where) == [wanted.mention.id]

    @pytest.mark.parametrize(("text", "where"), _NOT_FOUND)
    async def test_what_was_not_asked_for_is_not_found(
        self, store: AnyStore, text: str, where: Clause
    ) -> None:
        await store.write(batch(a_record(1, text)))
        assert await ids(store, where) == []

    async def test_titles_are_searched_but_no_phrase_reads_across(self, store: AnyStore) -> None:
        record = a_record(1, "de poule", title="Un nid")
        await store.write(batch(record))
        assert await ids(store, And((Word("nid"), Word("poule")))) == [record.mention.id]
        assert await ids(store, Phrase(("nid", "de", "poule"))) == []

    async def test_nobody_is_found_by_name_address_or_number(self, store: AnyStore) -> None:
        record = a_record(
            "secret9", author="pseudo9", url="https://social.example/personne9", source="Le Fil"
        )
        await store.write(batch(record))
        for word in ("pseudo9", "personne9", "secret9", "billet", "fil", record.mention.id):
            assert await ids(store, Word(word)) == []

    @pytest.mark.parametrize(
        ("where", "expected"),
        [
            (None, "abc"),
            (And((Word("rue"), Word("neige"))), "c"),
            (Or((Word("rue"), Word("bruit"))), "bc"),
            (Not(Word("neige")), "b"),
            (And((Word("rue"), Not(Word("neige")))), ""),
            (And((Not(Word("bruit")), Not(Field("topic", ("water",))))), "ac"),
            (Field("topic", ("snow",)), "a"),
            (Field("topic", ("snow", "noise")), "ab"),
            (Not(Field("topic", ("snow",))), "bc"),
            (Field("topic", ()), ""),
            (Or((Field("topic", ("noise",)), Word("rue"))), "bc"),
            (Not(Or((Word("bruit"), And((Word("rue"), Word("neige")))))), "a"),
            (And((Or((Word("bruit"), Word("neige"))), Field("topic", ("snow",)))), "a"),
            (Or((And((Word("neige"), Not(Word("rue")))), Phrase(("du", "bruit")))), "ab"),
            (And(()), "abc"),
            (Or(()), ""),
        ],
    )
    async def test_words_and_fields_combine(
        self, store: AnyStore, where: Clause | None, expected: str
    ) -> None:
        await store.write(
            batch(
                a_record(1, "a neige", topic=Label("snow", 0.9)),
                a_record(2, "b du bruit", topic=Label("noise", 0.9)),
                a_record(3, "c neige dans la rue"),
            )
        )
        assert "".join(text[0] for text in await texts(store, where)) == expected

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("town", "valbois"),
            ("source", "Gazette fictive"),
            ("kind", "feed"),
            ("language", "fr"),
            ("sentiment", "negative"),
            ("topic", "roads"),
            ("intent", "complaint"),
            ("service_request", "true"),
            ("service_category", "pothole"),
            ("media_request", "false"),
            ("emergency", "false"),
            ("conduct", "ok"),
            ("author_role", "citizen"),
            ("route", "invite_311"),
            ("status", "new"),
            ("place", "rue-des-erables"),
            ("district", "vieux-valbois"),
            ("cluster", "histoire-1"),
            ("uncertain", "intent"),
        ],
    )
    async def test_every_field_can_be_filtered(
        self, store: AnyStore, field: str, value: str
    ) -> None:
        record = fully_judged()
        await store.write(batch(record))
        assert await ids(store, Field(field, (value,))) == [record.mention.id]
        assert await ids(store, Field(field, ("autre chose",))) == []
        assert await ids(store, Not(Field(field, (value,)))) == []

    async def test_an_unknown_field_is_refused_by_name(self, store: AnyStore) -> None:
        for clause in (Field("author", ("x",)), Or((Word("a"), Field("1=1 --", ("x",))))):
            with pytest.raises(InvalidInput, match="inconnu"):
                await store.search(Query(where=clause))

    async def test_values_from_outside_are_data(self, store: AnyStore) -> None:
        await store.write(batch(a_record()))
        for value in ("' OR 1=1 --", '" OR fr:x', "%", "*", "\x00", "\ud800", "NEAR(a b)"):
            assert await ids(store, Field("topic", (value,))) == []
            assert await ids(store, Word(value)) == []
            assert await ids(store, Word(value, prefix=True)) == []
            assert await ids(store, Phrase((value, "déneigement"))) in ([], [a_record().mention.id])

    async def test_bounds_take_the_first_moment_and_leave_the_last(self, store: AnyStore) -> None:
        records = [a_record(n) for n in (1, 2, 3)]
        await store.write(batch(*records))
        assert await ids(store, since=MONDAY - 3 * HOUR, until=MONDAY - HOUR) == [
            record.mention.id for record in records[1:]
        ]

    async def test_what_was_heard_since_is_found_whenever_it_was_published(
        self, store: AnyStore
    ) -> None:
        old = a_record(1, at=MONDAY - 9 * DAY, first_seen=MONDAY)
        new = a_record(2, at=MONDAY - HOUR, first_seen=MONDAY - HOUR)
        await store.write(batch(old, new))
        heard = MONDAY - timedelta(microseconds=1)
        assert await ids(store, heard_since=heard) == [old.mention.id]
        assert await ids(store, heard_since=MONDAY) == [old.mention.id]
        assert await ids(store, Word("déneigement"), heard_since=heard) == [old.mention.id]
        both = Query(heard_since=MONDAY - 2 * HOUR)
        assert (await store.count(both)).total == 2
        assert (await store.count(msgspec.structs.replace(both, since=MONDAY - DAY))).total == 1

    async def test_orders(self, store: AnyStore) -> None:
        records = [
            a_record(1, "La neige et encore bien d’autres choses que je voulais dire ce soir"),
            a_record(2, "neige neige"),
            a_record(3, "Rien de spécial"),
        ]
        await store.write(batch(*records))
        named = [record.mention.id for record in records]
        assert await ids(store) == named
        assert await ids(store, order="oldest") == named[::-1]
        assert await ids(store, Word("neige"), order="best") == [named[1], named[0]]
        assert await ids(store, order="best") == named

    @pytest.mark.parametrize("others", [{"order": "random"}, {"limit": 0}, {"limit": 1001}])
    async def test_a_query_that_makes_no_sense_is_refused(
        self, store: AnyStore, others: dict[str, Any]
    ) -> None:
        with pytest.raises(InvalidInput):
            await store.search(Query(**others))

    @pytest.mark.parametrize("order", ["newest", "oldest", "best"])
    async def test_pages_neither_repeat_nor_skip_while_the_store_changes(
        self, store: AnyStore, order: str
    ) -> None:
        # Every third pair shares its moment; words weigh differently.
        records = [
            a_record(n, "neige " * (1 + n % 4), at=MONDAY - (n // 3) * HOUR) for n in range(20)
        ]
        await store.write(batch(*records))
        query = Query(where=Word("neige"), order=order, limit=6)
        found = [await store.search(query)]
        step = 0
        while after := found[-1].next:
            step += 1
            newcomers = [
                a_record(100 * step + n, "neige bien neigeuse", at=MONDAY - n * HOUR)
                for n in range(5)
            ]
            moved = edited(records[7], published_at=MONDAY - (40 - 10 * step) * HOUR)
            moved = edited(moved, "neige", revision=1 + step)
            await store.write(batch(*newcomers, moved))
            found.append(await store.search(msgspec.structs.replace(query, after=after)))
        assert sorted(shown(found)) == sorted(record.mention.id for record in records)
        assert {page.total for page in found} == {20}

    async def test_a_page_may_be_asked_for_twice(self, store: AnyStore) -> None:
        await store.write(batch(*(a_record(n) for n in range(7))))
        first = await store.search(Query(limit=3))
        second = Query(limit=3, after=first.next)
        assert await store.search(second) == await store.search(second)
        assert len(shown(await pages(store, Query(limit=3)))) == 7

    async def test_the_last_page_has_no_next(self, store: AnyStore) -> None:
        await store.write(batch(*(a_record(n) for n in range(6))))
        found = await pages(store, Query(limit=3))
        assert [len(page.hits) for page in found] == [3, 3]

    @pytest.mark.parametrize("after", ["", "n’importe quoi", "AAAA", "====", "é", "kgEC" * 40])
    async def test_a_bookmark_that_was_not_given_is_refused(
        self, store: AnyStore, after: str
    ) -> None:
        with pytest.raises(InvalidInput):
            await store.search(Query(after=after))

    async def test_a_bookmark_of_another_search_is_refused(self, store: AnyStore) -> None:
        await store.write(batch(*(a_record(n) for n in range(3))))
        after = (await store.search(Query(limit=1))).next
        for other in (Query(where=Word("rue"), after=after), Query(order="oldest", after=after)):
            with pytest.raises(InvalidInput):
                await store.search(other)

    @pytest.mark.parametrize(
        ("text", "where", "answers"),
        [
            ("Les rues déneigées, la rue.", Word("rue"), ["rues", "rue"]),
            ("L’eau de l’égout", Word("eau"), ["eau"]),
            ("Des nids-de-poule ici", Phrase(("nid", "de", "poule")), ["nids-de-poule"]),
            ("Des nids-de-poule ici", Word("nid-de-poule"), ["nids-de-poule"]),
            ("Le déneigement", Word("déneig", prefix=True), ["déneigement"]),
            ("La rue et la neige", Or((Word("rue"), Word("neige"))), ["rue", "neige"]),
            ("La rue", And((Word("rue"), Not(Word("neige")))), ["rue"]),
            ("La rue", None, []),
            ("a \U0001f6a7 rue", Word("rue"), ["rue"]),
            ("ne\u0301 à la rue", Word("né"), ["ne\u0301"]),
        ],
    )
    async def test_hits_show_the_words_of_the_text_itself(
        self, store: AnyStore, text: str, where: Clause | None, answers: list[str]
    ) -> None:
        await store.write(batch(a_record(1, text)))
        (hit,) = (await store.search(Query(where=where))).hits
        assert [text[start:end] for start, end in hit.spans] == answers

    async def test_spans_that_overlap_are_one(self, store: AnyStore) -> None:
        await store.write(batch(a_record(1, "Un nid de poule")))
        where = And((Word("poule"), Phrase(("nid", "de", "poule")), Word("nid")))
        (hit,) = (await store.search(Query(where=where))).hits
        assert hit.spans == ((3, 15),)


class CountingContract:
    """`Store.count`."""

    async def test_facets_are_most_frequent_first(self, store: AnyStore) -> None:
        topics = ["snow", "noise", "snow", "water", "snow", "noise"]
        await store.write(
            batch(
                *(a_record(n, topic=Label(t, 0.9)) for n, t in enumerate(topics)),
                a_record(10),
            )
        )
        counts = await store.count(Query(), ["topic", "town", "place"])
        assert counts.total == 7
        assert counts.facets == {
            "topic": (Bucket("snow", 3), Bucket("noise", 2), Bucket("water", 1)),
            "town": (Bucket("valbois", 7),),
            "place": (),
        }

    @pytest.mark.parametrize("where", [None, Word("déneigement"), Field("town", ("valbois",))])
    async def test_it_may_be_enough_to_count_the_newest(
        self, store: AnyStore, where: Clause | None
    ) -> None:
        topics = ["snow", "noise", "snow", "snow"]
        await store.write(
            batch(*(a_record(9 - n, topic=Label(t, 0.9)) for n, t in enumerate(topics)))
        )
        query = Query(where=where, since=MONDAY - DAY)
        enough = msgspec.structs.replace(query, most=2)
        assert (await store.count(enough)).total == 2
        exact = await store.count(query, ["topic"])
        some = await store.count(enough, ["topic"])
        assert some.total in (2, exact.total)
        assert sum(bucket.count for bucket in some.facets["topic"]) == some.total
        assert some.facets["topic"] in (exact.facets["topic"], (Bucket("snow", 2),))
        plenty = msgspec.structs.replace(query, most=100)
        assert await store.count(plenty, ["topic", "uncertain"]) == await store.count(
            query, ["topic", "uncertain"]
        )
        assert (await store.count(plenty)).total == 4

    @pytest.mark.parametrize("where", [None, Word("déneigement"), Field("town", ("valbois",))])
    @pytest.mark.parametrize("order", ["newest", "best"])
    async def test_a_search_may_count_only_so_many_and_says_so_on_every_page(
        self, store: AnyStore, where: Clause | None, order: str
    ) -> None:
        await store.write(batch(*(a_record(n) for n in range(1, 5))))
        query = Query(where=where, order=order, limit=2, most=3)
        first = await store.search(query)
        assert (first.total, first.capped) == (3, True)
        second = await store.search(msgspec.structs.replace(query, after=first.next))
        assert (second.total, second.capped) == (3, True)
        assert len({hit.record.mention.id for hit in first.hits + second.hits}) == 4
        for enough in (4, 100, None):
            exact = await store.search(msgspec.structs.replace(query, most=enough))
            assert (exact.total, exact.capped) == (4, False)

    async def test_the_best_may_be_chosen_among_the_newest_and_it_is_told(
        self, store: AnyStore
    ) -> None:
        texts = ("neige neige", "neige et le reste", "neige", "bruit")
        await store.write(batch(*(a_record(9 - n, text) for n, text in enumerate(texts))))
        asked = Query(where=Word("neige"), order="best", limit=1)
        exact = await pages(store, asked)
        assert {page.among for page in exact} == {None}
        plenty = await pages(store, msgspec.structs.replace(asked, most=3))
        assert [page.hits for page in plenty] == [page.hits for page in exact]
        assert {page.among for page in plenty} == {None}
        some = await pages(store, msgspec.structs.replace(asked, most=2))
        (among,) = {page.among for page in some}
        assert among in (2, None)
        assert sorted(shown(some)) == sorted(shown(exact))
        newest = msgspec.structs.replace(asked, order="newest", most=2)
        assert {page.among for page in await pages(store, newest)} == {None}

    @pytest.mark.parametrize("most", [None, 100])
    async def test_routes_are_counted_with_the_stage_of_their_work(
        self, store: AnyStore, most: int | None
    ) -> None:
        await store.write(batch(*(a_record(n) for n in range(1, 4))))
        fields = ["route", "status", ROUTE_AND_STATUS]
        counts = await store.count(Query(most=most), fields)
        (route,), (status,) = counts.facets["route"], counts.facets["status"]
        assert counts.facets[ROUTE_AND_STATUS] == (Bucket(f"{route.value}+{status.value}", 3),)

    async def test_urgent_words_are_counted_like_any(self, store: AnyStore) -> None:
        await store.write(batch(a_record(1, "neige"), a_record(2, "neige"), a_record(3, "bruit")))
        (route,) = (await store.count(Query(), ["route"])).facets["route"]
        for words, number in ((Word("neige"), 2), (Not(Word("neige")), 1)):
            for value, times in ((route.value, 1), ("emergency", 0)):
                asked = Query(where=And((words, Field("route", (value,)))), until=MONDAY + DAY)
                assert (await store.count(asked)).total == number * times

    async def test_an_and_within_an_and_is_one_and(self, store: AnyStore) -> None:
        await store.write(
            batch(a_record(1, "neige et bruit"), a_record(2, "neige"), a_record(3, "bruit"))
        )
        inner = And((Word("neige"), Not(Word("bruit"))))
        found = await store.search(Query(where=And((inner, Field("town", ("valbois",))))))
        assert [hit.record.mention.post.text for hit in found.hits] == ["neige"]

    async def test_a_record_counts_once_for_each_uncertain_label(self, store: AnyStore) -> None:
        await store.write(batch(fully_judged(1), a_record(2, uncertain=("intent",)), a_record(3)))
        counts = await store.count(Query(), ["uncertain"])
        assert counts.facets["uncertain"] == (Bucket("intent", 2), Bucket("author_role", 1))

    async def test_counts_answer_the_whole_query(self, store: AnyStore) -> None:
        await store.write(batch(a_record(1, "neige"), a_record(2, "neige"), a_record(3, "bruit")))
        query = Query(where=Word("neige"), until=MONDAY - HOUR, limit=1)
        counts = await store.count(query, ["language"], "day")
        assert counts.total == 1
        assert counts.facets["language"] == (Bucket("fr", 1),)
        assert [bucket.count for bucket in counts.histogram] == [1]

    @pytest.mark.parametrize(
        ("every", "periods"),
        [
            ("hour", ["1969-12-31T23:00Z", "2026-11-01T00:00Z", "2026-11-29T23:00Z"]),
            ("day", ["1969-12-31", "2026-11-01", "2026-11-29"]),
            ("week", ["1969-12-29", "2026-10-26", "2026-11-23"]),
            ("month", ["1969-12-01", "2026-11-01"]),
        ],
    )
    async def test_periods_go_by_their_first_moment_oldest_first(
        self, store: AnyStore, every: str, periods: list[str]
    ) -> None:
        moments = (
            datetime(2026, 11, 29, 23, 59, tzinfo=UTC),
            datetime(1969, 12, 31, 23, 30, tzinfo=UTC),
            datetime(2026, 11, 1, 0, 0, tzinfo=UTC),
        )
        await store.write(batch(*(a_record(n, at=at) for n, at in enumerate(moments))))
        counts = await store.count(Query(), (), every)
        assert [bucket.value for bucket in counts.histogram] == periods
        assert sum(bucket.count for bucket in counts.histogram) == 3

    async def test_an_unknown_facet_or_period_is_refused(self, store: AnyStore) -> None:
        with pytest.raises(InvalidInput):
            await store.count(Query(), ["author"])
        with pytest.raises(InvalidInput):
            await store.count(Query(), (), "year")

    async def test_every_field_is_a_facet(self, store: AnyStore) -> None:
        await store.write(batch(fully_judged()))
        counts = await store.count(Query(), FIELDS)
        assert all(counts.facets[field] for field in FIELDS)


_RELEASE = (
    "La municipalité de Valbois annonce l’ouverture de la patinoire du parc des Érables "
    "samedi prochain à dix heures, avec chocolat chaud et musique pour toutes les familles."
)


class SimilarityContract:
    """`Store.similar` and `find_by_address`."""

    async def test_the_same_story_is_found_in_its_town_and_time(self, store: AnyStore) -> None:
        record = a_record(1, _RELEASE)
        elsewhere = a_record(2, _RELEASE, town="nive")
        old = a_record(3, _RELEASE, first_seen=MONDAY - 30 * DAY)
        other = a_record(4, "Rien à voir : le chien de la voisine a encore mangé mes tulipes.")
        await store.write(batch(record, elsewhere, old, other))
        assert record.signature
        found = await store.similar(record.signature, "valbois", MONDAY - 14 * DAY)
        assert [each.mention.id for each in found] == [record.mention.id]
        found = await store.similar(record.signature, "valbois", MONDAY - 60 * DAY)
        assert {each.mention.id for each in found} == {record.mention.id, old.mention.id}

    async def test_what_was_written_since_the_last_look_up_is_found(self, store: AnyStore) -> None:
        records = [a_record(n, _RELEASE) for n in range(3)]
        assert records[0].signature
        for count, record in enumerate(records, 1):
            await store.write(batch(record))
            found = await store.similar(records[0].signature, "valbois", MONDAY - DAY)
            assert len(found) == count

    async def test_an_edition_is_found_by_its_new_story_only(self, store: AnyStore) -> None:
        record = a_record(1, "Rien à voir : le chien de la voisine a encore mangé mes tulipes.")
        await store.write(batch(record))
        assert record.signature
        before = await store.similar(record.signature, "valbois", MONDAY - DAY)
        new = edited(record, _RELEASE)
        assert new.signature
        await store.write(batch(new))
        after = await store.similar(record.signature, "valbois", MONDAY - DAY)
        found = await store.similar(new.signature, "valbois", MONDAY - DAY)
        assert (len(before), len(after), len(found)) == (1, 0, 1)

    async def test_an_address_finds_its_mentions_exactly(self, store: AnyStore) -> None:
        url = "https://journal.example/a?b=1"
        records = [a_record(n, url=url, town=town) for n, town in ((1, "valbois"), (2, "nive"))]
        await store.write(batch(*records, a_record(3, url="https://journal.example/a")))
        assert sorted(await store.find_by_address(url)) == sorted(r.mention.id for r in records)
        assert await store.find_by_address("https://journal.example/") == []

    async def test_answers_to_a_mention_are_found_oldest_first_and_no_more_than_asked(
        self, store: AnyStore
    ) -> None:
        first = a_record(9)
        answers = [
            a_record(n, f"Réponse {n}.", in_reply_to="billet-9", reply_to_text=quoted)
            for n, quoted in ((3, None), (5, "Le déneigement"), (4, None))
        ]
        elsewhere = a_record(2, "D’une autre ville.", town="nive", in_reply_to="billet-9")
        await store.write(batch(first, *answers, elsewhere, a_record(1, in_reply_to="billet-5")))
        found = await store.answers(first.mention.id, 10)
        assert [r.mention.post.native_id for r in found] == ["billet-5", "billet-4", "billet-3"]
        assert len(await store.answers(first.mention.id, 2)) == 2
        await store.erase([found[0].mention.id], MONDAY)
        left = await store.answers(first.mention.id, 10)
        assert [r.mention.post.native_id for r in left] == ["billet-4", "billet-3"]
        assert await store.answers(elsewhere.mention.id, 10) == []


class ReviewContract:
    """`Store.review`."""

    async def test_a_review_comes_back_with_its_record_under_the_next_version(
        self, store: AnyStore
    ) -> None:
        record = a_record()
        await store.write(batch(record))
        note = Note(at=MONDAY, by="Camille", text="Appeler le garage")
        review = Review(mention=record.mention.id, assignee="Camille", notes=(note,), by="Camille")
        saved = await store.review(review)
        assert saved == msgspec.structs.replace(review, version=1)
        kept = await store.get(record.mention.id)
        (hit,) = (await store.search(Query())).hits
        assert kept
        assert kept.review == saved
        assert hit.record == kept

    async def test_a_change_on_an_older_version_is_refused(self, store: AnyStore) -> None:
        record = a_record()
        await store.write(batch(record))
        saved = await store.review(Review(mention=record.mention.id, status="taken"))
        with pytest.raises(InvalidInput, match="Quelqu’un d’autre a modifié"):
            await store.review(Review(mention=record.mention.id, status="closed"))
        again = await store.review(msgspec.structs.replace(saved, status="answered"))
        assert again.version == 2

    async def test_a_review_of_nothing_is_refused(self, store: AnyStore) -> None:
        with pytest.raises(InvalidInput):
            await store.review(Review(mention="inconnu"))

    async def test_corrections_are_in_force_in_searches_and_counts(self, store: AnyStore) -> None:
        record = fully_judged()
        await store.write(batch(record))
        corrections = {"topic": "snow", "intent": "request", "language": "en"}
        review = Review(mention=record.mention.id, status="closed", corrections=corrections)
        await store.review(review)
        for field, value in {**corrections, "status": "closed"}.items():
            assert await ids(store, Field(field, (value,))) == [record.mention.id]
        assert await ids(store, Field("topic", ("roads",))) == []
        counts = await store.count(Query(), ["topic", "uncertain"])
        assert counts.facets["topic"] == (Bucket("snow", 1),)
        assert counts.facets["uncertain"] == (Bucket("author_role", 1),)

    async def test_what_follows_from_corrections_is_in_force_too(self, store: AnyStore) -> None:
        record = a_record(
            route="invite_311",
            service_request=ServiceRequest(
                yes=True, confidence=0.9, category="pothole", category_confidence=0.8
            ),
        )
        await store.write(batch(record))
        follows = {"route": "monitor", "service_category": ""}
        saved = await store.review(
            Review(
                mention=record.mention.id,
                corrections={"service_request": "false"},
                consequences=follows,
            )
        )
        assert await ids(store, Field("route", ("monitor",))) == [record.mention.id]
        assert await ids(store, Field("route", ("invite_311",))) == []
        assert await ids(store, Field("service_category", ("pothole",))) == []
        await store.review(msgspec.structs.replace(saved, corrections={}, consequences={}))
        assert await ids(store, Field("service_category", ("pothole",))) == [record.mention.id]

    async def test_mentions_are_found_by_their_ids_and_left_out_by_them(
        self, store: AnyStore
    ) -> None:
        records = [a_record(n) for n in (1, 2, 3)]
        await store.write(batch(*records))
        one, two, three = (record.mention.id for record in records)
        assert sorted(await ids(store, Among((one, three, "inconnu")))) == sorted((one, three))
        assert await ids(store, Not(Among((one, three)))) == [two]
        assert await ids(store, Among(())) == []

    async def test_a_review_survives_editions_and_new_judgements(self, store: AnyStore) -> None:
        record = fully_judged()
        await store.write(batch(record))
        saved = await store.review(
            Review(mention=record.mention.id, corrections={"topic": "snow"}, status="taken")
        )
        second = edited(record, "Un tout autre texte")
        await store.write(batch(second, rejudged(second, topic=Label("noise", 0.9))))
        kept = await store.get(record.mention.id)
        assert kept
        assert kept.review == saved
        assert kept.judgement.topic == Label("noise", 0.9)
        assert await ids(store, Field("topic", ("snow",))) == [record.mention.id]
        assert await ids(store, Field("status", ("taken",))) == [record.mention.id]

    async def test_a_review_that_comes_with_a_record_is_not_written(self, store: AnyStore) -> None:
        record = a_record()
        smuggled = Review(mention=record.mention.id, version=7, status="closed")
        await store.write(batch(msgspec.structs.replace(record, review=smuggled)))
        assert await store.get(record.mention.id) == record
        assert await ids(store, Field("status", ("new",))) == [record.mention.id]


class RetentionContract:
    """`Store.expire` and the dead letters."""

    async def test_the_shortest_rule_wins_and_each_mention_counts_once(
        self, store: AnyStore
    ) -> None:
        now = MONDAY
        records = [
            a_record("forum vieux", kind="forum", first_seen=now - 40 * DAY),
            a_record("forum récent", kind="forum", first_seen=now - 20 * DAY),
            a_record("presse", first_seen=now - 40 * DAY),
            a_record("très vieux", kind="forum", first_seen=now - 400 * DAY),
        ]
        await store.write(batch(*records))
        rules = (
            RetentionRule(days=365),
            RetentionRule(days=30, field="kind", value="forum"),
        )
        dry = await store.expire(rules, now, dry_run=True)
        assert dry.mentions == {"kind:forum": 2, "any": 0}
        assert len(await ids(store)) == 4
        assert await store.expire(rules, now, dry_run=False) == dry
        assert sorted(await ids(store)) == sorted(records[n].mention.id for n in (1, 2))
        assert (await store.expire(rules, now, dry_run=False)).mentions == {
            "kind:forum": 0,
            "any": 0,
        }

    async def test_a_rule_keeps_to_the_very_moment(self, store: AnyStore) -> None:
        record = a_record(first_seen=MONDAY - 30 * DAY)
        await store.write(batch(record))
        rules = (RetentionRule(days=30),)
        early = MONDAY - timedelta(microseconds=1)
        assert (await store.expire(rules, early, dry_run=True)).mentions == {"any": 0}
        assert (await store.expire(rules, MONDAY, dry_run=True)).mentions == {"any": 1}

    async def test_rules_follow_the_label_in_force(self, store: AnyStore) -> None:
        record = a_record(topic=Label("snow", 0.9), first_seen=MONDAY - 5 * DAY)
        await store.write(batch(record))
        await store.review(Review(mention=record.mention.id, corrections={"topic": "noise"}))
        rules = (RetentionRule(days=1, field="topic", value="snow"),)
        assert (await store.expire(rules, MONDAY, dry_run=False)).mentions == {"topic:snow": 0}

    async def test_what_expired_does_not_come_back_from_a_feed_that_still_shows_it(
        self, store: AnyStore
    ) -> None:
        record = a_record(first_seen=MONDAY - 400 * DAY)
        await store.write(batch(record, deliveries=(a_delivery(record),)))
        await store.review(Review(mention=record.mention.id, assignee="Camille"))
        await store.expire((RetentionRule(days=365),), MONDAY, dry_run=False)
        assert (await store.write(batch(record))).refused == (record.mention.id,)
        assert [d.state for d in await store.deliveries()] == ["dropped"]
        assert record.mention.post.text not in repr(await store.deliveries())

    async def test_dead_letters_and_settled_deliveries_follow_the_general_rule(
        self, store: AnyStore
    ) -> None:
        old, recent = MONDAY - 100 * DAY, MONDAY - DAY
        record = a_record()
        await store.write(
            batch(
                record,
                dead_letters=(a_letter(1, old), a_letter(2, recent)),
                deliveries=(
                    a_delivery(record, "a", state="sent", settled_at=old, at=old),
                    a_delivery(record, "b", state="sent", settled_at=recent, at=old),
                    a_delivery(record, "c", at=old),
                ),
            )
        )
        rules = (RetentionRule(days=90), RetentionRule(days=10, field="kind", value="forum"))
        for dry_run in (True, False):
            expired = await store.expire(rules, MONDAY, dry_run=dry_run)
            assert (expired.dead_letters, expired.deliveries) == (1, 1)
        assert [letter.id for letter in await store.dead_letters()] == ["lettre-2"]
        assert {d.target for d in await store.deliveries()} == {"b", "c"}
        specific = (RetentionRule(days=0, field="kind", value="forum"),)
        assert (await store.expire(specific, MONDAY, dry_run=False)).dead_letters == 0

    @pytest.mark.parametrize(
        "rule",
        [
            RetentionRule(days=1, field="author", value="x"),
            RetentionRule(days=-1),
            RetentionRule(days=10**9),
        ],
    )
    async def test_a_rule_that_makes_no_sense_is_refused_before_anything_goes(
        self, store: AnyStore, rule: RetentionRule
    ) -> None:
        await store.write(batch(a_record(first_seen=MONDAY - 400 * DAY)))
        with pytest.raises(ConfigurationError):
            await store.expire((RetentionRule(days=1), rule), MONDAY, dry_run=False)
        assert len(await ids(store)) == 1

    async def test_dead_letters_are_kept_once_and_shown_newest_first(self, store: AnyStore) -> None:
        letters = (a_letter(1, MONDAY), a_letter(2, MONDAY + HOUR))
        await store.write(Batch(dead_letters=letters))
        await store.write(Batch(dead_letters=(a_letter(1, MONDAY + DAY),)))
        assert await store.dead_letters() == [letters[1], letters[0]]
        assert await store.dead_letters(limit=1) == [letters[1]]
        assert await store.discard_dead_letters(["lettre-1", "inconnue"]) == 1
        assert await store.dead_letters() == [letters[1]]


class OutboxContract:
    """`Outbox`."""

    async def test_a_delivery_is_kept_once_per_alert_and_target(self, store: AnyStore) -> None:
        record = a_record()
        deliveries = (a_delivery(record, "a"), a_delivery(record, "b"))
        await store.write(batch(record, deliveries=deliveries))
        (claimed, _) = await store.claim(MONDAY, HOUR, 10)
        await store.settle([msgspec.structs.replace(claimed, state="sent", settled_at=MONDAY)])
        await store.write(batch(record, deliveries=deliveries))
        assert sorted((d.target, d.state) for d in await store.deliveries()) == [
            ("a", "sent"),
            ("b", "pending"),
        ]

    async def test_only_what_is_due_is_claimed_longest_due_first(self, store: AnyStore) -> None:
        record = a_record()
        moments = {"a": MONDAY, "b": MONDAY - HOUR, "c": MONDAY + HOUR}
        await store.write(
            batch(
                record, deliveries=tuple(a_delivery(record, t, at=at) for t, at in moments.items())
            )
        )
        assert [d.target for d in await store.claim(MONDAY, HOUR, 10)] == ["b", "a"]

    async def test_an_alert_about_no_single_mention_is_kept_and_replayed(
        self, store: AnyStore
    ) -> None:
        spike = a_delivery(a_record(1))
        spike = msgspec.structs.replace(
            spike, alert=msgspec.structs.replace(spike.alert, mention="")
        )
        await store.write(batch(a_record(1), deliveries=(spike,)))
        await store.erase([a_record(1).mention.id], MONDAY)
        (claimed,) = await store.claim(MONDAY + DAY, HOUR, 10)
        assert claimed.alert.mention == ""
        await store.settle([msgspec.structs.replace(claimed, state="sent")])
        assert await store.replay([spike.alert.id], MONDAY + DAY) == 1

    async def test_a_claimed_delivery_is_nobody_elses_until_its_lease_ends(
        self, store: AnyStore
    ) -> None:
        record = a_record()
        await store.write(batch(record, deliveries=(a_delivery(record),)))
        (claimed,) = await store.claim(MONDAY, HOUR, 10)
        assert claimed == a_delivery(record)
        assert await store.claim(MONDAY + HOUR - timedelta(microseconds=1), HOUR, 10) == []
        assert len(await store.claim(MONDAY + HOUR, HOUR, 10)) == 1

    async def test_workers_that_claim_at_once_never_share(self, store: AnyStore) -> None:
        record = a_record()
        await store.write(
            batch(record, deliveries=tuple(a_delivery(record, f"t{n}") for n in range(20)))
        )
        taken = await asyncio.gather(*(store.claim(MONDAY, HOUR, 3) for _ in range(8)))
        targets = [delivery.target for each in taken for delivery in each]
        assert sorted(targets) == sorted(f"t{n}" for n in range(20))

    async def test_what_waits_for_a_busy_target_stands_before_no_other(
        self, store: AnyStore
    ) -> None:
        record = a_record()
        moments = {"lent": MONDAY - HOUR, "é": MONDAY - HOUR, "vif": MONDAY}
        await store.write(
            batch(
                record, deliveries=tuple(a_delivery(record, t, at=at) for t, at in moments.items())
            )
        )
        (claimed,) = await store.claim(MONDAY, HOUR, 1, ("lent", "é", "inconnu"))
        assert claimed.target == "vif"
        assert await store.claim(MONDAY, HOUR, 9, ["lent", "é"]) == []
        assert {d.target for d in await store.claim(MONDAY, HOUR, 9)} == {"lent", "é"}

    async def test_what_is_put_off_comes_back_when_due(self, store: AnyStore) -> None:
        record = a_record()
        await store.write(batch(record, deliveries=(a_delivery(record),)))
        (claimed,) = await store.claim(MONDAY, HOUR, 10)
        later = msgspec.structs.replace(
            claimed, attempts=1, due_at=MONDAY + timedelta(minutes=5), last_error="occupé"
        )
        await store.settle([later])
        assert await store.claim(MONDAY, HOUR, 10) == []
        assert await store.claim(MONDAY + timedelta(minutes=5), HOUR, 10) == [later]

    async def test_a_late_worker_does_not_undo_what_another_did(self, store: AnyStore) -> None:
        record = a_record()
        await store.write(batch(record, deliveries=(a_delivery(record),)))
        (slow,) = await store.claim(MONDAY, HOUR, 10)
        (quick,) = await store.claim(MONDAY + HOUR, HOUR, 10)
        await store.settle([msgspec.structs.replace(quick, state="sent", settled_at=MONDAY)])
        await store.settle([msgspec.structs.replace(slow, due_at=MONDAY + DAY)])
        assert [d.state for d in await store.deliveries()] == ["sent"]

    async def test_settling_after_an_erasure_brings_no_text_back(self, store: AnyStore) -> None:
        record = a_record(text="Texte bien reconnaissable")
        await store.write(batch(record, deliveries=(a_delivery(record),)))
        (claimed,) = await store.claim(MONDAY, HOUR, 10)
        await store.erase([record.mention.id], MONDAY)
        await store.settle([msgspec.structs.replace(claimed, due_at=MONDAY)])
        assert [d.state for d in await store.deliveries()] == ["dropped"]
        await store.settle([msgspec.structs.replace(claimed, state="sent", settled_at=MONDAY)])
        (kept,) = await store.deliveries()
        assert kept.state == "sent"
        assert "reconnaissable" not in repr(kept)

    async def test_deliveries_are_shown_newest_alert_first_and_by_state(
        self, store: AnyStore
    ) -> None:
        record = a_record()
        moments = {"a": MONDAY, "b": MONDAY + HOUR, "c": MONDAY - HOUR}
        deliveries = [a_delivery(record, t, rule=f"règle {t}", at=at) for t, at in moments.items()]
        deliveries[0] = msgspec.structs.replace(deliveries[0], state="dead", last_error="404")
        await store.write(batch(record, deliveries=tuple(deliveries)))
        assert [d.target for d in await store.deliveries()] == ["b", "a", "c"]
        assert [d.target for d in await store.deliveries(limit=2)] == ["b", "a"]
        assert await store.deliveries(state="dead") == [deliveries[0]]

    async def test_a_stopped_target_receives_nothing_until_it_is_let_again(
        self, store: AnyStore
    ) -> None:
        first, second, third = (a_record(n) for n in (1, 2, 3))
        await store.write(batch(first, deliveries=(a_delivery(first, "a"), a_delivery(first, "b"))))
        await store.disable_target("a", "ne veut plus rien (410)", MONDAY)
        await store.write(batch(second, deliveries=(a_delivery(second, "a"),)))
        assert await store.disabled_targets() == {"a": "ne veut plus rien (410)"}
        assert [d.target for d in await store.claim(MONDAY, HOUR, 10)] == ["b"]
        dropped = await store.deliveries(state="dropped")
        assert [d.last_error for d in dropped] == ["ne veut plus rien (410)"] * 2
        assert await store.replay([an_alert(first).id], MONDAY) == 0
        await store.enable_target("a")
        assert await store.disabled_targets() == {}
        await store.write(batch(third, deliveries=(a_delivery(third, "a"),)))
        (claimed,) = await store.claim(MONDAY, HOUR, 10)
        assert claimed.alert.mention == third.mention.id

    async def test_replay_makes_deliveries_due_again_as_if_never_tried(
        self, store: AnyStore
    ) -> None:
        record = a_record()
        dead = a_delivery(record, "a", state="dead", attempts=9, last_error="x", settled_at=MONDAY)
        sent = a_delivery(record, "b", state="sent", attempts=1, settled_at=MONDAY)
        await store.write(batch(record, deliveries=(dead, sent)))
        now = MONDAY + DAY
        assert await store.replay([dead.alert.id, "inconnue"], now) == 2
        again = await store.claim(now, HOUR, 10)
        assert sorted(d.target for d in again) == ["a", "b"]
        assert {(d.attempts, d.last_error, d.due_at) for d in again} == {(0, None, now)}
        assert await store.replay([dead.alert.id], now) == 0, "a worker holds them"

    async def test_what_was_erased_is_not_replayed(self, store: AnyStore) -> None:
        record = a_record()
        await store.write(batch(record, deliveries=(a_delivery(record),)))
        await store.erase([record.mention.id], MONDAY)
        assert await store.replay([an_alert(record).id], MONDAY) == 0
        assert await store.claim(MONDAY + DAY, HOUR, 10) == []


class ScanningContract:
    """`Store.scan`."""

    async def test_every_record_is_scanned_once_with_its_review(self, store: AnyStore) -> None:
        records = [a_record(n, first_seen=MONDAY - 40 * n * DAY) for n in range(5)]
        await store.write(batch(*records))
        saved = await store.review(Review(mention=records[3].mention.id, status="taken"))
        reviewed = msgspec.structs.replace(records[3], review=saved)
        scanned = [record async for record in store.scan()]
        expected = [*records[:3], reviewed, records[4]]
        by_id = {record.mention.id: record for record in scanned}
        assert len(scanned) == len(by_id)
        assert by_id == {record.mention.id: record for record in expected}

    async def test_a_town_may_be_scanned_alone(self, store: AnyStore) -> None:
        await store.write(batch(a_record(1), a_record(2, town="nive")))
        assert [record.mention.town async for record in store.scan("nive")] == ["nive"]
        assert [record async for record in store.scan("inconnue")] == []

    async def test_what_was_removed_is_not_scanned(self, store: AnyStore) -> None:
        record, other = a_record(1), a_record(2)
        await store.write(batch(record, other))
        await store.erase([record.mention.id], MONDAY)
        assert [each.mention.id async for each in store.scan()] == [other.mention.id]

    async def test_a_scan_may_be_left_early(self, store: AnyStore) -> None:
        await store.write(batch(*(a_record(n) for n in range(5))))
        scan = store.scan()
        assert (await anext(scan)).mention.town == "valbois"
        await scan.aclose()
        assert len([record async for record in store.scan()]) == 5


class StoreContract(
    WritingContract,
    RemovalContract,
    SourcesContract,
    SourceMemoryContract,
    SearchingContract,
    CountingContract,
    SimilarityContract,
    ReviewContract,
    RetentionContract,
    OutboxContract,
    ScanningContract,
):
    """All of it."""

    async def test_everything_in_a_batch_is_written_or_nothing(self, store: AnyStore) -> None:
        record = a_record()
        unreadable: Record = msgspec.structs.replace(a_record(2), signature=b"abc")
        with pytest.raises(InvalidInput):
            await store.write(
                batch(
                    record,
                    unreadable,
                    gone=(gone(a_record(3)),),
                    cursors=(a_move(),),
                    dead_letters=(a_letter(),),
                    deliveries=(a_delivery(record),),
                )
            )
        assert await store.get(record.mention.id) is None
        assert await store.cursor("Gazette fictive") is None
        assert await store.dead_letters() == []
        assert await store.deliveries() == []
        assert (await store.write(batch(a_record(3)))).new
