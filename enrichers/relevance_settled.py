"""Whether a post is about the town, once the trained model has weighed all of its words."""

from __future__ import annotations

from typing import Final

import msgspec

from enrichers.heads import Decided, Head
from vigie.judgement import Judgement, Reason, Relevance
from vigie.say import Say

#: Certain: a post of the town's own page is about it, a homonym that its profile names is not.
_CERTAIN: Final = frozenset({"own_page", "homonym"})
_HERE: Final = Say(
    "rien ne situe le message ailleurs, et il parle comme on parle d’ici",
    "nothing places the message elsewhere, and it speaks as one does of here",
)
_AWAY: Final = Say(
    "les mots du message parlent d’un autre lieu ou d’autre chose",
    "the words of the message speak of another place or thing",
)


def with_relevance(judgement: Judgement, head: Head, said: Decided, language: str) -> Judgement:
    """Return the judgement with relevance as the model gives it.

    The rule that first heard the post is kept, so that judging again finds the same.

    Args:
        judgement: its relevance is that of the rules; without one nothing is changed.
        head: of « relevant », « no » and « yes ».
        said: what it decided.
        language: "fr" or "en", of the reason.
    """
    ruled = judgement.relevance
    if ruled is None or ruled.rule in _CERTAIN:
        return judgement
    doubts = [label for label in judgement.uncertain if label != "relevant"]
    if said.confidence < head.doubt:
        doubts.append("relevant")
    after = _weighed(ruled, said, language)
    return msgspec.structs.replace(
        judgement,
        relevance=after,
        uncertain=tuple(doubts),
        why=judgement.why if after.about == ruled.about else _why(judgement, after),
    )


def _weighed(ruled: Relevance, said: Decided, language: str) -> Relevance:
    about = bool(said.place)
    reason = ruled.reason if about == ruled.about else (_HERE if about else _AWAY).to(language)
    return msgspec.structs.replace(ruled, about=about, confidence=said.confidence, reason=reason)


def _why(judgement: Judgement, after: Relevance) -> tuple[Reason, ...]:
    others = (reason for reason in judgement.why if reason.label != "relevant")
    return (Reason(label="relevant", reason=after.reason), *others)
