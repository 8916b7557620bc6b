"""The rules' pages: written through a form, tried over the past, then in effect and not before."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from desk.alert_rule_reading import read_rules
from pipeline.installation import Installation
from pipeline.rule_desk import InstalledRules
from sinks.sqlite.store import SqliteStore
from tests.desk.examples import TOWN
from tests.webapp.covering import Ears
from tests.webapp.offices import an_installation, an_office, send
from tests.webapp.records import PageReader, read, record, squeezed
from vigie.actor import Actor
from vigie.batch import Batch
from vigie.clock import HeldClock
from vigie.judgement import Label
from vigie.kept_rule import RULE_PAPER
from webapp.app import create
from webapp.log_of_acts import acts
from webapp.rules.fields import read_form

OTHER = replace(TOWN, slug="autre-ville", name="Autre-Ville")
SNOW: dict[str, Any] = {"topic": Label("snow", 0.9)}
WRITTEN = ({"name": "colère", "severity": "low", "when": {"sentiment": ["negative"]}},)
Browse = Callable[..., Any]


@pytest.fixture
def it(store: SqliteStore, clock: HeldClock) -> Installation:
    return an_installation(store, clock=clock, towns=(TOWN, OTHER), rules=WRITTEN)


@pytest.fixture
async def browse(store: SqliteStore, it: Installation, ears: Ears) -> AsyncIterator[Browse]:
    """Open a browser for someone."""
    async with AsyncExitStack() as opened:

        async def someone(role: str = "lead", *sees: str) -> httpx.AsyncClient:
            app = create(
                store,
                towns=it.towns,
                clock=it.clock,
                coverage=ears,
                office=an_office(store, Actor(name="rose", role=role, towns=sees), it=it),
            )
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            browser = httpx.AsyncClient(transport=transport, base_url="http://localhost")
            return await opened.enter_async_context(browser)

        yield someone


async def page(client: httpx.AsyncClient, path: str, status: int = 200) -> PageReader:
    answer = await client.get(path)
    assert answer.status_code == status, answer.text
    return read(answer.text)


async def make(client: httpx.AsyncClient, **fields: Any) -> str:
    """Write a rule about snow; return its page's path."""
    given = {"name": "neige", "town": TOWN.slug, "when.topic": "snow", **fields}
    done = await send(client, "/regle", "/regle", **given)
    assert done.status_code == 303, done.text
    return str(done.headers["location"]).partition("?")[0]


async def turn_on(client: httpx.AsyncClient, path: str) -> httpx.Response:
    """Try a rule, then click the button of its trial."""
    trial = await page(client, f"{path}/essai")
    mark = trial.all("input", name="tried")[0].attributes["value"]
    return await send(client, f"{path}/etat", f"{path}/essai", do="on", tried=mark)


def in_effect(it: Installation) -> list[str]:
    return [rule.name for rule in it.intake.stages.watch.rules]


async def test_a_rule_is_off_until_it_was_tried_and_then_takes_effect_at_once(
    browse: Browse, it: Installation, store: SqliteStore
) -> None:
    client = await browse()
    path = await make(client)
    assert "neige" not in in_effect(it)
    untried = await send(client, f"{path}/etat", path, do="on", tried="")
    assert untried.headers["location"] == f"{path}/essai"
    assert "neige" not in in_effect(it)
    done = await turn_on(client, path)
    assert done.headers["location"] == f"{path}?did=rule_on"
    assert "neige" in in_effect(it)
    (rule,) = [r for r in it.intake.stages.watch.rules if r.name == "neige"]
    assert (rule.when.topic, rule.when.town) == (("snow",), (TOWN.slug,))
    await send(client, f"{path}/etat", path, do="off")
    assert "neige" not in in_effect(it)
    did = [each.act.what for each in await acts(store)]
    assert sorted(did) == ["rule_make", "rule_off", "rule_on"]


async def test_the_trial_shows_how_many_by_week_with_examples(
    browse: Browse, store: SqliteStore
) -> None:
    snowy = [record(f"Neige {n}", ago=1 + 24 * 7 * n, **SNOW) for n in range(3)]
    older = record("Vieille neige", ago=24 * 100, **SNOW)
    await store.write(Batch(records=(*snowy, older, record("Autre chose"))))
    client = await browse()
    shown = await page(client, f"{await make(client)}/essai")
    text = squeezed(shown.text)
    assert "Elle aurait envoyé 3 alertes" in text
    rows = [squeezed(each.text) for each in shown.all("th", scope="row")]
    assert rows == ["lundi 9 novembre", "lundi 16 novembre", "lundi 23 novembre"]
    assert len([a for a in shown.all("a") if a.attributes["href"].startswith("/mention/")]) == 3
    assert await store.deliveries() == []


async def test_a_rule_that_is_changed_must_be_tried_again(browse: Browse, it: Installation) -> None:
    client = await browse()
    path = await make(client)
    await turn_on(client, path)
    shown = await page(client, path)
    version = shown.all("input", name="version")[0].attributes["value"]
    fields = {"when.topic": "roads", "severity": "urgent", "version": version}
    changed = await send(client, path, path, **fields)
    assert changed.status_code == 303
    assert "neige" not in in_effect(it)
    old = (await page(client, f"{path}/essai")).all("input", name="tried")[0].attributes["value"]
    await turn_on(client, path)
    (rule,) = [r for r in it.intake.stages.watch.rules if r.name == "neige"]
    assert (rule.when.topic, rule.severity) == (("roads",), "urgent")
    again = await send(client, f"{path}/etat", f"{path}", do="on", tried=old)
    assert again.headers["location"].endswith("/essai")


async def test_what_is_wrong_is_said_by_field_and_what_was_written_stays(
    browse: Browse, store: SqliteStore
) -> None:
    client = await browse()
    given = {
        "name": "trop",
        "town": TOWN.slug,
        "severity": "urgent",
        "when.topic": "snow",
        "when.min_confidence": "beaucoup",
        "when.between.from": "18:00",
        "quiet_hours.from": "22:00",
        "quiet_hours.to": "07:00",
        "at_least.mentions": "-3",
        "spike": "n'importe quoi",
        "targets": "personne",
    }
    answer = await send(client, "/regle", "/regle", **given)
    assert answer.status_code == 422
    shown = read(answer.text)
    wrong = {a.attributes["href"] for a in shown.all("a") if a.attributes["href"].startswith("#")}
    assert wrong >= {
        "#when.min_confidence",
        "#when.between",
        "#quiet_hours",
        "#at_least.mentions",
        "#spike",
        "#targets",
    }
    ids = {each.attributes["id"] for each in shown.elements if "id" in each.attributes}
    assert {address.removeprefix("#") for address in wrong} <= ids
    kept = {e.attributes["name"]: e.attributes["value"] for e in shown.all("input", type="time")}
    assert kept["quiet_hours.from"] == "22:00"
    values = {
        each.attributes["name"]: each.attributes.get("value")
        for each in shown.all("input", aria_invalid="true")
    }
    assert values["when.min_confidence"] == "beaucoup"
    assert await store.papers(RULE_PAPER) == []


async def test_every_key_of_the_language_can_be_written_in_the_form(
    browse: Browse, it: Installation, store: SqliteStore
) -> None:
    """And comes back in the form as it was written."""
    client = await browse()
    given = {
        "severity": "low",
        "targets": "équipe",
        "when.emergency": "false",
        "when.media_request": "true",
        "when.service_request": "true",
        "when.official_mentioned": "true",
        **{f"when.{key}": values for key, values in LISTS.items()},
        "when.place": "parc-du-moulin\nrue-a",
        "when.source": "Le Fil",
        "when.kind": "feed",
        "when.language": "fr",
        "when.district": "centre",
        "when.min_confidence": "0,6",
        "when.min_reach": "100",
        "when.between.from": "18:00",
        "when.between.to": "08:00",
        **{f"at_least.{key}": "2" for key in ("mentions", "authors", "clusters", "sources")},
        "at_least.hours": "6",
        "cool_down_hours": "12",
        "digest_hours": "24",
        "quiet_hours.from": "22:00",
        "quiet_hours.to": "07:00",
        "mute_until": "2026-12-24",
    }
    path = await make(client, **given)
    shown = await page(client, path)
    filled: dict[str, str] = {
        each.attributes["name"]: each.attributes.get("value", "")
        for each in (*shown.all("input"), *shown.all("option"))
        if "name" in each.attributes and each.attributes.get("type") not in ("checkbox", "hidden")
    }
    assert filled["when.min_confidence"] == "0,6"
    assert filled["cool_down_hours"] == "12"
    boxes = {e.attributes["value"] for e in shown.all("input") if "checked" in e.attributes}
    assert boxes == {*(v for v in LISTS.values()), "équipe"}
    await turn_on(client, path)
    (rule,) = [r for r in it.intake.stages.watch.rules if r.name == "neige"]
    (expected,) = read_rules(
        [
            {
                "name": "neige",
                "severity": "low",
                "targets": ["équipe"],
                "when": {
                    "emergency": False,
                    "media_request": True,
                    "service_request": True,
                    "official_mentioned": True,
                    **{key: [value] for key, value in LISTS.items()},
                    "place": ["parc-du-moulin", "rue-a"],
                    "source": ["Le Fil"],
                    "kind": ["feed"],
                    "language": ["fr"],
                    "district": ["centre"],
                    "min_confidence": 0.6,
                    "min_reach": 100,
                    "between": ["18:00", "08:00"],
                    "town": [TOWN.slug],
                },
                "at_least": {"mentions": 2, "authors": 2, "clusters": 2, "sources": 2, "hours": 6},
                "cool_down_hours": 12,
                "digest_hours": 24,
                "quiet_hours": ["22:00", "07:00"],
                "mute_until": "2026-12-24",
            }
        ]
    )
    assert rule == expected


LISTS = {
    "topic": "snow",
    "sentiment": "negative",
    "intent": "complaint",
    "route": "invite_311",
    "service_category": "pothole",
    "author_role": "citizen",
    "conduct": "insult",
}


async def test_rules_of_the_file_and_built_in_ones_are_shown_and_cannot_be_taken_over(
    browse: Browse, it: Installation
) -> None:
    client = await browse()
    text = squeezed((await page(client, "/regles")).text)
    assert "De vigie.toml" in text
    assert "colère" in text
    assert "source-health" in text
    for name in ("colère", "emergency", "source-health"):
        refused = await send(
            client, "/regle", "/regle", **{"name": name, "town": "", "when.topic": "snow"}
        )
        assert refused.status_code == 422
        assert "ce nom est celui d’une règle" in refused.text
    assert in_effect(it) == ["colère", "source-health"]


async def test_a_rule_made_here_takes_the_place_of_no_built_in_one(
    store: SqliteStore, clock: HeldClock, ears: Ears
) -> None:
    it = an_installation(store, clock=clock)
    app = create(store, towns=(TOWN,), clock=clock, coverage=ears, office=an_office(store, it=it))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        await turn_on(client, await make(client))
    assert in_effect(it) == ["emergency", "media-request", "source-health", "neige"]


async def test_two_rules_of_one_name_are_refused_whatever_the_case(browse: Browse) -> None:
    client = await browse()
    await make(client)
    given = {"name": "NEIGE", "town": TOWN.slug, "when.topic": "roads"}
    second = await send(client, "/regle", "/regle", **given)
    assert second.status_code == 409
    assert "porte déjà ce nom" in second.text


async def test_of_two_people_who_change_a_rule_the_second_is_told(
    browse: Browse, store: SqliteStore
) -> None:
    one, other = await browse(), await browse()
    path = await make(one)
    version = (await page(other, path)).all("input", name="version")[0].attributes["value"]
    await send(one, path, path, **{"when.topic": "roads", "version": version})
    late = await send(other, path, path, **{"when.topic": "waste", "version": version})
    assert late.status_code == 409
    assert "a changé cette règle entre-temps" in late.text
    (paper,) = await store.papers(RULE_PAPER)
    assert b"roads" in paper.body


async def test_a_rule_is_muted_until_a_day_speaks_again_and_is_deleted(
    browse: Browse, it: Installation, store: SqliteStore
) -> None:
    client = await browse()
    path = await make(client)
    await turn_on(client, path)
    wrong = await send(client, f"{path}/etat", path, do="mute", mute_until="jamais")
    assert wrong.status_code == 422
    await send(client, f"{path}/etat", path, do="mute", mute_until="2026-12-24")
    shown = squeezed((await page(client, "/regles")).text)
    assert "en sourdine" in shown
    assert "jeudi 24 décembre" in shown
    (rule,) = [r for r in it.intake.stages.watch.rules if r.name == "neige"]
    assert rule.mute_until is not None
    await send(client, f"{path}/etat", path, do="unmute")
    assert all(rule.mute_until is None for rule in it.intake.stages.watch.rules)
    await send(client, f"{path}/etat", path, do="off")
    await send(client, f"{path}/etat", path, do="drop")
    assert await store.papers(RULE_PAPER) == []
    await page(client, path, 404)


async def test_a_rule_whose_target_has_gone_is_out_of_effect_and_says_so(
    browse: Browse, it: Installation
) -> None:
    client = await browse()
    path = await make(client, targets="équipe")
    await turn_on(client, path)
    it.intake.stages.watch.targets = ("autre",)
    await it.desk_rules.refresh()
    assert "neige" not in in_effect(it)
    assert "à corriger" in (await page(client, "/regles")).text
    shown = (await page(client, path)).text
    assert "« équipe » n’existe pas" in shown.replace("\u00a0", " ").replace("\u202f", " ")


async def test_only_a_lead_writes_and_only_for_towns_of_their_own(
    browse: Browse, store: SqliteStore
) -> None:
    officer = await browse("officer")
    assert (await officer.get("/regle")).status_code == 403
    everywhere = await make(await browse(), name="partout", town="")
    theirs = await make(await browse(), name="ailleurs", town=OTHER.slug)
    lead = await browse("lead", TOWN.slug)
    listed = (await page(lead, "/regles")).text
    assert "partout" in listed
    assert "ailleurs" not in listed
    await page(lead, theirs, 404)
    assert (await page(lead, everywhere)).all("input", name="version") == []
    assert (await send(lead, f"{everywhere}/etat", "/regle", do="drop")).status_code == 403
    for town, status in ((OTHER.slug, 404), ("", 403)):
        given = {"name": "x", "town": town, "when.topic": "snow"}
        assert (await send(lead, "/regle", "/regle", **given)).status_code == status
    assert len(await store.papers(RULE_PAPER)) == 2


async def test_a_rule_about_sources_cannot_be_tried_and_says_so(browse: Browse) -> None:
    client = await browse()
    given = {"when.topic": "", "when.source_state": "late", "town": ""}
    path = await make(client, name="sources", **given)
    assert "ne peut pas s’essayer" in (await page(client, f"{path}/essai")).text
    assert (await turn_on(client, path)).headers["location"].endswith("rule_on")


async def test_a_trial_that_takes_too_long_is_stopped_and_turns_nothing_on(
    browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    import asyncio

    async def slow(*_: Any) -> None:
        await asyncio.sleep(5)

    monkeypatch.setattr("webapp.rules.acts._PATIENCE", 0.05)
    monkeypatch.setattr(InstalledRules, "trial", slow)
    client = await browse()
    shown = await page(client, f"{await make(client)}/essai")
    assert "plus d’une minute" in shown.text
    assert shown.all("input", name="tried") == []


async def test_the_pages_speak_english(browse: Browse) -> None:
    client = await browse()
    path = await make(client)
    assert "Alert rules" in (await page(client, "/regles?lang=en")).text
    assert "Try over 90 days" in (await page(client, path)).text
    assert "It would have sent nothing in 90 days." in (await page(client, f"{path}/essai")).text


def test_an_empty_form_asks_nothing() -> None:
    from starlette.datastructures import FormData

    assert read_form(FormData()) == {"name": "", "severity": "normal", "enabled": False}
