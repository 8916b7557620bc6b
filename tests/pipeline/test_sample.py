"""The sample in a real installation: it comes, it shows, nothing leaves for it, it goes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from pipeline.assembly import assemble
from pipeline.installation import Installation
from pipeline.number_rules import NumberRules
from pipeline.quick_check import check_quickly
from pipeline.sample import SampleWeek
from pipeline.settings import read
from tests.pipeline.installations import make_installation
from vigie.clock import SystemClock
from vigie.errors import ConfigurationError
from vigie.query import Field, Query

TOWN = "trois-rivieres"
RULES = """
[[target]]
kind = "webhook"
name = "essai"
url = "https://alertes.example/"
secret_file = "secrets/essai"
[[rule]]
name = "tout"
when.emergency = true
[[rule]]
name = "beaucoup"
when.service_request = true
at_least = { mentions = 2 }
"""


@pytest.fixture
async def installation(tmp_path: Path) -> AsyncIterator[Installation]:
    home = make_installation(tmp_path / "maison", RULES)
    (home / "secrets" / "essai").write_text("whsec_" + "YWJj" * 11, encoding="ascii")
    async with assemble(home, read(home), SystemClock()) as opened:
        yield opened


async def test_the_sample_is_judged_like_anything_that_is_heard(
    installation: Installation,
) -> None:
    count = await SampleWeek(installation).load(TOWN)
    counts = await installation.store.count(Query(), ["route", "kind", "town"])
    routes = {bucket.value for bucket in counts.facets["route"]}
    assert counts.total == count > 20
    assert {"emergency", "media_relations", "moderate", "invite_311", "reply"} <= routes
    assert [(b.value, b.count) for b in counts.facets["kind"]] == [("sample", count)]


async def test_no_alert_leaves_for_it_and_nothing_is_handed_over(
    installation: Installation,
) -> None:
    await SampleWeek(installation).load(TOWN)
    store, stages = installation.store, installation.intake.stages
    rules = NumberRules(store, stages.towns, stages.watch)
    assert await store.deliveries() == []
    assert [d async for d in rules.look(installation.clock.now(), {})] == []
    assert await installation.handing.gather() == 0
    assert await store.cases() == []


async def test_its_made_up_people_are_people_to_a_report_and_have_no_name(
    installation: Installation,
) -> None:
    await SampleWeek(installation).load(TOWN)
    found = await installation.store.search(Query(limit=100))
    voices = {hit.record.mention.post.author.pseudonym for hit in found.hits} - {None}
    assert len(voices) > 10
    assert all(voice and len(voice) == 24 and int(voice, 16) for voice in voices)


async def test_loading_it_twice_adds_nothing(installation: Installation) -> None:
    sample = SampleWeek(installation)
    assert await sample.load(TOWN) == await sample.load(TOWN) == await sample.loaded(TOWN)


async def test_one_act_takes_all_of_it_away_and_nothing_else(installation: Installation) -> None:
    sample, store = SampleWeek(installation), installation.store
    count = await sample.load(TOWN)
    assert await sample.remove(TOWN) == count
    assert (await store.count(Query())).total == 0
    assert await store.tallies() == {}
    assert await store.sources() == {}
    assert await sample.remove(TOWN) == 0
    assert await sample.load(TOWN) == count, "it can come back"


async def test_it_does_not_go_to_a_town_that_is_not_there(installation: Installation) -> None:
    for act in (SampleWeek(installation).load, SampleWeek(installation).remove):
        with pytest.raises(ConfigurationError):
            await act("ailleurs")


async def test_it_names_the_town_that_it_is_for(tmp_path: Path) -> None:
    home = make_installation(tmp_path / "maison")
    toml = home / "vigie.toml"
    toml.write_text(toml.read_text().replace("trois-rivieres", "namur"), encoding="utf-8")
    async with assemble(home, read(home), SystemClock()) as opened:
        count = await SampleWeek(opened).load("namur")
        found = await opened.store.search(Query(where=Field("town", ("namur",)), limit=100))
    assert count > 15
    assert not [hit for hit in found.hits if "Trois-Rivières" in hit.record.mention.post.text]


async def test_the_quick_check_names_what_is_missing_and_what_to_do(
    installation: Installation,
) -> None:
    findings = await check_quickly(installation)
    asked = [finding.say.fr for finding in findings if not finding.well]
    assert any("Aucune source" in said and "vigie source add" in said for said in asked)
    assert any("il manque : comptes" in said for said in asked)
    assert any("Cible « essai » prête" in f.say.fr for f in findings if f.well)
