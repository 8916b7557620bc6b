"""Every route of the policy, with a post each, in both languages and two countries.

Posts are heard, screened, judged and decided by the parts that an installation runs, over the
profiles that are shipped: nothing here stands in for a label.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest

from desk.alert_rule import AlertRule, When
from desk.alert_rules import in_effect, raise_alerts
from desk.case_gathering import gather
from desk.case_message import case_message
from pipeline.assembly import build_chain, load_town
from pipeline.ears import Ears
from pipeline.fan_out import fan_out, first_said
from pipeline.stages import Stages, TownParts, Watch
from vigie.alert import Alert
from vigie.judgement import Judged
from vigie.labels import ROUTES
from vigie.mention import Mention
from vigie.page import Page
from vigie.post import Author, Post, Published, Source
from vigie.record import Record

#: A Monday, at ten in Québec and at four in Namur.
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
QC, BE = "trois-rivieres", "namur"

#: Words by which a team would bind itself.
PROMISE = re.compile(
    r"nous (allons|réparerons|réglerons|enverrons|interviendrons)|"
    r"(sera|seront) (réparée?s?|réglée?s?|corrigée?s?|ramassée?s?)|garanti|promett|promis\b|"
    r"(we|we’ll|we will) (fix|repair|send|solve)\b|will be (fixed|repaired|solved)|"
    r"guarantee|promise",
    re.IGNORECASE,
)


GREETINGS = {"fr": ("Bonjour", "Merci"), "en": ("Hello", "Thank")}


class Walk(NamedTuple):
    """A post, and what must come of it. `clock` is hours and minutes in UTC, "" for none."""

    town: str
    language: str
    route: str
    text: str
    article: str
    clock: str
    temporary: str = ""
    severity: str = ""
    category: str = ""


WALKS = (
    Walk(
        QC,
        "fr",
        "emergency",
        "Un fil électrique est tombé sur la rue des Forges à Trois-Rivières, il y a des "
        "étincelles, c’est dangereux!",
        "emergency-services",
        "23 15:15",
        severity="urgent",
    ),
    Walk(
        QC,
        "en",
        "emergency",
        "A gas leak on rue des Forges in Trois-Rivières, people are passing out, this is dangerous "
        "right now!",
        "emergency-services",
        "23 15:15",
        severity="urgent",
    ),
    Walk(
        BE,
        "fr",
        "emergency",
        "Au secours, un immeuble est en feu rue de Fer à Namur, des gens sont coincés !",
        "emergency-services",
        "23 15:15",
        severity="urgent",
    ),
    Walk(
        QC,
        "fr",
        "media_relations",
        "Bonjour, je suis journaliste au Nouvelliste. J’aimerais une entrevue avec la Ville de "
        "Trois-Rivières au sujet du budget.",
        "media-relations",
        "23 17:00",
        severity="normal",
    ),
    Walk(
        QC,
        "en",
        "media_relations",
        "Hi, I am a reporter with CBC. Could the City of Trois-Rivières give me an interview about "
        "the budget before 5 pm?",
        "media-relations",
        "23 17:00",
        severity="normal",
    ),
    Walk(
        BE,
        "fr",
        "media_relations",
        "Bonjour, journaliste à L’Avenir, je souhaite une interview de la Ville de Namur sur le "
        "budget.",
        "media-relations",
        "24 09:00",
        severity="normal",
    ),
    Walk(
        QC,
        "fr",
        "moderate",
        "Les employés de la Ville de Trois-Rivières, vous êtes une gang de crosseurs et "
        "d’imbéciles, allez chier.",
        "netiquette",
        "25 15:00",
    ),
    Walk(
        QC,
        "en",
        "moderate",
        "You city workers of Trois-Rivières are a bunch of fucking idiots.",
        "netiquette",
        "25 15:00",
    ),
    Walk(
        BE,
        "fr",
        "moderate",
        "Les employés de la Ville de Namur, vous êtes une bande de connards et d’imbéciles.",
        "netiquette",
        "25 15:00",
    ),
    Walk(
        QC,
        "fr",
        "invite_311",
        "Il y a un énorme nid-de-poule sur la rue des Forges à Trois-Rivières, pouvez-vous le "
        "réparer?",
        "front-door",
        "25 15:00",
        temporary="23 19:30",
        category="pothole",
    ),
    Walk(
        QC,
        "en",
        "invite_311",
        "There is a huge pothole on rue des Forges in Trois-Rivières, can you please fix it?",
        "front-door",
        "25 15:00",
        temporary="23 19:30",
        category="pothole",
    ),
    Walk(
        BE,
        "fr",
        "invite_311",
        "Il y a un énorme nid-de-poule rue de Fer à Namur, pouvez-vous le réparer svp ?",
        "front-door",
        "25 15:00",
        temporary="24 11:00",
        category="pothole",
    ),
    Walk(
        BE,
        "en",
        "invite_311",
        "There is a huge pothole in rue de Fer in Namur, please fix it.",
        "front-door",
        "25 15:00",
        temporary="24 11:00",
        category="pothole",
    ),
    Walk(
        QC,
        "fr",
        "refer_elsewhere",
        "Encore une panne d’Hydro-Québec à Trois-Rivières, plus de courant depuis hier soir, quand "
        "est-ce que ça revient?",
        "someone-elses",
        "25 15:00",
        temporary="23 19:30",
    ),
    Walk(
        QC,
        "en",
        "refer_elsewhere",
        "Another Hydro-Québec power outage in Trois-Rivières, no electricity since last night. Fix "
        "it!",
        "someone-elses",
        "25 15:00",
        temporary="23 19:30",
    ),
    Walk(
        BE,
        "fr",
        "refer_elsewhere",
        "Encore une panne de courant d’ORES à Namur, on n’a plus d’électricité depuis hier soir !",
        "someone-elses",
        "25 15:00",
        temporary="24 11:00",
    ),
    Walk(
        QC,
        "fr",
        "reply",
        "À quelle heure ouvre la bibliothèque Gatien-Lapointe à Trois-Rivières demain?",
        "questions",
        "25 15:00",
        temporary="23 19:30",
    ),
    Walk(
        QC,
        "en",
        "reply",
        "What time does the Gatien-Lapointe library in Trois-Rivières open tomorrow?",
        "questions",
        "25 15:00",
        temporary="23 19:30",
    ),
    Walk(
        BE,
        "fr",
        "reply",
        "À quelle heure ouvre la bibliothèque communale de Namur demain ?",
        "questions",
        "25 15:00",
        temporary="24 11:00",
    ),
    Walk(
        QC,
        "fr",
        "monitor",
        "Le conseil municipal de Trois-Rivières a adopté son budget lundi soir.",
        "press-coverage",
        "",
    ),
    Walk(
        QC,
        "en",
        "monitor",
        "The Trois-Rivières council adopted its budget on Monday evening.",
        "press-coverage",
        "",
    ),
    Walk(
        BE,
        "fr",
        "monitor",
        "Le conseil communal de Namur a adopté son budget lundi soir.",
        "press-coverage",
        "",
    ),
    Walk(
        QC,
        "fr",
        "ignore",
        "Vacances en Guadeloupe : à Trois-Rivières, on prend le bateau pour Les Saintes.",
        "not-about-the-town",
        "",
    ),
    Walk(
        QC,
        "en",
        "ignore",
        "Holidays in Guadeloupe: from Trois-Rivières you take the ferry to Les Saintes.",
        "not-about-the-town",
        "",
    ),
    Walk(
        BE,
        "fr",
        "ignore",
        "À Montréal, la station de métro Namur est fermée pour travaux.",
        "not-about-the-town",
        "",
    ),
)

#: What an alert on a route says to do: words of it in the town's language, by town.
TO_DO = {
    "emergency": {QC: "911", BE: "112"},
    "media_relations": {QC: "Ne répondez pas publiquement", BE: "Ne répondez pas publiquement"},
    "moderate": {QC: "la critique reste permise", BE: "la critique reste permise"},
    "invite_311": {QC: "guichet de la ville : 311", BE: "l’Administration communale de Namur"},
    "refer_elsewhere": {QC: "organisme responsable", BE: "organisme responsable"},
    "reply": {QC: "réponse validée", BE: "réponse validée"},
    "monitor": {QC: "sans répondre", BE: "sans répondre"},
    "ignore": {QC: "sans répondre", BE: "sans répondre"},
}
EVERY = pytest.mark.parametrize(
    "walk", WALKS, ids=lambda walk: f"{walk.route}-{walk.town}-{walk.language}"
)


class Office:
    """The parts of an installation for both towns, as it assembles them."""

    def __init__(self) -> None:
        self.towns = {slug: load_town(slug, None) for slug in (QC, BE)}
        options: dict[str, Any] = {
            "detector": "lingua",
            "lexicons": None,
            "model": None,
            "accounts": {},
        }
        parts = {
            slug: TownParts(town=town, chain=build_chain(town, options=options))
            for slug, town in self.towns.items()
        }
        self.stages = Stages(parts, Watch(rules=in_effect(()), targets=("garde",)))
        self.ears = Ears(tuple(self.towns.values()), ())

    def heard(self, walk: Walk) -> Record:
        """Hear a post and decide; one that the screen sets aside is judged all the same."""
        post = Post(
            source=Source(kind="feed", name="Le forum fictif"),
            native_id=walk.text,
            text=walk.text,
            url="https://forum.example/1",
            author=Author(pseudonym="p1"),
            fetched_at=NOW,
            published_at=NOW,
        )
        page = Page(source="Le forum fictif", cursor=b"", events=(Published(post=post),))
        heard = fan_out(page, self.ears, tuple(self.towns))
        about = heard.about.get(walk.town, [])
        assert bool(about) is (walk.route != "ignore"), heard.outcomes
        if not about:
            said = first_said(post, self.ears.read(post)[walk.town])
            about = [Judged(mention=Mention.of(post, walk.town), judgement=said)]
        return self.stages.record(self.stages.judge(about, NOW).judged[0], NOW)

    def alerts(self, record: Record, *rules: AlertRule) -> list[Alert]:
        town = self.towns[record.mention.town]
        return raise_alerts(rules or self.stages.watch.rules, record, NOW, town=town)


@pytest.fixture(scope="module")
def office() -> Office:
    return Office()


def test_every_route_is_walked_in_both_languages_and_both_countries() -> None:
    for route in ROUTES:
        walked = {(walk.town, walk.language) for walk in WALKS if walk.route == route}
        assert {(QC, "fr"), (QC, "en"), (BE, "fr")} <= walked, route


@EVERY
def test_a_post_takes_its_route_by_its_article_on_its_clock(office: Office, walk: Walk) -> None:
    record = office.heard(walk)
    decision = record.decision
    assert decision is not None
    assert (decision.route, decision.article) == (walk.route, walk.article), decision.why
    assert decision.why
    due = decision.due
    told = [at.strftime("%d %H:%M") if at else "" for at in (due.reply_at, due.temporary_at)]
    assert told == [walk.clock, walk.temporary]


@EVERY
def test_its_draft_is_courteous_in_its_language_and_promises_nothing(
    office: Office, walk: Walk
) -> None:
    decision, town = office.heard(walk).decision, office.towns[walk.town]
    assert decision is not None
    draft = decision.draft
    if walk.route in ("monitor", "ignore"):
        assert draft is None
        return
    assert draft is not None
    assert draft.language == walk.language
    for text in filter(None, (draft.text, draft.temporary)):
        assert text.startswith(
            ("Bonjour", "Merci") if walk.language == "fr" else ("Hello", "Thank")
        )
        assert not PROMISE.search(text), text
        assert "{" not in text
    door = town.front_door
    if walk.route == "invite_311":
        assert door.name[walk.language].casefold() in draft.text.casefold()
        assert door.phone in draft.text
        assert door.site in draft.text
    if walk.town == BE:
        assert "311" not in draft.text
    if walk.route == "emergency":
        assert town.emergency_number in draft.text
    if walk.route == "media_relations":
        contacts = (town.media_relations.email, town.media_relations.phone)
        assert any(each and each in draft.text for each in contacts)
    if walk.route == "refer_elsewhere":
        (referral,) = [each for each in town.referrals if each.id == decision.referral]
        assert referral.name in draft.text
        assert door.site not in draft.text


@EVERY
def test_it_alerts_as_gravely_as_it_must_and_says_what_to_do(office: Office, walk: Walk) -> None:
    record = office.heard(walk)
    assert [each.severity for each in office.alerts(record)] == [walk.severity][
        : bool(walk.severity)
    ]
    on_route = AlertRule(name="suite", when=When(route=(walk.route,)))
    (alert,) = office.alerts(record, on_route)
    assert TO_DO[walk.route][walk.town] in alert.advice
    assert walk.text[:20] in alert.summary["excerpt"].replace("'", "’")


@EVERY
def test_a_case_is_drafted_for_the_front_door_and_for_nothing_else(
    office: Office, walk: Walk
) -> None:
    record, town = office.heard(walk), office.towns[walk.town]
    assert record.decision is not None
    cases = gather([record], office.towns)
    if not walk.category:
        assert record.decision.case is None
        assert cases == []
        return
    assert record.decision.case is not None
    assert record.decision.case.category == walk.category
    (case,) = cases
    assert (case.category, case.handoff.state) == (walk.category, "draft")
    said = case_message(case, town)
    assert said.text.startswith(f"[{case.reference}] Nid-de-poule, rue de")
    assert town.name in said.text
    assert said.links == ("https://forum.example/1",)
    assert case.posts[0].place_id, "the gazetteer knows the street"
    assert said.address is not None
    assert said.address.endswith(town.name)
