"""Colours, type and languages of the charts.

Hues are of Okabe and Ito's palette ("Color Universal Design", 2008), told apart by people who
do not see red, green or blue as others do; on a dark ground, lighter ones of the same family.
No meaning rests on them alone: every series has its name beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from vigie.chart import Look

#: Bundled with vl-convert; on a reader's screen, whatever has its measures.
FONT: Final = "Liberation Sans, Arial, Helvetica, sans-serif"
SIZE: Final = 13


class Inks(NamedTuple):
    """What a theme draws with."""

    ground: str
    ink: str
    soft: str
    line: str
    hues: Mapping[str, str]


_LIGHT: Final = Inks(
    "#ffffff", "#1d2528", "#56636a", "#dde2e0",
    {
        "plain": "#0072b2", "negative": "#d55e00", "neutral": "#7a858b", "positive": "#009e73",
        "before": "#7a858b", "after": "#0072b2", "soft": "#a9b4b8",
    },
)  # fmt: skip
_DARK: Final = Inks(
    "#1c2326", "#e8edee", "#a3b0b5", "#3b474c",
    {
        "plain": "#56b4e9", "negative": "#f08a3c", "neutral": "#a3b0b5", "positive": "#2cc79a",
        "before": "#a3b0b5", "after": "#56b4e9", "soft": "#6c7a80",
    },
)  # fmt: skip


def inks(look: Look) -> Inks:
    """Return what a look draws with."""
    return _DARK if look.theme == "dark" else _LIGHT


def config(look: Look) -> dict[str, Any]:
    """Return the Vega-Lite configuration of a look: nothing that does not carry a figure."""
    ink = inks(look)
    text = {
        "labelFont": FONT,
        "titleFont": FONT,
        "labelFontSize": SIZE,
        "titleFontSize": SIZE,
        "labelColor": ink.soft,
        "titleColor": ink.soft,
        "titleFontWeight": "normal",
    }
    return {
        "background": ink.ground,
        "font": FONT,
        "padding": {"left": 4, "right": 12, "top": 6, "bottom": 4},
        "view": {"stroke": None},
        "axis": {**text, "domainColor": ink.line, "tickColor": ink.line, "gridColor": ink.line},
        "header": {**text, "labelColor": ink.ink},
        "legend": text,
        "text": {"color": ink.ink, "fontSize": SIZE},
        "bar": {"color": ink.hues["plain"]},
    }


_MONTHS: Final = {
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
_SHORT_MONTHS: Final = {
    "fr": (
        *("janv.", "févr.", "mars", "avril", "mai", "juin"),
        *("juill.", "août", "sept.", "oct.", "nov.", "déc."),
    ),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
_DAYS: Final = {
    "fr": ("dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"),
    "en": ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"),
}


def number_locale(language: str) -> dict[str, Any]:
    """Return d3's number locale: « 1 234,5 » and « 12 % », or "1,234.5" and "12%"."""
    french = language == "fr"
    return {
        "decimal": "," if french else ".",
        "thousands": "\u202f" if french else ",",
        "grouping": [3],
        "currency": ["", "\u00a0$"] if french else ["$", ""],
        "percent": "\u00a0%" if french else "%",
        "minus": "\u2212",
    }


def date_locale(language: str) -> dict[str, Any]:
    """Return d3's date locale, with the abbreviations of the Office québécois."""
    tongue = "fr" if language == "fr" else "en"
    return {
        "dateTime": "%A %e %B %Y %X",
        "date": "%Y-%m-%d",
        "time": "%H:%M:%S",
        "periods": ["", ""] if tongue == "fr" else ["a.m.", "p.m."],
        "days": list(_DAYS[tongue]),
        "shortDays": [day[:3] for day in _DAYS[tongue]],
        "months": list(_MONTHS[tongue]),
        "shortMonths": list(_SHORT_MONTHS[tongue]),
    }


def day_format(language: str) -> str:
    """Return d3's format of a day and its month: « 23 nov. » or "Nov 23"."""
    return "%-d\u00a0%b" if language == "fr" else "%b\u00a0%-d"
