"""The language models that can be chosen, behind one small contract."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib.metadata import version as release_of
from typing import Any, Final, Protocol

from vigie.errors import ConfigurationError
from vigie.say import Say

_release = lru_cache(maxsize=8)(release_of)  # asked for with every batch, read from a file


class Detector(Protocol):
    """A text → how likely each language is."""

    @property
    def version(self) -> str:
        """Name and version of the model."""
        ...

    def probabilities(self, text: str) -> dict[str, float]:
        """Return ISO 639-1 code → probability; empty when it cannot tell. Never raises."""
        ...


class Py3langidDetector:
    """py3langid's naive Bayes over byte n-grams (M. Lui and T. Baldwin, ACL 2012).

    The best of the four on posts, and the quickest with eld: docs/quality.md has the table.

    Args:
        languages: ISO 639-1 codes to choose from.
    """

    def __init__(self, languages: Sequence[str]) -> None:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier

        self._model: Any = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        known = set(self._model.labels)
        self._model.set_languages([code for code in languages if code in known])

    @property
    def version(self) -> str:
        """Name and version of the model."""
        return f"py3langid {_release('py3langid')}"

    def probabilities(self, text: str) -> dict[str, float]:
        """Return ISO 639-1 code → probability, over the chosen languages."""
        return {code: float(share) for code, share in self._model.rank(text)}


class LinguaDetector:
    """lingua's n-gram models, all loaded at construction (the extra `languages`).

    Its « low accuracy » mode (trigrams only) costs some 30 MB for a dozen languages instead
    of 350, and a quarter of the time; beside the count of small words it errs hardly more.

    Args:
        languages: ISO 639-1 codes to choose from; those lingua does not know are left out.
        high: all five n-gram models.
    """

    def __init__(self, languages: Sequence[str], *, high: bool = False) -> None:
        from lingua import LanguageDetectorBuilder

        known = [_lingua(code) for code in languages]
        builder = LanguageDetectorBuilder.from_languages(*(k for k in known if k is not None))
        builder = builder.with_preloaded_language_models()
        self._detector = (builder if high else builder.with_low_accuracy_mode()).build()
        self._high = high

    @property
    def version(self) -> str:
        """Name and version of the model."""
        return f"lingua {_release('lingua-language-detector')} {'high' if self._high else 'low'}"

    def probabilities(self, text: str) -> dict[str, float]:
        """Return ISO 639-1 code → probability, over the chosen languages."""
        whole = text.encode("utf-8", "replace").decode()  # half a character has no bytes
        found = self._detector.compute_language_confidence_values(whole)
        return {f.language.iso_code_639_1.name.lower(): f.value for f in found if f.value > 0}


def _lingua(code: str) -> Any:
    from lingua import IsoCode639_1, Language

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
        return f"langdetect {_release('langdetect')}"

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


class EldDetector:
    """eld's n-gram scores, shared out (the extra `languages`).

    Args:
        languages: ISO 639-1 codes to choose from.
    """

    def __init__(self, languages: Sequence[str]) -> None:
        from eld import LanguageDetector

        self._model: Any = LanguageDetector()
        self._model.dynamic_lang_subset(list(languages))

    @property
    def version(self) -> str:
        """Name and version of the model."""
        return f"eld {_release('eld')}"

    def probabilities(self, text: str) -> dict[str, float]:
        """Return ISO 639-1 code → share of the scores, over the chosen languages."""
        scores = self._model.detect(text).scores()
        whole = sum(scores.values())
        return {code: score / whole for code, score in scores.items()} if whole else {}


DETECTORS: Final[Mapping[str, Callable[[Sequence[str]], Detector]]] = {
    "py3langid": Py3langidDetector,
    "lingua": LinguaDetector,
    "langdetect": LangdetectDetector,
    "eld": EldDetector,
}


@lru_cache(maxsize=16)
def detector(name: str, languages: tuple[str, ...], *, high: bool = False) -> Detector:
    """Load a detector by its name; one serves all the towns that have the same languages.

    Args:
        name: one of `DETECTORS`.
        languages: ISO 639-1 codes to choose from.
        high: for lingua alone, all of its models.

    Raises:
        ConfigurationError: its package is not installed.
    """
    try:
        if name == "lingua":
            return LinguaDetector(languages, high=high)
        return DETECTORS[name](languages)
    except ImportError as error:
        raise ConfigurationError(
            [
                Say(
                    f"détecteur « {name} » : il manque « {error.name} » ; installez "
                    "« vigie[languages] ».",
                    f"detector “{name}”: “{error.name}” is missing; install “vigie[languages]”.",
                )
            ]
        ) from error
