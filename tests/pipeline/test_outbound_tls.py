"""Encrypted connections: the certificate is that of the name, though an address is dialled."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.pipeline.ways_out import way_out
from vigie.errors import Unavailable


class Hello(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "7")
        self.end_headers()
        self.wfile.write(b"bonjour")

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


class Quiet(HTTPServer):
    def handle_error(self, *_: object) -> None:
        """A client that does not trust us hangs up: that is what is tested."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of « journal.example », signed by itself, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl command to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    made, key = folder / "certificate.pem", folder / "key.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    names = ["-subj", "/CN=journal.example", "-addext", "subjectAltName=DNS:journal.example"]
    files = ["-keyout", str(key), "-out", str(made)]
    subprocess.run([*command.split(), *names, *files], check=True, capture_output=True)
    return made, key


@pytest.fixture
def port(certificate: tuple[Path, Path]) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    httpd = Quiet(("127.0.0.1", 0), Hello)
    httpd.socket = context.wrap_socket(httpd.socket, server_side=True)
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield httpd.server_address[1]
    httpd.shutdown()
    httpd.server_close()
    thread.join()


async def at_home(_host: str, _port: int) -> Sequence[str]:
    return ["127.0.0.1"]


async def test_a_trusted_certificate_is_checked_against_the_name(
    port: int, certificate: tuple[Path, Path]
) -> None:
    trust = ssl.create_default_context(cafile=str(certificate[0]))
    hosts = ["journal.example", "autre.example"]
    async with way_out(allowed_hosts=hosts, resolve=at_home, trust=trust) as out:
        fetched = await out.get(f"https://journal.example:{port}/")
        with pytest.raises(Unavailable, match="chiffrée"):
            await out.get(f"https://autre.example:{port}/")
    assert fetched.body == b"bonjour"


async def test_an_unknown_certificate_is_an_outage(port: int) -> None:
    async with way_out(allowed_hosts=["journal.example"], resolve=at_home) as out:
        with pytest.raises(Unavailable, match="chiffrée"):
            await out.get(f"https://journal.example:{port}/")
