"""Judged and routed mentions by the million: real judgements, shared among texts of their own.

From now back over most of a year, the newest first, as a store that has been filling for longer
and longer would hold them: a store of a hundredth of them holds the latest days.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final

import msgspec

from bench.alone import judge, stages
from bench.mentions import heard, posts
from vigie.record import Record
from vigie.signature import signature

#: What a store of the full size goes back to, within the year after which it forgets.
SPAN: Final = timedelta(days=350)
_JUDGED: Final = 4000


def pool(seed: int = 7) -> dict[str, list[Record]]:
    """Judge some thousands of mentions; return them by town."""
    made, found = stages(), dict[str, list[Record]]()
    every = posts(datetime.now(UTC), timedelta(0), seed)
    for record in judge(made, [heard(*one) for one in islice(every, _JUDGED)]):
        found.setdefault(record.mention.town, []).append(record)
    return found


def records(full: int, judged: dict[str, list[Record]]) -> Iterator[Record]:
    """Yield `full` records; the judgement of each is that of another text of its town."""
    chance, first_of = random.Random(full), dict[str, str]()
    for town, post in islice(posts(datetime.now(UTC), -SPAN / full, seed=23), full):
        mention = heard(town, post).mention
        model = chance.choice(judged[town])
        # A text taken up again tells the story of the one that it was taken from.
        story = first_of.setdefault(post.text, mention.id)
        if len(first_of) > 500:
            first_of.pop(next(iter(first_of)))
        yield Record(
            mention=mention,
            judgement=msgspec.structs.replace(model.judgement, cluster=story),
            decision=model.decision,
            first_seen=post.fetched_at,
            signature=signature(f"\n{post.text}"),
        )


def slices(every: Iterator[Record], size: int) -> Iterator[Sequence[Record]]:
    """Yield the records by slices."""
    while some := list(islice(every, size)):
        yield some
