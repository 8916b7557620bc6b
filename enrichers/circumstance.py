"""What a text tells of its author's mood without one word of feeling."""

from __future__ import annotations

from typing import Final

from enrichers.problem import problem_of
from enrichers.reading import Reading

#: A sign of these shows that the author asks, tells or thanks rather than judges.
_NOT_REMARKS: Final = (
    *("asks_info", "demand", "idea", "news", "announcement"),
    *("thanks", "courtesy", "praise", "resolved"),
)
_GREETINGS: Final = frozenset({"bonjour", "bonsoir", "allo", "salut", "hello", "hi", "hola"})
_TOLD: Final = ("persistence", "harm", "home", "first", "again", "denies")
#: The problem is more than named: something is said to be wrong with it.
_GOES_ON: Final = 2.4


def circumstance(reading: Reading) -> float:
    """Return what the situation adds to the sentiment's score; below 0 is negative."""
    score = _solved_or_lasting(reading) + _harm(reading) + _judgement(reading)
    if problem_of(reading).score >= 1.0 and not _is_polite(reading):
        score -= 0.5 * min(3, sum(reading.sign(sign) > 0 for sign in _TOLD))
    if "!" in reading.words and score < 0:
        score -= 0.4
    return score - _violence(reading)


def is_glad(reading: Reading) -> bool:
    """Tell whether a problem is solved or a sacre is of joy, so that praise is sincere."""
    solved = reading.sign("resolved") > 0 and not reading.sign("irony")
    return solved or bool(reading.of("sentiment", "joy"))


def _solved_or_lasting(reading: Reading) -> float:
    lasts = reading.sign("persistence") > 0
    problem = problem_of(reading).score >= _GOES_ON
    score = -0.5 if lasts and not problem and not reading.sign("asks_info") else 0.0
    if reading.sign("resolved") and not reading.sign("irony"):
        return score + 2.2
    return score - 0.9 if problem and lasts else score


def _harm(reading: Reading) -> float:
    if not reading.sign("harm") or reading.sign("resolved"):
        return 0.0
    worse = problem_of(reading).score >= _GOES_ON or reading.sign("persistence") > 0
    return -0.9 if worse else -0.4


def _judgement(reading: Reading) -> float:
    score = 0.0
    if reading.sign("opinion"):
        score -= 1.0 if reading.sign("politics") else 0.5
    if not reading.hits("sentiment") and _is_remark(reading):
        score -= 1.6
    return score


def _violence(reading: Reading) -> float:
    hurt = reading.of("conduct", "insult", "hate", "threat", "harassment")
    return 0.8 * reading.shouts + (3.0 if hurt else 0.0)


def _is_polite(reading: Reading) -> bool:
    """Tell whether a report greets, asks or says please, as one who only wants it mended."""
    greeted = bool(reading.words) and reading.words[0] in _GREETINGS
    return greeted or any(reading.sign(sign) for sign in _NOT_REMARKS)


def _is_remark(reading: Reading) -> bool:
    """Tell whether a person talks of others or denies something, and asks for nothing.

    Such a remark without one word of feeling is criticism more often than not; the guess
    stays close to the threshold, so that it is marked as uncertain.
    """
    return (
        reading.letters >= 5
        and (reading.sign("others") > 0 or reading.sign("denies") > 0)
        and not reading.asks
        and problem_of(reading).score < _GOES_ON
        and not any(reading.sign(sign) for sign in _NOT_REMARKS)
        and not reading.hits("emergency")
        and not reading.of("conduct", "spam")
    )
