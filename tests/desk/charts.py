"""Small charts of every kind, plainly fictional."""

from __future__ import annotations

from datetime import date, timedelta

from vigie.chart import Bar, Bars, BeforeAfter, Chart, Line, Map, OverTime, Pair, Spot

FIRST = date(2026, 11, 1)


def over_time(language: str = "fr", days: int = 27, event: date | None = None) -> OverTime:
    counts = tuple(place % 5 for place in range(days))
    return OverTime(
        language=language,
        alt="Mentions par jour.",
        heads=("Jour", "Toutes", "négatif"),
        starts=tuple(FIRST + timedelta(days=place) for place in range(days)),
        until=FIRST + timedelta(days=days),
        lines=(Line("Toutes", "plain", counts), Line("négatif", "negative", counts)),
        unfinished=True,
        event=event,
    )


def bars(*named: tuple[str, float], language: str = "fr") -> Bars:
    return Bars(
        language=language,
        alt="Mentions par sujet.",
        heads=("Sujet", "Mentions"),
        unit="mentions",
        bars=tuple(Bar(name=name, value=value) for name, value in named),
    )


def kept(language: str = "fr") -> Bars:
    return Bars(
        language=language,
        alt="Part des réponses à temps.",
        heads=("Réponse", "Part", "De", "À"),
        unit="part",
        share=True,
        mark=0.8,
        bars=(Bar(name="Réponse", value=0.5, low=0.25, high=0.75),),
    )


def before_after(language: str = "fr") -> BeforeAfter:
    pair = Pair(
        name="négatif",
        before=0.25,
        before_interval=(0.2, 0.3),
        after=0.5,
        after_interval=(0.4, 0.6),
    )
    return BeforeAfter(
        language=language,
        alt="Part des mentions, avant et après.",
        heads=("Ton", "Avant", "de", "à", "Après", "de", "à"),
        pairs=(pair,),
        sides=("Avant", "Après"),
        unit="part des mentions",
    )


def places(*spots: Spot, language: str = "fr") -> Map:
    here = Spot(name="Centre-ville", longitude=-72.54, latitude=46.34, count=120)
    ring = ((-72.7, 46.3), (-72.4, 46.3), (-72.4, 46.45), (-72.7, 46.45))
    return Map(
        language=language,
        alt="Lieux dont on parle.",
        heads=("Lieu", "Mentions"),
        unit="mentions",
        spots=spots or (here,),
        outline=ring,
        context=((-72.6, 46.35),),
    )


def every_kind(language: str = "fr") -> list[Chart]:
    return [
        over_time(language, event=date(2026, 11, 16)),
        bars(("Neige", 1234), ("Autre", -3), language=language),
        kept(language),
        before_after(language),
        places(language=language),
    ]
