"""The figures, bars and rings of the veille team's dashboard."""

from __future__ import annotations

from typing import Final

from deploy.kibana import questions
from deploy.kibana.columns import by_day, by_question, by_value, count
from deploy.kibana.lens import bars, figure, ring
from deploy.kibana.objects import ALL_DATES

_BLUE: Final = "#1F78B4"
_RED: Final = "#B4251D"

_IN_PERIOD: Final = "pendant la période"
_WHATEVER_THE_DATE: Final = "toutes dates confondues"

_BY_TONE: Final = tuple(
    (f"ton-{number}", count(label, where), colour)
    for number, (label, where, colour) in enumerate(questions.TONES)
)
_ALL: Final = (("nombre", count("Mentions"), _BLUE),)

MENTIONS: Final = figure(count("Mentions"), _IN_PERIOD)
EMERGENCIES: Final = figure(count("Urgences"), _IN_PERIOD, where=questions.EMERGENCY)
MEDIA_REQUESTS: Final = figure(
    count("Demandes de médias"), _IN_PERIOD, where=questions.MEDIA_REQUEST
)
TO_ANSWER: Final = figure(
    count("À répondre"), _WHATEVER_THE_DATE, where=questions.AWAITING, view=ALL_DATES
)
LATE: Final = figure(
    count("En retard"),
    _WHATEVER_THE_DATE,
    where=f"{questions.AWAITING} and {questions.LATE}",
    view=ALL_DATES,
)
TO_CHECK: Final = figure(count("À vérifier"), _IN_PERIOD, where=questions.TO_CHECK)

WAITS: Final = bars(
    by_question("Publiées depuis", questions.WAITS),
    (("nombre", count("Réponses attendues"), _RED),),
    horizontal=True,
    where=questions.AWAITING,
    view=ALL_DATES,
)
VOLUME: Final = bars(by_day("Jour", "published_at"), _BY_TONE, horizontal=False)
AROUND: Final = bars(
    by_question("Semaine", questions.AROUND), _BY_TONE, horizontal=False, view=ALL_DATES
)
TOPICS: Final = bars(by_value("Sujet", "topic", 20), _BY_TONE, horizontal=True)
INTENTS: Final = bars(by_value("Intention", "intent", 10), _ALL, horizontal=True)
CASES: Final = bars(
    by_value("Catégorie du 311", "service_category", 20),
    (("nombre", count("Cas"), _RED),),
    horizontal=True,
    where=questions.SERVICE_REQUEST,
)
LANGUAGES: Final = ring(by_value("Langue", "language", 8), count("Mentions"))
SOURCES: Final = bars(by_value("Source", "source", 15), _ALL, horizontal=True)
