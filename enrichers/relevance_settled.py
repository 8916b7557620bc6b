"""Whether a post is about the town, once the trained model has weighed all of its words.

The rules of `enrichers.relevance` keep the last word on what they hear plainly: a homonym, the
town's own page. The model speaks where they have nothing to go by, a post that names no town, if
one knows at least on what it was heard, or which place it tells of; and where it is rather sure
that a name is not the town's, unless the post breaks the nétiquette: someone has to see that.
"""

from __future__ import annotations

from typing import Final

import msgspec

from enrichers.heads import Decided, Head
from vigie.judgement import Judged, Judgement, Reason, Relevance
from vigie.say import Say

#: What the rules say of a post that names no town and has none of its places.
_UNNAMED: Final = "no_name"
#: By these the rules take a name in the post for the town's.
_NAMED: Final = frozenset(
    {"name", "hashtag", "handle", "demonym", "former", "ambiguous_with_context"}
)
#: By these the town is not named by the post itself.
_BY_ITS_PLACE: Final = frozenset({"source", "reply", "local_clues"})
#: Kind and name of a source of which a file says nothing (`pipeline.judge_lines`).
_NOWHERE: Final = ("import", "judge")
#: The chance from which a name that the rules take for the town's is taken for another's.
_RATHER_SURE: Final = 0.7
_HERE: Final = Say(
    "rien ne situe le message ailleurs, et il parle comme on parle d’ici",
    "nothing places the message elsewhere, and it speaks as one does of here",
)
_AWAY: Final = Say(
    "les mots du message parlent d’un autre lieu ou d’autre chose",
    "the words of the message speak of another place or thing",
)
_SPAM: Final = Say("un pourriel qui ne nomme pas la ville", "spam that does not name the town")
#: Said once more of a post that a model before this one had set aside.
_AGAIN: Final = Say(
    "le message, sa source ou ce à quoi il répond nomment la ville",
    "the post, its source or what it answers name the town",
)


def with_relevance(
    after: Judgement, judged: Judged, head: Head, said: Decided, language: str
) -> Judgement:
    """Return the judgement with relevance settled.

    The rule that first heard the post is kept, so that judging again finds the same.

    Args:
        after: all other labels are settled; without relevance nothing is changed.
        judged: as the rules left it.
        head: of « relevant », « no » and « yes ».
        said: what it decided.
        language: "fr" or "en", of the reason.
    """
    ruled = judged.judgement.relevance
    if ruled is None:
        return after
    told = _settled(ruled, after, judged, said)
    if told is None:
        return after
    reason, confidence = told
    settled = msgspec.structs.replace(
        ruled, about=reason in (_HERE, _AGAIN), confidence=confidence, reason=reason.to(language)
    )
    uncertain = tuple(label for label in after.uncertain if label != "relevant")
    if confidence < head.doubt:
        uncertain = (*uncertain, "relevant")
    return msgspec.structs.replace(
        after, relevance=settled, uncertain=uncertain, why=_why(after, settled)
    )


def _settled(
    ruled: Relevance, after: Judgement, judged: Judged, said: Decided
) -> tuple[Say, float] | None:
    """Return the reason and the chance of another verdict than the rules'; None to keep it."""
    if ruled.rule == _UNNAMED:
        return (_HERE, said.confidence) if said.place and _is_situated(after, judged) else None
    if ruled.rule in _BY_ITS_PLACE and after.conduct and after.conduct.value == "spam":
        return _SPAM, after.conduct.confidence
    civil = after.conduct is None or after.conduct.value == "ok"
    if ruled.rule in _NAMED and civil and not said.place and said.confidence >= _RATHER_SURE:
        return _AWAY, said.confidence
    set_aside = not ruled.about and ruled.rule in _NAMED | _BY_ITS_PLACE
    return (_AGAIN, said.confidence) if set_aside else None


def _is_situated(after: Judgement, judged: Judged) -> bool:
    """Tell whether anything says where a post comes from: what it was heard on, or a place."""
    source = judged.mention.post.source
    return (source.kind, source.name) != _NOWHERE or after.place is not None


def _why(after: Judgement, settled: Relevance) -> tuple[Reason, ...]:
    others = (reason for reason in after.why if reason.label != "relevant")
    return (Reason(label="relevant", reason=settled.reason), *others)
