"""Worker processes (`vigie work`) over an installation of their own, and what goes in and out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

import httpx
from confluent_kafka import Producer
from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from bench.mentions import TOWNS
from bench.servers import Servers
from pipeline.distributed import topic_admin
from pipeline.distributed.connection import Kafka
from pipeline.distributed.events import Message
from pipeline.distributed.topics import RAW
from pipeline.first_settings import quoted
from pipeline.secrets_file import make_key
from pipeline.settings import FILE_NAME

REFRESH: Final = 1.0
PARTITIONS: Final = 24
_PATIENCE: Final = 900.0
_JOINING: Final = 90.0


class Workers:
    """So many workers that share the topics of one prefix, started and idle.

    Attributes:
        kafka: their brokers and prefix.
        pids: their processes.
    """

    def __init__(self, where: Servers, prefix: str, kafka: Kafka, pids: Sequence[int]) -> None:
        self._prefix = prefix
        self._client = httpx.Client(base_url=where.elasticsearch, timeout=30)
        self._producer = Producer({"bootstrap.servers": where.kafka, "linger.ms": 5})
        self.kafka = kafka
        self.pids = tuple(pids)
        self.sent = self.count()

    @property
    def processes(self) -> dict[str, int]:
        """The workers, to be metered."""
        return {f"worker {n}": pid for n, pid in enumerate(self.pids)}

    def send(self, messages: Iterable[Message]) -> None:
        """Put messages on the raw topic, and wait for the brokers to have them."""
        producer = self._producer
        topic = RAW.full_name(self.kafka)
        for message in messages:
            producer.produce(topic, message.value, message.key, headers=list(message.headers))
            self.sent += 1
            if self.sent % 10_000 == 0:
                producer.flush()  # the client holds 100,000 messages at most
        producer.flush()

    @contextmanager
    def held_still(self) -> Iterator[None]:
        """Stop the processes where they are for a moment, so that all work waits for them."""
        self._signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._signal(signal.SIGCONT)

    def wait(self, every: float = 0.2) -> None:
        """Wait until everything sent can be found.

        Raises:
            TimeoutError: it still cannot after a quarter of an hour.
        """
        end = time.monotonic() + _PATIENCE
        while (found := self.count()) < self.sent:
            if time.monotonic() > end:
                raise TimeoutError(f"{found} of {self.sent}")
            time.sleep(every)

    def count(self) -> int:
        """Return how many mentions can be found."""
        answer = self._client.get(f"/{self._prefix}-mentions/_count")
        return int(answer.json()["count"]) if answer.status_code == 200 else 0

    def _signal(self, number: int) -> None:
        for pid in self.pids:
            os.kill(pid, number)


@contextmanager
def working(where: Servers, prefix: str, *, workers: int = 1) -> Iterator[Workers]:
    """Start workers under a prefix, wait until each has its share; stop them in the end."""
    kafka = Kafka(servers=(where.kafka,), prefix=prefix, partitions=PARTITIONS)
    topic_admin.apply(kafka)
    with tempfile.TemporaryDirectory(prefix="vigie-bench-") as folder:
        home = _home(where, prefix, Path(folder))
        command = [sys.executable, "-m", "pipeline", "--home", str(home), "work", "--quiet"]
        started = list[subprocess.Popen[bytes]]()
        try:
            for _ in range(workers):
                started.append(subprocess.Popen(command))
                _joined(where, kafka.group, started)
            yield Workers(where, prefix, kafka, [process.pid for process in started])
        finally:
            _stop(started)


def _home(where: Servers, prefix: str, home: Path) -> Path:
    make_key(home)
    towns = ", ".join(quoted(town) for town in TOWNS)
    lines = [
        f"towns = [{towns}]",
        '[store]\nkind = "elasticsearch"',
        f"[elasticsearch]\nurls = [{quoted(where.elasticsearch)}]\nprefix = {quoted(prefix)}",
        f"refresh_seconds = {REFRESH}",
        f"[kafka]\nservers = [{quoted(where.kafka)}]\nprefix = {quoted(prefix)}",
        f"partitions = {PARTITIONS}",
    ]
    (home / FILE_NAME).write_text("\n".join(lines) + "\n", "utf-8")
    return home


def _joined(where: Servers, group: str, started: Sequence[subprocess.Popen[bytes]]) -> None:
    """Wait until the group is at rest with all its members."""
    end = time.monotonic() + _JOINING
    with closing(KafkaAdminClient(bootstrap_servers=where.kafka)) as admin:
        while time.monotonic() < end and all(process.poll() is None for process in started):
            # A broker just started has no coordinator yet.
            with suppress(KafkaError):
                found = admin.describe_groups([group])[group]
                if found["group_state"] == "Stable" and len(found["members"]) == len(started):
                    return
            time.sleep(0.5)
    raise TimeoutError(group)


def _stop(started: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in started:
        process.terminate()
    for process in started:
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
