"""What a report says of a week whose every post is known, in French and in English."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from msgspec.structs import replace

from desk.case_gathering import gather
from desk.corrected import decide_corrected
from desk.report_cases import cases_of
from desk.report_period import read_period
from desk.report_tally import Tally
from desk.report_text import text
from desk.report_words import words_of
from desk.report_writer import document
from desk.report_writing import Counted, write_report
from tests.desk.examples import case
from tests.desk.voices import CITY, NOW, TUESDAY, a_week, one_story, people, voice
from vigie.judgement import Verdict
from vigie.record import Record
from vigie.report import Report, Row
from vigie.town import FrontDoor, Town

PERIOD = read_period("2026-W47", date(2026, 11, 23))


def report_on(records: list[Record], town: Town = CITY) -> Report:
    now, before = (Tally(town, NOW, decide_corrected) for _ in range(2))
    for record in records:
        (now if record.mention.post.published_at >= TUESDAY - timedelta(days=2) else before).add(
            record
        )
    cases = gather(records, {town.slug: town})
    known = {record.mention.id: record for record in records}
    counted = Counted(now=now, before=before, cases=cases_of(cases, known, town))
    return write_report(PERIOD, town, counted, NOW, ended=True)


def said(report: Report, language: str = "fr", town: Town = CITY) -> str:
    return " ".join(text(document(report, town, language)).replace("\u00a0", " ").split())


def test_the_week_is_told_as_it_was() -> None:
    report = report_on(list(a_week()))
    assert (report.posts, report.posts_before, report.people) == (42, 10, 20)
    assert report.topics.rows[0].name == "snow"
    assert (report.topics.rows[0].count, report.topics.rows[0].before) == (30, 10)
    # Noise and safety are of four people: the smallest row that could be told goes with them.
    assert (report.topics.grouped, report.topics.total) == (12, 42)
    assert [story.headline for story in report.stories][1] == "Bris d’aqueduc rue du Moulin"
    assert (report.emergencies, report.media, report.praise.people) == (1, 0, 5)
    assert report.praise.words == ("déneigeurs", "équipe")
    assert (report.ideas.topics, report.ideas.words) == (("trees_parks",), ("ouvrir", "patinoire"))
    assert report.places == ("rue du Moulin", "parc des Aulnes")


def test_french_reads_as_people_write_it() -> None:
    french = said(report_on(list(a_week())))
    for sentence in (
        "Rapport de la semaine du 16 au 22 novembre 2026",
        "Ville de Ville-Fictive · écrit par Vigie le 23 novembre 2026 à 9 h",
        "42 publications de résidents (20 à 49 personnes). C’est plus que la semaine d’avant",
        "Urgences signalées (moins de 5 personnes).",
        "Aucune demande de média.",
        "Demandes de service (le 311 Ville-Fictive)",
        "« Bris d’aqueduc rue du Moulin » (mardi 17 novembre, moins de 5 personnes, 2 sources).",
        "Sujets nettement en hausse : déneigement et glace (×3,0).",
        "Compliments (5 à 9 personnes).",
        "Mots que cinq personnes au moins partagent : ouvrir, patinoire.",
    ):
        assert sentence in french
    assert "{" not in french


def test_english_says_the_same() -> None:
    english = said(report_on(list(a_week())), "en")
    for sentence in (
        "Report on the week of November 16 to 22, 2026",
        "42 posts by residents (20 to 49 people). That is more than the week before",
        "Service requests (Ville-Fictive 311)",
        "Emergencies reported (fewer than 5 people).",
    ):
        assert sentence in english


def test_a_belgian_town_is_told_of_its_own_front_door_and_hours() -> None:
    door = FrontDoor(name={"fr": "Allô Namur"}, phone="081 24 60 00", site="https://namur.example")
    town = replace(CITY, front_door=door, usage="belgium", timezone="Europe/Brussels")
    told = said(report_on(list(a_week()), town), town=town)
    assert "Demandes de service (Allô Namur)" in told
    assert "311" not in told
    assert "le 23 novembre 2026 à 15h" in told
    assert "(Allô Namur)" in said(report_on([], town), "en", town)


def test_few_people_are_told_of_as_few_and_no_more() -> None:
    report = report_on([voice(person, "Trop de bruit.", topic="noise") for person in people(4)])
    assert (report.posts, report.topics.total, report.people) == (None, None, 1)
    told = said(report)
    assert "Moins de cinq personnes se sont exprimées" in told
    assert "bruit" not in told.split("Méthode")[0]


def test_nothing_heard_is_said_plainly() -> None:
    told = said(report_on([]))
    for sentence in ("Aucune publication de résidents", "Aucun dossier n’a commencé",
                     "rien n’était attendu", "Aucun compliment. Aucune idée."):  # fmt: skip
        assert sentence in told


def test_corrections_count_and_what_is_not_about_the_town_does_not() -> None:
    fixed: dict[str, Any] = {"corrections": {"topic": "noise", "sentiment": "negative"}}
    gone: dict[str, Any] = {"corrections": {"relevant": "false"}}
    records = [
        *(voice(person, topic="snow", review=fixed) for person in people(6)),
        *(voice(person, topic="snow", review=gone) for person in people(6, 50)),
    ]
    report = report_on(records)
    assert report.topics.rows == (Row(name="noise", count=6),)
    assert report.sentiments.rows == (Row(name="negative", count=6),)


def test_a_corrected_emergency_is_counted_as_the_person_said() -> None:
    wrong: dict[str, Any] = {"corrections": {"emergency": "false"}}
    alarm = {"emergency": Verdict(True, 0.99), "topic": "safety"}
    records = [voice(person, review=wrong, **alarm) for person in people(7)]
    assert report_on(records).emergencies == 0
    assert report_on([voice(person, **alarm) for person in people(7)]).emergencies == 5


def asked(person: str, *, hours: float | None, **review: Any) -> Record:
    """A request of Tuesday 10 a.m., answered after so many hours."""
    if hours is not None:
        review |= {"reply_sent_at": TUESDAY + timedelta(hours=hours), "status": "answered"}
    return voice(
        person, intent="request", service_request=case(), review=review or None, topic="roads"
    )


def test_the_clock_is_kept_by_the_towns_business_hours() -> None:
    # Due in 480 business minutes: Wednesday 11 a.m. The median answer, on Wednesday at 9, took
    # the rest of Tuesday but for noon (120 and 210) and the first half-hour.
    records = [
        *(asked(person, hours=1) for person in people(5)),
        *(asked(person, hours=23) for person in people(10, 10)),
        *(asked(person, hours=48) for person in people(5, 30)),
        *(asked(person, hours=None) for person in people(5, 50)),
        *(asked(person, hours=None, status="closed") for person in people(5, 70)),
    ]
    kept = report_on(records).replies
    assert (kept.owed, kept.in_time, kept.late, kept.overdue) == (25, 15, 10, 5)
    assert kept.median == 360
    assert "à temps pour 60 % des 25 publications" in said(report_on(records))


def test_a_few_late_answers_are_not_counted_out() -> None:
    records = [
        *(asked(person, hours=1) for person in people(20)),
        *(asked(person, hours=48) for person in people(2, 30)),
    ]
    kept = report_on(records).replies
    assert (kept.owed, kept.in_time, kept.late) == (None, None, None)
    told = said(report_on(records))
    assert "Réponse validée : à temps, 20 à 49 personnes ; en retard, moins de 5 personnes." in told


def test_a_temporary_reply_stops_the_first_clock_only() -> None:
    at = TUESDAY + timedelta(minutes=30)
    records = [asked(person, hours=None, temporary_sent_at=at) for person in people(6)]
    report = report_on(records)
    assert (report.first_answers.in_time, report.first_answers.median) == (6, 30)
    assert (report.replies.in_time, report.replies.overdue) == (0, 6)


def test_cases_are_told_by_category_district_and_state() -> None:
    cases = report_on(list(a_week())).cases
    # Twenty-four posts about one street are one case.
    assert cases.categories.rows == (Row(name="snow_removal", count=1),)
    assert cases.districts.rows == (Row(name="Vieux-Quai", count=1),)
    assert cases.states.rows == (Row(name="waiting", count=1),)


def test_residents_are_not_quoted_and_the_press_is_by_its_headline() -> None:
    told = said(report_on(list(a_week())))
    for words in ("La rue n’est pas", "Pourquoi ne pas", "Bravo", "Un fil est", "a cédé"):
        assert words not in told


def test_a_headline_that_only_a_machine_takes_for_the_press_is_not_quoted() -> None:
    records = one_story(
        voice(person, title="Mon voisin Untel", role="press", source=f"s{person}")
        for person in people(6)
    )
    report = report_on(records)
    assert [story.headline for story in report.stories] == [""]


def test_words_are_told_without_names_accounts_or_addresses() -> None:
    told = "Bravo à Gontran, @gontran_untel! voir https://untel.example/gontran g@untel.example"
    assert words_of(told) == set()
    assert words_of("l’équipe d’entretien des arrière-cours") == {
        "équipe",
        "entretien",
        "arrière-cours",
    }
