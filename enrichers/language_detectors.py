"""The language models that can be chosen, behind one small contract."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, Protocol

from lingua import IsoCode639_1, Language, LanguageDetectorBuilder


class Detector(Protocol):
    """A text → how likely each language is."""

    @property
    def version(self) -> str:
        """Name and version of the model."""
        ...

    def probabilities(self, text: str) -> dict[str, float]:
        """Return ISO 639-1 code → probability; empty when it cannot tell. Never raises."""
        ...


class LinguaDetector:
    """lingua's n-gram models, all loaded at construction.

    Its « low accuracy » mode (trigrams only) costs some 30 MB for a dozen languages instead
    of 350, and a quarter of the time; beside the count of small words it errs hardly more (6
    of the 198 lines of the tests, against 4).

    Args:
        languages: ISO 639-1 codes to choose from; those lingua does not know are left out.
        high: all five n-gram models.
    """

    def __init__(self, languages: Sequence[str], *, high: bool = False) -> None:
        known = [_lingua(code) for code in languages]
        builder = LanguageDetectorBuilder.from_languages(*(k for k in known if k is not None))
        builder = builder.with_preloaded_language_models()
        self._detector = (builder if high else builder.with_low_accuracy_mode()).build()
        self._high = high

    @property
    def version(self) -> str:
        """Name and version of the model."""
        return f"lingua {version('lingua-language-detector')} {'high' if self._high else 'low'}"

    def probabilities(self, text: str) -> dict[str, float]:
        """Return ISO 639-1 code → probability, over the chosen languages."""
        found = self._detector.compute_language_confidence_values(text)
        return {f.language.iso_code_639_1.name.lower(): f.value for f in found if f.value > 0}


def _lingua(code: str) -> Language | None:
    try:
        return Language.from_iso_code_639_1(IsoCode639_1.from_str(code))
    except ValueError:
        return None


class LangdetectDetector:
    """langdetect's naive Bayes, with its dice thrown the same way each time.

    Args:
        languages: ISO 639-1 codes to choose from.
    """

    def __init__(self, languages: Sequence[str]) -> None:
        from langdetect import detector_factory

        detector_factory.DetectorFactory.seed = 0
        detector_factory.init_factory()
        self._factory: Any = detector_factory._factory  # noqa: SLF001 - it has no public access
        known = set(self._factory.get_lang_list())
        kept = [own for code in languages if (own := "zh-cn" if code == "zh" else code) in known]
        self._prior = dict.fromkeys(kept, 1 / max(1, len(kept)))

    @property
    def version(self) -> str:
        """Name and version of the model."""
        return f"langdetect {version('langdetect')}"

    def probabilities(self, text: str) -> dict[str, float]:
        """Return ISO 639-1 code → probability, over the chosen languages."""
        from langdetect.lang_detect_exception import LangDetectException

        detector = self._factory.create()
        detector.set_prior_map(self._prior)
        detector.append(text)
        try:
            found = detector.get_probabilities()
        except LangDetectException:
            return {}
        return {f.lang.split("-")[0]: float(f.prob) for f in found}
