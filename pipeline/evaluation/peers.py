"""Tools at hand, run on the same posts in the same run: what a town would have without Vigie."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from enrichers.language_detectors import LangdetectDetector
from pipeline.evaluation.answers import Answer
from vigie.errors import ConfigurationError
from vigie.folding import fold
from vigie.say import Say

Say_of = Callable[[str], Mapping[str, Any]]

#: The thresholds that VADER's authors give for the compound score (github.com/cjhutto).
_VADER: Final = 0.05
_TEXTBLOB: Final = 0.1
_LANGUAGES: Final = ("fr", "en", "es", "nl", "de", "it", "pt", "ar", "uk", "pl", "tr")
#: What anyone would type in a search box to find complaints.
_COMPLAINT: Final = (
    *("trou", "nid-de-poule", "deneige", "neige", "glace", "trottoir", "lampadaire", "poubelle"),
    *("dechet", "bac", "recyclage", "fuite", "egout", "bruit", "graffiti", "stationn", "arbre"),
    *("rat ", "chien", "vitesse", "brise", "casse", "sale", "pothole", "snow", "sidewalk"),
    *("street light", "streetlight", "garbage", "trash", "bin ", "leak", "noise", "parking"),
    *("tree", "broken", "speeding", "plainte", "complaint", "probleme", "problem"),
)
_URGENT: Final = (
    "urgence",
    "urgent",
    "au secours",
    "feu ",
    "incendie",
    "gaz",
    "danger",
    "911",
    "112",
    "emergency",
    "fire",
    "gas",
    "help",
)
_PRESS: Final = ("journaliste", "entrevue", "interview", "journalist", "reporter")


def _langdetect() -> Say_of:
    detector = LangdetectDetector(_LANGUAGES)

    def say(text: str) -> Mapping[str, Any]:
        chances = detector.probabilities(text)
        return {"language": max(chances, key=lambda code: chances[code]) if chances else "und"}

    return say


def _vader() -> Say_of:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyse = SentimentIntensityAnalyzer()
    return lambda text: _mood(analyse.polarity_scores(text)["compound"], _VADER)


def _textblob() -> Say_of:
    from textblob import TextBlob

    return lambda text: _mood(TextBlob(text).sentiment.polarity, _TEXTBLOB)


def _mood(score: float, threshold: float) -> Mapping[str, Any]:
    stance = "positive" if score >= threshold else "negative" if score <= -threshold else "neutral"
    return {"sentiment": stance}


def _keyword() -> Say_of:
    def say(text: str) -> Mapping[str, Any]:
        plain = fold(text)
        urgent = any(word in plain for word in _URGENT)
        return {
            "service_request": any(word in plain for word in _COMPLAINT) and not urgent,
            "emergency": urgent,
            "media_request": any(word in plain for word in _PRESS),
        }

    return say


_PEERS: Final[Mapping[str, Callable[[], Say_of]]] = {
    "langdetect": _langdetect,
    "vader": _vader,
    "textblob": _textblob,
    "keyword": _keyword,
}
#: « negative = complaint » needs our own sentiment, so that only the rule is compared.
NEGATIVE: Final = "negative"
NAMES: Final = (*_PEERS, NEGATIVE)


def peer_answers(name: str, found: Sequence[Answer]) -> list[Answer]:
    """Return what a peer says of the same posts; only the labels that it can give.

    Raises:
        ConfigurationError: no such peer, or its package is not installed.
    """
    if name == NEGATIVE:
        return [
            one._replace(said={"service_request": one.said["sentiment"] == "negative"})
            for one in found
        ]
    say = _made(name)
    return [one._replace(said=say(one.text)) for one in found]


def _made(name: str) -> Say_of:
    make = _PEERS.get(name)
    if make is None:
        known = ", ".join(NAMES)
        raise ConfigurationError(
            [Say(f"« {name} » n’est pas un de : {known}.", f"“{name}” is not one of: {known}.")]
        )
    try:
        return make()
    except ImportError as error:
        raise ConfigurationError(
            [
                Say(
                    f"« {name} » demande le paquet « {error.name} ».",
                    f"“{name}” needs the package “{error.name}”.",
                )
            ]
        ) from error
