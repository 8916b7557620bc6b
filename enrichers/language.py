"""The main language of a post."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec.structs import replace

from enrichers.language_detectors import DETECTORS, Detector, detector
from enrichers.language_scripts import by_script
from enrichers.language_words import count, words_of
from enrichers.masking import TownMask
from vigie.errors import ConfigurationError
from vigie.folding import fold
from vigie.judgement import Judged, Label
from vigie.post import Post
from vigie.say import Say
from vigie.town import Town

#: Spoken around any town of the two countries, or written on its pages by visitors.
CANDIDATES: Final = ("fr", "en", "es", "pt", "it", "nl", "de", "pl", "ro", "vi")
#: Chosen by measure: docs/quality.md.
DEFAULT: Final = "py3langid"
UNDETERMINED: Final = Label("und", 1.0)

_READ = 800  # characters: the main language shows by then
_CLEAR_POINTS = 1.5  # small words of one language…
_CLEAR_RATIO = 2.0  # …against the next one: no model is asked
_UNUSUAL = 0.5  # likelihood of a language that nothing announces; a town's own has 1.5 or 3
_FULL_WORDS = 8  # with fewer words than this the model is believed less


class LanguageEnricher:
    """Tells the main language: alphabet, then small words, then a model with what is known.

    Args:
        town: its languages are likelier; its names are hidden before looking.
        detector: the model for what small words leave open.
    """

    def __init__(self, town: Town, detector: Detector) -> None:
        self._mask = TownMask(town)
        self._detector = detector
        self._priors: dict[str, float] = dict.fromkeys(CANDIDATES, _UNUSUAL)
        likely: dict[str, float] = dict.fromkeys(town.languages, 1.5)
        self._priors |= likely | {town.languages[0]: 3.0}

    name = "language"
    needs: frozenset[str] = frozenset()
    gives = frozenset({"language"})

    @property
    def version(self) -> str:
        """Version of the rules and of the model behind them."""
        return f"words 1 + {self._detector.version}"

    def enrich(self, batch: Sequence[Judged]) -> list[Judged]:
        """Return the batch in the same order with `language` filled; blocks on nothing."""
        version = self.version
        return [
            replace(
                judged,
                judgement=replace(
                    judged.judgement,
                    language=self.of(judged.mention.post),
                    models={**judged.judgement.models, self.name: version},
                ),
            )
            for judged in batch
        ]

    def of(self, post: Post) -> Label:
        """Return the language of a post: ISO 639-1, "und" when it has no words."""
        text = post.text if len(post.text) > 60 or not post.title else f"{post.title}\n{post.text}"
        text = text[:_READ]
        masked = self._mask.blank(text)
        words = words_of(fold(masked))
        if not words:
            return self._wordless(text, post)
        script = by_script(masked, sum(map(len, words)))
        if script:
            return Label(*script)
        points = count(words, masked)
        clear = _clear(points)
        return clear or self._weighed(masked, words, points, self._prior(post))

    def _wordless(self, text: str, post: Post) -> Label:
        """A town's name is a word, of no language: the likeliest is said, without assurance."""
        if not any(map(str.isalpha, _without_signs(text))):
            return UNDETERMINED
        prior = self._prior(post)
        return Label(max(prior, key=lambda code: prior[code]), 0.5)

    def _prior(self, post: Post) -> dict[str, float]:
        prior = dict(self._priors)
        declared = (post.declared_language or "")[:2].lower()
        if declared:
            prior[declared] = prior.get(declared, _UNUSUAL) * 3.0
        if post.reply_to_text:
            answered = post.reply_to_text[:_READ]
            known = _clear(count(words_of(fold(answered)), answered))
            if known:
                prior[known.value] = prior.get(known.value, _UNUSUAL) * 2.0
        return prior

    def _weighed(
        self, text: str, words: list[str], points: Mapping[str, float], prior: Mapping[str, float]
    ) -> Label:
        belief = min(1.0, len(words) / _FULL_WORDS)
        modelled = self._detector.probabilities(text)
        # A point of small words is worth a factor of e; no language falls to nothing.
        scores = {
            code: belief * math.log(modelled.get(code, 0.0) + 0.01)
            + points.get(code, 0.0)
            + math.log(prior.get(code, _UNUSUAL))
            for code in {*modelled, *points, *prior}
        }
        best = max(scores, key=lambda code: (scores[code], code))
        top = scores[best]
        share = 1 / sum(math.exp(score - top) for score in scores.values())
        return Label(best, round(share, 3))


def _clear(points: Mapping[str, float]) -> Label | None:
    """Return the language that small words make plain, None when they do not."""
    if not points:
        return None
    best = max(points, key=lambda code: points[code])
    most = points[best]
    if most < _CLEAR_POINTS:
        return None
    second = max((value for code, value in points.items() if code != best), default=0.0)
    if most < _CLEAR_RATIO * second:
        return None
    return Label(best, round(1 - 0.5 * math.exp(-(most - second)), 3))


def _without_signs(text: str) -> str:
    return " ".join(word for word in text.split() if word[0] not in "#@" and "://" not in word)


def build(town: Town, options: Mapping[str, Any]) -> LanguageEnricher:
    """Build the stage; models are loaded here.

    Args:
        town: the profile.
        options: `detector`, one of `DETECTORS`; `accuracy`, "low" (default) or "high", for
            lingua. Options are shared by all stages; the others' are left to them.

    Raises:
        ConfigurationError: a value that is not known, a package that is not installed.
    """
    problems = [
        Say(
            f"option « {key} = {options[key]} » inconnue pour « language »: {', '.join(allowed)}",
            f"unknown option {key} = {options[key]} for language: {', '.join(allowed)}",
        )
        for key, allowed in _OPTIONS.items()
        if key in options and options[key] not in allowed
    ]
    if problems:
        raise ConfigurationError(problems)
    languages = tuple(dict.fromkeys((*town.languages, *CANDIDATES)))
    name = options.get("detector") or DEFAULT
    high = options.get("accuracy") == "high"
    return LanguageEnricher(town, detector(name, languages, high=high))


_OPTIONS: Final = {"detector": tuple(DETECTORS), "accuracy": ("low", "high")}
