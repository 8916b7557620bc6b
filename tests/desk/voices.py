"""Residents of the fictional town, heard in one week of November, for the reports' tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from desk.routing import decide
from tests.desk.examples import TOWN, case, judged
from vigie.judgement import Label, Place, Verdict
from vigie.post import Author, Source
from vigie.record import Record
from vigie.review import Review
from vigie.town import Spot, Town

#: The Monday after the week, 9 a.m. in Québec; the week is 2026-W47.
NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
WEEK = "2026-W47"
TUESDAY = datetime(2026, 11, 17, 15, 0, tzinfo=UTC)

CITY: Town = replace(
    TOWN,
    gazetteer=(
        Spot(id="rue-du-moulin", name="rue du Moulin", kind="street", district="Vieux-Quai"),
        Spot(id="parc-des-aulnes", name="parc des Aulnes", kind="park", district="Les Aulnes"),
    ),
)


def voice(
    person: str | None,
    text: str = "Un texte.",
    *,
    at: datetime = TUESDAY,
    topic: str = "snow",
    intent: str = "opinion",
    sentiment: str = "neutral",
    role: str = "citizen",
    source: str = "Forum fictif",
    native_id: str | None = None,
    title: str = "",
    review: dict[str, Any] | None = None,
    declared: str | None = None,
    place: str | None = None,
    town: Town = CITY,
    url: str | None = None,
    **labels: Any,
) -> Record:
    """One post of the week."""
    spot = next((spot for spot in town.gazetteer if spot.id == place), None)
    if spot is not None:
        labels["place"] = Place(
            text=spot.name, start=0, end=len(spot.name), confidence=1.0, id=spot.id,
            district=spot.district,
        )  # fmt: skip
    one = judged(
        text,
        town=town,
        topic=Label(topic, 0.9),
        intent=Label(intent, 0.9),
        sentiment=Label(sentiment, 0.9),
        author_role=Label(role, 0.9),
        post={
            "native_id": native_id or f"{person}-{text}-{at.isoformat()}",
            "published_at": at,
            "fetched_at": at,
            "author": Author(pseudonym=person, role=declared),
            "title": title,
            "source": Source(kind="feed", name=source),
            "url": url,
        },
        **labels,
    )
    record = Record(
        mention=one.mention,
        judgement=one.judgement,
        decision=decide(one, town, at),
        first_seen=at,
    )
    if review is not None:
        record = replace(record, review=Review(mention=record.mention.id, **review))
    return record


def people(count: int, first: int = 0) -> list[str]:
    """Pseudonyms of so many people."""
    return [f"{number:024x}" for number in range(first, first + count)]


def one_story(records: Iterable[Record]) -> list[Record]:
    """The same records, which tell the story that the first of them began."""
    some = list(records)
    cluster = some[0].mention.id
    return [replace(one, judgement=replace(one.judgement, cluster=cluster)) for one in some]


def a_week() -> list[Record]:
    """A week in which the snow is spoken of, a pipe breaks, and the council is given ideas."""
    alarm = voice(
        people(1, 400)[0], "Un fil est tombé!", topic="safety", intent="emergency",
        emergency=Verdict(True, 0.99), sentiment="negative",
    )  # fmt: skip
    return [*_snow(), *_pipe(), *_voices(), alarm]


def _snow() -> list[Record]:
    return one_story(
        voice(
            person, "La rue n’est pas déneigée.", at=TUESDAY + timedelta(hours=number),
            sentiment="negative", intent="complaint", service_request=case("snow_removal"),
            place="rue-du-moulin",
        )
        for number, person in enumerate(people(24))
    )  # fmt: skip


def _pipe() -> list[Record]:
    return one_story(
        voice(
            None, "Une conduite a cédé.", title="Bris d’aqueduc rue du Moulin", topic="water",
            intent="information", role="press", declared="press", source=source,
        )
        for source in ("Gazette fictive", "Radio fictive")
    )  # fmt: skip


def _voices() -> Iterator[Record]:
    for person in people(8, 100):
        yield voice(person, "Pourquoi ne pas ouvrir une patinoire au parc?", topic="trees_parks",
                    intent="idea", place="parc-des-aulnes")  # fmt: skip
    for person in people(6, 200):
        yield voice(person, "Bravo à l’équipe des déneigeurs.", intent="praise",
                    sentiment="positive")  # fmt: skip
    for person in people(3, 300):
        yield voice(person, "Trop de bruit la nuit.", topic="noise", sentiment="negative")
    # The week before: a third as much snow.
    for person in people(10):
        yield voice(person, "Il a neigé.", at=TUESDAY - timedelta(days=7))
