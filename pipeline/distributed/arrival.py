"""An event as the agents see it: a message of a topic, undecoded."""

from __future__ import annotations

from typing import Protocol


class Arrived(Protocol):
    """A message as it came from a topic."""

    @property
    def topic(self) -> str:
        """Full name of the topic."""
        ...

    @property
    def partition(self) -> int:
        """Number of the partition."""
        ...

    @property
    def offset(self) -> int:
        """Place in the partition."""
        ...

    @property
    def generation_id(self) -> int | None:
        """The group's generation when it was fetched."""
        ...

    @property
    def key(self) -> bytes | None:
        """Bytes of the key."""
        ...

    @property
    def value(self) -> bytes | None:
        """Bytes of the value."""
        ...

    @property
    def headers(self) -> tuple[tuple[str, bytes], ...]:
        """Headers in their order."""
        ...


class Event(Protocol):
    """A message on its way through an agent (a `faust.Event`)."""

    @property
    def message(self) -> Arrived:
        """The message as it came."""
        ...
