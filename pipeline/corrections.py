"""A person's corrections, as labelled posts that a model can learn from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pipeline.exporting import every, opened
from vigie.contracts import Store
from vigie.query import Query
from vigie.record import Record

#: Corrected labels that stand under another name, or are no words, in docs/judge.md.
_YES_OR_NO: Final = frozenset({"relevant", "service_request", "media_request", "emergency"})


async def write_corrections(store: Store, query: Query, output: Path | None) -> int:
    """Write each corrected mention as a line of docs/judge.md; return how many there were.

    `gold` holds the labels that a person corrected and no others: what nobody looked at is no
    truth. Authors are left out, their pseudonyms too.
    """
    count = 0
    with opened(output, bom=False) as file:
        async for record in every(store, query):
            if record.review and record.review.corrections:
                file.write(json.dumps(line(record), ensure_ascii=False) + "\n")
                count += 1
    return count


def line(record: Record) -> dict[str, Any]:
    """Return a corrected record as a labelled post."""
    post = record.mention.post
    corrections = record.review.corrections if record.review else {}
    return {
        "id": record.mention.id,
        "town": record.mention.town,
        "text": post.text,
        "title": post.title or None,
        "source": {"kind": post.source.kind, "name": post.source.name, "own": post.source.own},
        "author": {"role": post.author.role},
        "in_reply_to": post.reply_to_text,
        "published_at": post.published_at.isoformat(timespec="seconds"),
        "gold": gold_of(corrections),
    }


def gold_of(corrections: Mapping[str, str]) -> dict[str, Any]:
    """Return corrections as gold labels; a category of case says that there is a case."""
    gold: dict[str, Any] = {
        label: value == "true" if label in _YES_OR_NO else value
        for label, value in corrections.items()
    }
    if gold.get("service_category"):
        gold.setdefault("service_request", True)
    if gold.get("service_request") is False:
        gold["service_category"] = None
    return gold
