"""The page that ends a round: what every instance answered, in one state and one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from connectors.api.call import Refusal
from connectors.api.pages import Pages
from connectors.mastodon.progress import Progress
from vigie.page import Page
from vigie.say import Say

_FIRST_PAUSE: Final = 5.0
_MOST_DOUBLINGS: Final = 8


def closing_page(
    pages: Pages,
    progress: Progress,
    now: datetime,
    refusals: Sequence[tuple[str, Refusal]],
    asked: int,
) -> Page:
    """Return the page of a round in which these instances, of so many asked, refused.

    One that fails among others is told, and does not slow them; when all fail the wait grows
    with the rounds.
    """
    if not refusals:
        progress.failures = 0
        return pages.brought(progress.write(), now)
    why = _together(refusals, asked)
    if len(refusals) == asked:
        progress.failures += 1
        return pages.refused(progress.write(), now, why, progress.failures)
    progress.failures = 0
    page = pages.refused(progress.write(), now, why, 1)
    return replace(page, next_at=now + timedelta(seconds=pages.interval))


def _together(refusals: Sequence[tuple[str, Refusal]], asked: int) -> Refusal:
    key, first = refusals[0]
    if asked == 1:
        return first
    same = len(refusals) == asked and len({why.state for _, why in refusals}) == 1
    count = len(refusals)
    how_many = "1 instance" if count == 1 else f"{count} instances"
    say = Say(
        f"{how_many} sur {asked} en défaut ; {key} : {first.say.fr}",
        f"{count} of {asked} instances failing; {key}: {first.say.en}",
    )
    return replace(first, say=say, state=first.state if same else "failing")


def cut_page(
    pages: Pages, progress: Progress, now: datetime, refused: Refusal | None, *, was_long: bool
) -> Page:
    """Return the page that tells that live events ended: a round of polls comes next.

    Args:
        pages: makes it.
        progress: counts the cuts in a row, between which the wait doubles.
        now: when it was cut.
        refused: why a line could not even be opened, when it could not.
        was_long: the lines held for a good while: this cut is the first.
    """
    progress.cuts = 1 if was_long else min(progress.cuts + 1, _MOST_DOUBLINGS)
    wait = min(pages.interval, _FIRST_PAUSE * 2 ** (progress.cuts - 1))
    say = Say(
        "L’écoute en direct est coupée ; les messages manqués sont relevés à la reprise.",
        "The live stream was cut; what was missed is read when it is opened again.",
    )
    if refused is not None:
        wait = pages.interval
        say = Say(f"Pas d’écoute en direct : {refused.say.fr}", f"No live stream: {refused.say.en}")
    return pages.brought(progress.write(), now, note=say, wait=wait)
