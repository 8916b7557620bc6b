"""The X connector: the filtered stream, and the recent search for what it did not hear.

Off unless the settings say that the town has the plan that X's terms demand.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from connectors.api.call import Refusal, unanswered
from connectors.api.pages import Pages
from connectors.api.posts import Posts
from connectors.credentials import NoCredential
from connectors.source_settings import checked
from connectors.x import cursor as x_cursor
from connectors.x.api import XApi, refused_stream
from connectors.x.cursor import left_today
from connectors.x.filling import LEAST, Filling, Run
from connectors.x.hearing import Heard
from connectors.x.listening import Listening
from connectors.x.pages import PRICE, XPages
from connectors.x.queries import queries
from connectors.x.recheck import Recheck
from connectors.x.rules import synchronise
from connectors.x.settings import XSettings
from vigie.context import Context
from vigie.errors import ConfigurationError, InvalidInput, Unavailable
from vigie.outbound import Streamed
from vigie.page import Page
from vigie.say import Say
from vigie.source_contracts import Cost


class XConnector:
    """One source on X.

    Args:
        settings: checked.
        context: the house's services.
    """

    #: X's policy leaves a day to delete what was deleted there.
    recheck_days = 1.0

    def __init__(self, settings: XSettings, context: Context) -> None:
        self.settings = settings
        self.queries = queries(settings, context.towns)
        self._clock = context.clock
        accounts = [account for town in context.towns for account in town.accounts]
        handles = any(account.platform.lower() == "x" for account in accounts)
        posts = Posts("x", "x", settings, context)
        self._api = XApi(settings, context, handles=handles)
        self._plain_pages = Pages(settings.name, context.language, settings.interval)
        self._pages = XPages(self._plain_pages, settings.posts_per_day)
        self._filling = Filling(
            self._api,
            self._pages,
            posts,
            queries=self.queries,
            clock=context.clock,
            limit=settings.posts_per_day,
        )
        self._listening = Listening(self._pages, posts, settings, context.clock)
        self._recheck = Recheck(self._api, posts, settings.name, settings.rechecks_per_day)

    @property
    def name(self) -> str:
        """Name of the source."""
        return self.settings.name

    @property
    def cost(self) -> Cost:
        """See `vigie.source_contracts.Costly`."""
        read, again = self.settings.posts_per_day, self.settings.rechecks_per_day
        most = f"{(read + again) * PRICE:.2f}"
        return Cost(
            say=Say(
                f"Au plus {read} posts lus et {again} relus par jour, environ"
                f" {most.replace('.', ',')} $ US.",
                f"At most {read} posts read and {again} read again a day, about US${most}.",
            ),
            charged=True,
        )

    async def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        """Yield what was published since the cursor, then what comes, until the line is cut.

        The stream is opened before the past is searched, so that nothing falls between them.
        """
        run = Run(x_cursor.read(cursor))
        async with AsyncExitStack() as stack:
            if self._has_read_enough(run):
                yield self._pages.resting(run.state, self._clock.now())
                return
            line = await self._open(stack, self._clock.now()) if self.settings.stream else None
            async with aclosing(self._filling.pages(run)) as filling:
                async for page in filling:
                    yield page
            if run.over:
                return
            async with aclosing(self._onward(line, run)) as listening:
                async for page in listening:
                    yield page

    async def recheck(self, native_ids: Sequence[str]) -> Page | None:
        """Ask about kept posts; see `vigie.source_contracts.Rechecker`.

        None too when the day's allowance of such questions is used up.
        """
        now = self._clock.now()
        found = await self._recheck.about(native_ids, now)
        if found is None:
            return None
        events, rejected = found
        return self._plain_pages.brought(b"", now, events=events, rejected=rejected)

    def _has_read_enough(self, run: Run) -> bool:
        limit = self.settings.posts_per_day
        return left_today(run.state, limit, self._clock.now()) < LEAST

    async def _open(self, stack: AsyncExitStack, now: datetime) -> Streamed | Refusal:
        """Set the rules and open the stream; never raises."""
        wrong = await synchronise(self._api, self.queries, now)
        if wrong is not None:
            return wrong
        try:
            line = await stack.enter_async_context(self._api.stream())
        except NoCredential as error:
            return Refusal(say=error.say, state="needs_credentials")
        except (Unavailable, InvalidInput) as error:
            return unanswered(error)
        return line if line.status == 200 else refused_stream(line.status, line.headers, now)

    async def _onward(
        self, line: Streamed | Refusal | None, run: Run
    ) -> AsyncGenerator[Page, None]:
        """Yield what follows once the past is told."""
        now = self._clock.now()
        if self._has_read_enough(run):
            yield self._pages.resting(run.state, now)
        elif line is None:
            state = replace(run.state, failures=0)
            yield self._pages.brought(Heard(state=state), now, wait=self.settings.interval)
        elif isinstance(line, Refusal):
            run.state = replace(run.state, failures=run.state.failures + 1)
            yield self._pages.refused(run.state, now, line)
        else:
            async with aclosing(self._listening.pages(line, run)) as listening:
                async for page in listening:
                    yield page


def build(settings: Mapping[str, Any], context: Context) -> XConnector:
    """Build the connector of one source; touches no network.

    Raises:
        ConfigurationError: every wrong key of `settings`, told at once; among them the plan
            that X's terms ask of a public body, when the settings do not say that it is there.
    """
    connector = XConnector(checked(XSettings, settings), context)
    if not connector.queries:
        raise ConfigurationError([_nothing(connector.name)])
    return connector


def _nothing(name: str) -> Say:
    return Say(
        f"source « {name} » : rien à chercher : nommez des mots dans words.",
        f"source “{name}”: nothing to search for: name words in words.",
    )
