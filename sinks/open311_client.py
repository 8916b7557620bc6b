"""Asks a GeoReport v2 server: one method for each of its verbs, XML first, JSON if it must be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import Final, TypeVar
from urllib.parse import quote, urlencode, urlsplit

import msgspec

from sinks import open311_answers as answers
from sinks.open311_answers import Attribute, Request, Service
from sinks.open311_tree import Tree, read_tree
from sinks.webhook_answer import retry_after
from vigie.clock import Clock
from vigie.errors import InvalidInput, Refused, Unavailable, VigieError
from vigie.outbound import Fetched, Outbound
from vigie.say import Say

T = TypeVar("T")

#: GeoReport servers give pages of 50 requests; no more are asked for by id in one call.
AT_ONCE: Final = 50
_LIMIT: Final = 10_000_000
# What a server answers to a format that it does not know.
_NO_FORMAT: Final = frozenset((404, 405, 406, 415, 501))
_FORM: Final = "application/x-www-form-urlencoded; charset=utf-8"


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """No answer that can be used.

    Attributes:
        status: HTTP's, None when nobody answered, or not to the end.
        said: what the server's errors say, on one line.
        final: the address may not be reached at all.
    """

    why: Say
    status: int | None = None
    said: str = ""
    retry_after: float | None = None
    final: bool = False


class Open311Client:
    """One server. It never raises for what the server does: a `Failure` is returned.

    Every verb may wait for its turn on the host and block on the network.

    Args:
        url: address of the endpoint, under which `services.xml` stands.
        jurisdiction: sent with each request when the server has several.
        key: gives the API key, read anew at each use; only a POST carries it.
        zone: of moments that the server writes without one.
        spacing: least seconds between two questions.
    """

    def __init__(
        self,
        url: str,
        outbound: Outbound,
        clock: Clock,
        *,
        key: Callable[[], str] = str,
        jurisdiction: str = "",
        zone: tzinfo,
        spacing: float | None = None,
    ) -> None:
        self._url = url.rstrip("/")
        self._host = urlsplit(url).hostname or ""
        self._outbound = outbound
        self._clock = clock
        self._key = key
        self._jurisdiction = jurisdiction
        self._zone = zone
        self._spacing = spacing
        self._format = "xml"

    async def services(self) -> list[Service] | Failure:
        """Return the services that the town lists."""
        return await self._get("services", {}, answers.services)

    async def attributes(self, code: str) -> list[Attribute] | Failure:
        """Return the questions that a service asks."""
        return await self._get(f"services/{quote(code, safe='')}", {}, answers.attributes)

    async def requests(self, ids: Sequence[str]) -> list[Request] | Failure:
        """Return these requests, at most `AT_ONCE`; those that the server does not show lack."""
        asked = {"service_request_id": ",".join(ids[:AT_ONCE])}
        return await self._get("requests", asked, self._requests)

    async def between(self, since: datetime, until: datetime) -> list[Request] | Failure:
        """Return the requests made between two moments, as many as the server gives."""
        asked = {"start_date": _written(since), "end_date": _written(until)}
        return await self._get("requests", asked, self._requests)

    async def token(self, token: str) -> list[Request] | Failure:
        """Return what a token has become: a request without id is not ready yet."""
        return await self._get(f"tokens/{quote(token, safe='')}", {}, self._requests)

    async def post(self, fields: Sequence[tuple[str, str]]) -> list[Request] | Failure:
        """Make a request of these fields, once. A `Failure` without status may have been made.

        Raises:
            VigieError: the key is missing or cannot be read.
        """
        key = self._key()
        whole = [*([("api_key", key)] if key else []), *self.common().items(), *fields]
        body = urlencode(whole, encoding="utf-8", errors="replace").encode("ascii")
        url = f"{self._url}/requests.{self._format}"
        try:
            answer = await self._outbound.post(url, body, {"content-type": _FORM}, limit=_LIMIT)
        except VigieError as error:
            return _failure(error)
        return self._read(answer, self._requests)

    def _requests(self, tree: Tree) -> list[Request]:
        return answers.requests(tree, self._zone)

    def common(self) -> dict[str, str]:
        """Return what is said with every verb."""
        return {"jurisdiction_id": self._jurisdiction} if self._jurisdiction else {}

    async def _get(
        self, path: str, asked: dict[str, str], read: Callable[[Tree], list[T]]
    ) -> list[T] | Failure:
        found = await self._get_as(self._format, path, asked, read)
        # An error that says something is an answer in the right format.
        unknown = isinstance(found, Failure) and found.status in _NO_FORMAT and not found.said
        if unknown and self._format == "xml":
            other = await self._get_as("json", path, asked, read)
            if not isinstance(other, Failure):
                self._format = "json"
                return other
        return found

    async def _get_as(
        self, form: str, path: str, asked: dict[str, str], read: Callable[[Tree], list[T]]
    ) -> list[T] | Failure:
        query = urlencode({**self.common(), **asked}, safe=",:")
        url = f"{self._url}/{path}.{form}" + (f"?{query}" if query else "")
        try:
            answer = await self._outbound.get(url, limit=_LIMIT, spacing=self._spacing)
        except (Unavailable, InvalidInput) as error:
            return _failure(error)
        return self._read(answer, read)

    def _read(self, answer: Fetched, read: Callable[[Tree], list[T]]) -> list[T] | Failure:
        try:
            tree = read_tree(answer.body)
        except InvalidInput as error:
            good = 200 <= answer.status < 300
            return self._refusal(answer, "") if not good else self._garbled(answer, error)
        said = answers.errors(tree)
        found = read(tree)
        # The code in the body may differ from HTTP's: an error with a 200 is still an error.
        if not 200 <= answer.status < 300 or (said and not found):
            return self._refusal(answer, said)
        return found

    def _refusal(self, answer: Fetched, said: str) -> Failure:
        tail = f" : {said}" if said else ""
        status = answer.status
        if 200 <= status < 300 and said[:3].isdecimal():
            status = int(said[:3])
        return Failure(
            why=Say(
                f"{self._host} a répondu {answer.status}{tail}",
                f"{self._host} answered {answer.status}{tail.replace(' : ', ': ', 1)}",
            ),
            status=status,
            said=said,
            retry_after=retry_after(answer.headers, self._clock.now()),
        )

    def _garbled(self, answer: Fetched, error: InvalidInput) -> Failure:
        del answer
        return Failure(
            why=Say(
                f"{self._host} : {error.say.fr[:1].lower()}{error.say.fr[1:]}",
                f"{self._host}: {error.say.en[:1].lower()}{error.say.en[1:]}",
            )
        )


def _failure(error: VigieError) -> Failure:
    return Failure(
        why=error.say,
        retry_after=getattr(error, "retry_after", None),
        final=isinstance(error, Refused) and error.final,
    )


def _written(moment: datetime) -> str:
    # GeoReport wants a time zone; « Z » rather than « +00:00 », whose « + » some read as a space.
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
