"""Follows a plan of requests to the Graph API, one page for each answer."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from connectors.api.pages import Pages
from connectors.meta.call import Answer, Graph
from connectors.meta.errors import GraphRefusal
from connectors.meta.usage import pause_of
from vigie.clock import Clock
from vigie.dead_letter import DeadLetter
from vigie.errors import InvalidInput
from vigie.figures import Figures
from vigie.page import Page
from vigie.post import Event
from vigie.say import Say


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One request of a plan.

    Attributes:
        task: what it is for, in the plan's own words.
        subject: id of the post, or name of the list, that it is about.
        path: under the API's version.
        params: of the query.
        onward: the part of them that continues an earlier page; None for a first page.
    """

    task: str
    path: str
    params: Mapping[str, str]
    subject: str = ""
    onward: Mapping[str, str] | None = None


class Brought(msgspec.Struct, frozen=True, kw_only=True):
    """What one answer brought."""

    events: Sequence[Event] = ()
    rejected: Sequence[DeadLetter] = ()
    figures: Sequence[Figures] = ()


class Plan(Protocol):
    """One source's poll: what to ask next, what an answer brings, where to go on. No I/O."""

    #: Told with the pages of a source that works; None when there is nothing to say.
    note: Say | None

    def next(self) -> Asked | None:
        """Return the next request, the same until it is taken; None when all is asked."""
        ...

    def take(self, asked: Asked, body: bytes, now: datetime) -> Brought:
        """Return what an answer brings, and move on. Raises `InvalidInput` for no answer."""
        ...

    def pass_over(self, asked: Asked, why: GraphRefusal) -> bool:
        """Move on without an answer that can be done without; False when it cannot."""
        ...

    def fail(self) -> int:
        """Count a refusal; return how many there were in a row."""
        ...

    def cursor(self) -> bytes:
        """Return where to go on from."""
        ...


async def poll(plan: Plan, graph: Graph, pages: Pages, clock: Clock) -> AsyncGenerator[Page, None]:
    """Yield a page for each answer, until the plan is done, refused, or should slow down."""
    while (asked := plan.next()) is not None:
        now = clock.now()
        answer = await graph.get(asked.path, asked.params, now)
        brought = _taken(plan, asked, answer, now)
        if isinstance(brought, GraphRefusal):
            if plan.pass_over(asked, brought):
                continue
            failures = plan.fail()
            yield pages.refused(plan.cursor(), now, brought, failures)
            return
        pause = pause_of(answer.usage) if isinstance(answer, Answer) else None
        more = pause is None and plan.next() is not None
        yield pages.brought(
            plan.cursor(),
            now,
            events=brought.events,
            rejected=brought.rejected,
            more=more,
            note=plan.note if pause is None else _slowing(pause),
            wait=None if pause is None else max(pause, pages.interval),
            figures=brought.figures,
        )
        if not more:
            return
    yield pages.brought(plan.cursor(), clock.now(), note=plan.note)


def _taken(
    plan: Plan, asked: Asked, answer: Answer | GraphRefusal, now: datetime
) -> Brought | GraphRefusal:
    if isinstance(answer, GraphRefusal):
        return answer
    try:
        return plan.take(asked, answer.body, now)
    except InvalidInput as error:
        return GraphRefusal(say=error.say)


def _slowing(pause: float) -> Say:
    minutes = max(1, round(pause / 60))
    return Say(
        f"Le quota d’appels de Meta est presque atteint : pause de {minutes} min.",
        f"Meta’s allowance of calls is nearly used up: pause of {minutes} min.",
    )
