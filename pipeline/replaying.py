"""Judges again what no stage could judge, once the lexicon or plug-in is mended."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from pipeline.distributed.poison import STAGE as UNREAD
from pipeline.installation import Installation
from vigie.codec import decode
from vigie.dead_letter import DeadLetter
from vigie.errors import InvalidInput
from vigie.page import Page
from vigie.post import Post, Published


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """How many dead letters were judged, failed again, or are another stage's."""

    replayed: int = 0
    still: int = 0
    other: int = 0


#: Stages whose letters hold a post: what no stage could judge, what the store would not take.
_HOLDS_A_POST = frozenset({"judge", "store"})


async def replay_letters(installation: Installation) -> Replayed:
    """Judge the dead letters that hold a post; forget those that now have a mention.

    In the distributed mode, messages that no worker could read go back on their topics once
    they can be read, and the workers take them from there.
    """
    letters = await installation.store.dead_letters(10_000)
    done = await _put_back(installation, letters)
    for letter in letters:
        if letter.stage == UNREAD:
            continue
        post = _post(letter)
        if post is None:
            done = msgspec.structs.replace(done, other=done.other + 1)
        elif await _judge(installation, letter, post):
            await installation.store.discard_dead_letters([letter.id])
            done = msgspec.structs.replace(done, replayed=done.replayed + 1)
        else:
            done = msgspec.structs.replace(done, still=done.still + 1)
    return done


async def _put_back(installation: Installation, letters: Sequence[DeadLetter]) -> Replayed:
    unread = [letter for letter in letters if letter.stage == UNREAD]
    if not unread:
        return Replayed()
    # Imported late: only the distributed mode leaves such letters.
    from pipeline.distributed.connection import Kafka
    from pipeline.distributed.putting_back import put_back

    done = await put_back(unread, Kafka.of(installation.settings.kafka, installation.home))
    await installation.store.discard_dead_letters(done.ids)
    return Replayed(replayed=len(done.ids), still=done.still)


def _post(letter: DeadLetter) -> Post | None:
    if letter.stage not in _HOLDS_A_POST:
        return None
    try:
        return decode(letter.raw, Post)
    except InvalidInput:
        return None


async def _judge(installation: Installation, letter: DeadLetter, post: Post) -> bool:
    towns = (letter.town,) if letter.town else ()
    # The source's cursor is written back as it is: replaying moves nothing.
    cursor = await installation.store.cursor(letter.source) or b""
    page = Page(source=letter.source, cursor=cursor, events=(Published(post=post),))
    written = await installation.intake.absorb(page, towns)
    return bool(written.new or written.revised or written.unchanged)
