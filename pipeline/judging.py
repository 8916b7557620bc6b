"""Judges a batch so that one impossible text spoils only itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b

import msgspec

from pipeline.chain import Chain
from vigie.codec import encode
from vigie.dead_letter import DeadLetter
from vigie.errors import ConfigurationError
from vigie.judgement import Judged
from vigie.say import Say

#: So many texts in a row that no stage can judge mean a broken model or lexicon, not broken
#: texts: stopping is better than emptying a source into the dead letters.
BROKEN_AFTER = 20


class JudgedBatch(msgspec.Struct, frozen=True, kw_only=True):
    """What could be judged, in order, and what could not."""

    judged: tuple[Judged, ...]
    dead: tuple[DeadLetter, ...] = ()


def judge_safely(chain: Chain, batch: Sequence[Judged], now: datetime) -> JudgedBatch:
    """Judge together; if a stage raises, judge one by one and set the culprits aside.

    Raises:
        ConfigurationError: `BROKEN_AFTER` mentions in a row could not be judged.
    """
    try:
        return JudgedBatch(judged=tuple(chain.judge(batch)))
    except Exception:  # noqa: BLE001 - a plug-in may raise anything; it is told one by one below
        return _one_by_one(chain, batch, now)


def _one_by_one(chain: Chain, batch: Sequence[Judged], now: datetime) -> JudgedBatch:
    judged: list[Judged] = []
    dead: list[DeadLetter] = []
    in_a_row = 0
    for one in batch:
        try:
            judged.extend(chain.judge([one]))
            in_a_row = 0
        except Exception as error:
            in_a_row += 1
            if in_a_row >= BROKEN_AFTER:
                raise ConfigurationError([_broken(error)]) from error
            dead.append(dead_letter_of(one, type(error).__name__, now))
    return JudgedBatch(judged=tuple(judged), dead=tuple(dead))


def dead_letter_of(one: Judged, why: str, now: datetime) -> DeadLetter:
    """Set a mention aside; the error's own words are left out, they may quote the text."""
    post = one.mention.post
    return DeadLetter(
        id=blake2b(
            f"judge\n{one.mention.id}\n{post.revision}".encode(), digest_size=16
        ).hexdigest(),
        stage="judge",
        source=post.source.name,
        where=one.mention.id,
        why=why,
        at=now,
        raw=encode(post)[: DeadLetter.RAW_LIMIT],
        town=one.mention.town,
    )


def _broken(error: Exception) -> Say:
    return Say(
        f"{BROKEN_AFTER} mentions de suite n’ont pu être jugées ({type(error).__name__}) :"
        " un lexique ou un module d’extension est brisé. Retirez le dernier changement.",
        f"{BROKEN_AFTER} mentions in a row could not be judged ({type(error).__name__}):"
        " a lexicon or a plug-in is broken. Undo the last change.",
    )
