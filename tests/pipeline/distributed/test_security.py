"""The three clients speak TLS and give a name and a password, each in its own words."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from deploy.dev_stack import certificates, places
from deploy.dev_stack.broker import Broker
from deploy.dev_stack.broker_settings import Guarded
from pipeline.distributed import events as wire
from pipeline.distributed import running, topic_admin
from pipeline.distributed.app import Plan
from pipeline.distributed.collector_producer import CollectorProducer
from pipeline.distributed.connection import Kafka
from pipeline.distributed.patience import Patience, Pulse
from pipeline.metrics import Metrics
from tests.pipeline.distributed.shops import heard, put, shop
from tests.pipeline.distributed.working import at_work, nothing_waits, until
from tests.sockets import open_sockets
from vigie.errors import ConfigurationError


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificates.create(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def guarded(folder: Path) -> Iterator[tuple[Broker, Guarded]]:
    asked = Guarded(security="sasl_ssl", port=places.free_port(), certificates=folder)
    broker = Broker.create(asked)
    broker.start()
    try:
        yield broker, asked
    finally:
        broker.remove()


@pytest.fixture
def secured(guarded: tuple[Broker, Guarded], folder: Path, tmp_path: Path) -> Kafka:
    _, asked = guarded
    password = tmp_path / "password"
    password.write_text(asked.password + "\n")
    password.chmod(0o600)
    return Kafka(
        servers=(asked.server,),
        partitions=2,
        security="sasl_ssl",
        user=asked.user,
        password_file=password,
        ca_file=folder / "ca.pem",
    )


@pytest.mark.parametrize("mechanism", ["SCRAM-SHA-512", "PLAIN"])
async def test_what_a_guarded_broker_is_sent_is_worked_through(
    secured: Kafka, tmp_path: Path, mechanism: str
) -> None:
    kafka = msgspec.structs.replace(secured, mechanism=mechanism, prefix=mechanism.lower())
    assert topic_admin.apply(kafka).fit
    producer = CollectorProducer(kafka, Patience("kafka", Metrics(), Pulse()))
    await producer.send([wire.heard(heard(1))])
    await producer.close()
    await put(kafka, [wire.heard(heard(2))])
    async with shop(tmp_path) as it, at_work(it, kafka):
        await until(lambda: nothing_waits(kafka))
        assert len(await it.ids()) == 2


@pytest.fixture
def unknown(secured: Kafka, tmp_path: Path) -> Kafka:
    wrong = tmp_path / "wrong"
    wrong.write_text("pas-le-bon")
    wrong.chmod(0o600)
    return msgspec.structs.replace(secured, password_file=wrong)


async def test_a_wrong_password_refuses_to_start(unknown: Kafka, tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        with pytest.raises(ConfigurationError) as told:
            await running.work(it, unknown, Plan(), _never())
    assert "pas-le-bon" not in str(told.value)


def test_a_refused_account_leaves_no_socket_behind(unknown: Kafka) -> None:
    before = open_sockets()
    for _ in range(5):
        with pytest.raises(ConfigurationError):
            topic_admin.check(unknown)
        assert open_sockets() == before


def _never() -> asyncio.Event:
    return asyncio.Event()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_certificate_that_no_authority_of_ours_signed_is_refused(secured: Kafka) -> None:
    with pytest.raises(ConfigurationError, match="ca_file"):
        topic_admin.check(msgspec.structs.replace(secured, ca_file=None))
    gc.collect()  # kafka-python leaves the socket of a handshake that failed to the collector


def test_an_account_without_a_password_is_told_before_anything_is_asked() -> None:
    with pytest.raises(ConfigurationError, match="password_file"):
        topic_admin.check(Kafka(security="sasl_plaintext", user="vigie"))


def test_a_file_that_holds_no_certificate_is_told(tmp_path: Path) -> None:
    (tmp_path / "ca").write_text("rien")
    with pytest.raises(ConfigurationError, match="ca_file"):
        topic_admin.check(Kafka(security="ssl", ca_file=tmp_path / "ca"))
