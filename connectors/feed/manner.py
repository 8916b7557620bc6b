"""What one kind of source, read as a feed, does otherwise than a plain feed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from vigie.say import Say


def _none() -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedManner:
    """How a kind of feed is asked and read.

    Attributes:
        kind: the connector's entry-point name.
        dialect: of its entries, see `connectors.feed.dialect`.
        headers: further ones of each request; may raise `NoCredential`.
        sentences: what a status means of this kind of feed.
    """

    kind: str = "feed"
    dialect: str = ""
    headers: Callable[[], Mapping[str, str]] = _none
    sentences: Mapping[int, Say] = field(default_factory=dict)


PLAIN = FeedManner()
