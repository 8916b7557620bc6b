"""What a page moves once it is durable: its source's cursor, state and rhythm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from vigie.batch import CursorMove
from vigie.page import Page
from vigie.post import Published
from vigie.rhythm import hour_of
from vigie.source_watch import Missed

#: Hours told of one page, the latest: a feed's first document may go back for years.
_MOST_HOURS: Final = 200


def cursor_move(page: Page, now: datetime) -> CursorMove:
    """Return what a page moves once it is durable."""
    return CursorMove(
        source=page.source,
        cursor=page.cursor,
        at=now,
        heard=bool(page.events or page.unheard or page.lost),
        next_at=page.next_at,
        state=page.state,
        note=page.note,
        arrivals=_arrivals(page, now),
        missed=_missed(page, now),
        figures=page.figures,
    )


def _arrivals(page: Page, now: datetime) -> tuple[datetime, ...]:
    """Return a moment in each hour in which something new was published, oldest first."""
    by_hour = {hour_of(moment): moment for moment in sorted(_moments(page, now))}
    return tuple(by_hour.values())[-_MOST_HOURS:]


def _moments(page: Page, now: datetime) -> Iterator[datetime]:
    """Yield when each post appeared; a deletion shows no life, a post of no town does."""
    if page.unheard or page.lost:
        yield now
    for event in page.events:
        if isinstance(event, Published):
            post = event.post
            known = post.edited_at or (post.published_at if post.published_is_known else None)
            yield known or now


def _missed(page: Page, now: datetime) -> Missed | None:
    if page.gap is None and not page.lost:
        return None
    gap = page.gap
    return Missed(
        at=now,
        since=gap.since if gap else None,
        until=gap.until if gap else None,
        posts=page.lost,
    )
