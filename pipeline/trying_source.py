"""Tries a source for a moment, through its real connector, keeping nothing."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import replace
from typing import Final

import msgspec

from connectors.recognition.trial_settings import trial_settings
from pipeline.connecting import connect
from pipeline.outbound.watched import WatchedOutbound
from pipeline.settings import SourceSettings
from vigie.context import Context
from vigie.contracts import Connector
from vigie.errors import VigieError
from vigie.page import Page
from vigie.post import Post, Published
from vigie.say import Say
from vigie.source_contracts import Cost, Costly

#: Longest time of one trial, in seconds.
SECONDS: Final = 20.0
_PAGES: Final = 50


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """What a source said.

    Attributes:
        pages: the first ones.
        asked: requests made.
        answered: those that had an answer.
        seconds: time allowed.
        late: it was over before the source was done.
        problem: why it cannot be tried.
    """

    pages: tuple[Page, ...] = ()
    seconds: float = SECONDS
    asked: int = 0
    answered: int = 0
    late: bool = False
    problem: Say | None = None

    @property
    def state(self) -> str:
        """As of a page, see `vigie.page.Page`: the last one's, else what the trial tells."""
        if self.pages and self.problem is None:
            return self.pages[-1].state
        silent = self.late and not self.answered
        return "failing" if self.problem or silent else "working"

    @property
    def note(self) -> str | None:
        """The last sentence of its pages."""
        return next((page.note for page in reversed(self.pages) if page.note), None)

    @property
    def posts(self) -> list[Post]:
        """What it published, in its order."""
        return [
            event.post
            for page in self.pages
            for event in page.events
            if isinstance(event, Published)
        ]


async def try_source(
    source: SourceSettings,
    context: Context,
    *,
    cursor: bytes | None = None,
    posts: int = 0,
    seconds: float = SECONDS,
) -> Trial:
    """Read a source's first page, and go on until there are so many posts; saves nothing.

    It is read as `connectors.recognition.trial_settings` says, so that a look costs little.

    Args:
        source: its settings.
        context: the house's services.
        cursor: where to read from; None: from the beginning.
        posts: how many are wanted.
        seconds: time allowed; a stream has no end of its own.

    Raises:
        ConfigurationError: no such kind, or wrong settings, all of them named.
    """
    watched = WatchedOutbound(context.outbound)
    connector = connect(_lightened(source), replace(context, outbound=watched))
    pages: list[Page] = []
    problem: Say | None = None
    late = False
    try:
        async with asyncio.timeout(seconds) as limit:
            await _read(connector, cursor, pages, posts)
    except TimeoutError:
        late = limit.expired()
        problem = None if late else _unexpected(TimeoutError())
    except VigieError as error:
        problem = error.say
    except Exception as error:  # noqa: BLE001 - one connector's fault is told beside the others
        problem = _unexpected(error)
    return Trial(
        pages=tuple(pages),
        seconds=seconds,
        asked=watched.asked,
        answered=watched.answered,
        late=late,
        problem=problem,
    )


def _lightened(source: SourceSettings) -> SourceSettings:
    lighter = trial_settings(source.kind)
    return SourceSettings(**{**source.model_dump(), **lighter}) if lighter else source


def cost_of(source: SourceSettings, context: Context) -> Cost | None:
    """Return what a day of a source takes, None when nobody counts it. Raises as `try_source`."""
    connector = connect(source, context)
    return connector.cost if isinstance(connector, Costly) else None


async def _read(connector: Connector, cursor: bytes | None, pages: list[Page], posts: int) -> None:
    held = 0
    async with aclosing(connector.pages(cursor)) as coming:
        async for page in coming:
            pages.append(page)
            held += sum(isinstance(event, Published) for event in page.events)
            if held >= posts or len(pages) >= _PAGES or page.state != "working":
                return


def _unexpected(error: Exception) -> Say:
    # Its words might quote a secret or a post.
    name = type(error).__name__
    return Say(
        f"erreur imprévue du connecteur ({name}) : à signaler à qui le tient.",
        f"unexpected error of the connector ({name}): tell whoever maintains it.",
    )
