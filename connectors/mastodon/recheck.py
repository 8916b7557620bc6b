"""What became of known statuses: those of an instance's own, asked by their id.

Source: Mastodon's documentation, methods statuses: `GET /api/v1/statuses?id[]=` (4.3, twenty
at most), which leaves out what is gone or cannot be seen, and `GET /api/v1/statuses/:id`,
which answers 404. A status of another instance has an id here that is not kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlencode, urlsplit

from connectors.api.call import Refusal, ask
from connectors.mastodon import statuses
from connectors.mastodon.about import wait_until_reset
from connectors.mastodon.hearing import Hearing, Instance
from connectors.mastodon.instances import Instances
from connectors.mastodon.memory import Memory
from connectors.mastodon.poll import SPACING
from vigie.context import Context
from vigie.errors import InvalidInput
from vigie.outbound import Fetched
from vigie.post import Deleted, Event, Published

_AT_ONCE: Final = 20
_OWN: Final = re.compile(r"(?:/[^/]+){1,4}/statuses/(\d{1,20})")


class Recheck:
    """Asks instances about statuses.

    Args:
        source: its name.
        context: the house's services.
        hearing: makes posts.
        instances: of the source.
    """

    def __init__(
        self, source: str, context: Context, hearing: Hearing, instances: Instances
    ) -> None:
        self._source = source
        self._context = context
        self._hearing = hearing
        self._instances = instances

    async def look(self, urls: Sequence[str], uris: Sequence[str]) -> list[Event] | None:
        """Return what changed; None when some should be asked about and no instance answers.

        Args:
            urls: of the instances.
            uris: of the statuses.
        """
        events: list[Event] = []
        asked, answered = False, False
        for url in urls:
            own = _own(url, uris)
            for start in range(0, len(own), _AT_ONCE):
                asked = True
                part = dict(list(own.items())[start : start + _AT_ONCE])
                told = await self._ask(url, part)
                if told is None:
                    break
                answered = True
                events += told
        return None if asked and not answered else events

    async def _ask(self, url: str, own: Mapping[str, str]) -> list[Event] | None:
        looked = await self._instances.look(url)
        headers = self._instances.headers(url)
        if isinstance(looked, Refusal) or isinstance(headers, Refusal):
            return None
        query = urlencode([("id[]", local_id) for local_id in own])
        answer = await self._get(f"{url}/api/v1/statuses?{query}", headers)
        if isinstance(answer, Refusal):
            return None
        try:
            raws = statuses.items(answer.body)
        except InvalidInput:
            return None
        found = {status.id: status for status in map(statuses.decoded, raws) if status}
        events: list[Event] = []
        for local_id, uri in own.items():
            status = found.get(local_id)
            if status is None:
                events += await self._missing(f"{url}/api/v1/statuses/{local_id}", uri, headers)
            elif status.uri == uri:
                events += self._seen(status, looked[0])
        return events

    def _seen(self, status: statuses.Status, instance: Instance) -> list[Event]:
        """Return an edition, or the end of a status whose author has since opted out."""
        now = self._context.clock.now()
        post = self._hearing.post(status, instance, Memory(), now)
        if post is None:
            return [Deleted(source=self._source, native_id=status.uri, at=now)]
        return [Published(post=post)] if post.revision > 1 else []

    async def _missing(self, url: str, uri: str, headers: Mapping[str, str]) -> list[Event]:
        """Ask about one alone: only a plain answer that it is not there counts."""
        answer = await self._get(url, headers)
        if isinstance(answer, Fetched) or answer.status not in {404, 410}:
            return []
        return [Deleted(source=self._source, native_id=uri, at=self._context.clock.now())]

    async def _get(self, url: str, headers: Mapping[str, str]) -> Fetched | Refusal:
        return await ask(
            self._context.outbound,
            url,
            headers,
            now=self._context.clock.now(),
            spacing=SPACING,
            wait=wait_until_reset,
        )


def _own(url: str, uris: Sequence[str]) -> dict[str, str]:
    """Return the statuses that an instance is the home of: its id → their `uri`."""
    own = {}
    for uri in uris:
        try:
            parts = urlsplit(uri)
        except ValueError:
            continue
        found = _OWN.fullmatch(parts.path)
        if found and f"{parts.scheme}://{parts.netloc}".lower() == url:
            own[found.group(1)] = uri
    return own
