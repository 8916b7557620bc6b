"""Days under faults, lived once embedded for the whole session; scenes for each test."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path

import pytest
from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from pipeline.distributed.connection import Kafka
from pipeline.distributed.topics import TOPICS
from pipeline.first_settings import quoted
from tests.cluster.crew import Crew, FaultHome
from tests.cluster.scenes import REFRESH, Day, Scene
from tests.sinks import elastic

Lived = Callable[[int], Day]
MakeScene = Callable[..., Scene]


_crews: list[Crew] = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show the last words of the processes of a test that failed."""
    report = yield
    if report.failed:
        for crew in _crews:
            report.sections.append(("crew", "\n".join(map(str, crew.members[-6:]))))
    return report


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """Return the day of so many mentions."""
    return cache(lambda mentions: Day.live(mentions, tmp_path_factory.mktemp("lived") / "home"))


@contextmanager
def scene_on(
    kafka: str, url: str, home: Path, *, watchdog: float = 90, through: str = ""
) -> Iterator[Scene]:
    """Lay out an installation on these servers; nothing of it is left afterwards.

    Args:
        kafka: the broker.
        url: Elasticsearch.
        home: folder of the installation.
        watchdog: seconds.
        through: address by which the installation reaches Elasticsearch, if it is another.
    """
    prefix = f"f{secrets.token_hex(6)}"
    installation = FaultHome(
        home,
        f'[store]\nkind = "elasticsearch"\n[elasticsearch]\nurls = [{quoted(through or url)}]\n'
        f"prefix = {quoted(prefix)}\nrefresh_seconds = {REFRESH}\n",
        f"[kafka]\nservers = [{quoted(kafka)}]\nprefix = {quoted(prefix)}\npartitions = 6\n",
        watchdog=watchdog,
    )
    try:
        with Crew(installation) as crew:
            _crews.append(crew)
            yield Scene(installation, crew, kafka, url, prefix)
            # Kept, when the test has failed, until its report is made.
            _crews.remove(crew)
    finally:
        elastic.remove(url, prefix)
        names = Kafka(prefix=prefix)
        with closing(KafkaAdminClient(bootstrap_servers=[kafka])) as admin, suppress(KafkaError):
            admin.delete_topics([topic.full_name(names) for topic in TOPICS])
            admin.delete_groups([names.group])


@pytest.fixture
def scene(kafka_server: str, elasticsearch_url: str, tmp_path: Path) -> Iterator[Scene]:
    """An installation on the servers that all tests share: for faults of our own processes."""
    with scene_on(kafka_server, elasticsearch_url, tmp_path / "home") as made:
        yield made
