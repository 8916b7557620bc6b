"""The cases' pages: what is gathered, what would leave, and what leaves by a click alone."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from pipeline.settings_handoff import HandoffSettings
from sinks.sqlite.store import SqliteStore
from tests.desk.examples import MONDAY, TOWN
from tests.desk.requests import said
from tests.pipeline.front_doors import Door
from tests.webapp.covering import Ears
from tests.webapp.offices import an_installation, an_office, send
from tests.webapp.records import PageReader, read, squeezed
from vigie.actor import Actor
from vigie.batch import Batch
from vigie.case import Case
from vigie.case_contracts import Held, Standing, Unsure
from vigie.clock import HeldClock
from vigie.say import Say
from webapp.app import create
from webapp.log_of_acts import acts

OTHER = replace(TOWN, slug="autre-ville", name="Autre-Ville")
NAMUR = replace(
    TOWN,
    slug="bourg-fictif",
    name="Bourg-Fictif",
    front_door=replace(TOWN.front_door, name={"fr": "Allô Bourg", "en": "Allô Bourg"}),
)
Browse = Callable[..., Any]


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
async def browse(
    store: SqliteStore, clock: HeldClock, ears: Ears, door: Door
) -> AsyncIterator[Browse]:
    """Open a browser for someone, over an installation whose hand-off is on unless said."""
    async with AsyncExitStack() as opened:

        async def someone(
            role: str = "officer",
            *,
            off: bool = False,
            towns: Any = (TOWN,),
            sees: tuple[str, ...] = (),
            **handoff: Any,
        ) -> httpx.AsyncClient:
            asked = HandoffSettings(by="open311", services={"pothole": "001"}, **handoff)
            it = an_installation(
                store,
                clock=clock,
                towns=towns,
                desks={} if off else {town.slug: door for town in towns},
                handoff=None if off else asked,
            )
            app = create(
                store,
                towns=towns,
                clock=clock,
                coverage=ears,
                office=an_office(store, Actor(name="lise", role=role, towns=sees), it=it),
            )
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            browser = httpx.AsyncClient(transport=transport, base_url="http://localhost")
            return await opened.enter_async_context(browser)

        yield someone


async def hear(store: SqliteStore, count: int = 3, **others: Any) -> None:
    some = [
        replace(said(n, hours=-n / 10, author=f"p{n}", **others), first_seen=MONDAY)
        for n in range(count)
    ]
    await store.write(Batch(records=tuple(some)))


async def page(client: httpx.AsyncClient, path: str, status: int = 200) -> PageReader:
    answer = await client.get(path)
    assert answer.status_code == status, answer.text
    return read(answer.text)


async def only(store: SqliteStore) -> Case:
    (case,) = await store.cases()
    return case


async def act(client: httpx.AsyncClient, store: SqliteStore, do: str, **fields: str) -> Any:
    """Click a button of the case's page, as it is shown now."""
    path = f"/dossier/{(await only(store)).reference}"
    shown = await page(client, path)
    seen = fields.pop("seen", "") or shown.all("input", name="seen")[0].attributes["value"]
    return await send(client, path, path, do=do, seen=seen, **fields)


async def test_forty_posts_on_one_hole_are_one_case_with_forty_links(
    browse: Browse, store: SqliteStore, door: Door
) -> None:
    await hear(store, 40)
    client = await browse()
    listed = squeezed((await page(client, "/dossiers")).text)
    assert "Dossiers à transmettre : le 311 Ville-Fictive" in listed.replace("\u00a0", " ")
    assert "40 publications" in listed
    assert "40 comptes" in listed
    assert "rue des Forges" in listed
    assert "À décider 1" in listed
    shown = await page(client, f"/dossier/{(await only(store)).reference}")
    links = {each.attributes["href"] for each in shown.all("a")}
    assert {f"https://forum.example/{n}" for n in range(40)} <= links
    assert door.got == []


async def test_the_name_shown_is_that_of_the_town_s_own_front_door(
    browse: Browse, store: SqliteStore
) -> None:
    await hear(store, town=NAMUR)
    client = await browse(towns=(NAMUR,))
    assert "transmettre\u00a0: Allô Bourg" in (await page(client, "/dossiers")).text
    shown = (await page(client, f"/dossier/{(await only(store)).reference}")).text
    assert "Allô Bourg" in shown
    assert "311" not in squeezed(shown).replace("Open311", "")


async def test_what_would_leave_is_shown_as_it_would_leave(
    browse: Browse, store: SqliteStore, door: Door
) -> None:
    await hear(store)
    client = await browse()
    await page(client, "/dossiers")
    shown = await page(client, f"/dossier/{(await only(store)).reference}")
    assert [each.text for each in shown.all("code")] == ["service_code", "description"]
    text = shown.all("textarea")[0].text
    assert text.startswith(f"[{(await only(store)).reference}]")
    await act(client, store, "send")
    assert door.got[0].text == text.strip()


async def test_a_click_sends_once_and_the_log_says_who(
    browse: Browse, store: SqliteStore, door: Door
) -> None:
    await hear(store)
    client = await browse()
    await page(client, "/dossiers")
    done = await act(client, store, "send")
    assert done.status_code == 303
    shown = await client.get(done.headers["location"])
    assert "le guichet a donné son numéro" in shown.text
    assert len(door.got) == 1
    case = await only(store)
    assert (case.handoff.state, case.handoff.request) == ("open", "1")
    (noted,) = await acts(store, about=case.reference)
    assert (noted.act.by, noted.act.what, noted.town) == ("lise", "case_send", TOWN.slug)
    assert noted.act.detail == {"from": "draft", "to": "open"}
    assert "transmis d’un clic · lise" in squeezed(read(shown.text).text)


async def test_an_approved_case_waits_for_the_machine_and_may_be_withdrawn(
    browse: Browse, store: SqliteStore, door: Door
) -> None:
    await hear(store)
    client = await browse()
    await page(client, "/dossiers")
    await act(client, store, "approve")
    assert ((await only(store)).handoff.state, door.got) == ("approved", [])
    await act(client, store, "withdraw")
    assert (await only(store)).handoff.state == "withdrawn"
    assert "Retirés" not in (await page(client, "/dossiers")).text
    assert "retiré" in (await page(client, "/dossiers?state=withdrawn")).text


async def test_two_officers_on_one_case_the_second_is_told_and_nothing_leaves_twice(
    browse: Browse, store: SqliteStore, door: Door
) -> None:
    await hear(store)
    one, other = await browse(), await browse()
    await page(one, "/dossiers")
    path = f"/dossier/{(await only(store)).reference}"
    open_form = {
        each.attributes["name"]: each.attributes["value"]
        for each in (await page(other, path)).all("input", type="hidden")
    }
    await act(one, store, "send")
    late = await other.post(path, data={**open_form, "do": "send"})
    assert late.status_code == 409
    assert "Le dossier a changé entre-temps" in late.text
    assert len(door.got) == 1
    assert len(await acts(store)) == 1


async def test_a_post_that_joins_between_reading_and_clicking_is_read_first(
    browse: Browse, store: SqliteStore, door: Door
) -> None:
    """What leaves is what was read: a name in plain words is masked by nobody else."""
    await hear(store, 1)
    client = await browse()
    await page(client, "/dossiers")
    path = f"/dossier/{(await only(store)).reference}"
    seen = (await page(client, path)).all("input", name="seen")[0].attributes["value"]
    await hear(store, 3)
    await (await browse()).get("/dossiers")
    late = await act(client, store, "send", seen=seen)
    assert late.status_code == 409
    assert "a changé entre-temps" in late.text
    assert door.got == []
    assert (await act(client, store, "send")).status_code == 303


async def test_an_unknown_outcome_is_looked_up_and_sent_again_only_after_a_check(
    browse: Browse, store: SqliteStore, door: Door
) -> None:
    await hear(store)
    door.outcomes = [Unsure(Say("coupé", "cut"))]
    client = await browse()
    await page(client, "/dossiers")
    await act(client, store, "send")
    assert (await only(store)).handoff.state == "unknown"
    await act(client, store, "look")
    assert ((await only(store)).handoff.state, len(door.got), door.looked) == ("unknown", 1, 1)
    refused = await act(client, store, "again")
    assert refused.status_code == 409
    assert "cochez la case" in refused.text
    assert len(door.got) == 1
    await act(client, store, "again", checked="yes")
    assert (await only(store)).handoff.state == "open"
    assert len(door.got) == 2
    what = [each.act.what for each in await acts(store)]
    assert sorted(what) == ["case_again", "case_look", "case_send"]


async def test_what_holds_a_case_back_is_said_on_its_page(
    browse: Browse, store: SqliteStore, door: Door
) -> None:
    await hear(store)
    door.obstacle = Held(Say("Il manque la profondeur.", "The depth is missing."))
    client = await browse()
    await page(client, "/dossiers")
    done = await act(client, store, "send")
    shown = (await client.get(done.headers["location"])).text
    assert "Rien n’est parti" in shown
    assert "Il manque la profondeur." in shown
    assert "Il manque la profondeur." in (await page(client, "/dossiers")).text


async def test_a_closed_case_shows_the_door_s_notes_and_resolved_replies_to_copy(
    browse: Browse, store: SqliteStore, door: Door, clock: HeldClock
) -> None:
    await hear(store, 2)
    client = await browse()
    await page(client, "/dossiers")
    await act(client, store, "send")
    door.told = [Standing(request="1", status="closed", notes="Comblé le 24.")]
    clock.move(timedelta(hours=2))
    it = an_installation(store, clock=clock, desks={TOWN.slug: door})
    await it.handing.round()
    shown = await page(client, f"/dossier/{(await only(store)).reference}")
    text = squeezed(shown.text)
    assert "Comblé le 24." in text
    assert "Réponses « réglé »" in text.replace("\u00a0", " ").replace("\u202f", " ")
    drafts = [each.text for each in shown.all("textarea")[1:]]
    assert len(drafts) == 2
    assert all("le 311 Ville-Fictive" in each for each in drafts)
    assert "Rien à décider." in text


async def test_with_the_hand_off_off_the_page_says_how_and_lets_one_take_the_draft(
    browse: Browse, store: SqliteStore, door: Door
) -> None:
    await hear(store)
    client = await browse(off=True)
    listed = (await page(client, "/dossiers")).text
    assert "La transmission est désactivée" in listed
    assert "[handoff]" in listed
    case = await only(store)
    path = f"/dossier/{case.reference}"
    shown = await page(client, path)
    assert [each.attributes["value"] for each in shown.all("button", name="do")] == ["withdraw"]
    refused = await act(client, store, "send")
    assert refused.status_code == 409
    assert "désactivée" in refused.text
    text = await client.get(f"{path}.txt")
    assert text.text == shown.all("textarea")[0].text
    assert text.headers["content-disposition"] == f'attachment; filename="{case.reference}.txt"'
    for where in (f"{path}.csv", "/dossiers.csv"):
        rows = list(
            csv.DictReader(
                io.StringIO((await client.get(where)).content.decode("utf-8-sig")), delimiter=";"
            )
        )
        assert [row["reference"] for row in rows] == [case.reference]
        assert rows[0]["links"].count("https://") == 3
    assert door.got == []


async def test_what_leaves_by_itself_by_the_settings_is_said(
    browse: Browse, store: SqliteStore
) -> None:
    await hear(store)
    manual, automatic = await browse(), await browse(automatic={"pothole": 0.95}, daily_cap=7)
    assert "Rien ne part sans le clic" in (await page(manual, "/dossiers")).text
    told = squeezed((await page(automatic, "/dossiers")).text).replace("\u00a0", " ")
    assert "nid-de-poule dès 95 % ; 7 par jour" in told.replace("\u202f", " ")


async def test_a_reader_reads_and_cannot_act(browse: Browse, store: SqliteStore) -> None:
    await hear(store)
    client = await browse("reader")
    await page(client, "/dossiers")
    path = f"/dossier/{(await only(store)).reference}"
    assert (await page(client, path)).all("button", name="do") == []
    assert (await client.post(path, data={"do": "send"})).status_code == 403
    assert (await only(store)).handoff.state == "draft"


async def test_one_sees_the_cases_of_one_s_towns_only(browse: Browse, store: SqliteStore) -> None:
    await hear(store, 2)
    await hear(store, 2, town=OTHER, place={"id": "rue-b", "point": None})
    client = await browse(towns=(TOWN, OTHER), sees=(TOWN.slug,))
    await page(client, "/dossiers")
    known = {case.town: case.reference for case in await store.cases()}
    assert len(known) == 2
    listed = (await page(client, "/dossiers?state=all")).text
    assert known[TOWN.slug] in listed
    assert known[OTHER.slug] not in listed
    assert known[OTHER.slug] not in (await client.get("/dossiers.csv?state=all")).text
    for path in ("", ".csv", ".txt"):
        await page(client, f"/dossier/{known[OTHER.slug]}{path}", 404)


async def test_the_pages_speak_english(browse: Browse, store: SqliteStore) -> None:
    await hear(store)
    client = await browse()
    assert "Cases to hand over: Ville-Fictive 311" in (await page(client, "/dossiers?lang=en")).text
    assert (
        "What would leave" in (await page(client, f"/dossier/{(await only(store)).reference}")).text
    )


@pytest.mark.parametrize("query", ["state=inconnu", "page=-1", "page=x", "state=%00"])
async def test_an_address_that_means_nothing_is_refused(browse: Browse, query: str) -> None:
    await page(await browse(), f"/dossiers?{query}", 400)


async def test_hostile_text_stays_text(browse: Browse, store: SqliteStore) -> None:
    await hear(store, 1, text="<script>alert(1)</script> rue", url="javascript:alert(1)")
    client = await browse()
    await page(client, "/dossiers")
    html = (await client.get(f"/dossier/{(await only(store)).reference}")).text
    assert "<script" not in html
    assert 'href="javascript' not in html
