"""What each failure of the cluster means: wait, set aside, or refuse to start."""

from __future__ import annotations

import logging
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import elastic_transport
import elasticsearch
import pytest

from sinks.elasticsearch import ElasticSettings, ElasticStore
from sinks.elasticsearch.connection import connect
from sinks.elasticsearch.opening import check_server
from sinks.elasticsearch.server import Server
from sinks.elasticsearch.verdicts import BY_CLASS, MAPPED, verdict
from tests.servers import Exchange, LocalServer
from vigie.errors import ConfigurationError, InvalidInput, Unavailable, VigieError

SECRET = "mot-de-passe-fictif"
NODES = b'{"nodes":{"n":{"version":"9.5.0"}}}'
PRODUCT = {"X-Elastic-Product": "Elasticsearch", "Content-Type": "application/json"}


def errors_of(module: Any) -> list[type[Exception]]:
    found = [getattr(module, name) for name in dir(module)]
    return [
        each
        for each in found
        if isinstance(each, type) and issubclass(each, Exception) and not issubclass(each, Warning)
    ]


@pytest.mark.parametrize("kind", [*errors_of(elasticsearch), *errors_of(elastic_transport)])
def test_every_error_of_the_client_has_its_verdict(kind: type[Exception]) -> None:
    assert issubclass(kind, MAPPED)
    assert isinstance(verdict(kind.__new__(kind)), VigieError)


def test_no_line_of_the_table_is_hidden_by_one_above() -> None:
    classes = [each for each, _, _ in BY_CLASS]
    for place, each in enumerate(classes):
        assert not any(issubclass(each, above) for above in classes[:place])


def asked(url: str, patience: float = 0.3, **others: Any) -> Server:
    settings = ElasticSettings(urls=(url,), timeout=5, **others)
    return Server(connect(settings), patience=patience, refresh=False)


def answer(
    server: LocalServer, body: bytes, status: int = 200, headers: dict[str, str] | None = None
) -> None:
    given = PRODUCT if headers is None else headers
    server.routes["/_nodes"] = lambda exchange: exchange.reply(body, status, given)


@pytest.mark.parametrize(
    ("body", "status", "headers", "expected"),
    [
        (b'{"error":{"type":"security_exception"}}', 401, PRODUCT, ConfigurationError),
        (b'{"error":{"type":"security_exception"}}', 403, PRODUCT, ConfigurationError),
        (b'{"error":{"type":"media_type_header_exception"}}', 400, PRODUCT, ConfigurationError),
        (b'{"error":{"type":"illegal_argument_exception"}}', 400, PRODUCT, InvalidInput),
        (b'{"nodes":{"n":{"version":"8.19.3"}}}', 200, PRODUCT, ConfigurationError),
        (NODES, 200, {"Content-Type": "application/json"}, ConfigurationError),
        (b"<html>maintenance</html>", 200, {"Content-Type": "text/html"}, ConfigurationError),
        (b'{"error":{"type":"circuit_breaking_exception"}}', 429, PRODUCT, Unavailable),
        (b"<html>Bad gateway</html>", 502, {"Content-Type": "text/html"}, Unavailable),
        (b"", 503, PRODUCT, Unavailable),
    ],
)
async def test_an_answer_has_its_verdict(
    server: LocalServer,
    body: bytes,
    status: int,
    headers: dict[str, str],
    expected: type[VigieError],
) -> None:
    answer(server, body, status, headers)
    there = asked(server.url)
    with pytest.raises(expected):
        await check_server(there)
    await there.close()


async def test_a_cluster_that_is_overloaded_is_waited_for_as_long_as_it_asks(
    server: LocalServer,
) -> None:
    times: list[int] = []

    def sometimes(exchange: Exchange) -> None:
        times.append(1)
        if len(times) < 3:
            exchange.reply(b"{}", 429, {**PRODUCT, "Retry-After": "0"})
        else:
            exchange.reply(NODES, 200, PRODUCT)

    server.routes["/_nodes"] = sometimes
    there = asked(server.url, patience=10)
    assert await check_server(there) == "9.5.0"
    await there.close()
    answer(server, b"{}", 429, {**PRODUCT, "Retry-After": "60"})
    there = asked(server.url, patience=5)
    with pytest.raises(Unavailable) as raised:
        await check_server(there)
    assert raised.value.retry_after == 60
    await there.close()


async def test_a_cluster_that_is_away_is_said_so() -> None:
    there = asked("http://127.0.0.1:9")
    with pytest.raises(Unavailable, match="ne répond pas"):
        await check_server(there)
    await there.close()
    with pytest.raises(Unavailable):
        await check_server(there)


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"user": "vigie", "password": SECRET, "api_key": "k"}, ["elasticsearch.user", "api_key"]),
        ({"password": SECRET}, ["elasticsearch.user"]),
        ({"urls": (f"https://vigie:{SECRET}@es.example:9200",)}, ["password_file"]),
        ({"urls": ("es.example:9200",)}, ["http(s)://"]),
        ({"urls": ("http://es.example",)}, ["http(s)://"]),
        ({"urls": ("http://es.example:port",)}, ["http(s)://"]),
        ({"urls": ()}, ["elasticsearch.urls"]),
        ({"ca_file": Path("absent.pem")}, ["ca_file", "absent.pem"]),
        ({"urls": (), "ca_file": Path("absent.pem")}, ["elasticsearch.urls", "ca_file"]),
    ],
)
async def test_settings_that_make_no_sense_are_refused_all_at_once(
    settings: dict[str, Any], named: list[str]
) -> None:
    with pytest.raises(ConfigurationError) as raised:
        await ElasticStore.open(ElasticSettings(**settings))
    for sentence in (raised.value.say.fr, raised.value.say.en):
        assert all(name in sentence for name in named)
        assert SECRET not in sentence
    assert SECRET not in repr(ElasticSettings(password=SECRET, api_key=SECRET))


@pytest.mark.parametrize(
    ("who", "header"),
    [
        ({"user": "vigie", "password": "abc"}, "Basic dmlnaWU6YWJj"),
        ({"api_key": "Y2xl"}, "ApiKey Y2xl"),
    ],
)
async def test_we_say_who_we_are_and_no_log_repeats_it(
    server: LocalServer,
    caplog: pytest.LogCaptureFixture,
    who: dict[str, Any],
    header: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    answer(server, NODES)
    there = asked(server.url, **who)
    await check_server(there)
    await there.close()
    assert server.received[0].headers["authorization"] == header
    assert header not in caplog.text


class Nodes(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        for name, value in {**PRODUCT, "Content-Length": str(len(NODES))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(NODES)

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


class Quiet(HTTPServer):
    def handle_error(self, *_: object) -> None:
        """A client that does not trust us hangs up: that is what is tested."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of 127.0.0.1, signed by itself, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    made, key = folder / "ca.pem", folder / "key.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    names = ["-subj", "/CN=es.example", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(key), "-out", str(made)]
    subprocess.run([*command.split(), *names, *files], check=True, capture_output=True)
    return made, key


@pytest.fixture
def behind_tls(certificate: tuple[Path, Path]) -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    httpd = Quiet(("127.0.0.1", 0), Nodes)
    httpd.socket = context.wrap_socket(httpd.socket, server_side=True)
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"https://127.0.0.1:{httpd.server_address[1]}"
    httpd.shutdown()
    httpd.server_close()
    thread.join()


async def test_a_certificate_is_trusted_by_its_authority_and_by_nothing_less(
    behind_tls: str, certificate: tuple[Path, Path]
) -> None:
    there = asked(behind_tls, ca_file=certificate[0])
    assert await check_server(there) == "9.5.0"
    await there.close()
    stranger = asked(behind_tls)
    with pytest.raises(ConfigurationError, match="ca_file"):
        await check_server(stranger)
    await stranger.close()
