"""The dev stack on the machine that runs the tests: real servers, started, hurt and removed."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import KafkaError
from elasticsearch import AuthenticationException, Elasticsearch

from deploy.dev_stack import Guarded, Secured, Stack, certificates, places, registry, running_stack
from deploy.dev_stack.broker import cluster_identifier
from deploy.dev_stack.kafka_wire import answers_metadata
from deploy.dev_stack.processes import _group
from deploy.dev_stack.registry import ROOT
from deploy.dev_stack.server import Server
from deploy.dev_stack.stack import Wanted, down, up
from tests.sockets import sockets_let_go
from vigie.errors import ConfigurationError

pytestmark = pytest.mark.timeout(400)

FRENCH = {
    "tokenizer": "standard",
    "filter": [
        {"type": "elision", "articles_case": True, "articles": ["l", "d", "qu"]},
        "lowercase",
        {"type": "stop", "stopwords": "_french_"},
        {"type": "stemmer", "language": "light_french"},
        "asciifolding",
    ],
}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack that the tests may hurt, with everything that guards it turned on."""
    folder = certificates.create(tmp_path_factory.mktemp("certificates"))
    guarded = Guarded(security="sasl_ssl", port=places.free_port(), certificates=folder)
    try:
        with running_stack(guarded=guarded, secured=Secured(certificates=folder)) as stack:
            yield stack
    except ConfigurationError as missing:
        pytest.skip(missing.say.en)


def client(stack: Stack, **credentials: object) -> Elasticsearch:
    secured = stack.search.secured
    assert secured is not None
    given = credentials or {"basic_auth": (secured.user, secured.password)}
    authority = f"{secured.certificates}/ca.pem"
    return Elasticsearch(stack.search.url, ca_certs=authority, **given)  # type: ignore[arg-type]


def guarded_options(stack: Stack, mechanism: str, password: str | None = None) -> dict[str, object]:
    guarded = stack.broker.guarded
    assert guarded is not None
    return {
        "bootstrap_servers": guarded.server,
        "security_protocol": "SASL_SSL",
        "sasl_mechanism": mechanism,
        "sasl_plain_username": guarded.user,
        "sasl_plain_password": password or guarded.password,
        "ssl_context": ssl.create_default_context(cafile=f"{guarded.certificates}/ca.pem"),
    }


async def produce(value: bytes, **options: object) -> None:
    producer = AIOKafkaProducer(**options)
    try:
        await producer.start()
        await producer.send_and_wait("essai", value)
    finally:
        await producer.stop()


async def consume(server: str, count: int) -> list[bytes]:
    consumer = AIOKafkaConsumer(
        "essai", bootstrap_servers=server, auto_offset_reset="earliest", group_id=None
    )
    await consumer.start()
    try:
        async with asyncio.timeout(30):
            return [(await consumer.getone()).value for _ in range(count)]
    finally:
        await consumer.stop()


def servers(stack: Stack) -> list[Server]:
    return [stack.broker, stack.search]


def processes(server: Server) -> list[int]:
    assert server.running is not None
    return list(_group(server.running.pid))


def words(url: str, body: Mapping[str, object]) -> list[str]:
    with Elasticsearch(url) as elastic:
        return [token["token"] for token in elastic.indices.analyze(**body)["tokens"]]  # type: ignore[arg-type]


def test_the_shared_broker_answers(kafka_server: str) -> None:
    host, _, port = kafka_server.rpartition(":")
    assert answers_metadata(host, int(port))


def test_the_french_chain_folds_elides_and_stems(elasticsearch_url: str) -> None:
    body = {**FRENCH, "text": "L'état des nids-de-poule déneigés"}
    assert words(elasticsearch_url, body) == ["etat", "nid", "poul", "deneig"]


def test_each_stemmer_is_the_one_that_elasticsearch_maps_to_its_name(
    elasticsearch_url: str,
) -> None:
    text = {"tokenizer": "standard", "text": "généreusement continuellement dying"}
    heard = {
        language: words(
            elasticsearch_url, {**text, "filter": [{"type": "stemmer", "language": language}]}
        )
        for language in ("french", "light_french", "english", "porter2")
    }
    assert heard == {
        "french": ["géner", "continuel", "dying"],
        "light_french": ["genereus", "continuel", "dying"],
        "english": ["généreusement", "continuel", "dy"],
        "porter2": ["généreusement", "continuel", "die"],
    }


def test_the_character_filters_rewrite_before_the_words_are_cut(elasticsearch_url: str) -> None:
    filters = [
        {"type": "mapping", "mappings": ["’ => '", "\\u0153 => oe"]},
        {"type": "pattern_replace", "pattern": r"(\d+)-(?=\d)", "replacement": "$1_"},
    ]
    body = {"tokenizer": "standard", "char_filter": filters, "text": "d’œuf 12-34"}
    assert words(elasticsearch_url, body) == ["d'oeuf", "12_34"]


def test_the_token_filters_obey_their_parameters(elasticsearch_url: str) -> None:
    filters = [
        {"type": "asciifolding", "preserve_original": True},
        {"type": "pattern_replace", "pattern": "o", "replacement": "0", "all": False},
    ]
    body = {"tokenizer": "standard", "filter": filters, "text": "zoo été"}
    assert words(elasticsearch_url, body) == ["z0o", "ete", "été"]


def test_the_french_and_english_analyzers_are_there(elasticsearch_url: str) -> None:
    french = words(elasticsearch_url, {"analyzer": "french", "text": "L'état des rues"})
    english = words(elasticsearch_url, {"analyzer": "english", "text": "the city's potholes"})
    assert (french, english) == (["état", "rue"], ["citi", "pothol"])


def test_no_server_runs_as_root(own: Stack) -> None:
    for server in servers(own):
        for pid in processes(server):
            status = Path(f"/proc/{pid}/status").read_text()
            user = next(line for line in status.splitlines() if line.startswith("Uid:"))
            assert "0" not in user.split()[1:]


def test_the_servers_listen_on_the_loopback_alone(own: Stack) -> None:
    mine = {
        link.readlink().name.removeprefix("socket:[").removesuffix("]")
        for server in servers(own)
        for pid in processes(server)
        for link in Path(f"/proc/{pid}/fd").iterdir()
    }
    listening = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in mine:
                listening.add(fields[1].partition(":")[0])
    assert listening
    # 127.0.0.1 as the kernel writes it, alone or inside an IPv6 address.
    assert {address.endswith("0100007F") for address in listening} == {True}


def test_elasticsearch_asks_who_comes_in_and_takes_a_password_or_an_api_key(own: Stack) -> None:
    with client(own) as elastic:
        assert elastic.security.authenticate()["authentication_type"] == "realm"
        key = elastic.security.create_api_key(name="essai")["encoded"]
    with client(own, api_key=key) as elastic:
        assert elastic.security.authenticate()["authentication_type"] == "api_key"
    with (
        client(own, basic_auth=("vigie", "faux")) as elastic,
        pytest.raises(AuthenticationException),
    ):
        elastic.security.authenticate()


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-512"])
async def test_the_guarded_listener_takes_the_right_password_alone(
    own: Stack, mechanism: str
) -> None:
    await produce(b"bienvenue", **guarded_options(own, mechanism))
    async with sockets_let_go():
        with pytest.raises(KafkaError):
            await produce(b"refus", **guarded_options(own, mechanism, "faux"))


def test_an_authority_that_it_does_not_know_is_refused(own: Stack) -> None:
    address = (places.HOST, own.search.port)
    with pytest.raises(ssl.SSLCertVerificationError):
        ssl.get_server_certificate(address, ca_certs=ssl.get_default_verify_paths().cafile)


async def test_a_killed_server_comes_back_on_its_port_with_its_data(own: Stack) -> None:
    await produce(b"avant", bootstrap_servers=own.broker.server)
    with client(own) as elastic:
        elastic.index(index="essai", id="1", document={"mot": "avant"})
    for server in servers(own):
        server.kill()
        assert not server.alive()
        assert not server.answers()
    for server in servers(own):
        server.launch()
    for server in servers(own):
        server.wait()
    assert b"avant" in await consume(own.broker.server, 3)
    with client(own) as elastic:
        assert elastic.get(index="essai", id="1")["_source"] == {"mot": "avant"}


def test_bringing_up_twice_gives_the_same_servers_and_down_leaves_nothing() -> None:
    name = f"deux-fois-{time.monotonic_ns()}"
    try:
        first = up(name, Wanted(elasticsearch=False))
        running = first.broker.running
        second = up(name, Wanted(elasticsearch=False))
        assert second == first
        assert second.broker.running == running
        first.broker.stop()
        assert up(name).broker.answers()
    except ConfigurationError as missing:
        pytest.skip(missing.say.en)
    finally:
        was_there = down(name)
    assert was_there
    assert not down(name)
    assert not first.broker.alive()
    assert not first.broker.folder.exists()
    assert name not in registry.names()


@pytest.mark.parametrize("first", range(0, 256, 4))
def test_no_name_of_a_cluster_is_taken_for_an_option(first: int) -> None:
    named = cluster_identifier(uuid.UUID(bytes=bytes([first, *range(15)])))
    assert named.isalnum()
    assert len(named) == 22


def test_a_stack_whose_holder_is_killed_goes_away_by_itself() -> None:
    program = (
        "import time\n"
        "from deploy.dev_stack import running_stack\n"
        "with running_stack(elasticsearch=False) as stack:\n"
        "    print(stack.broker.folder, stack.broker.port, flush=True)\n"
        "    time.sleep(300)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        told = holder.stdout.readline().split()
        holder.kill()
    if not told:
        pytest.skip("the holder could not start a broker; the other tests say why")
    folder, port = Path(told[0]), int(told[1])
    until = time.monotonic() + 30
    while folder.exists() and time.monotonic() < until:
        time.sleep(0.2)
    assert not folder.exists()
    assert not answers_metadata(places.HOST, port)
