"""Which articles of a sitemap are news, and what to say of those that are not. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from connectors.feed.document import Entry, FeedDocument
from connectors.sitemap.parsing import slug_title
from vigie.say import Say


def recent(document: FeedDocument, now: datetime, days: int) -> tuple[FeedDocument, Say | None]:
    """Return the articles of the last `days` days, and a sentence on what is not heard.

    An article without a date is none of them: nothing tells it from one of ten years ago. A
    date to come is a clock ahead of ours.
    """
    oldest = now - timedelta(days=days)
    kept = [entry for entry in document.entries if (said := _when(entry)) and said >= oldest]
    undated = sum(1 for entry in document.entries if _when(entry) is None)
    # Entries stand newest first: when the last one read is recent, some beyond may be too.
    missed = document.beyond if len(kept) == len(document.entries) else 0
    note = _note(undated if not kept else 0, missed, len(document.unusable))
    return replace(document, entries=tuple(kept), beyond=missed), note


def titled(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries, those without a title named after their address."""
    return [
        entry if entry.title else replace(entry, title=slug_title(entry.url or ""))
        for entry in entries
    ]


def _when(entry: Entry) -> datetime | None:
    return entry.published or entry.updated


def _note(undated: int, missed: int, aside: int) -> Say | None:
    said = []
    if undated:
        said.append(
            Say(
                f"{_addresses(undated)} sans date : rien ne dit ce qui est nouveau.",
                f"{undated} addresses without a date: nothing tells what is new.",
            )
        )
    if missed:
        said.append(
            Say(
                f"{_addresses(missed)} au-delà de la limite.",
                f"{missed} addresses beyond the limit.",
            )
        )
    if aside:
        said.append(
            Say(
                f"{aside} entrée{'s' if aside > 1 else ''} sans adresse Web, mise"
                f"{'s' if aside > 1 else ''} de côté.",
                f"{aside} entries without a web address, set aside.",
            )
        )
    if not said:
        return None
    return Say(" ".join(one.fr for one in said), " ".join(one.en for one in said))


def _addresses(count: int) -> str:
    return f"{count} adresse{'s' if count > 1 else ''}"
