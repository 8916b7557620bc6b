"""A day under faults: an installation on the cluster, its crew, and what it must come to."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Set
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path

import httpx
import msgspec

from sinks.elasticsearch import ElasticStore
from tests.cluster import afterwards, clocks
from tests.cluster.afterwards import Expected, Letter
from tests.cluster.crew import Crew, FaultHome
from tests.cluster.form import sized
from tests.cluster.recovery import Recovery
from tests.cluster.scripts import Script
from tests.sinks import elastic
from vigie.codec import encode
from vigie.record import Record

#: Of the installation and of the indices made for it.
REFRESH = 0.5
_PATIENCE = sized(150, 1_200)


class Day:
    """A script, and what an embedded installation made of it."""

    def __init__(self, script: Script, expected: Expected) -> None:
        self.script = script
        self.expected = expected
        self.pages = -(-len(script.events()) // 50)

    @classmethod
    def live(cls, mentions: int, folder: Path, *, ahead: int = 0) -> Day:
        """Live it through, embedded, so many seconds from now; as long as judging takes."""
        moment = datetime.now(UTC) + timedelta(seconds=ahead)
        script = Script(mentions, at=moment).with_troubles()
        # Nothing happens to the last post later on; see the balky stage.
        last = script.posts[-1]
        script.posts[-1] = msgspec.structs.replace(last, text=f"{last.text} ⌛")
        home = FaultHome(folder)
        home.clock = clocks.ahead(ahead) if ahead else {}
        script.write(home.script)
        home.run("run", "--once")
        return cls(script, afterwards.of_embedded(folder))


class Scene:
    """An installation on the cluster, that is about to live through a day."""

    def __init__(self, home: FaultHome, crew: Crew, kafka: str, url: str, prefix: str) -> None:
        self.home = home
        self.crew = crew
        self.kafka = kafka
        self.url = url
        self.prefix = prefix
        self._pages = 0

    def begin(self, day: Day, *, seconds: float) -> None:
        """Have the source bring the day over so many seconds, or until `finish` hurries it."""
        day.script.write(self.home.script)
        self.home.pace(seconds / day.pages)
        self._pages = day.pages
        self.home.run("topics", "apply")
        # A process that starts waits a quarter of a minute for the store, then leaves it to its
        # supervisor to start it again; here that would be a fault of its own.
        asyncio.run(self._make_the_indices())

    async def _make_the_indices(self) -> None:
        settings = elastic.settings_for(self.url, self.prefix)
        settings = msgspec.structs.replace(settings, refresh_seconds=REFRESH)
        async with await ElasticStore.open(settings):
            pass

    def recovery(self, fault: str) -> Recovery:
        """Return what measures the recovery from a fault."""
        return Recovery(fault, self.kafka, self.prefix)

    def pages_sent(self) -> int:
        """Return how many pages the collectors have put on the brokers."""
        return sum(member.log.read_text("utf-8").count("page.sent") for member in self.crew.members)

    def until_nearly_heard(self) -> None:
        """Wait until nine tenths of the day have come."""
        until = time.monotonic() + _PATIENCE
        while self.pages_sent() < 0.9 * self._pages:
            assert time.monotonic() < until, "the day does not come"
            time.sleep(0.2)

    def finish(self, recovery: Recovery, *, under_load: bool = True) -> None:
        """Let the rest of the day come at once, and wait until nothing is left to do."""
        assert not (under_load and self.home.heard), "no load any more: the day was too short"
        self.home.pace(0)
        recovery.until_quiet(self._heard_and_well, _PATIENCE)
        self.crew.all_well()

    def _heard_and_well(self) -> bool:
        self.crew.all_well()
        return self.home.heard

    def check(
        self,
        day: Day,
        *,
        refused: Set[str] = frozenset(),
        letters: Set[Letter] = frozenset(),
    ) -> None:
        """See that the day came to what it must; see `afterwards`."""
        afterwards.check(self.url, self.prefix, day.expected, refused=refused, letters=letters)

    def months(self) -> list[str]:
        """Return the indices of mentions."""
        with httpx.Client(base_url=self.url, timeout=30) as client:
            return sorted(client.get(f"/{self.prefix}-mentions/_alias").json())

    def store_letters(self, refused: Mapping[str, Record]) -> set[Letter]:
        """Return the dead letters of mentions that Elasticsearch refuses for a parsing fault."""
        return {
            (_letter_id(one), "store", id_, encode(one.mention.post))
            for id_, one in refused.items()
        }


def _letter_id(one: Record) -> str:
    edition = f"{one.mention.post.revision}.{one.judgement.generation}"
    told = f"store\n{one.mention.id}\n{edition}\nmapper_parsing_exception"
    return f"letter_{blake2b(told.encode(), digest_size=16).hexdigest()}"
