"""Whose problem is it when it is not the town's?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from enrichers.matcher import Hit
from enrichers.problem import PLAIN, problem_of
from enrichers.reader import SUGGESTED, reader_of
from enrichers.reading import Reading
from enrichers.stage import RuleStage, Said
from vigie.judgement import Judged
from vigie.town import Town

#: Whom the house's lexicon names and the profile does not; the profile's own come first.
OTHER: Final = "other"


def build(town: Town, options: Mapping[str, Any]) -> RuleStage:
    """Return the stage; `options` may give `lexicons`."""

    def judge(_judged: Judged, reading: Reading) -> Said:
        hit = owner_hit(reading)
        if hit is None:
            return Said({"owner": None})
        return Said({"owner": hit.rule.signal}, (reading.reason("owner", hit, town.interface),))

    return RuleStage(
        "owner", frozenset({"owner"}), frozenset({"language"}), reader_of(town, options), judge
    )


def owner_of(text: str, town: Town) -> str | None:
    """Return the id of the referral that a text's problem belongs to.

    Returns:
        An id of `town.referrals`, "other" for a private firm or another government that the
        profile does not name, None when it is the town's or when nothing is wrong.
    """
    hit = owner_hit(reader_of(town, {}).read_text(text))
    return hit.rule.signal if hit else None


def owner_hit(reading: Reading) -> Hit | None:
    """Return the passage that names whose problem it is; the profile's own names come first."""
    return reading.once("owner", _owner)


def _owner(reading: Reading) -> Hit | None:
    named = [hit for hit in reading.hits("owner") if hit.rule.signal not in ("none", "ticket")]
    if not named or not _is_trouble(reading):
        return None
    best = _own_first(named, reading)
    if best.rule.weight <= SUGGESTED and problem_of(reading).score >= PLAIN:
        return None  # « l'arrêt d'autobus est enneigé » is the town's
    return best


def _own_first(named: list[Hit], reading: Reading) -> Hit:
    """Return the passage that says most; what the profile itself names, before others."""
    own = [
        hit
        for one in named
        for hit in (one, *(reading.hidden("owner", one) if one.rule.signal == OTHER else ()))
        if hit.rule.signal not in (OTHER, "none", "ticket")
    ]
    return max(own or named, key=lambda hit: hit.rule.weight)


def _is_trouble(reading: Reading) -> bool:
    """Tell whether the text complains of something or asks for it to be mended."""
    return bool(
        problem_of(reading).score >= 2.0
        or reading.sign("trouble")
        or reading.sign("persistence")
        or reading.sign("irony")
        or reading.of("sentiment", "negative", "insistence")
        or reading.of("intent", "complaint")
    )
