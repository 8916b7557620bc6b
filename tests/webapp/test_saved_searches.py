"""Saved searches: kept, opened, shared, deleted, and what is new in them."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from msgspec.structs import replace

from sinks.sqlite.store import SqliteStore
from tests.desk.examples import TOWN
from tests.webapp.browsing import browsing
from tests.webapp.offices import send
from tests.webapp.records import PageReader, read, record, squeezed
from tests.webapp.test_security import CORPUS, assert_harmless
from vigie.actor import Actor
from vigie.batch import Batch
from vigie.clock import HeldClock
from vigie.codec import decode
from vigie.record import Record
from vigie.saved_search import SEARCH, VISIT, SavedSearch, SearchAlert
from webapp.log_of_acts import acts
from webapp.searches import shelf as search_shelf

OTHER = replace(TOWN, slug="autre-ville", name="Autre-Ville")
AMELIE = Actor(name="amelie", role="officer")
BORIS = Actor(name="boris", role="officer")
LEA = Actor(name="lea", role="reader")
CHEF = Actor(name="chef", role="lead")


async def save(client: httpx.AsyncClient, name: str = "Neige", **fields: str) -> httpx.Response:
    fields = {"question": "?q=neige&topic=snow", **fields}
    return await send(client, "/recherches", "/mentions", name=name, **fields)


async def kept(store: SqliteStore) -> dict[str, tuple[str, SavedSearch]]:
    found = await store.papers(SEARCH)
    read_ = [(paper.key, decode(paper.body, SavedSearch)) for paper in found]
    return {saved.name: (key, saved) for key, saved in read_}


async def listed(client: httpx.AsyncClient) -> PageReader:
    answer = await client.get("/recherches")
    assert answer.status_code == 200
    return read(answer.text)


async def arrive(store: SqliteStore, clock: HeldClock, *texts: str) -> None:
    def now(one: Record) -> Record:
        return replace(one, first_seen=clock.now())

    await store.write(Batch(records=tuple(now(record(text)) for text in texts)))


async def test_a_search_is_saved_from_the_page_and_opens_the_same_list(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    shown = read((await client.get("/mentions?q=neige&topic=snow&period=30d&order=best")).text)
    (question,) = [i.attributes["value"] for i in shown.all("input", name="question")]
    answer = await save(client, question=question)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/recherches?did=search_saved"
    told = read((await client.get(answer.headers["location"])).text)
    assert "Recherche enregistrée." in told.text
    assert "Sujet : déneigement et glace" in squeezed(told.text)
    key, saved = (await kept(store))["Neige"]
    assert (saved.owner, saved.towns, saved.shared) == ("essai", (TOWN.slug,), False)
    opened = await client.get(f"/recherche/{key}")
    assert opened.status_code == 303
    assert opened.headers["location"] == "/mentions?q=neige&topic=snow&period=30d&order=best"


async def test_saving_again_under_a_name_changes_its_question_and_nothing_else(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    await save(client)
    key, _ = (await kept(store))["Neige"]
    await send(client, f"/recherche/{key}/alerte", "/recherches", pace="each")
    await save(client, question="?q=glace")
    again, saved = (await kept(store))["Neige"]
    assert again == key
    assert saved.question == "q=glace"
    assert saved.alert is not None


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "\x00\x07"])
async def test_a_search_without_a_name_is_refused_in_a_sentence(
    client: httpx.AsyncClient, store: SqliteStore, name: str
) -> None:
    answer = await save(client, name)
    assert answer.status_code == 400
    assert "Donnez un nom" in read(answer.text).all("div", role="alert")[0].text
    assert await kept(store) == {}


async def test_words_not_understood_are_not_kept(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    answer = await save(client, question='?q="jamais+fermé')
    assert answer.status_code == 400
    assert "n’est pas fermée" in read(answer.text).all("div", role="alert")[0].text
    assert await kept(store) == {}


async def test_one_keeps_so_many_searches_and_no_more(
    client: httpx.AsyncClient, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_shelf, "MOST", 1)
    await save(client)
    assert (await save(client, "Glace")).status_code == 400
    assert list(await kept(store)) == ["Neige"]


async def test_what_came_in_since_the_last_visit_is_counted(
    client: httpx.AsyncClient, store: SqliteStore, clock: HeldClock
) -> None:
    await arrive(store, clock, "neige ancienne")
    clock.move(timedelta(minutes=1))
    await save(client, question="?q=neige")
    assert "nouvelle" not in " ".join(b.text for b in (await listed(client)).all("span"))
    clock.move(timedelta(hours=1))
    await arrive(store, clock, "neige une", "neige deux", "pluie")
    assert "2 nouvelles depuis votre dernière visite" in squeezed((await listed(client)).text)
    key, _ = (await kept(store))["Neige"]
    clock.move(timedelta(minutes=1))
    await client.get(f"/recherche/{key}")
    assert "nouvelles depuis" not in squeezed((await listed(client)).text)
    clock.move(timedelta(hours=1))
    await arrive(store, clock, "neige trois")
    assert "1 nouvelle depuis votre dernière visite" in squeezed((await listed(client)).text)


async def test_each_one_has_visits_of_their_own(store: SqliteStore, clock: HeldClock) -> None:
    async with browsing(store, clock, AMELIE) as hers, browsing(store, clock, BORIS) as his:
        await save(hers, shared="yes", question="?q=neige")
        clock.move(timedelta(hours=1))
        await arrive(store, clock, "neige")
        clock.move(timedelta(hours=1))
        key, _ = (await kept(store))["Neige"]
        await his.get(f"/recherche/{key}")
        assert "nouvelle depuis" in squeezed((await listed(hers)).text)
        assert "nouvelle depuis" not in squeezed((await listed(his)).text)
        await send(hers, f"/recherche/{key}/supprimer", "/recherches")
        assert await store.papers(VISIT) == []
        assert (await his.get(f"/recherche/{key}")).status_code == 404


async def test_a_search_is_renamed_and_shared_by_its_owner_or_by_who_leads(
    store: SqliteStore, clock: HeldClock
) -> None:
    async with (
        browsing(store, clock, LEA) as hers,
        browsing(store, clock, BORIS) as his,
        browsing(store, clock, CHEF) as chief,
    ):
        await save(hers)
        key, _ = (await kept(store))["Neige"]
        for other in (his, chief):
            assert "Neige" not in (await listed(other)).text
            assert (await other.get(f"/recherche/{key}")).status_code == 404
            refused = await send(other, f"/recherche/{key}", "/mentions", name="Volée")
            assert refused.status_code == 404
        await send(hers, f"/recherche/{key}", "/recherches", name="Hiver", shared="yes")
        assert "partagée par lea" in squeezed((await listed(his)).text)
        for act in ("", "/supprimer", "/fil", "/alerte"):
            refused = await send(his, f"/recherche/{key}{act}", "/mentions", name="Volée")
            assert refused.status_code == 403
        done = await send(chief, f"/recherche/{key}", "/recherches", name="Bel hiver", shared="yes")
        assert done.status_code == 303
        assert list(await kept(store)) == ["Bel hiver"]


async def test_a_search_of_two_towns_is_not_shown_to_someone_of_one(
    store: SqliteStore, clock: HeldClock
) -> None:
    towns = (TOWN, OTHER)
    one = Actor(name="cl", role="lead", towns=(TOWN.slug,))
    async with (
        browsing(store, clock, AMELIE, towns) as all_towns,
        browsing(store, clock, one, towns) as here,
    ):
        await save(all_towns, "Partout", shared="yes")
        await save(all_towns, "Ici", shared="yes", question="?town=ville-fictive")
        await save(all_towns, "Ailleurs", shared="yes", question="?town=autre-ville")
        shown = (await listed(here)).text
        assert "Ici" in shown
        assert "Partout" not in shown
        assert "Ailleurs" not in shown
        await save(here, "La mienne", question="?town=autre-ville&town=ville-fictive")
    assert (await kept(store))["La mienne"][1].towns == (TOWN.slug,)


async def test_an_alert_is_turned_on_changed_and_off_by_an_officer(
    store: SqliteStore, clock: HeldClock
) -> None:
    async with browsing(store, clock, AMELIE) as client:
        await save(client)
        key, _ = (await kept(store))["Neige"]
        form = {"pace": "floor", "mentions": "7", "hours": "6", "severity": "low"}
        await send(client, f"/recherche/{key}/alerte", "/recherches", target="salon", **form)
        on = SearchAlert(
            since=clock.now(),
            pace="floor",
            mentions=7,
            hours=6,
            targets=("salon",),
            severity="low",
        )
        assert (await kept(store))["Neige"][1].alert == on
        shown = await listed(client)
        (checked,) = [i for i in shown.all("input", name="target") if "checked" in i.attributes]
        assert checked.attributes["value"] == "salon"
        clock.move(timedelta(hours=1))
        strange = {"pace": "x", "mentions": "-4", "hours": "9" * 30, "severity": "x"}
        await send(client, f"/recherche/{key}/alerte", "/recherches", target="nulle", **strange)
        changed = (await kept(store))["Neige"][1].alert
        assert changed == SearchAlert(since=on.since, pace="each", mentions=1, hours=24)
        await send(client, f"/recherche/{key}/alerte/fermer", "/recherches")
        assert (await kept(store))["Neige"][1].alert is None
    async with browsing(store, clock, LEA) as reader:
        await save(reader, "À elle")
        key, _ = (await kept(store))["À elle"]
        refused = await send(reader, f"/recherche/{key}/alerte", "/recherches", pace="each")
        assert refused.status_code == 403


async def test_a_search_bounded_by_dates_alerts_nobody(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    await save(client, question="?q=neige&du=2026-01-01&au=2026-02-01")
    key, _ = (await kept(store))["Neige"]
    answer = await send(client, f"/recherche/{key}/alerte", "/recherches", pace="each")
    assert answer.status_code == 400
    assert "retirez-en les dates" in answer.text
    assert (await kept(store))["Neige"][1].alert is None


async def test_every_change_is_noted_without_a_word_of_the_search(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    await save(client)
    key, _ = (await kept(store))["Neige"]
    for act in ("", "/fil", "/fil/fermer", "/alerte", "/alerte/fermer", "/supprimer"):
        await send(client, f"/recherche/{key}{act}", "/recherches", name="Hiver")
    noted = await acts(store, about=key)
    assert {each.act.what for each in noted} == {
        "search_saved",
        "search_changed",
        "feed_opened",
        "feed_closed",
        "alert_on",
        "alert_off",
        "search_deleted",
    }
    assert "eige" not in str(noted)


@pytest.mark.parametrize("act", ["", "/supprimer", "/fil", "/fil/fermer", "/alerte"])
async def test_a_form_of_another_site_changes_nothing(
    client: httpx.AsyncClient, store: SqliteStore, act: str
) -> None:
    await save(client)
    key, before = (await kept(store))["Neige"]
    answer = await client.post(f"/recherche/{key}{act}", data={"name": "Autre"})
    assert answer.status_code == 403
    assert (await kept(store))["Neige"] == (key, before)


@pytest.mark.parametrize("payload", CORPUS)
async def test_no_name_and_no_question_becomes_markup(
    client: httpx.AsyncClient, payload: str
) -> None:
    await save(client, payload[:80], question=f"?topic={payload}&place={payload}")
    assert_harmless((await client.get("/recherches")).text)


@pytest.mark.parametrize("key", ["../../etc/passwd", "%2e%2e", "é", "x" * 5000, "nulle"])
async def test_an_unknown_key_is_not_found(client: httpx.AsyncClient, key: str) -> None:
    assert (await client.get(f"/recherche/{key}")).status_code == 404


async def test_the_page_speaks_english(client: httpx.AsyncClient) -> None:
    empty = read((await client.get("/recherches?lang=en")).text)
    assert "No saved search" in empty.text
    await save(client)
    assert "Rename or share" in read((await client.get("/recherches?lang=en")).text).text


async def test_who_has_two_towns_of_three_changes_their_search_of_both_and_of_no_other(
    store: SqliteStore, clock: HeldClock
) -> None:
    third = replace(TOWN, slug="troisieme-ville", name="Troisième-Ville")
    towns = (TOWN, OTHER, third)
    two = Actor(name="cl", role="lead", towns=(TOWN.slug, OTHER.slug))
    async with browsing(store, clock, two, towns) as both, browsing(store, clock, CHEF, towns) as c:
        await save(both, "Les deux", shared="yes")
        await save(c, "Les trois", shared="yes")
        mine, (others, _) = (await kept(store))["Les deux"][0], (await kept(store))["Les trois"]
        for _ in range(2):  # a second visit changes the first one's paper
            assert (await both.get(f"/recherche/{mine}")).status_code == 303
        done = await send(both, f"/recherche/{mine}", "/recherches", name="Nos deux")
        assert done.headers["location"] == "/recherches?did=search_changed"
        assert (await kept(store))["Nos deux"][1].towns == (TOWN.slug, OTHER.slug)
        for act in ("", "/supprimer", "/fil"):
            refused = await send(both, f"/recherche/{others}{act}", "/recherches", name="Volée")
            assert refused.status_code == 404
        await send(both, f"/recherche/{mine}/supprimer", "/recherches")
    assert list(await kept(store)) == ["Les trois"]
    assert [visit.about for visit in await store.papers(VISIT)] == [others]
