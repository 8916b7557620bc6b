"""Blanking the alerts about removed mentions, restating those about edited ones."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sinks.elasticsearch.kept_delivery import Kept, change_all, terms
from sinks.elasticsearch.shelf import Shelf
from sinks.removed_text import blank
from sinks.restated_alerts import Restating
from vigie.alert import Alert
from vigie.codec import decode, encode


async def forget(shelf: Shelf, mentions: Sequence[str]) -> int:
    """Blank and drop what is about these mentions; return how many said something."""
    if not mentions:
        return 0
    now = shelf.now_us()
    changed = await change_all(
        shelf, terms("mention", mentions), lambda each: _forgotten(each, now)
    )
    return len(changed)


async def restate(shelf: Shelf, restating: Restating) -> None:
    """Have the alerts about edited mentions say what they say now, whatever became of them."""
    if restating.mentions:
        query, now = terms("mention", restating.mentions), shelf.now_us()
        await change_all(shelf, query, lambda each: _restated(each, restating, now))


def _restated(each: Kept, restating: Restating, now_us: int) -> Kept:
    alert = decode(each.body.encode(), Alert)
    said = encode(restating.of(alert)).decode()
    if said != each.body:
        each = msgspec.structs.replace(each, body=said)
    if each.state == "pending" and not restating.stands(alert):
        each = msgspec.structs.replace(each, state="dropped", settled_us=now_us)
    return each


def _forgotten(each: Kept, now_us: int) -> Kept:
    alert = decode(each.body.encode(), Alert)
    bare = encode(blank(alert)).decode()
    if bare != each.body:
        each = msgspec.structs.replace(each, body=bare, last_error=None)
    if each.state == "pending":
        each = msgspec.structs.replace(each, state="dropped", settled_us=now_us)
    return each
