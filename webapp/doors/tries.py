"""Slows down those who guess passwords, in every process at once, without locking anyone out.

After OWASP's "Slow Down Online Guessing Attacks with Device Cookies". A browser from which the
account was opened before answers for itself alone, so that nobody can hold a colleague out by
guessing. Every other try counts against where it comes from and against the account together.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from collections.abc import Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from vigie.account import Tries
from vigie.clock import Clock
from vigie.codec import decode, encode
from vigie.errors import InvalidInput
from vigie.paper import Paper, Papers
from webapp.doors.secret_words import fresh

KIND: Final = "log_in_tries"
#: After so long without a failure, what came before is forgotten.
_FORGOTTEN: Final = timedelta(hours=24)
_ATTEMPTS_TO_WRITE: Final = 5


class Brake(NamedTuple):
    """Failures that cost nothing; then seconds to wait, doubled each time, up to the longest."""

    free: int
    longest: float

    def delay(self, failures: int) -> float:
        """Return how long to wait after the last of so many failures, in seconds."""
        if failures < self.free:
            return 0.0
        return min(2.0 ** min(failures - self.free, 30), self.longest)


_DEVICE: Final = Brake(free=5, longest=900)
# A whole town hall may come from one address.
_CLIENT: Final = Brake(free=20, longest=900)
# Short, since it is the one that a stranger can make a colleague wait by.
_ACCOUNT: Final = Brake(free=10, longest=60)


class Count(NamedTuple):
    """One count of failures: the key it is kept under, and its brake."""

    key: str
    brake: Brake


class Guesses:
    """Counts failed log-ins. All methods may block on the store.

    Args:
        papers: where the counts are kept, so that all processes share them.
        clock: for how long to wait.
        key: secret of the installation; names and addresses are kept as its HMAC only.
    """

    def __init__(self, papers: Papers, clock: Clock, key: bytes) -> None:
        self._papers = papers
        self._clock = clock
        self._key = hmac.digest(key, b"vigie log-in", hashlib.sha256)

    def device(self, account: str) -> str:
        """Return what a browser keeps to be known again as one that opened this account."""
        nonce = fresh()
        return f"{nonce}.{self._mark('device', account, nonce)}"

    def counts(self, account: str, client: str, device: str) -> list[Count]:
        """Return what a try counts against.

        Args:
            account: name as typed, whether there is such an account or not.
            client: address that the try comes from.
            device: what the browser kept, "" for nothing.
        """
        nonce, _, mark = device.partition(".")
        if mark and hmac.compare_digest(mark.encode(), self._device_mark(account, nonce)):
            return [Count(self._mark("known", account, nonce), _DEVICE)]
        return [
            Count(self._mark("client", network(client)), _CLIENT),
            Count(self._mark("account", account), _ACCOUNT),
        ]

    async def begin(self, counts: Sequence[Count]) -> float:
        """Count a try as failed before it is made; return the seconds to wait instead, or 0.

        A try that must wait counts for nothing.
        """
        waits = [await self._wait(count) for count in counts]
        if any(waits):
            return max(waits)
        for count in counts:
            if wait := await self._add(count):
                return wait
        return 0.0

    async def succeed(self, counts: Sequence[Count]) -> None:
        """Forget the failures of whoever got in; where they come from only gets this one back."""
        own = [count.key for count in counts if count.brake is not _CLIENT]
        await self._papers.drop(KIND, own)
        for count in counts:
            if count.brake is _CLIENT:
                await self._write(count.key, await self._papers.paper(KIND, count.key), -1)

    async def _wait(self, count: Count) -> float:
        paper = await self._papers.paper(KIND, count.key)
        return self._left(paper, count.brake)

    def _left(self, paper: Paper | None, brake: Brake) -> float:
        if paper is None:
            return 0.0
        tries = decode(paper.body, Tries)
        since = (self._clock.now() - tries.last_at).total_seconds()
        return max(brake.delay(tries.count) - since, 0.0)

    async def _add(self, count: Count) -> float:
        """Count one more, unless the failures counted by then ask to wait; return the seconds.

        What is looked at and what is written over are one and the same version: of those who
        try at once, in whatever process, none passes on the count of before.
        """
        for _ in range(_ATTEMPTS_TO_WRITE):
            paper = await self._papers.paper(KIND, count.key)
            if wait := self._left(paper, count.brake):
                return wait
            if await self._write(count.key, paper, 1):
                return 0.0
        return 1.0

    async def _write(self, key: str, paper: Paper | None, change: int) -> bool:
        now = self._clock.now()
        before = decode(paper.body, Tries).count if paper else 0
        tries = Tries(count=max(before + change, 0), last_at=now)
        version = paper.version if paper else 0
        ends = now + _FORGOTTEN
        try:
            await self._papers.keep(
                Paper(
                    kind=KIND,
                    key=key,
                    body=encode(tries),
                    at=now,
                    # No two writes are alike: a store may take one that is for its own, written
                    # already, and two tries of the same moment would pass on one count.
                    about=fresh(),
                    expires_at=ends,
                    version=version,
                )
            )
        except InvalidInput:
            return False
        return True

    def _device_mark(self, account: str, nonce: str) -> bytes:
        return self._mark("device", account, nonce).encode()

    def _mark(self, *parts: str) -> str:
        said = "\n".join(parts).encode("utf-8", "replace")
        return hmac.new(self._key, said, hashlib.sha256).hexdigest()


def network(client: str) -> str:
    """Return what counts as one place: an address, or the /64 that an IPv6 address is in."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))
