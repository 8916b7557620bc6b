"""The sample of a Belgian town: written for Namur, it fills its map and speaks as people do."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.assembly import assemble, load_town
from pipeline.demo.week import Week, date_of, read_week
from pipeline.installation import Installation
from pipeline.sample import SampleWeek
from pipeline.settings import read
from tests.pipeline.installations import make_installation
from vigie.clock import SystemClock
from vigie.labels import INTENTS, ROUTES, SENTIMENTS, TOPICS
from vigie.query import Query
from vigie.record import Record

TOWN = "namur"
#: What is not about the town is dropped before it has a route.
HEARD = set(ROUTES) - {"ignore"}
#: Of what is heard, only a spam, an insult, a tax or a thank-you happens nowhere.
NOWHERE = {"f9", "f12", "j1", "p2", "p4"}
#: The breach names a street that no register has, so that nobody lives there.
INVENTED = {"p6"}
OF_QUEBEC = re.compile(
    r"trois-?\s?rivi|trifluv|laviolette|royale\b|des forges|récollets|madeleine|pointe-du-lac"
    r"|gatien|saint-quentin|mauricie|hydro|sttr|\b311\b|\bmaire\b|conseil municipal|déneigeurs?"
    r"|\bbac brun|\bpis\b|\bchu\b|\bcriss|\bosti|\$",
    re.IGNORECASE,
)
OF_WALLONIA = ("septante", "GSM", "commune", "bourgmestre", "avaloir", "encombrants", "TEC", "ORES")


@pytest.fixture
async def installation(tmp_path: Path) -> AsyncIterator[Installation]:
    home = make_installation(tmp_path / "maison")
    toml = home / "vigie.toml"
    toml.write_text(toml.read_text().replace("trois-rivieres", TOWN), encoding="utf-8")
    async with assemble(home, read(home), SystemClock()) as opened:
        yield opened


async def _loaded(installation: Installation) -> dict[str, Record]:
    """Load the sample; return its records by the ids of the week."""
    await SampleWeek(installation).load(TOWN)
    hits = (await installation.store.search(Query(limit=200))).hits
    return {hit.record.mention.post.native_id.split("-")[1]: hit.record for hit in hits}


def _said(week: Week) -> str:
    channels = [channel.name for channel in week.channel]
    return "\n".join([*channels, *(f"{p.title}\n{p.text}\n{p.author}" for p in week.post)])


def _posts(week: Week) -> set[tuple[str, str]]:
    return {(post.channel, post.id) for post in week.post}


async def test_it_has_every_route_topic_sentiment_and_intent(installation: Installation) -> None:
    await SampleWeek(installation).load(TOWN)
    facets = ["route", "topic", "sentiment", "intent", "language"]
    counted = (await installation.store.count(Query(), facets)).facets
    values = {name: {bucket.value for bucket in counted[name]} for name in facets}
    assert values["route"] == HEARD
    assert values["topic"] == set(TOPICS)
    assert values["sentiment"] == set(SENTIMENTS)
    assert values["intent"] == set(INTENTS)
    assert values["language"] == {"fr", "en"}


async def test_each_place_is_found_where_the_town_has_it_on_its_map(
    installation: Installation,
) -> None:
    places = {id_: record.judgement.place for id_, record in (await _loaded(installation)).items()}
    assert {id_ for id_, place in places.items() if place is None} == NOWHERE
    known = {spot.id: spot for spot in load_town(TOWN, None).gazetteer}
    drawn = {id_: place for id_, place in places.items() if place and id_ not in INVENTED}
    for id_, place in drawn.items():
        assert place.id in known, f"{id_}: {place.text}"
        assert place.point is not None, f"{id_}: {place.text}"
        assert place.point == known[place.id].point
    assert len({place.id for place in drawn.values()}) >= 15


async def test_what_breaks_the_rules_and_what_cannot_wait_go_where_they_should(
    installation: Installation,
) -> None:
    heard = await _loaded(installation)
    route = {id_: record.decision.route for id_, record in heard.items()}
    conduct = {id_: record.judgement.conduct for id_, record in heard.items()}
    assert (route["f11"], route["p3"]) == ("emergency", "media_relations")
    breaches = {id_: said.value for id_, said in conduct.items() if said and said.value != "ok"}
    assert breaches == {"f9": "spam", "f12": "insult", "p6": "privacy"}
    assert {route[id_] for id_ in breaches} == {"moderate"}
    assert route["f5"] == route["f7"] == "refer_elsewhere"


async def test_a_story_told_three_times_is_one_and_other_namurs_are_dropped(
    installation: Installation,
) -> None:
    heard = await _loaded(installation)
    assert len({heard[id_].judgement.cluster for id_ in ("j3", "j4", "b3")}) == 1
    dropped = {id_ for _, id_ in _posts(read_week("belgium"))} - set(heard)
    assert dropped == {"b2", "j5", "j6"}


def test_it_speaks_of_nothing_of_quebec_and_as_people_do_in_wallonia() -> None:
    said = _said(read_week("belgium"))
    assert not OF_QUEBEC.search(said), OF_QUEBEC.search(said)
    assert OF_QUEBEC.search(_said(read_week("quebec"))), "the other one does"
    assert [word for word in OF_WALLONIA if word.lower() not in said.lower()] == []


def test_it_is_as_long_as_the_one_of_quebec_and_as_plainly_made_up() -> None:
    belgian, other = read_week("belgium"), read_week("quebec")
    assert len(_posts(belgian)) >= len(_posts(other))
    assert all("fictif" in c.name for c in belgian.channel)
    assert all(
        re.search(r"fictif|fictive|exemple|example|invent", p.author) or not p.author
        for p in belgian.post
    )
    authored = {"/forum.atom", "/page-ville.json"}
    assert all(post.author for post in belgian.post if post.channel in authored)


@pytest.mark.parametrize("day", range(7))
def test_whatever_the_day_it_is_loaded_some_of_it_came_on_a_weekend(day: int) -> None:
    loaded = datetime(2026, 11, 23, 9, tzinfo=UTC) + timedelta(days=day)
    dates = [date_of(post, loaded) for post in read_week("belgium").post]
    assert any(date.weekday() >= 5 for date in dates)
    assert loaded - min(dates) < timedelta(days=7)


async def test_another_belgian_town_is_given_its_own_name(tmp_path: Path) -> None:
    home = make_installation(tmp_path / "maison")
    profile = (Path(__file__).parents[2] / "towns" / "namur.toml").read_text("utf-8")
    for name, other in (
        ('slug = "namur"', 'slug = "ailleurs"'),
        ('official = "Namur"', 'official = "Ville-Exemple"'),
    ):
        assert name in profile
        profile = profile.replace(name, other)
    for line in ("gazetteer", "outline"):
        profile = re.sub(rf'(?m)^{line} = ".*"$', "", profile)
    (home / "towns").mkdir()
    (home / "towns" / "ailleurs.toml").write_text(profile, encoding="utf-8")
    toml = home / "vigie.toml"
    toml.write_text(toml.read_text().replace("trois-rivieres", "ailleurs"), encoding="utf-8")
    async with assemble(home, read(home), SystemClock()) as opened:
        assert await SampleWeek(opened).load("ailleurs") > 20
        hits = (await opened.store.search(Query(limit=200))).hits
    texts = [hit.record.mention.post.text for hit in hits]
    assert any("Ville-Exemple" in text for text in texts)
    assert not [text for text in texts if "Namur" in text]
