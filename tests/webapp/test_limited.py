"""What someone of one town sees of an installation of two."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from starlette.exceptions import HTTPException

from sinks.sqlite.store import SqliteStore
from tests.desk.examples import MONDAY, TOWN
from tests.sinks.case_contract import a_case
from tests.webapp.offices import an_office
from tests.webapp.records import record
from vigie.account import Account
from vigie.act import Act
from vigie.actor import Actor
from vigie.alert import Alert, Delivery
from vigie.batch import Batch, CursorMove, Tally
from vigie.clock import HeldClock
from vigie.codec import encode
from vigie.coverage import Coverage, CoveredSource
from vigie.dead_letter import DeadLetter
from vigie.paper import Paper
from vigie.query import Field, Not, Or, Query, Word
from vigie.record import Record
from vigie.review import Review
from vigie.rule_desk import SettledRule
from vigie.say import Say
from vigie.theme import Theme
from webapp.forgery import Forms
from webapp.limited.store import LimitedStore, Seen
from webapp.limited.targets import UNNAMED, SeenTargets
from webapp.site import Site

MINE, OTHER = "ville-fictive", "autre-ville"
HEARD = {"partout": (), "ici": (MINE,), "ailleurs": (OTHER,), "des deux": (MINE, OTHER)}


def of(town: str, text: str, **labels: Any) -> Record:
    one = record(text, **labels)
    id_ = f"{town}-{one.mention.id}"
    return replace(one, mention=replace(one.mention, town=town, id=id_))


@pytest.fixture
def records() -> dict[str, Record]:
    return {
        town: of(town, f"Un nid-de-poule, {town}.", post={"url": "https://forum.example/1"})
        for town in (MINE, OTHER, f"{MINE}.eau", f"{OTHER}.eau")
    }


@pytest.fixture
async def whole(store: SqliteStore, records: dict[str, Record]) -> SqliteStore:
    await store.write(Batch(records=tuple(records.values())))
    return store


@pytest.fixture
def theirs(whole: SqliteStore) -> LimitedStore:
    return LimitedStore(whole, Seen((MINE,), (f"{MINE}.eau",), HEARD))


@pytest.fixture
def site(whole: SqliteStore, clock: HeldClock) -> Site:
    themes = [
        Theme(slug=f"{town}.eau", town=town, name="L’eau", words=("aqueduc",))
        for town in (MINE, OTHER)
    ]
    whole_site = Site(
        store=whole,
        towns=(TOWN, replace(TOWN, slug=OTHER, name="Autre-Ville")),
        themes=themes,
        clock=clock,
        covering=Covered(),
        outbox=whole,
        language="fr",
        office=an_office(whole, heard_for=HEARD),
        forms=Forms(b"x" * 32),
    )
    return whole_site.seen_by(Actor(name="c.tremblay", role="admin", towns=(MINE,)))


class Covered:
    async def coverage(self) -> Coverage:
        why = Say("…", "…")
        sources = (
            CoveredSource(name=name, kind="feed", state="working", why=why, usual=why)
            for name in (*HEARD, "retirée")
        )
        return Coverage(at=MONDAY, sources=tuple(sources))

    async def states(self) -> dict[str, str]:
        return dict.fromkeys((*HEARD, "retirée"), "working")


async def test_a_mention_of_another_town_is_not_found_by_its_id(
    theirs: LimitedStore, records: dict[str, Record]
) -> None:
    ids = [each.mention.id for each in records.values()]
    found = {town: await theirs.get(each.mention.id) for town, each in records.items()}
    assert {town for town, each in found.items() if each} == {MINE, f"{MINE}.eau"}
    assert set(await theirs.many(ids)) == {records[t].mention.id for t in (MINE, f"{MINE}.eau")}
    found_ids = await theirs.find_by_address("https://forum.example/1")
    assert set(found_ids) == {records[t].mention.id for t in (MINE, f"{MINE}.eau")}
    assert {each.mention.town async for each in theirs.scan()} == {MINE, f"{MINE}.eau"}
    assert [each async for each in theirs.scan(OTHER)] == []
    assert [each.mention.town async for each in theirs.scan(MINE)] == [MINE]


@pytest.mark.parametrize(
    ("where", "towns"),
    [
        (None, {MINE}),
        (Word("nid"), {MINE}),
        (Field("town", (OTHER,)), set()),
        (Field("town", (OTHER, MINE)), {MINE}),
        (Field("town", (f"{MINE}.eau",)), {f"{MINE}.eau"}),
        (Field("town", (f"{OTHER}.eau",)), set()),
        (Not(Field("town", (MINE,))), set()),
        (Or((Word("nid"), Field("town", (OTHER,)))), {MINE, f"{MINE}.eau"}),
        (Not(Word("rien")), {MINE}),
    ],
)
async def test_no_question_reaches_another_town(
    theirs: LimitedStore, where: Any, towns: set[str]
) -> None:
    query = Query(where=where)
    found = await theirs.search(query)
    assert {hit.record.mention.town for hit in found.hits} == towns
    counted = await theirs.count(query, ("town",))
    assert {bucket.value for bucket in counted.facets["town"]} == towns
    assert counted.total == found.total == len(towns)


async def test_stories_of_another_town_are_not_compared(
    theirs: LimitedStore, whole: SqliteStore
) -> None:
    text = " ".join(f"mot{n}" for n in range(40))
    one = of(OTHER, text)
    await whole.write(Batch(records=(replace(one, signature=b"\x01" * 16),)))
    assert await theirs.similar(b"\x01" * 16, OTHER, MONDAY) == []


async def test_another_towns_mention_is_neither_reviewed_nor_erased(
    theirs: LimitedStore, whole: SqliteStore, records: dict[str, Record]
) -> None:
    other, mine = records[OTHER].mention.id, records[MINE].mention.id
    with pytest.raises(HTTPException) as refused:
        await theirs.review(Review(mention=other, status="closed"))
    assert refused.value.status_code == 404
    assert (await theirs.review(Review(mention=mine, status="closed"))).version == 1
    assert await theirs.erase([other], MONDAY) == 0
    assert await whole.get(other)
    with pytest.raises(HTTPException):
        await theirs.write(Batch(records=(records[OTHER],)))
    with pytest.raises(HTTPException):
        await theirs.write(Batch(tallies=(Tally(source="ici", outcome="kept", count=1),)))
    assert (await theirs.write(Batch(records=(records[MINE],)))).unchanged


async def test_what_is_the_whole_installations_is_not_theirs(
    theirs: LimitedStore, whole: SqliteStore
) -> None:
    letter = DeadLetter(
        id="d1",
        at=MONDAY,
        stage="judge",
        source="ailleurs",
        where="",
        why="illisible",
        raw=b"secret",
    )
    moves = [CursorMove(source=name, cursor=b"1", at=MONDAY) for name in (*HEARD, "retirée")]
    tallies = [Tally(source=name, outcome="kept", count=1) for name in HEARD]
    await whole.write(Batch(dead_letters=(letter,), cursors=tuple(moves), tallies=tuple(tallies)))
    assert await theirs.dead_letters() == []
    for refused in (theirs.discard_dead_letters(["d1"]), theirs.expire([], MONDAY, dry_run=False)):
        with pytest.raises(HTTPException):
            await refused
    assert set(await theirs.sources()) == {"partout", "ici", "des deux"}
    assert set(await theirs.tallies()) == {"partout", "ici", "des deux"}
    assert await theirs.cursor("ailleurs") is None
    assert await theirs.cursor("ici") == b"1"
    await theirs.close()
    assert await whole.get("rien") is None


async def test_only_sources_read_for_them_are_in_their_coverage(site: Site) -> None:
    covered = await site.covering.coverage()
    assert [each.name for each in covered.sources] == ["partout", "ici", "des deux"]
    assert set(await site.covering.states()) == {"partout", "ici", "des deux"}
    assert [theme.slug for theme in site.themes] == [f"{MINE}.eau"]


async def test_cases_of_another_town_are_not_found(
    site: Site, whole: SqliteStore, records: dict[str, Record]
) -> None:
    both = {
        town: replace(a_case(records[town], reference=f"VIGIE-{n}AAAAAAAAA"), town=town)
        for n, town in enumerate((MINE, OTHER))
    }
    await whole.save_cases(list(both.values()))
    cases = site.office.cases
    assert await cases.case(both[OTHER].reference) is None
    assert await cases.case(both[MINE].reference)
    assert [case.town for case in await cases.cases(1)] == [MINE]
    for refused in (
        cases.save_cases([both[OTHER]]),
        cases.settle_case(both[OTHER]),
        cases.settle_case(replace(both[MINE], reference=both[OTHER].reference)),
        cases.claim_cases(("draft",), MONDAY, None, 1),  # type: ignore[arg-type]
    ):
        with pytest.raises(HTTPException):
            await refused
    await cases.save_cases([both[MINE]])
    kept = await cases.case(both[MINE].reference)
    assert kept
    assert await cases.settle_case(kept)


async def test_alerts_of_another_town_and_of_its_sources_are_not_found(
    site: Site, whole: SqliteStore
) -> None:
    def delivery(id_: str, town: str, source: str | None = None) -> Delivery:
        alert = Alert(
            id=id_, rule="r", town=town, mention="", severity="low", title="t", reason="r",
            advice="a", raised_at=MONDAY, source=source,
        )  # fmt: skip
        return Delivery(alert=alert, target=f"équipe {town}", due_at=MONDAY)

    await whole.write(
        Batch(
            deliveries=(
                delivery("a", MINE),
                delivery("b", OTHER),
                delivery("c", "", "ailleurs"),
                delivery("d", "", "partout"),
                delivery("e", ""),
            )
        )
    )
    outbox = site.outbox
    assert outbox
    assert {each.alert.id for each in await outbox.deliveries()} == {"a", "d"}
    await whole.disable_target(f"équipe {OTHER}", "410", MONDAY)
    assert await outbox.disabled_targets() == {}
    await whole.disable_target(f"équipe {MINE}", "410", MONDAY)
    assert set(await outbox.disabled_targets()) == {f"équipe {MINE}"}
    assert await outbox.replay(["b", "c"], MONDAY) == 0
    for refused in (
        outbox.claim(MONDAY, None, 1),  # type: ignore[arg-type]
        outbox.settle([]),
        outbox.disable_target("x", "y", MONDAY),
        outbox.enable_target(f"équipe {OTHER}"),
    ):
        with pytest.raises(HTTPException):
            await refused


def a_settled(name: str, *towns: str) -> SettledRule:
    when: dict[str, Any] = {"emergency": True, **({"town": list(towns)} if towns else {})}
    return SettledRule(rule={"name": name, "when": when, "targets": [f"équipe {name}"]})


@pytest.mark.parametrize(
    ("leads", "named"),
    [(False, ("équipe d’ici",)), (True, ("équipe d’ici", "équipe de tous", "sans règle"))],
)
def test_a_target_that_serves_other_towns_is_not_named(
    leads: bool,
    named: tuple[str, ...],
) -> None:
    settled = [a_settled("d’ici", MINE), a_settled("d’ailleurs", OTHER), a_settled("de tous")]
    seen = SeenTargets(settled, Seen((MINE,), (), HEARD), leads=leads)
    every = ("équipe d’ici", "équipe d’ailleurs", "équipe de tous", "sans règle")
    assert seen.named(every) == named
    (known,) = (
        set(seen.rule(one).rule["targets"]) for one in settled if one.rule["name"] == "d’ailleurs"
    )
    assert known == {UNNAMED}
    listing = Say("« targets » : inconnu ; il y a équipe d’ailleurs.", "unknown: équipe d’ailleurs")
    assert "ailleurs" not in str(seen.problem(listing, every))
    alert = Alert(
        id="a", rule="r", town=MINE, mention="", severity="low", title="t", reason="r",
        advice="a", raised_at=MONDAY,
    )  # fmt: skip
    sent = Delivery(alert=alert, target="équipe d’ailleurs", due_at=MONDAY, last_error="hôte")
    assert (seen.delivery(sent).target, seen.delivery(sent).last_error) == (UNNAMED, None)


def a_paper(kind: str, key: str, town: str, about: str = "") -> Paper:
    body = encode(Act(by="x", what="y"))
    return Paper(kind=kind, key=key, body=body, at=MONDAY, town=town, about=about)


async def test_papers_of_another_town_are_neither_read_nor_changed(
    site: Site, whole: SqliteStore
) -> None:
    kept = {
        town: await whole.keep(a_paper("search", town or "tous", town))
        for town in (MINE, OTHER, "", f"{OTHER}.eau")
    }
    papers = site.office.papers
    assert {each.key for each in await papers.papers("search")} == {MINE, "tous"}
    assert await papers.papers("search", town=OTHER) == []
    assert await papers.paper("search", OTHER) is None
    assert await papers.paper("search", MINE)
    assert await papers.drop("search", [OTHER, "tous", "inconnu"]) == 0
    for paper in (kept[OTHER], replace(kept[MINE], town=OTHER), replace(kept[OTHER], town=MINE)):
        with pytest.raises(HTTPException):
            await papers.keep(paper)
    # The installation's own they may add to, not change.
    with pytest.raises(HTTPException):
        await papers.keep(kept[""])
    assert await papers.keep(a_paper("search", "nouveau", ""))
    assert await papers.keep(replace(kept[MINE], body=b"x"))
    assert await papers.drop("search", [MINE]) == 1


async def test_papers_come_by_the_page_newest_first_over_several_towns(
    site: Site, whole: SqliteStore
) -> None:
    for n in range(6):
        town = (MINE, OTHER, "")[n % 3]
        await whole.keep(replace(a_paper("search", f"p{n}", town), at=MONDAY.replace(minute=n)))
    papers = site.office.papers
    first = await papers.papers("search", limit=2)
    rest = await papers.papers("search", before=(first[-1].at, first[-1].key))
    assert [each.key for each in [*first, *rest]] == ["p5", "p3", "p2", "p0"]


async def test_what_the_door_keeps_is_for_its_own_pages(site: Site, whole: SqliteStore) -> None:
    account = Account(name="c.tremblay", role="admin", created=MONDAY)
    await whole.keep(
        Paper(kind="account", key="c.tremblay", body=encode(account), at=MONDAY, about="c.tremblay")
    )
    papers = site.office.papers
    assert await papers.papers("account") == []
    assert await papers.paper("account", "c.tremblay") is None
    assert await papers.drop("account", ["c.tremblay"]) == 0
    with pytest.raises(HTTPException):
        await papers.keep(a_paper("session", "volée", ""))


async def test_acts_that_belong_to_no_town_are_ones_own(site: Site, whole: SqliteStore) -> None:
    await whole.keep(a_paper("act", "moi", "", about="c.tremblay"))
    await whole.keep(a_paper("act", "lui", "", about="quelquun"))
    await whole.keep(a_paper("act", "ici", MINE, about="m1"))
    papers = site.office.papers
    assert {each.key for each in await papers.papers("act")} == {"moi", "ici"}
    assert await papers.paper("act", "lui") is None


async def test_a_note_about_a_mention_of_theirs_may_be_changed_whatever_its_town(
    site: Site, whole: SqliteStore, records: dict[str, Record]
) -> None:
    papers = site.office.papers
    for town, mine in ((MINE, True), (OTHER, False)):
        about = records[town].mention.id
        kept = await whole.keep(a_paper("presence", town, "", about=about))
        if mine:
            assert await papers.keep(kept)
        else:
            with pytest.raises(HTTPException):
                await papers.keep(kept)


def test_whoever_has_no_town_of_their_own_sees_the_installation_itself(site: Site) -> None:
    everyone = Site.seen_by(site, Actor(name="chef", role="admin"))
    assert everyone.store is site.store
