"""Scripts of a busy day: posts, copies, editions, deletions, purges, poison, in pages."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from vigie.dead_letter import DeadLetter
from vigie.post import Author, AuthorPurged, Deleted, Event, Post, Published, Source

ROOT = Path(__file__).parents[2]
PLUGIN = Path(__file__).parent / "plugin"
POISON = "☠"
SOURCE = "La place publique fictive"
TOWN = "trois-rivieres"
_PAGE = 50


def texts() -> list[str]:
    """Return the texts of the corpus about the town, in their order."""
    lines = (ROOT / "corpus" / "slices" / "qc-hiver.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


class Script:
    """A day's events in the order in which a source brings them.

    Args:
        mentions: how many distinct posts.
        seed: the same seed gives the same day.
        at: when the day ends; posts are of the hours before.
    """

    def __init__(self, mentions: int, *, seed: int = 311, at: datetime | None = None) -> None:
        self._chance = random.Random(seed)
        self._at = at or datetime.now(UTC)
        self._pool = texts()
        self.posts = [self._post(n) for n in range(mentions)]
        self.copies: list[Post] = []
        self.poison: list[Post] = []
        self.edited: list[Post] = []
        self.dropped: list[Post] = []
        self.deleted: list[Post] = []
        self.purged: list[str] = []
        self.rejected: list[DeadLetter] = []

    def _post(self, number: int, **fields: Any) -> Post:
        text = self._pool[number % len(self._pool)]
        moment = self._at - timedelta(seconds=7 * number % 20_000)
        values: dict[str, Any] = {
            "source": Source(kind="scripted", name=SOURCE),
            "native_id": f"billet-{number}",
            "text": f"À Trois-Rivières : {text} ({number}) {self._own_words(number)}",
            "title": "" if number % 3 else f"Billet numéro {number}",
            "url": f"https://place.example/{number}",
            "author": Author(pseudonym=f"{number % 211:024x}"),
            "fetched_at": self._at,
            "published_at": moment,
        }
        return Post(**{**values, **fields})

    def _own_words(self, number: int) -> str:
        """Return words of nobody else's, so that only copies tell the same story."""
        chance = random.Random(number)
        return " ".join(f"mot{chance.randrange(10**6)}" for _ in range(60))

    def with_troubles(self) -> Script:
        """Add copies, poison, editions, deletions, purges and unreadable items."""
        count = len(self.posts)
        some = self._chance.sample(range(count // 2), count // 4)
        part = len(some) // 5
        for n in some[:part]:
            copy = self._release(count + n)
            self.copies += [copy, msgspec.structs.replace(copy, native_id=f"copie-{n}")]
        for n in some[part : 2 * part]:
            self.poison.append(self._post(2 * count + n, text=f"Trois-Rivières {POISON} {n}"))
        self.edited = [self._edition(n) for n in some[2 * part : 3 * part]]
        self.deleted = [self.posts[n] for n in some[3 * part : 4 * part]]
        self.dropped = [
            msgspec.structs.replace(self.posts[n], revision=2, text="Rien à voir, finalement.")
            for n in some[4 * part :]
        ]
        self.purged = [f"{n:024x}" for n in (17, 101)]
        self.rejected = [self._letter(n) for n in range(max(1, count // 100))]
        return self

    def _release(self, number: int) -> Post:
        words = self._own_words(number)
        return self._post(number, title="", text=f"Communiqué de Trois-Rivières : {words}")

    def _edition(self, n: int) -> Post:
        text = "À Trois-Rivières, finalement : il y a un nid-de-poule sur la rue Royale."
        text = f"{text} ({n}) {self._own_words(n)}"
        return msgspec.structs.replace(self.posts[n], revision=2, text=text)

    def _letter(self, n: int) -> DeadLetter:
        return DeadLetter(
            id=f"lettre-{n}",
            stage="scripted",
            source=SOURCE,
            where=f"ligne {n}",
            why="illisible",
            at=self._at,
            raw=b"\xff\x00",
        )

    def events(self) -> list[Event]:
        """Return everything in order: what changes a post comes after it, and some come twice."""
        first = [*self.posts, *self.copies, *self.poison]
        self._chance.shuffle(first)
        later: list[Event] = [Published(post=post) for post in (*self.edited, *self.dropped)]
        later += [self._deletion(post) for post in self.deleted]
        later += [AuthorPurged(pseudonym=each, at=self._at) for each in self.purged]
        later += [Published(post=post) for post in first[::37]]
        self._chance.shuffle(later)
        return [*(Published(post=post) for post in first), *later]

    def _deletion(self, post: Post) -> Deleted:
        return Deleted(source=SOURCE, native_id=post.native_id, at=self._at)

    def write(self, file: Path) -> None:
        """Write the script as the plug-in's source plays it."""
        with file.open("wb") as out:
            for page, events in enumerate(_paged(self.events())):
                rejected = self.rejected if page == 1 else []
                body = {"events": events, "rejected": rejected}
                out.write(msgspec.json.encode(body) + b"\n")


def _paged(events: Sequence[Event]) -> Iterator[Sequence[Event]]:
    for start in range(0, len(events), _PAGE):
        yield events[start : start + _PAGE]
