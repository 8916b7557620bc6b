"""A fictional town and posts about it, for the desk's and the pages' tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from vigie.judgement import Judged, Judgement, Label, Relevance, ServiceRequest, Verdict
from vigie.mention import Mention
from vigie.post import Author, Post, Source
from vigie.town import (
    Account,
    Clause,
    FrontDoor,
    Holidays,
    Hours,
    MediaRelations,
    Names,
    Referral,
    Targets,
    Template,
    Town,
)

MONDAY = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
"""A Monday in November, 9 a.m. in Québec."""

_WEEKDAY = (("08:30", "12:00"), ("13:00", "16:30"))


def template(route: str, fr: str, en: str, **more: Any) -> Template:
    return Template(id=more.pop("id", route), route=route, text={"fr": fr, "en": en}, **more)


TOWN = Town(
    slug="ville-fictive",
    name="Ville-Fictive",
    country="CA",
    region="QC",
    timezone="America/Toronto",
    languages=("fr", "en"),
    usage="quebec",
    site="https://ville-fictive.example",
    emergency_number="911",
    names=Names(official="Ville-Fictive"),
    accounts=(
        Account(platform="mastodon", handle="@VilleFictive", role="town"),
        Account(platform="x", handle="mairesse_vf", role="official", title="la mairesse"),
        Account(platform="x", handle="agent_vf", role="employee"),
    ),
    front_door=FrontDoor(
        name={"fr": "le 311 Ville-Fictive", "en": "Ville-Fictive 311"},
        phone="311",
        site="https://ville-fictive.example/311",
        email="311@ville-fictive.example",
    ),
    referrals=(
        Referral(
            id="courant",
            name="Électricité Fictive",
            owns=("panne de courant",),
            concerns={"fr": "les pannes de courant", "en": "power cuts"},
            phone="1 800 555-0111",
        ),
    ),
    media_relations=MediaRelations(
        name={"fr": "les relations médias", "en": "media relations"},
        email="medias@ville-fictive.example",
        phone="819-555-0134",
    ),
    hours=Hours(mon=_WEEKDAY, tue=_WEEKDAY, wed=_WEEKDAY, thu=_WEEKDAY, fri=_WEEKDAY),
    holidays=Holidays(country="CA", subdivision="QC"),
    targets=Targets(temporary=60, reply=480, media=120, emergency=15),
    templates=(
        template(
            "emergency",
            "Composez le {emergency_number}.",
            "Call {emergency_number}.",
        ),
        template(
            "invite_311",
            "Bonjour, écrivez à {front_door} au {front_door_phone}"
            "[[, ou par l’application {front_door_app}]]. Lieu : {place}.",
            "Hello, please use {front_door} at {front_door_phone}[[ or {front_door_app}]]. "
            "Place: {place}.",
            temporary={"fr": "Bien reçu.", "en": "Received."},
        ),
        template(
            "invite_311",
            "La glace est signalée au {front_door_phone}.",
            "Report ice at {front_door_phone}.",
            id="ice",
            when=("ice",),
        ),
        template(
            "refer_elsewhere",
            "Cela relève de {referral_name}[[ ({referral_phone})]].",
            "This is for {referral_name}[[ ({referral_phone})]].",
        ),
        template("reply", "Merci de nous écrire.", "Thank you for writing."),
        template("reply", "Merci beaucoup!", "Thank you!", id="thanks", when=("praise",)),
        template(
            "moderate",
            "Rappel, {netiquette_article} : {netiquette_text}",
            "Reminder, {netiquette_article}: {netiquette_text}",
        ),
    ),
    netiquette=(
        Clause(
            conduct="insult",
            article="article 4",
            text={"fr": "On n’insulte personne.", "en": "Insult nobody."},
        ),
    ),
)


def judged(text: str = "Un texte.", *, town: Town = TOWN, **labels: Any) -> Judged:
    """A mention whose post is `text`; `post` overrides its fields, the rest are labels."""
    fields: dict[str, Any] = {
        "source": Source(kind="feed", name="Forum fictif"),
        "native_id": "https://forum.example/1",
        "url": "https://forum.example/1",
        "fetched_at": MONDAY,
        "published_at": MONDAY,
        **labels.pop("post", {}),
    }
    judgement = Judgement(
        relevance=Relevance(about=True, confidence=1, rule="name", reason="nommée"),
        language=Label("fr", 1.0),
        topic=Label("roads", 0.9),
        intent=Label("information", 0.9),
        author_role=Label("citizen", 0.9),
        emergency=Verdict(False, 0.9),
        media_request=Verdict(False, 0.9),
        service_request=ServiceRequest(yes=False, confidence=0.9),
        conduct=Label("ok", 0.9),
        sentiment=Label("neutral", 0.9),
    )
    return Judged(
        mention=Mention.of(Post(text=text, **fields), town.slug),
        judgement=replace(judgement, **labels),
    )


def case(category: str = "pothole") -> ServiceRequest:
    return ServiceRequest(yes=True, confidence=0.9, category=category, category_confidence=0.8)


OWN_PAGE = Source(kind="feed", name="Page de la ville", own=True)
ANONYMOUS = Author()
