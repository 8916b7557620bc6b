"""Taking the text of a removed mention out of what repeats it."""

from __future__ import annotations

import msgspec

from vigie.alert import Alert
from vigie.record import Record


def without_quotation(record: Record) -> Record:
    """Return the record without the text of the post that it answers."""
    mention = record.mention
    post = msgspec.structs.replace(mention.post, reply_to_text=None)
    return msgspec.structs.replace(record, mention=msgspec.structs.replace(mention, post=post))


def blank(alert: Alert) -> Alert:
    """Return an alert of which only the rule, the town and the moment can still be read."""
    return msgspec.structs.replace(alert, title="", reason="", advice="", summary={}, url=None)
