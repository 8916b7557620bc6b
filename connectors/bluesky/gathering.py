"""A page of Bluesky in the making: frames go in, what concerns a town stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from connectors.bluesky.jetstream_events import Read, Said
from connectors.bluesky.jetstream_frames import Unpack
from connectors.bluesky.posts import BlueskyPosts
from vigie.dead_letter import DeadLetter
from vigie.errors import InvalidInput, Unavailable
from vigie.post import Event, Published
from vigie.say import Say

#: Events of one page: more are written at one go than judged at one go.
_FULL: Final = 100
#: Frames of one page; a replay brings thousands a second, of which hardly any is kept.
_MANY: Final = 10_000
#: Unreadable items kept of one page; those beyond are counted.
_REJECTED: Final = 20
#: So many unreadable frames in a row are no accident: the wire is another one.
_HOPELESS: Final = 200


class Gathering:
    """What was heard since the last page.

    Attributes:
        frames: how many were read.
        first: Unix microseconds of the first frame that has a time; 0 when none has.
        newest: of the latest.
        urgent: a post is in it.
        outdated: the server said that the cursor was too old.

    Args:
        posts: makes the events.
        read: of the wire.
        unpack: of its compression.
    """

    def __init__(self, posts: BlueskyPosts, read: Read, unpack: Unpack) -> None:
        self._posts = posts
        self._read = read
        self._unpack = unpack
        self._astray = 0
        self.start()

    def start(self) -> None:
        """Begin the next page."""
        self.events: list[Event] = []
        self.rejected: list[DeadLetter] = []
        self.frames = self.unheard = self.lost = self.first = self.newest = 0
        self.urgent = self.outdated = False

    @property
    def full(self) -> bool:
        """Whether the page must be written before more is taken."""
        return len(self.events) >= _FULL or self.frames >= _MANY

    def take(self, frames: Sequence[str | bytes], now: datetime) -> None:
        """Read frames, in order.

        Raises:
            Unavailable: the server said that it hangs up, or nothing can be read any more; what
                was taken before stays.
        """
        read, unpack = self._read, self._unpack
        for frame in frames:
            self.frames += 1
            content = frame
            try:
                if isinstance(frame, bytes):
                    content = unpack(frame)
                said = read(content)
                self._astray = 0
                if said.kind != "other":
                    self._hear(said, now)
            except InvalidInput as error:
                self._reject(content, error, now)
                continue
            if said.time_us:
                self.first = self.first or said.time_us
                self.newest = max(self.newest, said.time_us)

    def _hear(self, said: Said, now: datetime) -> None:
        if said.kind == "create" and not self._posts.concerns(said):
            self.unheard += 1
            return
        if said.kind == "notice":
            self.outdated = self.outdated or said.name == "OutdatedCursor"
            return
        if said.kind == "ended":
            raise _ended(said.name)
        for event in self._posts.events(said, now):
            self.events.append(event)
            self.urgent = self.urgent or isinstance(event, Published)

    def _reject(self, content: str | bytes, error: InvalidInput, now: datetime) -> None:
        self._astray += 1
        if len(self.rejected) < _REJECTED:
            self.rejected.append(self._posts.rejected(content, error, now))
        else:
            self.lost += 1
        if self._astray >= _HOPELESS:
            raise Unavailable(
                Say(
                    "Les trames de Jetstream sont illisibles (autre dictionnaire, autre format ?).",
                    "Jetstream’s frames cannot be read (another dictionary, another format?).",
                )
            )


def _ended(name: str) -> Unavailable:
    if name == "ConsumerTooSlow":
        return Unavailable(
            Say(
                "Jetstream a coupé : nous lisions trop lentement.",
                "Jetstream hung up: we read too slowly.",
            )
        )
    return Unavailable(Say("Jetstream a mis fin à l’envoi.", "Jetstream ended the stream."))
